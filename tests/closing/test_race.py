"""A save racing the close is either in the snapshot or refused; two closes at once make one revision (C15, C16)."""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

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
from app.terms.models import GroupTerm
from tests.conftest import NOON, _forget_wal

ROUNDS, SAVERS = 20, 7


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


@contextmanager
def kept(request):
    """Keep the ready college as it is; gives what brings it back before a round."""
    leave()
    if "sqlite" in request.node.name:
        path = request.getfixturevalue("sqlite_template")[1]
        there = shutil.copy(path, path.with_suffix(".ready"))
        yield lambda: (leave(), _forget_wal(path), shutil.copy(there, path))
        return
    database = request.getfixturevalue("postgresql_template")[1]
    with database.kept():
        yield lambda: (leave(), database.restore())
        leave()


def leave():
    db.session.remove()
    db.engine.dispose()


@pytest.mark.slow
def test_a_racing_save_is_in_the_snapshot_or_refused(request, engine_app, ready, actor_as):
    """Twenty rounds; the closer comes at another place among the savers, and up to 40 ms after them."""
    teacher, deputy = actor_as("teacher"), actor_as("deputy")
    lesson_id = a_lesson(engine_app, ready, teacher)
    with kept(request) as bring_back:
        for number in range(ROUNDS):
            bring_back()
            one_round(engine_app, ready, (teacher, deputy, lesson_id), number)


def one_round(app, ready, people, number):
    teacher, deputy, lesson_id = people

    def saver(student):
        return lambda actor: journal.set_mark(actor, ready.credit_load_id, lesson_id, student, "5", 0)

    deeds = [(teacher, saver(student)) for student in ready.students[:SAVERS]]
    place = number % (len(deeds) + 1)
    deeds.insert(place, (deputy, lambda actor: (time.sleep(number % 5 / 100), operations.close_term(actor, ready.group_term_id))))
    done = race(app, deeds)
    assert done[place], "the close itself must go through"
    with unscoped():
        closing = db.session.scalars(select(Closing)).one()
        live = {str(student) for student in db.session.scalars(select(Mark.student_id).where(Mark.lesson_id == lesson_id))}
        assert list(checks.closed_rows()) == []
    frozen = json.loads(closing.snapshot)["marks"].get(str(lesson_id), {})
    assert set(frozen) == live
    assert len(live) == sum(done) - 1


KILLED = """
import os, sys
from app.access.scope import acting
from app.closing import operations
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.factory import create_app
app = create_app(TESTING=True, SECRET_KEY="a key for tests that is long enough 0123")
with app.app_context(), acting(Actor.system(int(sys.argv[1]), "close")) as actor:
    with transaction():
        operations.close_term(actor, int(sys.argv[2]))
        db.session.flush()
        print("closed, not committed", flush=True)
        os.kill(os.getpid(), 9)
"""


def test_a_close_killed_in_the_middle_leaves_the_term_open_and_whole(engine_app, ready, actor_as):
    db.session.remove()
    told = engine_app.config
    environment = os.environ | {"DATA_DIR": str(told["DATA_DIR"]), "DATABASE_URL": told["SQLALCHEMY_DATABASE_URI"]}
    command = [sys.executable, "-c", KILLED, str(ready.id), str(ready.group_term_id)]
    killed = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=Path(__file__).resolve().parents[2])
    assert (killed.returncode, killed.stdout.strip()) == (-9, "closed, not committed"), killed.stderr
    with unscoped():
        assert db.session.scalar(select(func.count(Closing.id))) == 0
        assert db.session.get(GroupTerm, ready.group_term_id).status != "closed"
        assert list(checks.closed_rows()) == []
    with acting(actor_as("deputy")) as deputy, transaction():
        assert operations.close_term(deputy, ready.group_term_id).closing.revision == 1


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
