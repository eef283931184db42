"""Who is ill or on holidays is not expelled on the college's initiative nor punished (273-ФЗ ст. 43 ч. 8)."""

from datetime import date, timedelta

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curator.models import AbsenceNote
from app.gradebook.models import Mark
from app.studyyear.models import CalendarRow
from app.studyyear.rules import pack
from app.teaching.models import Lesson
from tests.movement.test_views import drafted, step


def test_no_measure_during_an_illness_or_on_holidays(app, client_as, college):
    ill, well = college.students[:2]
    with app.app_context(), unscoped(), transaction() as session:
        for first, last in ((date(2026, 11, 16), date(2026, 11, 20)), (date(2026, 10, 1), date(2026, 10, 5))):
            session.add(
                AbsenceNote(organization_id=college.id, student_id=ill, kind="illness", starts_on=first, ends_on=last, received_on=last, created_by_name="Куратор")
            )
        letters = ["Т"] * 52
        letters[12] = "К"  # 23-29 November
        chart = CalendarRow(organization_id=college.id, academic_year_id=college.year_id, group_id=college.group_id, weeks=pack(letters))
        session.add(chart)
        session.flush()
        record(Actor.system(college.id), "test", chart)
    office = client_as("secretary")

    def said(student, **more):
        order = drafted(office, [student], **more)
        return office.get(f"/orders/{order}").text, order

    page, order = said(ill, reason="failure")
    assert "болеет до 20.11.2026" in page and step(office, order, "submit").status_code == 422
    for student, more in ((ill, {"reason": "own_wish"}), (well, {"reason": "failure"}), (ill, {"reason": "failure", "effective_on": "2026-11-21"})):
        assert "болеет до" not in said(student, **more)[0]
    page, order = said(well, kind="SANCTION", sanction="remark", effective_on="2026-11-25")
    assert "каникулы" in page and step(office, order, "submit").status_code == 422
    assert "каникулы" not in said(well, kind="SANCTION", sanction="remark", effective_on="2026-11-20")[0]
    assert "каникулы" not in said(well, reason="failure", effective_on="2026-11-25")[0]  # no disciplinary measure
    assert "каникулы" in said(well, reason="discipline", effective_on="2026-11-25")[0]


def test_marks_on_days_of_a_leave_and_a_late_decision_are_warned_of(app, client_as, college):
    office, (marked, other) = client_as("secretary"), college.students[:2]
    with app.app_context(), unscoped(), transaction() as session:
        lesson = session.get(Lesson, college.lessons[0])
        lesson_day = lesson.date
        mark = Mark(organization_id=college.id, group_term_id=lesson.group_term_id, load_id=lesson.load_id, lesson_id=lesson.id, student_id=marked, grades="5")
        session.add(mark)
        session.flush()
        record(Actor.system(college.id), "test", mark)
    leave = {"kind": "ACADEM_OUT", "leave": "family", "ends_on": "2027-06-30", "effective_on": lesson_day.isoformat()}
    order = drafted(office, [marked, other], **leave)
    page = office.get(f"/orders/{order}").text
    assert page.count("приходящихся на дни отпуска") == 1 and step(office, order, "submit").status_code == 303, "a warning, no refusal"
    later = drafted(office, [marked], **leave | {"effective_on": (lesson_day + timedelta(days=60)).isoformat()})
    assert "приходящихся на дни отпуска" not in office.get(f"/orders/{later}").text
