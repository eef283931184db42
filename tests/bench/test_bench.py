"""The measurement itself: gates, counting, and one short run of everything on a small college."""

from __future__ import annotations

import json

import pytest

from app.bench import batches, browser, cases, closes, commands, crowd, journals, measure
from app.bench.measure import Row, Times
from app.core import secrets


def test_a_gate_that_does_not_hold_is_named() -> None:
    row = Row("page", "", times=Times(3.0, 4.0))
    row.gate("ratio", 2.0, 3.0)
    row.gate("statements", 9, 8)
    assert row.over == ["statements: 9 > 8"]
    assert row.as_json()["median_ms"] == 3.0


def test_times_are_of_the_work_itself() -> None:
    runs: list[int] = []
    times = Times.of(lambda: runs.append(1), 20)
    assert len(runs) == 25
    assert 0 <= times.median <= times.p95


def test_everything_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    before = secrets._keys
    monkeypatch.setattr(measure, "WARM_UP", 1)
    monkeypatch.setattr(cases, "RUNS", 4)
    monkeypatch.setattr(crowd, "SECONDS", 0.3)
    monkeypatch.setattr(browser, "VISITS", 1)
    monkeypatch.setattr(closes, "RUNS", 1)
    monkeypatch.setattr(batches, "SHEETS", 3)
    monkeypatch.setattr(batches, "ROUNDS", 1)
    monkeypatch.setattr(journals, "STORED", 28_000)
    try:
        _, answer = commands.bench("small", True)
    finally:
        secrets._keys = before
    told = json.loads(json.dumps(answer))["rows"]
    assert [row["note"] for row in told if row["name"] == "journal page"][1:3] == ["25 × 40", "30 × 120"]
    usual, wide, grown = [row for row in told if row["name"] == "journal page"][1:]
    assert usual["statements"] == wide["statements"] <= cases.PAGE_STATEMENTS
    assert usual["bytes"] <= cases.PAGE_BYTES
    assert "marks stored" in grown["note"] and set(grown["gates"]) == {"times the same before"}
    planning = {"calendar chart", "check of a timetable", "import of a timetable", "editor of a plan", "card of a plan"}
    assert planning <= {row["name"] for row in told}
    rows = {row["name"]: row for row in reversed(told) if row["name"] not in planning}
    assert set(rows) == {
        "journal page", "save of a mark", "list of students", "academic record", "curator's page", "issue of all sheets", "sheet as PDF", "slips for parents",
        "saves at once", "first key in Chromium", "cockpit of closes", "close of all terms",
        "batch of sheets", "archived sheets again",
    }  # fmt: skip
    assert "12 terms, 25500 marks" in rows["close of all terms"]["note"] and rows["close of all terms"]["over"] == []
    assert rows["cockpit of closes"]["over"] == []
    assert rows["journal page"]["statements"] <= cases.PAGE_STATEMENTS
    assert rows["journal page"]["bytes"] <= cases.PAGE_BYTES
    assert rows["save of a mark"]["statements"] <= cases.SAVE_STATEMENTS
    assert rows["save of a mark"]["bytes"] <= cases.SAVE_BYTES
    assert rows["list of students"]["statements"] <= cases.LIST_STATEMENTS
    assert rows["academic record"]["statements"] <= cases.RECORD_STATEMENTS
    assert rows["curator's page"]["statements"] <= cases.CURATOR_STATEMENTS


def test_a_close_that_grows_faster_than_the_college_is_named() -> None:
    def told(*milliseconds: float) -> list[str]:
        (row,) = closes._growth([Row("", "", times=Times(one, one, one)) for one in milliseconds])
        return row.over

    assert told(300.0, 1_000.0, 5_000.0) == []
    assert told(300.0, 1_300.0, 9_000.0) != []
    assert list(closes._growth([Row("", "")])) == []
