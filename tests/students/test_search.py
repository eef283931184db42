"""Any fragment of a name is found on both engines, also when a student was renamed, entered or taken out a moment ago."""

import pytest
from sqlalchemy import select

from app import schema
from app.access.scope import unscoped
from app.audit.operations import record
from app.core import grams, triggers
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.students.models import Placement, Student


def found(client, typed):
    page = client.get("/students/list/", query_string={"q": typed, "size": 200}).text
    return page.count("Пётр Ильич</a>")


def test_any_fragment_is_found_and_signs_are_plain(engine_app, client_as, college):
    office = client_as("secretary")
    for typed, count in (
        ("абр", 2), ("БРАМ", 2), ("ёлкин", 2), ("елк", 2), ("ов", 10), ("п", 16), ("абрамов пётр", 2), ("рамо ильи", 2), ("ильич котов", 2),
        ("исп-11/1", 1), ("исп-11/", 8), ("нет такого", 0), ("щь", 0), ("аб", 2), ("аб пё", 2), ('абр" OR "бел', 0), ("абр*", 0), ("%бр", 0), ("абр AND", 0), ("'", 0), ('"', 0), ("(", 0),
    ):  # fmt: skip
        assert found(office, typed) == count, typed
    with engine_app.app_context(), unscoped(), transaction() as session:
        session.get(Student, college.students[0]).last_name = "Щукин"
        record(Actor.system(college.id), "test", session.get(Student, college.students[0]))
    assert (found(office, "абрамов"), found(office, "щук")) == (1, 1)
    with engine_app.app_context(), unscoped(), transaction() as session:
        session.delete(session.scalar(select(Placement).where(Placement.student_id == college.students[0])))
        session.flush()
        session.delete(session.get(Student, college.students[0]))
        record(Actor.system(college.id), "test", session.get(Student, college.students[1]))
    assert found(office, "щук") == 0
    assert found(client_as("curator"), "пётр") == 7  # the own group alone


@pytest.mark.parametrize(("words", "most", "used"), [(["абр"], 100, True), (["аб"], 100, False), (["пет"], 3, False), (["а", "абр"], 100, True)])
def test_the_index_is_asked_where_it_helps(app, college, monkeypatch, words, most, used):
    monkeypatch.setattr(grams, "MOST", most)
    with app.app_context(), unscoped():
        assert (grams.narrowed(Student, words, db.session) is not None) is used
        assert grams.narrowed(Placement, words, db.session) is None


def test_the_index_stays_when_the_schema_is_prepared_again_and_is_filled_anew_after_a_missing_guard(engine_app, college, monkeypatch):
    filled = []
    own = grams.drop
    monkeypatch.setattr(grams, "drop", lambda connection: (filled.append(1), own(connection)))
    with engine_app.app_context():
        schema.upgrade(db.engine)
        assert not filled, "nothing moves: seconds are saved"
        with schema.writable(db.engine) as connection:
            name, table = next(one for one in triggers.present(connection) if one[1] == "mark")
            connection.exec_driver_sql(f"DROP TRIGGER {name}" + ("" if connection.dialect.name == "sqlite" else f" ON {table}"))
        schema.upgrade(db.engine)
        assert filled and grams.narrowed(Student, ["абр"], db.session) is not None
