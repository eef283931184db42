"""What the database itself holds: closed terms, the log and snapshots, whatever door a write comes through."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app import schema
from app.access.scope import unscoped
from app.audit.operations import record
from app.core import triggers
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.models import Mark
from app.schema import SchemaMismatchError, writable
from app.terms.models import GroupTerm


@pytest.fixture
def closed(engine_app, college):
    """Give the application with the home group's term closed and one mark in each of two terms."""
    with engine_app.app_context(), unscoped():
        with transaction() as session:
            for term, load, lesson, student in (
                (college.group_term_id, college.load_id, college.lessons[0], college.students[0]),
                (college.other_group_term_id, college.other_load_id, college.other_lessons[0], college.other_students[0]),
            ):
                session.add(
                    Mark(organization_id=college.id, group_term_id=term, load_id=load, lesson_id=lesson, student_id=student, grades="4")
                )
            session.flush()
            session.get(GroupTerm, college.group_term_id).status = "closed"
            record(Actor.system(college.id), "test", "group_term")
        db.session.remove()
        yield engine_app
        db.session.remove()


def attempt(sql, **values):
    """Run one statement as the application's own engine would; tell whether the database let it through."""
    with writable(db.engine) as connection:
        return connection.execute(text(sql), values).rowcount


# Statements a careless or hostile path could send at closed rows; each must leave the tables as they were.
PATHS = {
    "update a mark": "UPDATE mark SET grades = '5' WHERE group_term_id = :term",
    "delete a mark": "DELETE FROM mark WHERE group_term_id = :term",
    "insert a mark": "INSERT INTO mark (organization_id, group_term_id, load_id, lesson_id, student_id, grades, version, is_late, recorded_at) "
    "VALUES (:org, :term, :load, :lesson, :student2, '5', 1, FALSE, '2026-11-23 00:00:00')",
    "move a mark out": "UPDATE mark SET group_term_id = :other, load_id = :other_load, lesson_id = :other_lesson WHERE group_term_id = :term",
    "move a mark in": "UPDATE mark SET group_term_id = :term, load_id = :load, lesson_id = :lesson, student_id = :student2 WHERE group_term_id = :other",
    "shift a lesson": "UPDATE lesson SET date = '2026-12-01' WHERE group_term_id = :term",
    "delete a lesson": "DELETE FROM lesson WHERE id = :lesson2",
    "insert a lesson": "INSERT INTO lesson (organization_id, group_term_id, load_id, date, pair, hours, kind, weight, is_required, recorded_at) "
    "VALUES (:org, :term, :load, '2026-12-02', 1, 2, 'lesson', 1, FALSE, '2026-11-23 00:00:00')",
    "reopen the term": "UPDATE group_term SET status = 'open' WHERE id = :term",
    "change the term": "UPDATE group_term SET ends_on = '2027-06-30' WHERE id = :term",
    "delete the term": "DELETE FROM group_term WHERE id = :term",
    "delete the group": "DELETE FROM study_group WHERE id = (SELECT group_id FROM group_term WHERE id = :term)",
    "delete the student": "DELETE FROM student WHERE id = :student",
    "rewrite the log": "UPDATE audit_event SET action = 'x'",
    "cut the log": "DELETE FROM audit_event",
    "change the values of the log": "UPDATE audit_event SET details = '{}'",
}
SQLITE_ONLY = {
    "replace a mark": "INSERT OR REPLACE INTO mark (id, organization_id, group_term_id, load_id, lesson_id, student_id, grades, version, is_late, recorded_at) "
    "SELECT id, organization_id, :other, :other_load, :other_lesson, :student2, '5', 1, 0, recorded_at FROM mark WHERE group_term_id = :term",
    "replace by the unique key": "INSERT OR REPLACE INTO mark (organization_id, group_term_id, load_id, lesson_id, student_id, grades, version, is_late, recorded_at) "
    "SELECT organization_id, group_term_id, load_id, lesson_id, student_id, '5', 1, 0, recorded_at FROM mark WHERE group_term_id = :term",
    "update or replace": "UPDATE OR REPLACE mark SET lesson_id = :lesson, load_id = :load, group_term_id = :term, student_id = :student WHERE group_term_id = :other",
    "upsert": "INSERT INTO mark (organization_id, group_term_id, load_id, lesson_id, student_id, grades, version, is_late, recorded_at) "
    "SELECT organization_id, group_term_id, load_id, lesson_id, student_id, '5', 1, 0, recorded_at FROM mark WHERE group_term_id = :term "
    "ON CONFLICT (lesson_id, student_id) DO UPDATE SET grades = '5'",
    "replace a record of the log": "INSERT OR REPLACE INTO audit_event SELECT chain, seq, at, actor_id, actor_name, 'x', object_type, object_id, salt, details, digest, previous, hash FROM audit_event",
}
POSTGRESQL_ONLY = {"truncate": "TRUNCATE mark CASCADE", "truncate the log": "TRUNCATE audit_event"}


