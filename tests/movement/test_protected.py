"""Who is ill or on holidays is not expelled on the college's initiative nor punished (273-ФЗ ст. 43 ч. 8)."""

from datetime import date

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curator.models import AbsenceNote
from app.studyyear.models import CalendarRow
from app.studyyear.rules import pack
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
