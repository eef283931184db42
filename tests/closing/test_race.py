"""A save racing the close is either in the snapshot or refused; two closes at once make one revision (C15, C16)."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError

from app.access.scope import acting, unscoped
from app.closing import checks, operations
from app.closing.models import Closing
from app.core import clock
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook import operations as journal
from app.gradebook.models import Mark
from tests.conftest import NOON

ROUNDS, SAVERS = 12, 7


def run(app, actor, deed, start):
    """Do ``deed`` in a thread of its own; True when it was done."""
    with app.app_context(), clock.frozen(NOON), acting(actor):
        start.wait()
        try:
            with transaction():
                deed(actor)
            return True
        except (DomainError, DBAPIError):
            return False
        finally:
            db.session.remove()


def race(app, deeds):
    start = threading.Barrier(len(deeds))
    with ThreadPoolExecutor(len(deeds)) as pool:
        return [one.result(60) for one in [pool.submit(run, app, actor, deed, start) for actor, deed in deeds]]


@pytest.mark.slow
@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_racing_save_is_in_the_snapshot_or_refused(engine_app, ready, actor_as, number):
    teacher, deputy = actor_as("teacher"), actor_as("deputy")
    db.session.remove()

    def saver(student):
        return lambda actor: journal.set_mark(actor, ready.credit_load_id, lesson_id, student, "5", 0)

    lesson_id = a_lesson(engine_app, ready, teacher)
    deeds = [(teacher, saver(student)) for student in ready.students[:SAVERS]]
    deeds.insert(number % len(deeds), (deputy, lambda actor: operations.close_term(actor, ready.group_term_id)))
    done = race(engine_app, deeds)
    assert done[number % (len(deeds) - 1)], "the close itself must go through"
    with unscoped():
        closing = db.session.scalars(select(Closing)).one()
        live = {str(student) for student in db.session.scalars(select(Mark.student_id).where(Mark.lesson_id == lesson_id))}
        assert list(checks.closed_rows()) == []
    frozen = json.loads(closing.snapshot)["marks"].get(str(lesson_id), {})
    assert set(frozen) == live
    assert len(live) == sum(done) - 1


def a_lesson(app, college, teacher):
    from datetime import date

    from app.gradebook.operations import LessonFacts

    with acting(teacher), transaction():
        lesson = journal.add_lesson(teacher, college.credit_load_id, LessonFacts(date(2026, 11, 2), 2, 2, "lesson", topic="Тема"))
    lesson_id = lesson.id
    db.session.remove()
    return lesson_id


def test_two_closes_at_once_make_one_revision(engine_app, ready, actor_as):
    deputy = actor_as("deputy")
    db.session.remove()
    done = race(engine_app, [(deputy, lambda actor: operations.close_term(actor, ready.group_term_id))] * 2)
    assert done == [True, True]
    with unscoped():
        assert db.session.scalar(select(func.count(Closing.id))) == 1
