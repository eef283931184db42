"""The close of every term of a college, in a process of its own, for colleges of growing size; the cockpit before it.

Times are those of the processor: others on the machine only ever make a close longer.
"""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from app.access.scope import acting, unscoped
from app.attestation import issuing, queries_plan
from app.bench import cases, measure, place
from app.bench.measure import Row, Times
from app.closing import semester, settings
from app.core.actor import Actor
from app.core.clock import today
from app.core.transaction import transaction
from app.demo.world import SIZES
from app.extensions import db
from app.gradebook.models import Mark
from app.organization.models import Semester
from app.settings.operations import choose
from app.terms import queries as terms

CLOSE_MS, CLOSE_MB, SLOPE = 30_000.0, 500.0, 1.1
BOARD_MS, BOARD_GROUPS, BOARD_STATEMENTS, RUNS = 300.0, 200, 20, 10
# Every line of every sheet gets a good result, every sheet its two signatures: what is measured is the close, not the work before it.
_FILLED = (
    "UPDATE attestation_entry SET result = CASE WHEN (SELECT c.form FROM sheet_part p JOIN term_control c ON c.id = p.term_control_id"
    " WHERE p.id = attestation_entry.part_id) = 'З' THEN 'зачтено' ELSE '4' END",
    "UPDATE attestation_sheet SET status = 'closed', signed_at = issued_at, closed_at = issued_at, signed_by_id = issued_by_id,"
    " closed_by_id = issued_by_id",
    # The demonstration goes on after its sheets: who left since does not stand in them.
    "DELETE FROM attestation_entry WHERE NOT EXISTS (SELECT 1 FROM placement p JOIN group_term t ON t.group_id = p.group_id"
    " JOIN attestation_sheet s ON s.id = attestation_entry.sheet_id WHERE t.id = attestation_entry.group_term_id"
    " AND p.student_id = attestation_entry.student_id AND p.state = 'studying' AND p.starts_on <= s.held_on"
    " AND (p.ends_on IS NULL OR p.ends_on >= s.held_on))",
)

MARKS_OF_A_STUDENT = 85
_MARKED = (
    "INSERT INTO mark (organization_id, group_term_id, load_id, lesson_id, student_id, grades, version, is_late, recorded_at)"
    " SELECT l.organization_id, l.group_term_id, l.load_id, l.id, p.student_id, '4', 1, 0, l.recorded_at FROM lesson l"
    " JOIN group_term t ON t.id = l.group_term_id JOIN placement p ON p.group_id = t.group_id AND p.ends_on IS NULL AND p.state = 'studying'"
    " WHERE NOT EXISTS (SELECT 1 FROM mark m WHERE m.lesson_id = l.id AND m.student_id = p.student_id)"
    " LIMIT max(0, {wanted} - (SELECT count(*) FROM mark))"
)


def copy_of(app: Flask, folder: Path) -> Path:
    """Keep the filled college of ``folder`` as it is now, for the close at the end of the measurement."""
    cases.engine_of(app).dispose()
    target = folder / "closes"
    target.mkdir()
    for name in ("college.sqlite3", "college.sqlite3-wal", "secrets.json"):
        if (folder / name).exists():
            shutil.copy(folder / name, target)
    return target


def rows(copy: Path, size: str) -> Iterator[Row]:
    """Measure the cockpit and the close of the college in ``copy`` and of every smaller size, then how the close grows."""
    told = []
    for smaller in list(SIZES)[: list(SIZES).index(size)]:
        own = copy / smaller
        own.mkdir()
        app = place.open_app(own)
        place.fill(app, smaller)
        told.append(_college(app, own, smaller)[1])
    app = place.open_app(copy)
    board, close = _college(app, copy, size)
    yield board
    yield close
    yield from _growth([*told, close])


