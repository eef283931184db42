"""What a hostile request sends is refused with a sentence on both engines: numbers, characters, JSON that no form would send."""

import pytest
from flask import request

from app.core.routing import whole
from tests.architecture.test_routes import SCRIPT, addresses, allowed, digest, guarded

NUMBERS = ("page", "year", "term", "semester", "course", "load", "old", "new", "before", "id", "group", "student", "what")
# The largest paragraph of a form is shorter; what a script sends is not bounded by a field.
DEEP, LONG = b"[" * 50_000, "Я" * 5_000


def test_a_number_that_no_column_holds_is_no_failure_of_any_page(app, client_as):
    client, wrong = client_as("deputy"), []
    for rule, method, needed in guarded(app):
        if method == "GET" and allowed("deputy", needed):
            for asked in (NUMBERS, [name for name in NUMBERS if name not in ("page", "before", "id")]):
                answer = client.get(addresses(app)[rule.rule], query_string=dict.fromkeys(asked, "9" * 40), headers=SCRIPT)
                if answer.status_code >= 500:
                    wrong.append((str(rule), answer.status_code))
    assert not wrong


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
    kept = office.post("/students/keep-filter", data={"name": "мой\x00отбор"})
    assert kept.status_code == 303 and "мойотбор" in office.get("/students/list/").text
