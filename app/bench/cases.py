"""What is measured: journal page, save of a mark, list with a search, sheet as PDF (first rows of the speed budget)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from app.access.scope import acting, unscoped
from app.attestation import issuing, queries_plan
from app.bench import measure, place, plans
from app.bench.measure import Row, Times
from app.bench.papers import sheet, slips
from app.core.clock import today
from app.core.transaction import transaction
from app.curator import printing
from app.documents import press, rendering, typesetter
from app.extensions import db
from app.terms import queries as terms

RUNS = 60
PAGE_RATIO, PAGE_STATEMENTS, PAGE_BYTES, PAGE_MS = 3.0, 8, 60_000, 15.0
SAVE_STATEMENTS, SAVE_BYTES, SAVE_MS = 9, 1_000, 8.0
LIST_RATIO, LIST_STATEMENTS, LIST_MS = 4.0, 8, 15.0
RECORD_STATEMENTS, RECORD_MS = 12, 30.0
CURATOR_STATEMENTS, CURATOR_BYTES, CURATOR_MS = 18, 150_000, 100.0
ISSUE_MS, ISSUE_GROUPS, ISSUE_STATEMENTS = 10_000.0, 200, 40
SLIPS_RATIO, SLIPS_MS = 7.5, 1_000.0
PDF_RATIO, PDF_CALLS, PDF_BYTES, PDF_MS = 1.3, 0.93, 60_000, 120.0


def engine_of(app: Flask) -> Engine:
    """Give the engine; requests measured inside an application's context would share its user and skip the sign-in."""
    with app.app_context():
        return db.engine


def fetch(client: FlaskClient, address: str) -> Callable[[], bytes]:
    def work() -> bytes:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        return answer.data

    return work


def page(app: Flask, folder: Path, name: str, note: str, work: Callable[[], bytes]) -> Row:
    """Measure a page against its SELECTs asked of the session and one ``json.dumps``, without the rest of the page."""
    sent = measure.fewest(engine_of(app), work)
    with measure.selects() as asked:
        work()
    connection = place.bare(folder)

    def alone() -> None:
        with app.app_context(), unscoped():
            for statement in asked:
                db.session.execute(statement).unique().all()
            db.session.remove()
        json.dumps(rows, default=str)

    rows = measure.replay(connection, sent)
    row = Row(name, note, statements=len(sent), size=len(work()))
    row.times, row.limit = Times.of(work, RUNS), Times.of(alone, RUNS)
    row.bare = Times.of(lambda: json.dumps(measure.replay(connection, sent), default=str), RUNS)
    row.ratio = row.times.median / row.limit.median
    connection.close()
    return row


def journal_page(app: Flask, folder: Path) -> Row:
    """Measure the grid of the fullest journal."""
    journal = place.fullest_journal(app)
    work = fetch(place.client_of(app, "teacher"), f"/journals/{journal.load_id}")
    row = page(app, folder, "journal page", f"{len(journal.lessons)} lessons", work)
    row.target_ms = PAGE_MS
    gate_page(row)
    return row


def gate_page(row: Row) -> None:
    """Hold a page of the journal to its limit, statements and size."""
    row.gate("ratio", row.ratio or 0, PAGE_RATIO)
    row.gate("statements", row.statements or 0, PAGE_STATEMENTS)
    row.gate("bytes", row.size or 0, PAGE_BYTES)


def saving(client: FlaskClient, journal: place.Journal, student: int = 0) -> Callable[[], bytes]:
    """Give the work of saving one cell again and again, a new value each time; ``student`` tells clients apart."""
    student_id, lesson_id = free_cell(client, journal, student)
    state = {"version": 0}
    values = cycle("54")

    def work() -> bytes:
        asked = {"cells": [[lesson_id, student_id, next(values), state["version"]]]}
        answer = client.post(f"/journals/{journal.load_id}/cells", json=asked)
        if answer.status_code != 200:
            raise RuntimeError(f"save: {answer.status_code} {answer.get_data(as_text=True)[:200]}")
        state["version"] = answer.get_json()["cells"][0]["version"]
        return answer.data

    return work


