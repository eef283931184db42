"""Lessons and the session timetable see each other: in a file, in a move, in lessons from the plan, in the week, in the session."""

from datetime import date

import pytest

from app.access.scope import unscoped
from app.attestation import scheduling
from app.attestation.scheduling import Planned
from app.core.transaction import transaction
from app.extensions import db
from app.teaching.models import Lesson
from app.terms.models import GroupTerm
from tests.timetable.test_import import MATHS, SPORT, send
from tests.timetable.test_views import bells, made

DAY = date(2026, 12, 24)
__all__ = ["bells", "send"]


@pytest.fixture
def exam(app, college, bells, on_behalf):
    with app.app_context(), on_behalf("secretary") as actor, transaction():
        scheduling.schedule(actor, college.group_term_id, [Planned(college.load_id, college.control_ids["ОУП.01"], DAY, "9:00", "40")])


def test_no_lesson_is_put_where_its_group_sits_an_exam(app, college, exam, client_as, send):
    client = client_as("dispatcher")
    with app.app_context(), unscoped():
        plain = db.session.query(Lesson).filter_by(load_id=college.load_id, date=date(2026, 11, 16)).one().id
    moved = client.post(f"/timetable/lessons/{plain}", data={"date": DAY.isoformat(), "pair": "1"})
    assert moved.status_code == 409 and "в 09:00 по расписанию сессии" in moved.text
    page = client.post(f"/timetable/plan/{college.group_term_id}", data={f"load-{college.credit_load_id}": "чт1", "step": "make"})
    assert page.status_code == 409 and "по расписанию сессии" in page.text and made(app) == 0
    refused = send([(DAY, 1, "ИСП-11", SPORT, "", ""), (DAY, 2, "ЭК-11", MATHS, "", "каб. 40"), (DAY, 3, "ИСП-11", SPORT, "", "")])[2]
    assert "B2" in refused and "F3" in refused and "по расписанию сессии" in refused and "B4" not in refused
    week = client.get(f"/timetable/?by=group&what={college.group_id}&day={DAY}").text
    assert "экзамен — Математика" in week and "09:00" in week


def test_the_form_of_a_lesson_names_the_bells_of_its_day(college, bells, client_as):
    page = client_as("teacher").get(f"/journals/{college.load_id}/lessons/{college.lessons[0]}").text
    assert "Звонки: 1 — 08:30–10:00; 2 — 10:10–11:40" in page


def test_whoever_plans_an_exam_hears_of_the_lessons_then(app, college, bells, on_behalf):
    with app.app_context(), on_behalf("secretary") as actor, transaction():
        term = db.session.get(GroupTerm, college.group_term_id)
        warned = scheduling.schedule(actor, term.id, [Planned(college.load_id, college.control_ids["ОУП.01"], date(2026, 11, 16), "9:00")])
        assert any("lesson" in one.params for one in warned)
