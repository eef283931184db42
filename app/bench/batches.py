"""Forty sheets as one PDF: how much faster two typesetting processes are than one, and how fast archived papers are joined."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from app.bench.measure import Row, Times, times_of
from app.bench.papers import sheet
from app.documents import press, rendering

SHEETS, LINES, ROUNDS = 40, 25, 5
# Architecture §9: two workers give at least this many times the pages of one; archived papers join this fast.
SPEED_UP, ARCHIVED_PAGES = 1.8, 300.0


def rows() -> Iterator[Row]:
    """Measure a batch with one and with two workers in turn, and the joining of what is archived."""
    if not press.is_available():
        yield Row("batch of sheets", "PDF is unavailable here")
        return
    pages = [rendering.html("sheet.html", sheet(LINES)).replace("12/2026", f"{number}/2026") for number in range(1, SHEETS + 1)]
    one, two = press.Press(size=1), press.Press(size=2)
    try:
        for working in (one, two):
            printed = _print(working, pages[: 2 * working.size])
        printed = _print(two, pages)
        spent = [(_seconds(one, pages), _seconds(two, pages)) for _ in range(ROUNDS)]
    finally:
        one.close()
        two.close()
    yield _speed_up(spent, sum(map(len, printed)))
    yield _joining(printed)


def _print(working: press.Press, pages: list[str]) -> list[bytes]:
    with ThreadPoolExecutor(working.size) as pool:
        return list(pool.map(working.render, pages))


def _seconds(working: press.Press, pages: list[str]) -> float:
    started = time.perf_counter()
    rendering.merge(_print(working, pages))
    return time.perf_counter() - started


def _speed_up(spent: list[tuple[float, float]], size: int) -> Row:
    """Compare the quickest rounds: what slows one of them down is another program on the machine."""
    alone, together = (min(one) for one in zip(*spent, strict=True))
    row = Row("batch of sheets", f"{SHEETS} × {LINES} lines: {SHEETS / together:.1f} pages/s by two workers, {alone / together:.2f} × one", size=size)
    row.times, row.limit = times_of([1000 * both for _one, both in spent]), times_of([1000 * single for single, _both in spent])
    row.ratio = together / alone
    row.gate("two workers to one", row.ratio, 1 / SPEED_UP)
    return row


def _joining(printed: list[bytes]) -> Row:
    row = Row("archived sheets again", "")
    row.times = Times.of(lambda: rendering.merge(printed), 10)
    row.note = f"{SHEETS} papers joined: {1000 * SHEETS / row.times.median:.0f} pages/s"
    # The least: others on the machine only ever make a run longer.
    row.gate("milliseconds a page", row.times.least / SHEETS, 1000 / ARCHIVED_PAGES)
    return row
