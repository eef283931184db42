"""The catalogue of attacks on a closed period (C01–C20) as one table: each is refused, in Russian, and nothing changes."""

import io
import re
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from app import schema
from app.access.refusals import ATTEMPT
from app.access.scope import unscoped
from app.attestation.models import AttestationSheet
from app.audit.models import AuditEvent
from app.backup import commands, vault
from app.closing import checks
from app.closing.models import Closing
from app.core import triggers
from app.core.clock import today
from app.core.transaction import transaction
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.gradebook.settings import FIVE, MIN_MARKS
from app.settings.operations import choose
from app.staff.models import Employee
from app.students.models import Student, StudyGroup
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.terms.models import EditWindow, GroupTerm
from tests.closing import test_freeze as freeze
from tests.closing import test_race as race
from tests.closing.conftest import audited
from tests.documents.samples import LONG


@dataclass
class Closed:
    """A college with one closed term, its people at their screens, its papers as they were printed first."""

    app: Any
    college: Any
    client_as: Any
    on_behalf: Any
    folder: Path
    sheet: int = 0
    next_load: int = 0
    next_lesson: int = 0
    printed: tuple[bytes, ...] = ()
    records: list[tuple[str, str, list[bool]]] = field(default_factory=list)

    def post(self, key: str, address: str, data: Any = None, **more: Any) -> Any:
        """Send a form as a person of the college."""
        return self.client_as(key).post(address, data=data or {}, **more)

    def papers(self) -> tuple[bytes, ...]:
        """Print the sheet and the summary."""
        answers = [self.post("deputy", f"/reports/sheet/{self.sheet}"), self.post("deputy", f"/reports/summary/{self.college.group_term_id}")]
        assert [one.status_code for one in answers] == [200, 200]
        return tuple(one.data for one in answers)


@pytest.fixture
def closed(engine_app, ready_outside, client_as, on_behalf, tmp_path):
    """Give the college with its first term closed over HTTP and two papers of it printed."""
    freeze.with_rows_of_every_table(engine_app, ready_outside)
    found = Closed(engine_app, ready_outside, client_as, on_behalf, tmp_path)
    assert found.post("deputy", f"/closing/{ready_outside.group_term_id}/close").status_code == 303
    with engine_app.app_context(), unscoped():
        found.sheet = db.session.scalar(select(AttestationSheet.id).where(AttestationSheet.load_id == ready_outside.credit_load_id))
        db.session.remove()
    found.printed = found.papers()
    _open_next(found)
    return found


def _open_next(w):
    """Open the group's next term with a lesson of the same teacher."""
    own = {"organization_id": w.college.id}
    with w.app.app_context(), unscoped(), transaction():
        last = db.session.get(GroupTerm, w.college.group_term_id)
        days = {"starts_on": last.ends_on + timedelta(days=1), "ends_on": last.ends_on + timedelta(days=100)}
        term = GroupTerm(**own, group_id=last.group_id, academic_year_id=last.academic_year_id, curriculum_id=last.curriculum_id, plan_semester=2, course=1, **days)
        db.session.add(term)
        db.session.flush()
        load = TeachingLoad(**own, group_term_id=term.id, curriculum_term_id=w.college.term_ids["ОУП.01"], hours=20)
        db.session.add(load)
        db.session.flush()
        teacher = w.college.employees["teacher"]
        db.session.add(LoadTeacher(**own, load_id=load.id, employee_id=teacher, starts_on=term.starts_on))
        lesson = Lesson(**own, group_term_id=term.id, load_id=load.id, date=term.starts_on + timedelta(days=14), pair=2, held_by_id=teacher)
        db.session.add(lesson)
        db.session.flush()
        w.next_load, w.next_lesson = load.id, lesson.id
        audited(w.college.id)


# --- doors of the product: (who, address, form), the answer that refuses ----------------------------------------------


def line(w):
    student = w.college.students[0]
    return {f"r-{student}": "незач", f"v-{student}": "2", f"w-{student}": "зачтено||"}


def timetable(w):
    heads = ["Группа", "Дисциплина", "Дата", "Пара"]
    rows = [["ЭК-11", "Математика", today() + timedelta(days=2), 4], ["ИСП-11", "Математика", today() + timedelta(days=2), 5]]
    return {"file": (io.BytesIO(to_xlsx("Расписание", heads, rows)), "расписание.xlsx")}