def contents(college):
    with unscoped():
        tables = ("mark", "lesson", "group_term", "study_group", "student", "audit_event")
        rows = {table: sorted(map(repr, db.session.execute(text(f"SELECT * FROM {table}")))) for table in tables}
        db.session.remove()
        return rows


def test_no_path_changes_what_is_closed(closed, college):
    own = POSTGRESQL_ONLY if db.engine.dialect.name == "postgresql" else SQLITE_ONLY
    values = {
        "org": college.id, "term": college.group_term_id, "other": college.other_group_term_id, "load": college.load_id,
        "other_load": college.other_load_id, "lesson": college.lessons[0], "lesson2": college.lessons[1],
        "other_lesson": college.other_lessons[0], "student": college.students[0], "student2": college.students[1],
    }  # fmt: skip
    before = contents(college)
    for name, sql in {**PATHS, **own}.items():
        used = {key: value for key, value in values.items() if f":{key}" in sql}
        with pytest.raises(DBAPIError) as refused:
            attempt(sql, **used)
        assert "no such column" not in str(refused.value) and "syntax" not in str(refused.value), name
        assert contents(college) == before, name


def test_an_open_term_beside_it_stays_writable(closed, college):
    assert attempt("UPDATE mark SET grades = '5' WHERE group_term_id = :other", other=college.other_group_term_id) == 1


WINDOW = (
    "INSERT INTO edit_window (organization_id, group_term_id, load_id, student_id, basis, reason, opened_by_id, confirmed_by_id, "
    "expires_at, recorded_at) VALUES (:org, :term, :load, :student, 'order', 'reason', :user, :user, :until, '2026-11-23 00:00:00')"
)


def window(college, student, until):
    attempt(
        WINDOW, org=college.id, term=college.group_term_id, load=college.load_id, student=student, user=college.users["director"],
        until=until,
    )  # fmt: skip


def test_an_edit_window_opens_exactly_its_record_for_exactly_its_time(closed, college):
    change = "UPDATE mark SET grades = '5' WHERE group_term_id = :term"
    window(college, college.students[1], "2099-01-01 00:00:00")
    with pytest.raises(DBAPIError):
        attempt(change, term=college.group_term_id)
    window(college, college.students[0], "2020-01-01 00:00:00")
    with pytest.raises(DBAPIError):
        attempt(change, term=college.group_term_id)
    window(college, college.students[0], "2099-01-01 00:00:00")
    assert attempt(change, term=college.group_term_id) == 1
    with pytest.raises(DBAPIError):
        attempt("UPDATE lesson SET topic = 'x' WHERE group_term_id = :term", term=college.group_term_id)


def test_a_dropped_or_changed_guard_stops_the_start(engine_app):
    with engine_app.app_context():
        schema.check(db.engine)
        on = " ON mark" if db.engine.dialect.name == "postgresql" else ""
        attempt(f"DROP TRIGGER guard_mark_update{on}")
        with pytest.raises(SchemaMismatchError, match="guard_mark_update"):
            schema.check(db.engine)
        with writable(db.engine) as connection:
            triggers.install(connection)
        schema.check(db.engine)


def test_migrations_go_down_and_up_with_their_guards(engine_app):
    with engine_app.app_context():
        assert schema.drift(db.engine) == []
        schema.downgrade(db.engine, "base")
        schema.upgrade(db.engine)
        schema.check(db.engine)
        assert schema.drift(db.engine) == []