def free_cell(client: FlaskClient, journal: place.Journal, number: int) -> tuple[int, int]:
    """Give (student, lesson) of an empty cell in the line ``number`` of the grid."""
    shown = client.get(f"/journals/{journal.load_id}").get_data(as_text=True)
    grid = json.loads(shown.split('id="journal-data"')[1].split(">", 1)[1].split("</script>")[0])
    taken = {(cell[0], cell[1]) for cell in grid["cells"]}
    student = number % len(grid["students"])
    past = [at for at, one in enumerate(grid["lessons"]) if one[1] <= grid["today"]]
    lesson = next(at for at in reversed(past) if (at, student) not in taken)
    return grid["students"][student][0], grid["lessons"][lesson][0]


def bare_transaction(folder: Path, reads: list[measure.Sent], chain: int) -> Callable[[], None]:
    """Give the work of a save without the product: its SELECTs, one UPDATE, one INSERT, a durable commit."""
    connection = place.bare(folder)
    mark = connection.execute("SELECT id FROM mark ORDER BY id LIMIT 1 OFFSET ?", (chain,)).fetchone()[0]
    count = iter(range(1, 10**9))
    insert = (
        "INSERT INTO audit_event (chain, seq, at, actor_name, action, object_type, object_id, salt, details, digest, previous, hash) "
        "VALUES (?, ?, '2026-01-01 00:00:00.000000', 'bench', 'set_mark', 'mark', 1, ?, ?, ?, ?, ?)"
    )
    filler = ("0" * 32, '{"changes": {"cell": ["5", "4"]}, "label": "01.01.2026", "reason": null}', *["0" * 64] * 3)

    def work() -> None:
        connection.execute("BEGIN IMMEDIATE")
        measure.replay(connection, reads)
        connection.execute("UPDATE mark SET version = version + 1 WHERE id = ?", (mark,))
        connection.execute(insert, (chain, next(count), *filler))
        connection.execute("COMMIT")

    return work


def save_of_a_mark(app: Flask, folder: Path) -> Row:
    """Measure one saved cell, audit record and all, against the bare transaction."""
    journal = place.fullest_journal(app)
    work = saving(place.client_of(app, "teacher"), journal)
    work()
    sent = measure.fewest(engine_of(app), work)
    row = Row("save of a mark", "one client", statements=len(sent), size=len(work()), target_ms=SAVE_MS)
    row.times = Times.of(work, RUNS)
    row.bare = Times.of(bare_transaction(folder, sent, 900), RUNS)
    row.gate("statements", row.statements or 0, SAVE_STATEMENTS)
    row.gate("bytes", row.size or 0, SAVE_BYTES)
    return row


def list_with_search(app: Flask, folder: Path) -> Row:
    """Measure the list of students searched by a piece of a surname."""
    work = fetch(place.client_of(app, "secretary"), "/students/list/?q=ов&size=50")
    row = page(app, folder, "list of students", "50 rows, search by a piece of the surname", work)
    row.target_ms = LIST_MS
    row.gate("ratio", row.ratio or 0, LIST_RATIO)
    row.gate("statements", row.statements or 0, LIST_STATEMENTS)
    return row


def academic_record(app: Flask, _folder: Path) -> Row:
    """Measure the record of a student of an older course: all results by semester with what stands behind them."""
    with app.app_context(), unscoped():
        student = db.session.execute(
            text("SELECT student_id FROM carried_result GROUP BY student_id ORDER BY count(*) DESC, student_id LIMIT 1")
        ).scalar()
        db.session.remove()
    work = fetch(place.client_of(app, "secretary"), f"/record/{student}")
    row = Row("academic record", "a student of an older course", target_ms=RECORD_MS)
    row.statements, row.size = len(measure.fewest(engine_of(app), work)), len(work())
    row.times = Times.of(work, RUNS)
    row.gate("statements", row.statements, RECORD_STATEMENTS)
    return row