def exam(w):
    key = f"{w.college.credit_load_id}-{w.college.control_ids['ОУП.03']}"
    return {f"version-{key}": "0", f"day-{key}": "2026-11-20", f"time-{key}": "10:00"}


def lesson(_w):
    return {"date": "2026-11-23", "pair": "3", "hours": "2", "kind": "lesson", "weight": "1", "topic": "Тема", "task": ""}


def order(**changed):
    day = today()
    return {
        "order_number": "7", "order_date": day.strftime("%d.%m.%Y"), "reason": "Ошибка в ведомости", "student": "",
        "until": (day + timedelta(days=2)).strftime("%d.%m.%Y"),
    } | changed  # fmt: skip


# case: [(who, address, form or JSON, statuses that refuse)]
DOORS = {
    "C01": [("teacher", "/sheets/{sheet}/save", line, {409}), ("teacher", "/journals/{load}/cells", "cells", {409})],
    "C02": [("deputy", "/group-terms/edit/{term}", lambda w: {"course": "2", "starts_on": "01.09.2026", "ends_on": "29.12.2026"}, {409})],
    "C03": [("deputy", "/group-terms/delete/{term}", None, {409})],
    "C04": [("deputy", f"/{address}", method, {404, 405}) for address in ("api/v1/mark/1", "sheets/{sheet}") for method in ("put", "delete", "patch")],
    "C05": [("deputy", "/loads/term/{term}", lambda w: {f"hours-{w.college.load_id}": "10"}, {409}),
            ("secretary", "/sheets/term/{term}/issue", lambda _w: {"held_on": "2026-11-20"}, {409}),
            ("deputy", "/exams/term/{term}", exam, {409}),
            ("deputy", "/timetable/plan/{term}", lambda w: {f"load-{w.college.load_id}": "пн1", "step": "make"}, {409}),
            ("teacher", "/journals/{load}/cells", "block", {409})],
    "C08": [("teacher", "/journals/{other_load}/cells", "cells", {404})],
    "C09": [("teacher", "/journals/{load}/lessons/add", lesson, {409}), ("teacher", "/journals/{load}/lessons/{lesson}", lesson, {409}),
            ("teacher", "/journals/{load}/lessons/{lesson}/delete", None, {409}),
            ("teacher", "/journals/{next_load}/lessons/{next_lesson}", lesson, {409}),
            ("deputy", "/timetable/lessons/{next_lesson}", lesson, {409})],
    "C11": [("secretary", "/groups/delete/{group}", None, {409}), ("hr", "/employees/delete/{teacher}", None, {409}),
            ("methodist", "/curricula/delete/{plan}", None, {409}), ("coordinator", "/academic-years/delete/{year}", None, {409}),
            ("coordinator", "/semesters/delete/{semester}", None, {409}),
            ("coordinator", "/departments/delete/{department}", None, {409})],
    "C12": [("coordinator", "/closing/reopening/new/{term}", lambda w: order(what=f"sheet-{w.sheet}"), {403}),
            ("director", "/closing/reopening/new/{term}", lambda w: order(what=f"sheet-{w.sheet}", order_number=""), {409, 422})],
}  # fmt: skip


def knock(w, door):
    """Send what a door is tried with; gives the answer."""
    who, address, form, _statuses = door
    college = w.college
    url = address.format(
        sheet=w.sheet, load=college.load_id, other_load=college.other_load_id, term=college.group_term_id, lesson=college.lessons[0],
        group=college.group_id, teacher=college.employees["teacher"], plan=college.curriculum_id, year=college.year_id,
        semester=college.semester_id,
        department=college.department_id, next_load=w.next_load, next_lesson=w.next_lesson,
    )  # fmt: skip
    if form in ("cells", "block"):
        lessons, students = (college.lessons, college.students) if form == "block" else (college.lessons[:1], college.students[:1])
        return w.client_as(who).post(url, json={"cells": [[one, student, "2", 1] for one in lessons for student in students]})
    if form in ("put", "delete", "patch"):
        return getattr(w.client_as(who), form)(url, json={})
    return w.post(who, url, form(w) if form else None)


def no_door_of_the_product(w, case):
    for door in DOORS[case]:
        before = attempts(w)
        answer = knock(w, door)
        said = answer.text
        assert answer.status_code in door[3], (case, door[:2], answer.status_code, re.findall(r"(?:alert|error)[^>]*>([^<]{5,200})", said))
        assert not any(word in said for word in ("INSERT", "UPDATE ", "sqlite3", "psycopg", "Traceback")), (case, door[1])
        w.records.append((case, door[1], [one == w.college.users[door[0]] for one in attempts(w)[len(before) :]]))


