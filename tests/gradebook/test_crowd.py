"""Two hundred teachers save at the same moment: nothing is lost, nothing is doubled, one of each collision wins."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from app.access.scope import acting, unscoped
from app.audit.models import AuditEvent
from app.audit.operations import record
from app.core import clock
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.models import Mark
from app.gradebook.outcomes import Typed
from app.gradebook.rules import StaleCell
from app.gradebook.saving import save_cells
from app.staff.models import Employee
from app.teaching.models import Lesson, LoadTeacher
from tests.conftest import NOON
from tests.factories import TERM_START

TEACHERS, AT_ONCE = 200, 20


@pytest.fixture
def crowd(engine_app, college, actor_as):
    """Give 200 teachers of one journal, each with an own empty cell, and a cell that all of them want."""
    with engine_app.app_context(), unscoped(), transaction() as session:
        base = actor_as("teacher")
        people = [Employee(organization_id=college.id, last_name=f"Сотый{n}", first_name="Яна", position="Преподаватель", hired_on=TERM_START) for n in range(TEACHERS)]
        lessons = [
            Lesson(organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id, date=day, pair=3)
            for day in (date(2026, 10, 1) + timedelta(days=n) for n in range(TEACHERS // len(college.students)))
        ]
        session.add_all([*people, *lessons])
        session.flush()
        session.add_all(
            LoadTeacher(organization_id=college.id, load_id=college.load_id, employee_id=one.id, starts_on=TERM_START) for one in people
        )
        record(Actor.system(college.id), "test", "load_teacher")
        cells = [(lesson.id, student) for lesson in lessons for student in college.students]
        actors = [replace(base, employee_id=one.id) for one in people]
    with engine_app.app_context():
        db.session.remove()
    return list(zip(actors, cells, strict=True))


def save(app, actor, load_id, cells, start):
    with app.app_context(), clock.frozen(NOON), acting(actor):
        start.wait(30)
        try:
            return save_cells(actor, load_id, cells).outcomes
        finally:
            db.session.remove()


@pytest.mark.slow
def test_two_hundred_teachers_save_at_once(engine_app, college, crowd):
    wanted = (college.lessons[0], college.students[0])
    start = threading.Barrier(AT_ONCE)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = [
            pool.submit(save, engine_app, actor, college.load_id, [Typed(*own, "5", 0), Typed(*wanted, "543"[n % 3] * (n % 2 + 1), 0)], start)
            for n, (actor, own) in enumerate(crowd)
        ]
        answers = [one.result(60) for one in asked]
    assert all(own.refusal is None for own, _ in answers)
    won = [shared for _, shared in answers if shared.refusal is None and shared.version == 1]
    lost = [shared for _, shared in answers if shared.refusal is not None]
    assert won and all(isinstance(shared.refusal, StaleCell) for shared in lost)
    assert {shared.text for shared in won} == {won[0].text}  # the same value typed by others is no second effect
    assert len(won) + len(lost) == TEACHERS
    with engine_app.app_context(), unscoped():
        rows = db.session.execute(select(Mark.lesson_id, Mark.student_id, Mark.grades, Mark.version)).all()
        assert len(rows) == TEACHERS + 1
        assert {(lesson, student): (grades, version) for lesson, student, grades, version in rows} == {
            **{cell: ("5", 1) for _, cell in crowd}, wanted: (won[0].text, 1),
        }  # fmt: skip
        assert db.session.scalar(select(func.count()).where(AuditEvent.action == "set_mark")) == TEACHERS + 1
        db.session.remove()
