"""The screens of the load over HTTP: who sees what, saving a term, splitting, replacing."""

import re

import pytest

from app.access.scope import unscoped
from app.extensions import db
from app.teaching.models import LoadTeacher, SubgroupMember, TeachingLoad


def count(app, model):
    with app.app_context(), unscoped():
        return db.session.query(model).count()


def version(page):
    return re.search(r'name="version" value="(\w+)"', page).group(1)


@pytest.mark.parametrize(("role", "status"), [("deputy", 200), ("head_of_department", 200), ("teacher", 302), ("hr", 403)])
def test_who_sees_the_terms_of_the_year(client_as, role, status):
    assert client_as(role).get("/loads/").status_code == status


def test_what_is_not_given_out_is_said_in_words(client_as, college):
    page = client_as("deputy").get(f"/loads/term/{college.group_term_id}").text
    assert page.count("load-missing") >= 1 and "ОУП.02" in page


def test_a_teacher_sees_only_own_items_and_no_form(client_as, college):
    page = client_as("teacher").get(f"/loads/term/{college.group_term_id}").text
    assert "ОУП.01" in page and "ОУП.02" not in page and 'name="version"' not in page
    assert client_as("teacher2").get(f"/loads/term/{college.group_term_id}").status_code == 404


def test_a_head_of_department_sees_own_groups_only(client_as, college):
    client = client_as("head_of_department")
    assert "ОУП.02" in client.get(f"/loads/term/{college.group_term_id}").text
    assert client.get(f"/loads/term/{college.other_group_term_id}").status_code == 404


def test_another_college_answers_404(client_as, world):
    client, foreign = client_as("deputy"), world.foreign
    for path in (
        f"term/{foreign.group_term_id}",
        f"term/{foreign.group_term_id}/item/{foreign.term_ids['ОУП.01']}",
        f"{foreign.load_id}/replace",
        f"teacher/{foreign.employees['teacher']}",
        "term/0",
        "term/x",
    ):
        assert client.get(f"/loads/{path}").status_code == 404, path
    assert client.post(f"/loads/term/{foreign.group_term_id}", data={}).status_code == 404


def test_only_the_deputy_saves(client_as, college):
    for role in ("teacher", "director", "secretary"):
        assert client_as(role).post(f"/loads/term/{college.group_term_id}", data={}).status_code == 403
        assert client_as(role).get("/loads/people").status_code == 403


def form_of(college, **changes):
    names = {code: college.term_ids[code] for code in ("ОУП.01", "ОУП.02", "ОУП.03")}
    typed = {
        f"{names['ОУП.01']}-hours": "76",
        f"{names['ОУП.02']}-hours": "56",
        f"{names['ОУП.02']}-teacher": str(college.employees["teacher2"]),
        f"{names['ОУП.03']}-hours": "36",
        f"{names['ОУП.03']}-teacher": str(college.employees["teacher"]),
    }
    return typed | changes


def test_the_whole_group_is_saved_in_one_screen(app, client_as, college):
    client = client_as("deputy")
    page = client.get(f"/loads/term/{college.group_term_id}").text
    answer = client.post(f"/loads/term/{college.group_term_id}", data=form_of(college, version=version(page)))
    assert answer.status_code == 303
    after = client.get(f"/loads/term/{college.group_term_id}").text
    assert "load-missing" not in after and count(app, TeachingLoad) == 7


def test_a_refusal_keeps_what_was_typed(app, client_as, college):
    client = client_as("deputy")
    page = client.get(f"/loads/term/{college.group_term_id}").text
    item = college.term_ids["ОУП.02"]
    typed = form_of(college, version=version(page)) | {f"{item}-teacher": "999999", f"{item}-hours": "55"}
    answer = client.post(f"/loads/term/{college.group_term_id}", data=typed)
    assert answer.status_code == 422 and f'id="{item}-teacher-bad"' in answer.text and 'value="55"' in answer.text
    assert count(app, TeachingLoad) == 6


def test_a_stale_page_is_refused(app, client_as, college):
    client = client_as("deputy")
    page = client.get(f"/loads/term/{college.group_term_id}").text
    address = f"/loads/term/{college.group_term_id}"
    assert client.post(address, data=form_of(college, version=version(page))).status_code == 303
    assert client.post(address, data=form_of(college, version=version(page))).status_code == 409


def test_an_item_is_split_and_shown_with_its_parts(app, client_as, college):
    # The dispatcher has no right to the files of students and names them in subgroups all the same.
    client, item = client_as("dispatcher"), college.term_ids["ОУП.02"]
    address = f"/loads/term/{college.group_term_id}/item/{item}"
    page = client.get(address).text
    typed = {"version": version(page), "whole-hours": "0", "part0-name": "Английский", "part0-hours": "56", "part1-name": "Немецкий"}
    typed |= {"part0-teacher": str(college.employees["teacher"]), "part1-hours": "56", "part1-teacher": str(college.employees["teacher2"])}
    typed |= {f"student{student}": "0" if place < 5 else "1" for place, student in enumerate(college.students)}
    assert client.post(address, data=typed).status_code == 303
    shown = client.get(f"/loads/term/{college.group_term_id}").text
    assert "Английский" in shown and "Немецкий" in shown and count(app, SubgroupMember) == 8
    astray = typed | {"version": version(client.get(address).text), "part1-name": ""}
    assert client.post(address, data=astray).status_code == 422


def test_a_teacher_is_replaced_by_an_order(app, client_as, college):
    client = client_as("deputy")
    before = count(app, LoadTeacher)
    address = f"/loads/{college.load_id}/replace"
    assert client.get(address).status_code == 200
    assert client.post(address, data={}).status_code == 422
    typed = {"employee": str(college.employees["teacher2"]), "from_date": "2026-11-30", "basis": "приказ № 12-к"}
    assert client.post(address, data=typed).status_code == 303 and count(app, LoadTeacher) == before + 1
    assert "приказ № 12-к" in client.get(address).text


def test_my_load_shows_hours_of_the_year(client_as, college):
    page = client_as("teacher").get("/loads/mine").text
    assert "ОУП.01" in page and "ОУП.03" in page and "<b>152</b>" in page
    assert client_as("deputy").get(f"/loads/teacher/{college.employees['teacher']}").status_code == 200


def test_people_are_found_while_typing(client_as, college):
    client = client_as("deputy")
    assert len(client.get("/loads/people?q=петрова teacher2").json) == 1
    assert client.get("/loads/people?q=%25").json == []


def test_the_card_of_a_term_tells_of_its_load(client_as, college):
    assert f"/loads/term/{college.group_term_id}" in client_as("deputy").get(f"/group-terms/show/{college.group_term_id}").text
