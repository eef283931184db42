"""What is measured of the planning: the calendar chart of all groups, the check of a timetable file."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from flask import Flask

from app.access.scope import acting
from app.bench import cases, measure, place, timetables
from app.bench.measure import Row, Times
from app.core.transaction import transaction
from app.extensions import db
from app.timetable import operations as timetable

CHART_STATEMENTS, CHART_MS = 16, 150.0
CHECK_MOST = 6_000


def calendar_chart(app: Flask, _folder: Path) -> Row:
    """Measure the calendar chart of all groups; 150 ms are for two hundred of them."""
    work = cases.fetch(place.client_of(app, "dispatcher"), "/calendar-chart/")
    row = Row("calendar chart", "all groups × weeks of the year", target_ms=CHART_MS)
    row.statements, row.size = len(measure.fewest(cases.engine_of(app), work)), len(work())
    row.times = Times.of(work, cases.RUNS // 2)
    row.gate("statements", row.statements, CHART_STATEMENTS)
    row.gate("milliseconds", row.times.median, CHART_MS)
    return row


def timetable_check(app: Flask, _folder: Path) -> Row:
    """Measure the check of a timetable file by its rows: 67 000 lessons are to take a minute at most; nothing of it stays."""
    with app.app_context():
        actor = place.actor_of("dispatcher")
        with acting(actor):
            body, rows = timetables.file_of(actor, CHECK_MOST)
            started = time.perf_counter()
            with transaction():
                import_id = timetable.send_file(actor, "bench.xlsx", body, replaces=False).id
            timetable.check(actor, import_id)
            spent = time.perf_counter() - started
            with transaction():
                timetable.discard(actor, import_id)
        db.session.remove()
    row = Row("check of a timetable", f"{rows} lessons from xlsx", target_ms=timetables.SECONDS * 1000 / timetables.SECONDS_ROWS * rows)
    row.times = measure.times_of([spent * 1000])
    row.gate("milliseconds a thousand rows", spent * 1_000_000 / rows, timetables.SECONDS * 1_000_000 / timetables.SECONDS_ROWS)
    return row


def all_cases() -> Iterator[Callable[[Flask, Path], Row]]:
    """Give the cases of the planning, in order."""
    yield from (calendar_chart, timetable_check)
