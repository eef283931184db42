"""A mark entered too long ago: asked for by the teacher, decided by the deputy director."""

from datetime import timedelta

import pytest

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.models import Mark, MarkChange
from app.terms.models import GroupTerm
from tests.counting import statements
from tests.gradebook.test_views import save


@pytest.fixture
def old_mark(request, client_as, college):
    """Give a writer of a «3» that was entered 20 days ago."""
    app = request.getfixturevalue("engine_app" if "engine_app" in request.fixturenames else "app")

    def make():
        assert save(client_as("teacher"), college, text="3").status_code == 200
        with app.app_context(), unscoped(), transaction():
            mark = db.session.query(Mark).one()
            mark.recorded_at -= timedelta(days=20)
            record(Actor.system(college.id), "test", mark)
        return 2  # its version

    return make


def ask(client, college, text="4", version=2, reason="ошибка при переносе из тетради", student=0):
    cell = [college.lessons[0], college.students[student], text, version]
    return client.post(f"/journals/{college.load_id}/changes", json={"cell": cell, "reason": reason})


def held(app):
    with app.app_context(), unscoped():
        mark = db.session.query(Mark).one()
        found = [(one.status, one.new_text) for one in db.session.query(MarkChange)]
        db.session.remove()
        return mark.grades, found


def change_id(app):
    with app.app_context(), unscoped():
        return db.session.query(MarkChange.id).scalar()


def test_an_old_mark_changes_with_a_reason_and_one_click_of_the_deputy(engine_app, client_as, college, old_mark):
    teacher, deputy = client_as("teacher"), client_as("deputy")
    version = old_mark()
    refused = save(teacher, college, text="4", version=version)
    assert (refused.status_code, refused.json["cells"][0]["ask"]) == (422, 1)
    assert ask(teacher, college, reason=" ").status_code == 422
    assert ask(teacher, college).json == {"text": "4"}
    assert ask(teacher, college).status_code == 200  # sent twice: one request
    assert ask(teacher, college, text="о15 5", reason="всё же пять").status_code == 200  # thought better of it
    assert held(engine_app) == ("3", [("waiting", "о15 5")])
    assert '"waiting":[[0,0,"о15 5"]]' in teacher.get(f"/journals/{college.load_id}").text
    assert "/mark-changes/" in deputy.get("/").text
    page = deputy.get("/mark-changes/").text
    assert "всё же пять" in page and "3 → о15 5" in page and "Согласовать" in page
    assert "Согласовать" not in teacher.get("/mark-changes/").text
    assert deputy.post(f"/mark-changes/{change_id(engine_app)}/approve").status_code == 303
    assert deputy.post(f"/mark-changes/{change_id(engine_app)}/approve").status_code == 409
    assert held(engine_app) == ("5", [("approved", "о15 5")])
    history = teacher.get(f"/journals/{college.load_id}/cells/{college.lessons[0]}/{college.students[0]}").json["history"]
    assert [line[2:4] for line in history] == [["3", "о15 5"], ["3", "о15 5"], ["3", "4"], ["3", "4"], ["", "3"]]
    assert "всё же пять" in history[0][4] and "Петрова" in history[0][4]
    assert save(teacher, college, text="2", version=3).json["cells"][0]["ask"] == 1  # the approval opened no new days


def test_a_refused_request_leaves_the_mark_and_answers(app, client_as, college, old_mark):
    teacher, deputy = client_as("teacher"), client_as("deputy")
    old_mark()
    ask(teacher, college)
    assert deputy.post(f"/mark-changes/{change_id(app)}/refuse", data={"answer": "нет оснований"}).status_code == 303
    assert held(app) == ("3", [("refused", "4")])
    assert "нет оснований" in teacher.get("/mark-changes/").text
    assert ask(teacher, college).status_code == 200  # may ask again


