"""How soon a journal can be typed into: from the end of the answer to the field under the first key, in Chromium."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from app.bench import place
from app.bench.measure import Row, Times, times_of

CHROMIUM = Path("/usr/bin/chromium")
TARGET_MS, RATIO, VISITS = 300.0, 8.0, 7

WATCH = """new MutationObserver((_, watch) => {
  if (document.querySelector("td.cell[tabindex='0']")) { window.drawn = performance.now(); watch.disconnect(); }
}).observe(document, { childList: true, subtree: true });"""
TYPE = """() => {
  const cell = document.querySelector("td.cell:not([aria-readonly])"), began = performance.now();
  cell.focus();
  cell.dispatchEvent(new KeyboardEvent("keydown", { key: "5", bubbles: true, cancelable: true }));
  if (!cell.querySelector("input")) throw new Error("no field under the key");
  const took = performance.now() - began, answered = performance.getEntriesByType("navigation")[0].responseEnd;
  cell.querySelector("input").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  return window.drawn - answered + took;
}"""
PLAIN = "() => { const page = performance.getEntriesByType('navigation')[0]; return page.domContentLoadedEventEnd - page.responseEnd; }"


def first_interaction(app: Flask, load_id: int, note: str) -> Row:
    """Measure a journal against a plain page of the product that the same browser shows."""
    row = Row("first key in Chromium", note, target_ms=TARGET_MS)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        row.note = "Playwright is not installed here"
        return row
    if not CHROMIUM.exists():
        row.note = "Chromium is not installed here"
        return row
    logging.getLogger("werkzeug").setLevel(logging.ERROR)  # a line a request would drown the table
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        # A thread of its own: Playwright starts but once in a thread, and a test may have started it already.
        with ThreadPoolExecutor(1) as own:
            row.times, row.limit = own.submit(_visit, sync_playwright, app, f"http://127.0.0.1:{server.port}", load_id).result()
    finally:
        server.shutdown()
        thread.join()
    row.ratio = row.times.median / row.limit.median
    row.gate("ratio", row.ratio, RATIO)
    return row


def _visit(playwright: Any, app: Flask, address: str, load_id: int) -> tuple[Times, Times]:
    with playwright() as driver:
        found = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        try:
            return _typed(found, app, address, load_id)
        finally:
            found.close()


def _typed(browser: Any, app: Flask, address: str, load_id: int) -> tuple[Times, Times]:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ru-RU")
    cookie = place.client_of(app, "teacher").get_cookie("session")
    assert cookie is not None
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page = context.new_page()
    page.add_init_script(WATCH)
    journal, plain = [], []
    for _ in range(VISITS):
        page.goto(f"{address}/journals/{load_id}")
        journal.append(page.evaluate(TYPE))
        page.goto(f"{address}/journals/")
        plain.append(page.evaluate(PLAIN))
    return times_of(journal), times_of(plain)
