"""The journal through HTTP, as each person."""

import re

import pytest

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook.models import Mark
from app.students.models import Placement
from app.teaching.models import Lesson, TeachingLoad
from app.terms.models import GroupTerm
from tests.counting import statements
from tests.factories import TERM_START, TODAY


def save(client, college, student=0, lesson=0, text="5", version=0, load=None):
    return send(client, load or college.load_id, (college.lessons[lesson], college.students[student], text, version))


def send(client, load_id, *cells):
    return client.post(f"/journals/{load_id}/cells", json={"cells": [list(cell) for cell in cells]})


def marks(app):
    with app.app_context(), unscoped():
        return [(m.student_id, m.attendance, m.grades) for m in db.session.query(Mark).order_by(Mark.id)]


def test_the_teacher_enters_a_mark_and_sees_what_follows(engine_app, client_as, college):
    client = client_as("teacher")
    answer = save(client, college, text="5")
    assert answer.status_code == 200
    assert answer.json["cells"] == [{"text": "5", "version": 1, "late": 1}]
    assert answer.json["standings"][str(college.students[0])][0] == "5,00"
    assert len(answer.data) < 1024
    page = client.get(f"/journals/{college.load_id}")
    assert page.status_code == 200
    assert "Абрамов" in page.text


def test_the_same_cell_sent_twice_has_one_effect(app, client_as, college):
    client = client_as("teacher")
    assert save(client, college, text="4").status_code == 200
    again = save(client, college, text="4")
    assert (again.status_code, again.json["cells"]) == (200, [{"text": "4", "version": 1, "late": 1}])
    assert len(marks(app)) == 1


def test_a_stale_cell_is_refused_with_both_values(engine_app, client_as, college):
    client = client_as("teacher")
    save(client, college, text="4")
    stale = save(client, college, text="3", version=0)
    assert stale.status_code == 409
    assert stale.json["cells"][0]["current"] == {"text": "4", "version": 1}
    assert "4" in stale.json["error"] and "3" in stale.json["error"]
    assert marks(engine_app) == [(college.students[0], None, "4")]


@pytest.mark.parametrize("key", ["secretary", "deputy", "director", "coordinator", "curator", "methodist"])
def test_readers_see_the_journal_and_cannot_write_it(app, client_as, college, key):
    client = client_as(key)
    page = client.get(f"/journals/{college.load_id}")
    assert page.status_code == 200
    assert 'data-editable="0"' in page.text
    assert save(client, college).status_code == 403
    assert marks(app) == []


@pytest.mark.parametrize("key", ["teacher2", "curator2"])
def test_a_foreign_journal_is_as_if_it_were_not_there(app, client_as, college, key):
    client = client_as(key)
    assert client.get(f"/journals/{college.load_id}").status_code == 404
    assert save(client, college).status_code in (403, 404)
    assert marks(app) == []


def test_another_college_sees_nothing(engine_app, client_as, world):
    for key in ("teacher", "director", "coordinator"):
        client = client_as(key, world.foreign)
        assert client.get(f"/journals/{world.home.load_id}").status_code == 404
        assert save(client, world.home).status_code in (403, 404)
    assert marks(engine_app) == []


def test_a_student_of_another_group_cannot_be_put_into_the_own_journal(app, client_as, college):
    answer = send(client_as("teacher"), college.load_id, (college.lessons[0], college.other_students[0], "5", 0))
    assert answer.status_code == 404
    assert marks(app) == []


def test_a_lesson_of_another_journal_is_not_found(app, client_as, college):
    answer = send(client_as("teacher"), college.load_id, (college.other_lessons[0], college.students[0], "5", 0))
    assert answer.status_code == 404


@pytest.mark.parametrize("text", ["6", "отл", "2>зач", "5 5 5 5", "н у"])
def test_what_is_not_a_mark_is_named(app, client_as, college, text):
    answer = save(client_as("teacher"), college, text=text)
    assert answer.status_code == 422
    assert answer.json["error"]
    assert marks(app) == []