def test_a_request_needs_an_old_mark_that_is_as_it_was_drawn(app, client_as, college, old_mark):
    teacher = client_as("teacher")
    assert ask(teacher, college, version=0).status_code == 422  # an empty cell is simply filled
    old_mark()
    assert ask(teacher, college, version=1).status_code == 409
    assert ask(teacher, college, text="н у").status_code == 422
    assert ask(teacher, college, text="3").status_code == 422
    for body in (None, {}, {"cell": [1, 2, "5", 0]}, {"cell": [1, 2, "5"], "reason": "x"}):
        assert teacher.post(f"/journals/{college.load_id}/changes", json=body).status_code == 422
    assert ask(client_as("teacher2"), college).status_code in (403, 404)
    assert ask(client_as("deputy"), college).status_code == 403
    assert held(app) == ("3", [])


def test_the_approval_is_refused_where_the_cell_or_the_term_has_moved_on(app, client_as, college, old_mark, world):
    teacher, deputy = client_as("teacher"), client_as("deputy")
    old_mark()
    ask(teacher, college)
    pk = change_id(app)
    for key, status in (("teacher", 403), ("curator", 403), ("secretary", 403), ("coordinator", 403)):
        assert client_as(key).post(f"/mark-changes/{pk}/approve").status_code == status
    assert client_as("deputy", world.foreign).post(f"/mark-changes/{pk}/approve").status_code == 404
    assert "ошибка при переносе" not in client_as("deputy", world.foreign).get("/mark-changes/").text
    with app.app_context(), unscoped(), transaction() as session:
        session.get(GroupTerm, college.group_term_id).status = "closed"
        record(Actor.system(college.id), "test", "group_term")
    assert deputy.post(f"/mark-changes/{pk}/approve").status_code == 409
    assert deputy.post(f"/mark-changes/{pk}/refuse").status_code == 303  # a request does not outlive the term
    assert held(app) == ("3", [("refused", "4")])


def test_a_term_is_not_closed_while_a_request_waits_and_each_page_leads_to_it(app, client_as, college, old_mark):
    teacher, deputy = client_as("teacher"), client_as("deputy")
    old_mark()
    ask(teacher, college)
    place = f"/mark-changes/?load={college.load_id}"
    term = deputy.get(f"/closing/{college.group_term_id}").text
    assert "заявки на исправление отметок ждут решения: 1" in term and place in term
    assert place in deputy.get("/closing/").text  # the cockpit counts it beside the marks
    assert "ошибка при переносе" in deputy.get(place).text and "ошибка при переносе" not in deputy.get("/mark-changes/?load=999").text
    deputy.post(f"/mark-changes/{change_id(app)}/approve")
    assert place not in deputy.get(f"/closing/{college.group_term_id}").text and place not in deputy.get("/closing/").text


def test_nobody_approves_an_own_request(app, client_as, college, old_mark):
    old_mark()
    ask(client_as("teacher"), college)
    with app.app_context(), unscoped(), transaction() as session:
        change = session.query(MarkChange).one()
        change.requested_by_id = college.employees["deputy"]
        record(Actor.system(college.id), "test", change)
    assert client_as("deputy").post(f"/mark-changes/{change_id(app)}/approve").status_code == 403
    assert client_as("director").post(f"/mark-changes/{change_id(app)}/approve").status_code == 303


def test_the_list_costs_the_same_however_long(app, client_as, college, old_mark):
    teacher, deputy = client_as("teacher"), client_as("deputy")
    old_mark()
    ask(teacher, college)
    with statements(app) as one:
        deputy.get("/mark-changes/")
    with app.app_context(), unscoped(), transaction() as session:
        first = session.query(MarkChange).one()
        for student in college.students[1:]:
            session.add(
                MarkChange(
                    organization_id=college.id, group_term_id=first.group_term_id, load_id=first.load_id, lesson_id=first.lesson_id,
                    student_id=student, version=1, old_text="3", new_text="4", reason="x", requested_by_id=college.employees["teacher2"],
                )
            )  # fmt: skip
        record(Actor.system(college.id), "test", "mark_change")
    with statements(app) as many:
        deputy.get("/mark-changes/")
    assert len(one) == len(many) <= 6
