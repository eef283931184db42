"""A real Chromium for the tests of this folder."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

playwright = pytest.importorskip("playwright.sync_api")
# How long anything is waited for, in seconds: a busy machine is slow, and a test that passes waits no longer than it must.
PATIENCE = 60
playwright.expect.set_options(timeout=1000 * PATIENCE)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Give a headless Chromium that fetches nothing by itself, one a process."""
    with playwright.sync_playwright() as driver:
        found = driver.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
        )
        yield found
        found.close()


@pytest.fixture
def browser(chromium: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give the Chromium; the contexts that a test opened are patient, and closed after it."""
    make = chromium.new_context

    def new_context(**options: Any) -> Any:
        context = make(**options)
        context.set_default_timeout(1000 * PATIENCE)
        return context

    monkeypatch.setattr(chromium, "new_context", new_context)
    yield chromium
    for context in chromium.contexts:
        context.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve the application of the test; the stopped clock goes along into each request.

    Connections stand side by side, for a browser opens some in advance and asks nothing on them; requests are answered one
    after another, and one that comes after the test is turned away: the database belongs to the next test then."""
    context, turn, over = copy_context(), threading.Lock(), threading.Event()

    def answer(asked: Any, start: Any) -> list[bytes]:
        with turn:
            if over.is_set():
                start("503 Service Unavailable", [])
                return []
            given = app(asked, start)
            try:
                return list(given)
            finally:
                getattr(given, "close", list)()

    server = make_server("127.0.0.1", 0, lambda asked, start: context.copy().run(answer, asked, start), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    with turn:
        over.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Give the address at which the application of the test is served."""
    with served(app) as found:
        yield found


def sign_in(client: Any, context: Any, address: str) -> None:
    """Give a browser's context the session of a test client."""
    cookie = client.get_cookie("session")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])


def until(page: Any, condition: str, seconds: float = PATIENCE) -> bool:
    """Wait until ``condition`` holds in the page, asked anew each time: Playwright's own waiting evaluates inside the page,
    which our Content Security Policy forbids. Gives False when the time is over; a page on its way is asked again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if page.evaluate(condition):
                return True
        except playwright.Error as trouble:
            if "context was destroyed" not in str(trouble):
                raise
        page.wait_for_timeout(20)
    return False


def fits(page: Any) -> bool:
    """Tell whether the page, once loaded, is no wider than its window; a page on its way is waited for."""
    return until(page, "document.readyState === 'complete' && document.documentElement.scrollWidth <= innerWidth")