@pytest.mark.parametrize("body", [None, [], {"cells": []}, {"cells": [[1, 1, "5"]]}, {"cells": [["1", 1, "5", 0]]}, {"cells": [[1, 1, "5", True]]}, {"cells": [[1, 1, "5", 0]], "author_id": 7}])
def test_a_malformed_save_is_refused(app, client_as, college, body):
    assert client_as("teacher").post(f"/journals/{college.load_id}/cells", json=body).status_code == 422
    assert marks(app) == []


def test_no_mark_before_the_student_came_to_the_group(app, client_as, college):
    with app.app_context(), unscoped():
        placement = db.session.query(Placement).filter_by(student_id=college.students[0]).one()
        with transaction():
            placement.starts_on = TODAY
            from app.audit.operations import record
            from app.core.actor import Actor

            record(Actor.system(college.id), "test", placement)
    answer = save(client_as("teacher"), college, lesson=0)
    assert answer.status_code == 422
    assert "Абрамов" in answer.json["error"]


def test_a_closed_term_refuses_the_save_with_its_name(engine_app, client_as, college):
    with engine_app.app_context(), unscoped(), transaction() as session:
        from app.audit.operations import record
        from app.core.actor import Actor

        term = session.get(GroupTerm, college.group_term_id)
        term.status = "closed"
        record(Actor.system(college.id), "test", term)
    client = client_as("teacher")
    answer = save(client, college)
    assert answer.status_code == 409
    assert "ИСП-11" in answer.json["error"]
    assert 'data-editable="0"' in client.get(f"/journals/{college.load_id}").text
    assert marks(engine_app) == []


def test_the_page_costs_eight_statements_whatever_its_size(app, client_as, college):
    client = client_as("teacher")
    for student in range(4):
        for lesson in range(5):
            assert save(client, college, student, lesson, "5").status_code == 200
    with statements(app) as seen:
        assert client.get(f"/journals/{college.load_id}").status_code == 200
    assert len(seen) <= 8, seen


def test_a_make_up_class_closes_what_an_absent_student_owed_and_improves_a_mark(app, client_as, college):
    client = client_as("teacher")
    form = {"date": TODAY.isoformat(), "pair": "6", "hours": "2", "kind": "test", "task": "КР", "weight": "1", "is_required": "y"}
    assert client.post(f"/journals/{college.load_id}/lessons/add", data=form).status_code == 302
    with app.app_context(), unscoped():
        today = db.session.query(Lesson.id).filter_by(load_id=college.load_id, pair=6).scalar()
    there = (today, college.students[1])
    assert send(client, college.load_id, (*there, "н", 0)).json["standings"][str(there[1])][7] == [today]
    refused = send(client, college.load_id, (*there, "н 4", 1))  # on the day of the lesson itself
    assert refused.status_code == 422 and "отработк" in refused.json["error"]
    save(client, college, 0, 0, "н")
    made_up = save(client, college, 0, 0, "н 2", version=1)
    assert made_up.json["cells"] == [{"text": "н 2", "version": 2, "late": 1}]
    improved = save(client, college, 0, 0, "н 2>5", version=2)
    assert improved.json["cells"][0]["text"] == "н 2→5"
    assert improved.json["standings"][str(college.students[0])][0] == "5,00"


def test_a_group_by_correspondence_needs_no_three_marks(app, client_as, college):
    client = client_as("teacher")
    assert save(client, college, text="4").json["standings"][str(college.students[0])][4] == "—"
    with app.app_context(), unscoped(), transaction() as session:
        session.get(GroupTerm, college.group_term_id).curriculum.programme.study_form = "extramural"
        session.info["audit_records"] = 1
    assert save(client, college, lesson=1, text="н").json["standings"][str(college.students[0])][4] == "4"
    with statements(app) as seen:
        assert '"4","' in client.get(f"/journals/{college.load_id}").text.replace(", ", ",")
    assert len(seen) <= 8


def test_a_day_of_practice_is_offered_with_six_hours(app, client_as, college):
    address = f"/journals/{college.load_id}/lessons/add"
    client = client_as("teacher")
    assert 'name="hours" required type="number" value="2"' in client.get(address).text
    with app.app_context(), unscoped(), transaction() as session:
        session.get(TeachingLoad, college.load_id).curriculum_term.item.kind = "study_practice"
        session.info["audit_records"] = 1
    page = client.get(address).text
    assert 'value="6"' in page and '<option selected value="practice">' in page