def _college(app: Flask, folder: Path, size: str) -> tuple[Row, Row]:
    _make_ready(app, SIZES[size].students * MARKS_OF_A_STUDENT)
    board = _board(app, size)
    cases.engine_of(app).dispose()
    command = [sys.executable, "-m", "app.bench.closes", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    if done.returncode:
        raise RuntimeError(f"the close failed: {done.stderr[-2000:]}")
    told = json.loads(done.stdout.splitlines()[-1])
    note = f"{SIZES[size].students} students, {told['terms']} terms, {told['marks']} marks, {told['megabytes']:.0f} MB, {told['seconds']:.1f} s on the wall"
    row = Row("close of all terms", note, times=Times(told["ms"], told["ms"], told["ms"]), target_ms=CLOSE_MS)
    row.gate("megabytes", told["megabytes"], CLOSE_MB)
    row.gate("milliseconds", told["ms"], CLOSE_MS)
    row.gate("terms that were not closed", told["left"], 0)
    return board, row


def _make_ready(app: Flask, marks: int) -> None:
    """Issue every sheet of the half-year, fill and sign it, fill the journals up; the local act leaves the word of others out."""
    with app.app_context():
        actor = place.actor_of("secretary")
        with acting(actor):
            half = _half(actor.zone)
            with transaction():
                issuing.issue_terms(actor, queries_plan.terms_of(half), min(today(actor.zone), half.ends_on))
        deputy = place.actor_of("deputy")
        with acting(deputy), transaction():
            local = {settings.CONFIRM: False, f"{settings.BLOCKS}order_not_applied": False, f"{settings.BLOCKS}change_waits": False}
            choose(deputy, deputy.organization_id or 0, local)
        db.session.remove()
    _bare(app, (*_FILLED, _MARKED.format(wanted=marks)))


def _bare(app: Flask, statements: Sequence[str]) -> None:
    connection = place.bare(Path(app.config["DATA_DIR"]))
    connection.execute("BEGIN IMMEDIATE")
    for statement in statements:
        connection.execute(statement)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def _half(zone: str) -> Semester:
    return next(one for one in terms.semesters() if one.starts_on <= today(zone) <= one.ends_on)


def _board(app: Flask, size: str) -> Row:
    """Measure the cockpit of all terms of the year."""
    work = cases.fetch(place.client_of(app, "deputy"), "/closing/")
    sent = measure.fewest(cases.engine_of(app), work)
    row = Row("cockpit of closes", f"{SIZES[size].groups} groups", statements=len(sent), size=len(work()), target_ms=BOARD_MS)
    row.times = measure.spent(work, RUNS)
    row.gate("statements", row.statements or 0, BOARD_STATEMENTS)
    if SIZES[size].groups >= BOARD_GROUPS:
        row.gate("milliseconds", row.times.median, BOARD_MS)
    return row


def _growth(told: list[Row]) -> Iterator[Row]:
    """Fit a line through log(students), log(milliseconds): a slope of 1 is a close that costs the same per student."""
    if len(told) < 2:
        return
    x = [math.log(SIZES[name].students) for name in list(SIZES)[: len(told)]]
    y = [math.log(row.times.median) for row in told if row.times]
    middle, height = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - middle) * (b - height) for a, b in zip(x, y, strict=True)) / sum((a - middle) ** 2 for a in x)
    row = Row("growth of the close", "; ".join(f"{one.times.median / 1000:.2f} s" for one in told if one.times), ratio=slope)
    row.gate("log-log slope", slope, SLOPE)
    yield row


def close_all(folder: Path) -> dict[str, Any]:
    """Close every term of the half-year of the college in ``folder``; gives what it took."""
    app = place.open_app(folder)
    with app.app_context(), unscoped():
        marks = db.session.scalar(select(func.count()).select_from(Mark)) or 0
        organization = place.actor_of("deputy").organization_id
        db.session.remove()
        with acting(Actor.system(organization, "bench")) as actor:
            half = _half(actor.zone).id
            started, on_the_wall = time.process_time(), time.perf_counter()
            found = semester.close_ready(actor, half)
            spent, waited = time.process_time() - started, time.perf_counter() - on_the_wall
    left = [one for one in found if one.state != "closed"]
    return {"ms": spent * 1000, "seconds": waited, "megabytes": measure.peak_megabytes(), "terms": len(found), "marks": marks, "left": len(left)}


if __name__ == "__main__":
    print(json.dumps(close_all(Path(sys.argv[1]))))
