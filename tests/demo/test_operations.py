"""A whole small college comes into an empty database, is right by every check, and people can work in it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app import schema
from app.access.hashing import verify_password
from app.access.sync import sync
from app.audit import titles
from app.backup import checks
from app.core import clock, secrets
from app.core.errors import Refused
from app.demo import operations
from app.extensions import db
from app.factory import create_app
from app.privacy import copying

TODAY = date(2026, 11, 23)
ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "осенний лист на подоконнике"


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, list]]:
    """Give an application over the small college and the list of its logins."""
    folder = tmp_path_factory.mktemp("demo")
    before = secrets._keys
    if request.param == "sqlite":
        url = f"sqlite:///{folder / 'college.sqlite3'}"
    else:
        url = request.getfixturevalue("postgresql_database")()
    app = create_app(DATA_DIR=folder, SQLALCHEMY_DATABASE_URI=url, TESTING=True, WTF_CSRF_ENABLED=False, TOTP_REQUIRED=False)
    with app.app_context():
        schema.upgrade(db.engine)
        sync()
        logins = operations.fill("small", 1, PASSWORD, TODAY)
        db.session.remove()
    yield app, logins
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    secrets._keys = before


@pytest.fixture
def app(filled: tuple[Flask, list]) -> Iterator[Flask]:
    secrets.load(Path(filled[0].config["DATA_DIR"]))
    with filled[0].app_context():
        yield filled[0]
        db.session.remove()


def count(query: str) -> int:
    with db.engine.connect() as connection:
        return connection.execute(text(query)).scalar() or 0


def test_college_is_of_the_size_of_the_recipe(app: Flask) -> None:
    assert count("SELECT count(*) FROM student") == 300
    assert count("SELECT count(*) FROM study_group") == 12
    assert count("SELECT count(*) FROM employee") == 45
    assert count("SELECT count(*) FROM programme") == 4
    assert 2_000 < count("SELECT count(*) FROM lesson") < 4_000
    assert 15_000 < count("SELECT count(*) FROM mark") < 30_000
    assert count("SELECT count(*) FROM attestation_sheet WHERE status = 'issued'") > 3


def test_marks_have_the_shares_of_the_recipe(app: Flask) -> None:
    whole = count("SELECT count(*) FROM mark WHERE grades <> ''")
    for grade, share in (("5", 27), ("4", 38), ("3", 29), ("2", 6)):
        assert count(f"SELECT count(*) FROM mark WHERE grades = '{grade}'") * 100 / whole == pytest.approx(share, abs=4)  # 300 students on some 60 items: the means of both wander


def test_nobody_is_in_two_places_at_once(app: Flask) -> None:
    doubled = "SELECT count(*) FROM (SELECT 1 FROM lesson GROUP BY held_by_id, date, pair HAVING count(*) > 1) AS twice"
    assert count(doubled) == 0
    assert count(f"SELECT count(*) FROM lesson WHERE date > '{TODAY}'") > 0
    assert count(f"SELECT count(*) FROM lesson WHERE date > '{TODAY}' AND topic IS NOT NULL") == 0
    assert count(f"SELECT count(*) FROM mark JOIN lesson ON lesson.id = mark.lesson_id WHERE lesson.date > '{TODAY}'") == 0


def test_the_log_of_the_demonstration_is_russian(app: Flask) -> None:
    with app.test_request_context(), db.engine.connect() as connection:
        told = connection.execute(text("SELECT object_type, details FROM audit_event")).all()
        changes = [(table, field, pair) for table, details in told for field, pair in json.loads(details)["changes"].items()]
        named = {titles.field_title(table, field) for table, field, _ in changes if field != "organization_id"}
        values = {titles.value_text(table, field, value) for table, field, pair in changes for value in pair if field in ("state", "status", "kind")}
    assert len(named) > 50
    assert [one for one in sorted(named | values) if re.search("[a-z]{2}", one)] == []


def test_everything_is_whole_and_the_next_row_gets_a_free_number(app: Flask) -> None:
    assert checks.verify(db.engine, Path(app.config["DATA_DIR"])) == []
    with schema.writable(db.engine) as connection:
        statement = text("INSERT INTO building (organization_id, name, search_key, sort_key, row_version) VALUES (1, 'x', '', '', 1)")
        connection.execute(statement)


def test_a_training_copy_of_it_is_whole_and_nobody_in_it_is_known(app: Flask, tmp_path: Path) -> None:
    if db.engine.dialect.name != "sqlite":
        return  # the engine of the source makes no difference here: tests/privacy
    copying.make(db.engine, tmp_path / "copy")
    with db.engine.connect() as connection:
        people = connection.execute(text("SELECT last_name, first_name, middle_name FROM student UNION SELECT last_name, first_name, middle_name FROM employee"))
        names = {" ".join(part for part in row if part) for row in people}
    body = (tmp_path / "copy" / copying.DATABASE).read_bytes()
    assert [name for name in names if name.encode() in body] == []
    surnames = {name.split()[0] for name in names}
    assert [name for name in surnames if name.encode() in body] == []
    settings = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | {"DATA_DIR": str(tmp_path / "copy")}
    checked = subprocess.run([sys.executable, "run.py", "verify"], cwd=ROOT, env=settings, capture_output=True, text=True)
    assert checked.stdout.strip() == "Всё в целости.", checked.stdout + checked.stderr


def test_one_person_of_each_role_can_sign_in(filled: tuple[Flask, list], app: Flask) -> None:
    logins = filled[1]
    assert len(logins) == 15
    with db.engine.connect() as connection:
        stored = dict(connection.execute(text("SELECT username, password FROM ab_user")).all())
    assert {login for _, login, _ in logins} == set(stored)
    assert verify_password(stored["teacher"], PASSWORD)
    assert not verify_password(stored["teacher"], "teacher")


def test_office_finds_the_students_and_the_teacher_own_journals(filled: tuple[Flask, list]) -> None:
    app = filled[0]
    secrets.load(Path(app.config["DATA_DIR"]))
    with clock.frozen(datetime(2026, 11, 23, 8, 0, tzinfo=UTC)):
        for login, address, words in (("secretary", "/students/list/", "300"), ("teacher", "/journals/", "ИСП-31")):
            client = app.test_client()
            assert client.post("/login/", data={"login": login, "password": PASSWORD}).status_code == 303
            page = client.get(address, follow_redirects=True)
            assert page.status_code == 200
            assert words in page.get_data(as_text=True)


def test_second_filling_is_refused(app: Flask) -> None:
    with pytest.raises(Refused):
        operations.fill("small", 1, PASSWORD, TODAY)