def test_a_save_costs_nine_statements(app, client_as, college):
    client = client_as("teacher")
    save(client, college, 0, 0, "5")
    with statements(app) as seen:
        assert save(client, college, 0, 1, "4").status_code == 200
    assert len(seen) <= 9, seen


def test_a_block_is_saved_whole_whatever_its_size(engine_app, client_as, college):
    client = client_as("teacher")
    block = [(lesson, student, "5", 0) for lesson in college.lessons for student in college.students]
    with statements(engine_app) as seen:
        answer = send(client, college.load_id, *block)
    assert answer.status_code == 200
    assert [cell["version"] for cell in answer.json["cells"]] == [1] * 40
    assert len(answer.json["standings"]) == 8
    assert len(seen) <= 10, seen
    again = [(lesson, student, "4", 1) for lesson, student, _, _ in block]
    with statements(engine_app) as seen:
        assert [cell["version"] for cell in send(client, college.load_id, *again).json["cells"]] == [2] * 40
    assert len(seen) <= 10, seen
    with statements(engine_app) as seen:  # cells that are refused do not cost the others
        mixed = send(client, college.load_id, (*again[0][:2], "отл", 2), (*again[1][:2], "3", 2), (*again[2][:2], "3", 1))
    assert mixed.status_code == 200
    bad, good, stale = mixed.json["cells"]
    assert "отл" in bad["error"] and good["text"] == "3" and stale["current"] == {"text": "4", "version": 2}
    twice = send(client, college.load_id, again[3], again[3])
    assert twice.status_code == 422
    assert len(marks(engine_app)) == 40


def test_planned_lessons_count_nowhere_and_take_no_marks(app, client_as, college):
    client = client_as("teacher")
    form = {"date": "2026-12-20", "pair": "2", "hours": "2", "kind": "test", "task": "КР", "weight": "2", "is_required": "y"}
    assert client.post(f"/journals/{college.load_id}/lessons/add", data=form).status_code == 302
    answer = save(client, college, lesson=4, text="5")
    standing = answer.json["standings"][str(college.students[0])]
    assert (standing[3], standing[6], standing[7]) == ("100,0", 0, [])  # the planned task is not owed yet
    page = client.get(f"/journals/{college.load_id}").text
    assert '"КР"' in page
    assert client.post(f"/journals/{college.load_id}/lessons/add", data=form | {"task": "ЁЛ", "pair": "3"}).status_code == 422


def test_minutes_of_lateness_are_kept_shown_and_told(engine_app, client_as, college):
    client = client_as("teacher")
    answer = save(client, college, text="о 15, 5")
    assert answer.json["cells"] == [{"text": "о15 5", "version": 1, "late": 1}]
    assert answer.json["standings"][str(college.students[0])][2] == 0  # no hours of absence
    cells = [(college.lessons[0], college.students[0], "о40 5", 1), (college.lessons[1], college.students[0], "о", 0)]
    assert [cell["text"] for cell in send(client, college.load_id, *cells).json["cells"]] == ["о40 5", "о"]
    assert '"о40 5"' in client.get(f"/journals/{college.load_id}").text
    history = client.get(f"/journals/{college.load_id}/cells/{college.lessons[0]}/{college.students[0]}").json["history"]
    assert [line[2:4] for line in history] == [["о15 5", "о40 5"], ["", "о15 5"]]
    assert "от 1 до 90 минут" in save(client, college, text="о95", version=2).json["error"].replace("\u00a0", " ")
    assert save(client, college, text="5", version=2).json["cells"][0]["text"] == "5"
    with engine_app.app_context(), unscoped():
        assert [(m.attendance, m.grades, m.minutes_late) for m in db.session.query(Mark).order_by(Mark.id)] == [(None, "5", None), ("о", "", None)]


