"""What a hostile request sends is refused with a sentence on both engines: numbers, characters, JSON that no form would send."""

import re
from pathlib import Path

import pytest
from flask import render_template_string, request, url_for
from flask_appbuilder import Model
from flask_babel import lazy_gettext
from sqlalchemy import CheckConstraint, String, text

from app.core import secrets, triggers
from app.core.routing import LONGEST_FORM, MOST_FIELDS, whole
from app.core.types import EncryptedText
from app.extensions import db
from app.schema import writable
from tests.architecture.test_routes import SCRIPT, allowed, digest, guarded

NUMBERS = ("page", "year", "term", "semester", "load", "course")
PLACES = (
    "/calendar-chart/", "/inaccuracies/", "/journals/", "/mark-changes/", "/orders/", "/orders/register", "/sheets/", "/lesson-plans/",
    "/sheets/issue/", "/exams/", "/curator/1", "/curator/1/report", "/timetable/", "/mail/preview",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[2]
# The largest paragraph of a form is shorter; what a script sends is not bounded by a field.
DEEP, LONG = b"[" * 50_000, "Я" * 5_000


def test_a_number_that_no_column_holds_is_no_failure_of_any_page(app, client_as):
    client, wrong = client_as("deputy"), []
    for place in PLACES:
        for name in NUMBERS:
            status = client.get(place, query_string={name: "9" * 40}, headers=SCRIPT).status_code
            if status >= 500:
                wrong.append((place, name, status))
    assert not wrong


def test_numbers_of_requests_are_read_by_the_one_rule():
    """``int`` takes forty digits, which SQLite fails at, and digits of other scripts."""
    asked = re.compile(r"(?:args|form|values)\.get\([^\n]*(?:type=int\b|, int\))")
    found = [f"{path.name}: {line.strip()}" for path in (ROOT / "app").rglob("*.py") for line in path.read_text().splitlines() if asked.search(line)]
    assert found == []


@pytest.mark.parametrize("typed", ["", "abc", "9" * 11, "2147483648", "1_0", "١", "1e3", "1.0", " 1", "--1"])
def test_what_is_no_number_of_a_row_is_none(typed):
    with pytest.raises(ValueError, match="no whole number"):
        whole(typed)


def test_a_number_of_a_row_is_read():
    assert (whole("2147483647"), whole("-5"), whole("0")) == (2147483647, -5, 0)


@pytest.mark.parametrize(
    "body",
    [DEEP, b'{"a": ' + b"9" * 40 + b"}", b'{"a": "\\u0000"}', b'{"a": "\\ud800"}', b'{"a": "\\udc00"}', b"\xff", b"{", b""],
    ids=["deep", "large", "nul", "high half", "low half", "no text", "cut", "empty"],
)
def test_json_that_cannot_be_kept_is_no_json(app, body):
    with app.test_request_context("/", method="POST", data=body, content_type="application/json"):
        assert request.get_json(silent=True) is None


def test_json_of_a_page_is_read(app):
    with app.test_request_context("/", method="POST", data='{"cells": [[1, 2, "5 \\ud83d\\ude00", 0]]}', content_type="application/json"):
        assert request.get_json(silent=True) == {"cells": [[1, 2, "5 😀", 0]]}


def test_a_form_of_endless_fields_is_not_read(app):
    client = app.test_client()
    for body in (b"a=&" * MOST_FIELDS, b"a=" + b"x" * LONGEST_FORM):
        answer = client.post("/login/", data=body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code == 413 and "Отправлено слишком много данных" in answer.text
    assert client.post("/login/", data=b"a=&" * 5_000, content_type="application/x-www-form-urlencoded").status_code == 422


def test_what_a_page_said_before_never_closes_the_session(app, client_as):
    client = client_as("secretary")
    with client.session_transaction() as cookie:
        cookie["_flashes"], cookie["much"] = [("success", "\x00")], 2**60
    assert client.get("/profile/").status_code == 200


def test_a_hostile_save_of_marks_changes_nothing(engine_app, client_as, college):
    client, before = client_as("teacher"), digest(engine_app)
    cell = [college.lessons[0], college.students[0], "5", 0]
    for at, hostile in enumerate((2**70, -(2**70), "5\x00" + LONG, 2**63)):
        body = {"cells": [[*cell[:at], hostile, *cell[at + 1 :]]]}
        answer = client.post(f"/journals/{college.load_id}/cells", json=body)
        assert answer.status_code in (404, 409, 422), (at, answer.text)
    for body in (DEEP, b'{"cells": [[NaN, 1, "5", 0]]}'):
        assert client.post(f"/journals/{college.load_id}/cells", data=body, content_type="application/json").status_code == 422
    assert digest(engine_app) == before


def test_characters_that_no_database_keeps_are_refused_or_left_out(engine_app, client_as, college):
    client = engine_app.test_client()
    assert client.post("/login/", data={"login": "home-teacher\x00", "password": "x\x00y"}).status_code == 422
    assert client.get("/verify/A%00B").status_code == 404
    office = client_as("secretary")
    assert office.get("/students/list/?q=%00&f.group=%00&sort=%00").status_code == 200
    assert office.post("/students/by-document", data={"number": "36\x0020 123456"}).status_code in (200, 422)
    told = {"key": "record_book", "actual": "7\x00" + "7" * 400, "evidence": "книжка\x00"}
    assert office.post(f"/inaccuracies/report/student/{college.students[0]}", data=told).status_code == 422
    assert office.post("/buildings/add", data={"name": "Кор\x00пус"}).status_code in (303, 403, 422)
    kept = office.post("/students/keep-filter", data={"name": "мой\x00отбор"})
    assert kept.status_code == 303 and "мойотбор" in office.get("/students/list/").text


SCRIPTED = """<b id=planted>'"><img src=x onerror=alert(1)></script>{{7*7}}"""
SAID = "{{ _(name) }} {{ _('%(name)s', name=name) }} {{ ngettext('%(name)s', '%(name)s', 2, name=name) }} {{ lazy }}"


def test_a_name_inside_a_said_text_is_escaped_as_anywhere(app):
    with app.test_request_context("/"):
        drawn = render_template_string(SAID, name=SCRIPTED, lazy=lazy_gettext("%(name)s", name=SCRIPTED))
    assert drawn.count("&lt;b id=planted&gt;") == 4 and "<" not in drawn and "{{7*7}}" in drawn


SECRET = "СЕКРЕТ4815162342"
# Texts that the program compares with, reads as JSON or signs: nobody types them.
_OWN = ("kind", "state", "status", "code", "key", "hash", "sha256", "zone", "value", "email", "password", "username", "object_type", "action")


def plant(app):
    """Put the scripted text into every column of free text, and a known secret into every encrypted one."""
    with app.app_context(), writable(db.engine) as connection:
        triggers.drop(connection)
        for table in Model.metadata.sorted_tables:
            checks = " ".join(str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint))
            for column in table.columns:
                name = column.name
                if isinstance(column.type, EncryptedText):
                    hidden = secrets.encrypt(SECRET, column.type.purpose)
                    connection.execute(text(f"UPDATE {table.name} SET {name} = :hidden WHERE {name} IS NOT NULL"), {"hidden": hidden})
                elif isinstance(column.type, String) and not name.endswith(_OWN) and name not in checks and not column.foreign_keys:
                    row = f"UPDATE OR IGNORE {table.name} SET {name} = :scripted || rowid WHERE {name} IS NOT NULL"
                    connection.execute(text(row), {"scripted": SCRIPTED})


def test_no_page_runs_what_a_person_has_typed_or_tells_what_is_masked(app, client_as):
    """Catalogue F01, F02, F04, P01: generated from the models and the URL map, for the role that opens most pages."""
    role = "coordinator"
    client = client_as(role)
    plant(app)
    wrong, seen = [], 0
    for rule, method, needed in guarded(app):
        if method != "GET" or not allowed(role, needed):
            continue
        with app.test_request_context():
            answer = client.get(url_for(rule.endpoint, **dict.fromkeys(rule.arguments, 1)))
        if answer.mimetype != "text/html":
            continue
        seen += "{{7*7}}" in answer.text
        if "<b id=planted" in answer.text or "<img src=x" in answer.text or SECRET in answer.text:
            wrong.append(str(rule))
    assert wrong == [] and seen > 20