def curator_page(app: Flask, _folder: Path) -> Row:
    """Measure the page of a whole group: every student in every item, homework below."""
    with app.app_context(), unscoped():
        group_id = db.session.execute(
            text(
                "SELECT g.id FROM study_group g JOIN employee e ON e.id = g.curator_id JOIN ab_user u ON u.id = e.user_id "
                "WHERE u.username = 'curator' ORDER BY g.id LIMIT 1"
            )
        ).scalar()
        db.session.remove()
    work = fetch(place.client_of(app, "curator"), f"/curator/{group_id}")
    row = Row("curator's page", "a group in all items", target_ms=CURATOR_MS)
    row.statements, row.size = len(measure.fewest(engine_of(app), work)), len(work())
    row.times = Times.of(work, RUNS // 2)
    row.gate("statements", row.statements, CURATOR_STATEMENTS)
    row.gate("bytes", row.size, CURATOR_BYTES)
    return row


def sheet_pdf(_app: Flask, _folder: Path) -> Row:
    """Measure a sheet of 25 lines against WeasyPrint laying its HTML out alone, in time and in calls of functions."""
    row = Row("sheet as PDF", "25 lines × 6 columns, warm", target_ms=PDF_MS)
    if not press.is_available():
        row.note = "PDF is unavailable here"
        return row
    paper = sheet(25)
    body = rendering.html("sheet.html", paper).encode()
    with typesetter.packaged_fonts():
        renderer, plain = typesetter.make_renderer(), typesetter.make_plain_renderer()
        renderer(body), plain(body)
    row.size = len(rendering.render("sheet.html", paper))
    row.times = Times.of(lambda: rendering.render("sheet.html", paper), RUNS // 2)
    row.limit = Times.of(lambda: plain(body), RUNS // 2)
    row.ratio = row.times.median / row.limit.median
    row.gate("ratio", row.ratio, PDF_RATIO)
    row.gate("calls against plain layout", measure.calls(lambda: renderer(body)) / measure.calls(lambda: plain(body)), PDF_CALLS)
    row.gate("bytes", row.size, PDF_BYTES)
    return row


def slips_of_parents(_app: Flask, _folder: Path) -> Row:
    """Measure the slips of a group for a meeting of parents against a sheet as PDF."""
    row = Row("slips for parents", "30 students × 14 items, two typesetting processes", target_ms=SLIPS_MS)
    if not press.is_available():
        row.note = "PDF is unavailable here"
        return row
    paper, one, runs = slips(30, 14), sheet(25), max(RUNS // 6, 1)
    row.size = len(printing.slips(paper))
    row.times = Times.of(lambda: printing.slips(paper), runs)
    row.limit = Times.of(lambda: rendering.render("sheet.html", one), runs)
    # The least: others on the machine only ever make a run longer.
    row.ratio = row.times.least / row.limit.least
    row.gate("times a sheet", row.ratio, SLIPS_RATIO)
    return row


def issue_of_sheets(app: Flask, _folder: Path) -> Row:
    """Measure the issue of all sheets of the half-year in one step; what was issued is taken back, so each run is whole."""
    actor_terms: list[int] = []

    def work() -> int:
        with app.app_context():
            actor = place.actor_of("secretary")
            with acting(actor):
                semester = next(one for one in terms.semesters() if one.starts_on <= today(actor.zone) <= one.ends_on)
                chosen = queries_plan.terms_of(semester)
                actor_terms[:] = [one.id for one in chosen]
                try:
                    with transaction():
                        made = issuing.issue_terms(actor, chosen, min(today(actor.zone), semester.ends_on))
                        raise _TakeBackError(len(made))
                except _TakeBackError as back:
                    return int(back.args[0])
                finally:
                    db.session.remove()

    made = work()
    sent = measure.fewest(engine_of(app), work)
    row = Row("issue of all sheets", f"{len(actor_terms)} groups, {made} sheets", statements=len(sent), target_ms=ISSUE_MS)
    row.times = Times.of(work, 3)
    row.gate("statements", len(sent), ISSUE_STATEMENTS)
    row.gate("milliseconds a group", row.times.median / max(len(actor_terms), 1), ISSUE_MS / ISSUE_GROUPS)
    return row


class _TakeBackError(Exception):
    """Ends a measured transaction without its effect."""


def all_cases() -> Iterator[Callable[[Flask, Path], Row]]:
    """Give the cases that run in this process, in order."""
    yield from (journal_page, save_of_a_mark, list_with_search, academic_record, curator_page, sheet_pdf, slips_of_parents, issue_of_sheets)
    yield plans.page_of(page, "/curricula/sheet/{pk}", "editor of a plan")
    yield plans.page_of(page, "/curricula/show/{pk}", "card of a plan")