def test_the_history_of_a_cell_tells_who_and_what(app, client_as, college):
    client = client_as("teacher")
    save(client, college, text="3")
    save(client, college, text="4", version=1)
    answer = client.get(f"/journals/{college.load_id}/cells/{college.lessons[0]}/{college.students[0]}")
    assert [line[2:] for line in answer.json["history"]] == [["3", "4", "", 0], ["", "3", "", 0]]


def test_lessons_are_added_changed_and_deleted_by_their_teacher(app, client_as, college):
    client = client_as("teacher")
    form = {"date": "2026-11-20", "pair": "2", "hours": "2", "kind": "lecture", "topic": "Пределы", "homework": "§ 4", "weight": "1"}
    assert client.post(f"/journals/{college.load_id}/lessons/add", data=form).status_code == 302
    assert "Пределы" in client.get(f"/journals/{college.load_id}").text
    twice = client.post(f"/journals/{college.load_id}/lessons/add", data=form)
    assert twice.status_code == 409
    assert "Пределы" in twice.text
    outside = client.post(f"/journals/{college.load_id}/lessons/add", data=form | {"date": "2027-02-01", "pair": "3"})
    assert outside.status_code == 422
    page = f"/journals/{college.load_id}/lessons/{college.lessons[2]}"
    assert client.post(page, data=form | {"date": "2026-11-19", "task": "", "homework": "", "no_homework": "y"}).status_code == 302
    with app.app_context(), unscoped():
        assert db.session.get(Lesson, college.lessons[2]).homework == "Без задания"
    shown = client.get(page).text  # the words of the column come back as the tick
    assert re.search(r'<input[^>]*checked[^>]*name="no_homework"', shown) and "Без задания" not in shown
    save(client, college, lesson=0)
    assert client.post(f"/journals/{college.load_id}/lessons/{college.lessons[0]}/delete").status_code == 409
    assert client.post(f"/journals/{college.load_id}/lessons/{college.lessons[1]}/delete").status_code == 302


def test_the_list_shows_own_journals_only(app, client_as, college):
    own = client_as("teacher").get("/journals/")
    assert "ИСП-11" in own.text and "ЭК-11" not in own.text
    everything = client_as("deputy").get("/journals/")
    assert "ИСП-11" in everything.text and "ЭК-11" in everything.text
    assert "ЭК-11" not in client_as("deputy").get("/journals/?q=исп").text


def test_the_home_page_leads_a_teacher_to_own_journals(app, client_as, college):
    home = client_as("teacher").get("/").text
    assert f"/journals/{college.load_id}" in home
    assert f"/journals/{college.other_load_id}" not in home
    assert "/journals/" + str(college.load_id) not in client_as("deputy").get("/").text


def test_marks_of_the_former_group_are_read_in_the_journal_of_the_new_one(app, client_as, college):
    """Moved in mid-term: marks hang on the student and the item, lessons on the group."""
    client, moved = client_as("teacher"), college.students[0]
    with app.app_context(), unscoped(), transaction() as session:
        session.query(Placement).filter_by(student_id=moved).one().starts_on = TODAY
        keys = {"organization_id": college.id, "group_term_id": college.other_group_term_id, "load_id": college.other_load_id}
        session.add(Mark(**keys, lesson_id=college.other_lessons[0], student_id=moved, attendance="у", grades="4"))
        session.info["audit_records"] = 1
    answer = client.get(f"/journals/{college.load_id}/students/{moved}/earlier")
    assert [cell[1:] for cell in answer.json["cells"]] == [["ЭК-11", "у 4", ""]]
    assert client.get(f"/journals/{college.load_id}/students/{college.students[1]}/earlier").json["cells"] == []
    for reader, student in (("teacher", college.other_students[0]), ("teacher2", moved), ("curator2", moved)):
        assert client_as(reader).get(f"/journals/{college.load_id}/students/{student}/earlier").status_code == 404
    with app.app_context(), unscoped(), transaction() as session:
        session.query(Placement).filter_by(student_id=college.students[1]).one().ends_on = TERM_START
        session.info["audit_records"] = 1
    assert f'"","{TERM_START.isoformat()}"' in client.get(f"/journals/{college.load_id}").text.replace(", ", ",")
