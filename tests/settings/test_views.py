"""The generated screen of settings: who sees and changes it, refusals at the field, the record in the log."""

import re

import pytest

from app.access.scope import unscoped
from app.audit import queries as audit_queries
from app.settings import queries
from app.settings.rules import DECLARED


def typed(app, college, **changes):
    from app.settings.views import written

    with app.app_context():
        return {key: written(value) for key, value in queries.values(college.id).items()} | changes


@pytest.mark.parametrize(
    ("role", "status"),
    [("director", 200), ("deputy", 200), ("coordinator", 200), ("tech_admin", 200), ("teacher", 403)],
)
def test_who_sees_the_settings(client_as, role, status):
    assert client_as(role).get("/settings/").status_code == status


def test_every_declared_setting_is_on_the_screen(client_as):
    page = client_as("director").get("/settings/").text
    own = client_as("director").get("/paper-style/").text
    assert [key for key, one in DECLARED.items() if f'name="{key}"' not in (own if one.has_own_page else page)] == []
    assert 'type="submit"' in page.split("<main")[1]
    assert [title for title in re.findall(r"<legend>(.*?)</legend>", page) if not re.search("[а-я]", title)] == []
    assert '<option value="mean">среднее за семестр и экзамен, половина — вверх</option>' in page
    assert "По умолчанию: ." not in page
    assert "readonly" in client_as("coordinator").get("/settings/").text


@pytest.mark.parametrize("role", ["coordinator", "tech_admin", "teacher"])
def test_who_only_reads_does_not_save(app, client_as, college, role):
    assert client_as(role).post("/settings/", data=typed(app, college)).status_code == 403


def test_only_what_differs_is_stored_and_logged(app, client_as, college):
    client = client_as("director")
    changed = typed(
        app, college, **{"gradebook.min_marks": "4", "gradebook.five_from": "4,6", "access.totp_required": ""}
    )
    assert client.post("/settings/", data=changed).status_code == 303
    with app.app_context(), unscoped():
        values = queries.values(college.id)
        acts = [record for record in audit_queries.log(college.id) if record.action == "choose_setting"]
    assert (values["gradebook.min_marks"], str(values["gradebook.five_from"]), values["access.totp_required"]) == (
        4,
        "4.6",
        False,
    )
    assert {record.label for record in acts} == {"gradebook.min_marks", "gradebook.five_from", "access.totp_required"}
    assert client.post("/settings/", data=changed).status_code == 303
    with app.app_context(), unscoped():
        assert len([r for r in audit_queries.log(college.id) if r.action == "choose_setting"]) == 3


def test_a_value_that_is_not_offered_is_refused(app, client_as, college):
    answer = client_as("director").post("/settings/", data=typed(app, college, **{"mail.security": "ssh"}))
    assert answer.status_code == 422
    assert "Выберите одно из предложенных значений." in answer.text


def test_an_emptied_number_is_asked_for(app, client_as, college):
    answer = client_as("director").post("/settings/", data=typed(app, college, **{"gradebook.min_marks": " "}))
    assert answer.status_code == 422
    assert "Заполните это поле." in answer.text


@pytest.mark.parametrize("value", ["", "x", "0", "21", "999999999999999999999", "3.5"])
def test_a_wrong_value_is_refused_at_its_field_and_nothing_is_stored(app, client_as, college, value):
    changed = typed(app, college, **{"gradebook.min_marks": value, "gradebook.window_days": "9"})
    answer = client_as("director").post("/settings/", data=changed)
    assert answer.status_code == 422 and "field-error" in answer.text and 'value="9"' in answer.text
    with app.app_context():
        assert queries.values(college.id)["gradebook.window_days"] == 7


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999999"])
def test_what_is_no_number_is_refused(app, client_as, college, value):
    changed = typed(app, college, **{"gradebook.five_from": value})
    assert client_as("director").post("/settings/", data=changed).status_code == 422


def test_the_other_college_keeps_its_own(app, client_as, world):
    client_as("director").post("/settings/", data=typed(app, world.home, **{"gradebook.min_marks": "5"}))
    with app.app_context():
        assert queries.values(world.foreign.id)["gradebook.min_marks"] == 3