def attempts(w):
    """Give who left a record of a refused attempt, the earliest first."""
    with w.app.app_context():
        try:
            with unscoped():
                query = select(AuditEvent.actor_id).where(AuditEvent.action == ATTEMPT, AuditEvent.chain == w.college.id)
                return list(db.session.scalars(query.order_by(AuditEvent.seq)))
        finally:
            db.session.remove()


# --- what happens beside the doors --------------------------------------------------------------------------------------


def inside(deed):
    """Run a case inside an application's context and leave none behind."""

    def run(w):
        with w.app.app_context():
            try:
                deed(w)
            finally:
                db.session.remove()

    return run


@inside
def no_write_path(w):
    assert freeze.paths_that_changed(w.college, freeze.PATHS) == []


@inside
def no_replacement(w):
    for statement in ("INSERT OR REPLACE INTO", "REPLACE INTO", "INSERT INTO"):
        if db.engine.dialect.name == "sqlite" or statement == "INSERT INTO":
            freeze.replace(w.college, statement)


def two_people_reopen(w):
    """With an order by one person it waits and opens nothing; the same person does not confirm it."""
    page = w.post("director", f"/closing/reopening/new/{w.college.group_term_id}", order(what=f"sheet-{w.sheet}")).location
    assert w.post("director", f"{page}/confirm").status_code == 403
    with w.app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(EditWindow.id))) == 0
        assert list(db.session.scalars(select(Closing.revision))) == [1]
        db.session.remove()
    assert w.post("director", f"{page}/withdraw").status_code == 303


def renamed_later(w):
    """Student, group, teacher and college are renamed: the papers are the same bytes."""
    with w.app.app_context(), unscoped(), transaction():
        db.session.get(Student, w.college.students[0]).last_name = LONG.split()[0]
        db.session.get(StudyGroup, w.college.group_id).name = "НОВАЯ-1"
        db.session.get(Employee, w.college.employees["teacher"]).last_name = "Другая"
        audited(w.college.id)
    assert w.papers() == w.printed


def scored_otherwise_later(w):
    """Scale, weights and the least number of marks change: what was closed is read as it was."""
    with w.app.app_context():
        before = closing_of(w)
        with w.on_behalf("deputy") as actor, transaction():
            assert choose(actor, w.college.id, {FIVE: Decimal("4.90"), MIN_MARKS: 9, "closing.block_no_curator": True})
        assert closing_of(w) == before
        with unscoped():
            assert list(checks.closed_rows()) == []
        db.session.remove()
    assert w.papers() == w.printed


def closing_of(w):
    with unscoped():
        db.session.expire_all()
        return db.session.execute(select(Closing.sha256, Closing.totals, Closing.snapshot)).all()


def a_file_with_a_row_of_the_closed_term(w):
    """One row of an open term, one of the closed: the closed one is named and neither is taken."""
    answer = w.client_as("deputy").post("/timetable-import/send", data=timetable(w), follow_redirects=True)
    assert "Семестр группы ИСП-11 закрыт" in answer.text, re.findall(r"<td[^>]*>([^<]+)", answer.text)


def gaps_are_listed(w):
    answer = w.post("deputy", f"/closing/{w.college.other_group_term_id}/close")
    assert (answer.status_code, "alert-danger" in answer.text, "История" in answer.text) == (422, True, True)


@inside
def a_lost_trigger_stops_the_start(w):
    db.session.remove()
    with schema.writable(db.engine) as connection:
        on = "" if db.engine.dialect.name == "sqlite" else " ON mark"
        connection.exec_driver_sql(f"DROP TRIGGER guard_mark_update{on}")
    with pytest.raises(schema.SchemaMismatchError, match="guard_mark_update"):
        schema.check(db.engine)
    with schema.writable(db.engine) as connection:
        triggers.install(connection)
    schema.check(db.engine)


@inside
def a_snapshot_is_not_edited(w):
    with pytest.raises(DBAPIError), unscoped(), transaction():
        db.session.execute(text("UPDATE closing SET snapshot = '{}'"))
    db.session.remove()
    with past_the_guards() as connection:
        kept = connection.exec_driver_sql("SELECT snapshot FROM closing").scalar()
        connection.exec_driver_sql("UPDATE closing SET snapshot = '{}'")
    assert any("was altered" in one for one in told())
    with past_the_guards() as connection:
        connection.execute(text("UPDATE closing SET snapshot = :kept"), {"kept": kept})
    assert not any("was altered" in one for one in told())


