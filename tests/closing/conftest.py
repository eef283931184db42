"""A term that is ready to be closed: every control has a closed sheet."""

from datetime import date

import pytest
from sqlalchemy import select

from app.access.scope import unscoped
from app.attestation import filling, issuing, queries, queries_term
from app.attestation import operations as sheets
from app.attestation.operations import Confirmation
from app.attestation.typed import Typed
from app.audit.operations import record
from app.closing import operations
from app.core.actor import Actor
from app.core.clock import now
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.models import Mark
from app.organization.models import Organization
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad

HELD = date(2026, 11, 20)
MARKS = ("5", "4", "3", "у", "н", "4 5", "2", "")


def audited(college_id):
    """Leave the record that every transaction of a test must leave."""
    record(Actor.system(college_id), "test", "test")


@pytest.fixture
def ready(request, on_behalf, college):
    """Give the college whose group term may be closed; runs on the engine of the test, inside an application context."""
    app = request.getfixturevalue("engine_app" if "engine_app" in request.fixturenames else "app")
    with app.app_context():
        make_ready(on_behalf, college)
        yield college


@pytest.fixture
def ready_outside(request, on_behalf, college):
    """Give the same college with no application context left open, as requests want it."""
    app = request.getfixturevalue("engine_app" if "engine_app" in request.fixturenames else "app")
    with app.app_context():
        make_ready(on_behalf, college)
    return college


def make_ready(on_behalf, college):
    with unscoped(), transaction():
        _load_of_history(college)
        _marks(college)
        audited(college.id)
    with on_behalf("secretary") as actor, transaction():
        made = issuing.issue_all(actor, queries_term.matrix(college.group_term_id).term, HELD)
    for sheet in made:
        result = "зач" if sheet.title.startswith("Зачётная") else "4"
        with on_behalf("teacher") as actor, transaction():
            filling.fill_many(actor, sheet.id, [Typed(student, result) for student in college.students])
            sheets.sign_sheet(actor, sheet.id, queries.sheet(sheet.id).version, Confirmation(actor.user_id, now()))
        with on_behalf("secretary") as actor, transaction():
            sheets.close_sheet(actor, sheet.id, queries.sheet(sheet.id).version)
    with on_behalf("head_of_department") as actor, transaction():
        operations.confirm_group(actor, college.group_term_id)


def _load_of_history(college):
    load = TeachingLoad(
        organization_id=college.id, group_term_id=college.group_term_id, curriculum_term_id=college.term_ids["ОУП.02"], hours=56
    )
    db.session.add(load)
    db.session.flush()
    db.session.add(
        LoadTeacher(
            organization_id=college.id, load_id=load.id, employee_id=college.employees["teacher"], starts_on=date(2026, 9, 1)
        )
    )  # fmt: skip
    db.session.flush()


def _marks(college):
    lessons = db.session.scalars(select(Lesson).where(Lesson.load_id == college.load_id)).all()
    for lesson in lessons:
        for student, typed in zip(college.students, MARKS, strict=True):
            attendance = typed if typed in ("у", "н") else None
            db.session.add(
                Mark(
                    organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id,
                    lesson_id=lesson.id, student_id=student, attendance=attendance, grades="" if attendance else typed,
                )
            )  # fmt: skip
    assert db.session.get(Organization, college.id) is not None
