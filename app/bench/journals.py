"""Journals of a fixed size, and the same with many times as many marks in the database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask

from app.bench import browser, cases, growth, place
from app.bench.measure import Row, Times

USUAL, WIDE = (25, 40), (30, 120)
WIDE_RATIO, GROWN_RATIO = 2.5, 1.10
STORED = 960_000


def rows(app: Flask, folder: Path) -> Iterator[Row]:
    """Measure 25 × 40 against its limit, 30 × 120 against 25 × 40, then page and save again with ``STORED`` marks."""
    client = place.client_of(app, "teacher")
    loads = {size: growth.wide_journal(folder, *size) for size in (USUAL, WIDE)}
    usual, wide = (cases.fetch(client, f"/journals/{loads[size]}") for size in (USUAL, WIDE))
    row = cases.page(app, folder, "journal page", f"{USUAL[0]} × {USUAL[1]}", usual)
    row.target_ms = cases.PAGE_MS
    cases.gate_page(row)
    yield row
    other = cases.page(app, folder, "journal page", f"{WIDE[0]} × {WIDE[1]}", wide)
    fast = _best(usual), _best(wide)
    other.ratio = fast[1] / fast[0]
    other.gate("times 25 × 40", other.ratio, WIDE_RATIO)
    other.gate("statements", other.statements or 0, cases.PAGE_STATEMENTS)
    yield other
    yield browser.first_interaction(app, loads[WIDE], f"{WIDE[0]} × {WIDE[1]}")
    save = cases.saving(client, place.Journal(loads[USUAL], ()))
    before = {"journal page": _best(usual), "save of a mark": _best(save)}
    stored = growth.grow(folder, STORED)
    for name, work in (("journal page", usual), ("save of a mark", save)):
        yield _grown(name, f"{stored:,} marks stored".replace(",", " "), work, before[name])


def _grown(name: str, note: str, work: Callable[[], bytes], before: float) -> Row:
    row = Row(name, note, times=Times.of(work, cases.RUNS))
    row.ratio = _best(work) / before
    row.gate("times the same before", row.ratio, GROWN_RATIO)
    return row


def _best(work: Callable[[], bytes]) -> float:
    """Give the milliseconds of an undisturbed run: others on the machine only ever make a run longer."""
    return Times.of(work, cases.RUNS).least