@inside
def an_older_database_is_noticed(w):
    folder = Path(w.app.config["DATA_DIR"])
    for name in (vault.ANCHORS, vault.KEY_FILE):
        (folder / name).unlink(missing_ok=True)
    vault.new_phrase(folder)
    commands.backup(w.folder / "newer.backup")
    db.session.remove()
    with past_the_guards() as connection:  # the state of an older copy: the log ends earlier than the anchor says
        last = connection.exec_driver_sql(f"SELECT max(seq) FROM audit_event WHERE chain = {w.college.id}").scalar()
        connection.exec_driver_sql(f"DELETE FROM audit_event WHERE chain = {w.college.id} AND seq > {last - 3}")
    assert any("older database" in one for one in told())


def past_the_guards():
    """Open what the owner of the database has: no guard stands."""
    return freeze.past_the_guards()


def told():
    try:
        return [str(one) for one in commands.verify()]
    finally:
        db.session.remove()


BESIDE = {
    "C06": a_file_with_a_row_of_the_closed_term, "C07": no_write_path, "C10": no_replacement, "C12": two_people_reopen, "C13": renamed_later, "C14": scored_otherwise_later,
    "C17": gaps_are_listed, "C18": a_lost_trigger_stops_the_start, "C19": a_snapshot_is_not_edited, "C20": an_older_database_is_noticed,
}  # fmt: skip
RACES = {"C15": race.test_a_racing_save_is_in_the_snapshot_or_refused, "C16": race.test_two_closes_at_once_make_one_revision}


def test_no_case_of_the_catalogue_is_forgotten():
    assert sorted({*DOORS, *BESIDE, *RACES}) == [f"C{number:02d}" for number in range(1, 21)]


def test_a_closed_period_holds_against_every_case(closed):
    """One world for all: a case that leaves anything behind fails itself; C20 takes the log apart and comes last."""
    for case in sorted({*DOORS, *BESIDE}):
        for deed in ([partial(no_door_of_the_product, case=case)] if case in DOORS else []) + ([BESIDE[case]] if case in BESIDE else []):
            before = content(closed)
            deed(closed)
            assert content(closed) == before, case
    with closed.app.app_context(), unscoped():
        assert db.session.get(GroupTerm, closed.college.group_term_id).status == "closed"
        db.session.remove()
    assert [one for one in closed.records if one[2] != [True]] == []


def content(w):
    with w.app.app_context():
        try:
            return freeze.content()
        finally:
            db.session.remove()


# --- what the owner of the database does by hand ------------------------------------------------------------------------

HANDS = {
    "an edited row": ("UPDATE mark SET grades = '2' WHERE grades = '5'", "the marks differ from the snapshot"),
    "a changed snapshot": ("UPDATE closing SET snapshot = replace(snapshot, 'ИСП-11', 'ИСП-12')", "was altered"),
    "an altered PDF": ("UPDATE document_file SET body = {bytes}", "was changed"),
    "a cut tail of the log": ("DELETE FROM audit_event WHERE seq > (SELECT max(seq) - 2 FROM audit_event)", "log was cut"),
}


@inside
def verify_finds_each_hand(w):
    folder = Path(w.app.config["DATA_DIR"])
    for name in (vault.ANCHORS, vault.KEY_FILE):
        (folder / name).unlink(missing_ok=True)
    vault.new_phrase(folder)
    commands.backup(w.folder / "a.backup")
    assert told() == []
    db.session.remove()
    with schema.writable(db.engine) as connection:
        connection.exec_driver_sql("DROP TRIGGER guard_mark_update" + ("" if db.engine.dialect.name == "sqlite" else " ON mark"))
    assert [one for one in told() if "guard_mark_update" in one]
    for deed, (statement, words) in HANDS.items():
        with past_the_guards() as connection:
            connection.exec_driver_sql(statement.format(bytes="x'00'" if db.engine.dialect.name == "sqlite" else "'\\x00'"))
        found = told()
        assert any(words in one for one in found), (deed, found)


def test_verify_finds_what_is_done_by_hand(closed):
    """An edited row, a dropped trigger, a changed snapshot, an altered PDF, a cut tail of the log; before them it finds nothing."""
    verify_finds_each_hand(closed)
