"""A real Chromium for the tests of this folder."""

import threading
from collections.abc import Iterator
from contextvars import copy_context
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

playwright = pytest.importorskip("playwright.sync_api")


@pytest.fixture
def browser() -> Iterator[Any]:
    """Give a headless Chromium that fetches nothing by itself."""
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        yield found
        found.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Serve the application of the test; the stopped clock goes along with the context."""
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=copy_context().run, args=(server.serve_forever,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


def sign_in(client: Any, context: Any, address: str) -> None:
    """Give a browser's context the session of a test client."""
    cookie = client.get_cookie("session")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
