"""A timetable from a file, from the sending to its publication in a process of its own, while a teacher goes on saving marks."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from flask import Flask

from app.access.scope import acting
from app.bench import cases, measure, place
from app.bench.measure import Row
from app.core.actor import Actor
from app.core.clock import today
from app.core.transaction import transaction
from app.core.workdays import Days
from app.extensions import db
from app.terms.rules import CLOSED
from app.timetable import operations, queries, tables
from app.timetable.queries import LoadInfo, TermInfo

ROWS = {"small": 1_000, "medium": 6_000, "large": 67_000}
SECONDS, SECONDS_ROWS, MEGABYTES, LONGEST_SAVE_MS = 60.0, 67_000, 500.0, 5_000.0
PAIRS, SPAN = range(1, 9), timedelta(weeks=26)

Line = tuple[date, int, str, str, str, str, str]


def beside_saves(app: Flask, folder: Path, size: str) -> Row:
    """Measure the import by its rows, and the longest save meanwhile: a save never waits longer than for one transaction."""
    save = cases.saving(place.client_of(app, "teacher"), place.fullest_journal(app))
    save()
    command = [sys.executable, "-m", "app.bench.timetables", str(folder), str(ROWS[size])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as going:
        saves = []
        while going.poll() is None:
            begun = time.perf_counter()
            save()
            saves.append((time.perf_counter() - begun) * 1000)
        told = json.loads(going.stdout.read().splitlines()[-1]) if going.stdout and not going.returncode else None
    if told is None or not told["published"]:
        raise RuntimeError("the import of a timetable failed")
    rows, spent = told["rows"], told["seconds"]
    note = f"{rows} lessons, {told['processor']:.1f} s of processor, {told['megabytes']:.0f} MB; {len(saves)} saves beside, the longest {max(saves):.0f} ms"
    row = Row("import of a timetable", note, times=measure.times_of([spent * 1000]), target_ms=SECONDS * 1000 / SECONDS_ROWS * rows)
    # Of the processor, which stays the same on a busy machine; what a person waits on this one is told beside.
    row.gate("milliseconds a thousand rows", told["processor"] * 1_000_000 / rows, SECONDS * 1_000_000 / SECONDS_ROWS)
    row.gate("megabytes", told["megabytes"], MEGABYTES)
    row.gate("milliseconds of the longest save", max(saves), LONGEST_SAVE_MS)
    return row


def bring_in(folder: Path, most: int) -> dict[str, Any]:
    """Send, check and publish a file of at most ``most`` lessons in the college of ``folder``; gives what it took."""
    app = place.open_app(folder)
    with app.app_context():
        actor = place.actor_of("dispatcher")
        with acting(actor):
            body, count = file_of(actor, most)
            started, worked = time.perf_counter(), time.process_time()
            with transaction():
                import_id = operations.send_file(actor, "bench.xlsx", body, replaces=True).id
            operations.check(actor, import_id)
            with transaction():
                published = operations.publish(actor, import_id).lessons
            spent, worked = time.perf_counter() - started, time.process_time() - worked
        db.session.remove()
    return {"rows": count, "published": published, "seconds": spent, "processor": worked, "megabytes": measure.peak_megabytes()}


def file_of(actor: Actor, most: int) -> tuple[bytes, int]:
    """Write a timetable of at most ``most`` lessons without a clash; gives the workbook and how many there are."""
    lines = list(islice(_lines(actor), most))
    return tables.template(lines), len(lines)


def _lines(actor: Actor) -> Iterator[Line]:
    """Give lessons from tomorrow to the end of the terms, then, for a larger file, those of the days before, the last one first.

    A lesson that was held stays as it is; at every other pair a group has the next of its loads whose teacher is free.
    """
    tomorrow, days = today(actor.zone) + timedelta(days=1), Days()
    terms = [one for one in queries.terms_between(actor, tomorrow - SPAN, tomorrow + SPAN) if one.status != CLOSED]
    loads = queries.loads_of(actor, [one.id for one in terms])
    taught: dict[int, list[LoadInfo]] = defaultdict(list)
    for load in loads.values():
        if not load.subgroup:
            taught[load.term_id].append(load)
    held: dict[tuple[date, int], list[Any]] = defaultdict(list)
    for row in queries.lessons_between(actor, tomorrow - SPAN, tomorrow - timedelta(days=1)):
        if row.load_id in loads:
            held[row.date, row.pair].append(row)
    ahead = [tomorrow + timedelta(days=number) for number in range(SPAN.days)]
    for day in (*ahead, *(tomorrow - timedelta(days=number) for number in range(1, SPAN.days))):
        going = [one for one in terms if one.starts_on <= day <= one.ends_on] if days.is_study_day(day) else []
        for pair in PAIRS:
            yield from _pair(day, pair, going, taught, [(row, loads[row.load_id]) for row in held.get((day, pair), ())])


def _pair(
    day: date, pair: int, going: list[TermInfo], taught: Mapping[int, list[LoadInfo]], held: list[tuple[Any, LoadInfo]]
) -> Iterator[Line]:
    busy: set[int | None] = {None, *(row.held_by_id or load.teacher_on(day) for row, load in held)}
    present = {load.term_id for _, load in held}
    for row, load in held:
        yield day, pair, load.group, load.subgroup, load.title, "", row.room or ""
    begin = (day.toordinal() * len(PAIRS) + pair) % (len(going) or 1)
    for term in going[begin:] + going[:begin]:  # each group comes first some time, so that the file holds all of them
        found = next((load for load in taught[term.id] if load.teacher_on(day) not in busy), None)
        if found is not None and term.id not in present:
            busy.add(found.teacher_on(day))
            yield day, pair, found.group, "", found.title, "", ""


if __name__ == "__main__":
    print(json.dumps(bring_in(Path(sys.argv[1]), int(sys.argv[2]))))
