"""The academic year: closed when its half-years are, the next course is ordered and the act is signed; the next one is drafted."""

from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.attestation.operations import Confirmation
from app.closing import checks, queries_year, year
from app.closing.models_year import YearAct, YearSignature
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, NotFound, Refused
from app.core.transaction import transaction
from app.curricula.models import CurriculumTerm
from app.debts.models import AcademicDebt
from app.debts.queries import Wanted, owed
from app.extensions import db
from app.organization.models import AcademicYear, Semester
from app.teaching.models import TeachingLoad
from app.teaching.models_year import LoadDraft
from app.terms.models import GroupTerm
from tests.closing.conftest import audited
from tests.closing.test_semester import close_all, leave_one_term, prepare, sign
from tests.closing.test_views import text_of
from tests.factories import PASSWORD
from tests.movement.test_operations import put_through

TURN = date(2027, 9, 1)


def do(on_behalf, key, deed):
    with on_behalf(key) as actor, transaction():
        return deed(actor)


def promote(on_behalf, students, number, **more):
    with on_behalf("secretary") as actor:
        put_through(actor, "NEXT_COURSE", students, number, on=TURN, **({"outcome": "transferred"} | more))


def goes_on(college):
    """Give the plan a third semester: without one the groups of the world would graduate."""
    with unscoped(), transaction() as session:
        session.add(CurriculumTerm(organization_id=college.id, item_id=college.item_ids["ОУП.03"], plan_semester=3, hours=36, lectures=32, self_study=4))
        audited(college.id)


def owes(college):
    """Leave a student a debt of the first half-year."""
    with unscoped(), transaction() as session:
        session.add(AcademicDebt(
            organization_id=college.id, student_id=college.students[0], term_control_id=college.control_ids["ОУП.03"], origin="opening", paper="ведомость № 1",
            result="2", opened_on=date(2026, 6, 15),
        ))  # fmt: skip
        audited(college.id)


def open_next_year(college):
    with unscoped(), transaction() as session:
        session.add(AcademicYear(organization_id=college.id, label="2027/2028", starts_on=TURN, ends_on=date(2028, 8, 31), is_active=False))
        audited(college.id)


def test_the_year_is_closed_by_its_people_in_order(app, ready_outside, on_behalf, client_as, world):
    college = ready_outside
    page = f"/closing/year/{college.year_id}"
    with app.app_context():
        goes_on(college)
        owes(college)
        for missing, mend in (
            ("Semesters that are not closed", lambda: half_closed(on_behalf, college)),
            ("Groups that no applied order", lambda: promote(on_behalf, college.students, "30")),
            ("Groups that no applied order", lambda: promote(on_behalf, college.other_students, "31", outcome="conditional")),
        ):
            with pytest.raises(Refused) as refusal:
                do(on_behalf, "coordinator", lambda actor: year.prepare_act(actor, college.year_id))
            assert str(refusal.value).startswith(missing)
            mend()
        with pytest.raises(Forbidden):
            do(on_behalf, "secretary", lambda actor: year.prepare_act(actor, college.year_id))
        db.session.remove()
    coordinator, director = client_as("coordinator"), client_as("director")
    assert "Составить акт" in coordinator.get(page).text
    assert "1 задолженность переходит" in coordinator.get(page).text
    assert coordinator.post(f"{page}/act").status_code == 303
    with app.app_context(), unscoped():
        act_id = db.session.scalar(select(YearAct.id))
        db.session.remove()
    printed = text_of(coordinator.post(f"/closing/year/act/{act_id}/print").data)
    assert "АКТ ЗАКРЫТИЯ УЧЕБНОГО ГОДА" in printed and f"Из них условно: {len(college.other_students)}" in printed and "-АГ" in printed
    assert coordinator.post(f"/closing/year/act/{act_id}/sign", data={"password": PASSWORD}).status_code == 403
    assert director.post(f"/closing/year/act/{act_id}/sign", data={"password": "another one, a wrong one"}).status_code == 422
    assert director.post(f"/closing/year/act/{act_id}/sign", data={"password": PASSWORD}).status_code == 303
    assert "Учебный год закрыт" in director.get(page).text
    assert client_as("director", world.foreign).get(page).status_code == 404
    with app.app_context():
        with on_behalf("deputy"):
            assert queries_year.state(queries_year.year(college.year_id)).is_closed
            # carried: open with its own year, whatever closes
            assert [(one.debt.state, one.debt.settled_on, one.last) for one in owed(TURN, Wanted())] == [("active", None, date(2027, 6, 15))]
        with unscoped():
            assert list(checks.acts()) == []
            assert db.session.scalar(select(func.count(YearSignature.id))) == 1


def half_closed(on_behalf, college):
    close_all(on_behalf, college)
    leave_one_term(college)
    sign(on_behalf, prepare(on_behalf, college).id)


def test_a_change_after_the_act_asks_for_the_next_revision(app, ready, on_behalf):
    goes_on(ready)
    half_closed(on_behalf, ready)
    promote(on_behalf, ready.students, "30")
    promote(on_behalf, ready.other_students[1:], "31")
    first = do(on_behalf, "coordinator", lambda actor: year.prepare_act(actor, ready.year_id)).id
    assert do(on_behalf, "coordinator", lambda actor: year.prepare_act(actor, ready.year_id)).id == first
    promote(on_behalf, ready.other_students[:1], "32", outcome="conditional")
    with pytest.raises(Conflict):
        do(on_behalf, "director", lambda actor: year.sign_act(actor, first, Confirmation(actor.user_id, now())))
    second = do(on_behalf, "coordinator", lambda actor: year.prepare_act(actor, ready.year_id))
    assert second.revision == 2
    with pytest.raises(NotFound):
        do(on_behalf, "coordinator", lambda actor: year.prepare_act(actor, 999))


def test_the_next_year_is_drafted_with_the_teachers_of_the_last(app, ready, on_behalf):
    with pytest.raises(Refused):
        do(on_behalf, "deputy", lambda actor: year.roll_over(actor, ready.year_id))
    goes_on(ready)
    open_next_year(ready)
    with pytest.raises(Forbidden):
        do(on_behalf, "head_of_department", lambda actor: year.roll_over(actor, ready.year_id))
    made = do(on_behalf, "deputy", lambda actor: year.roll_over(actor, ready.year_id))
    again = do(on_behalf, "deputy", lambda actor: year.roll_over(actor, ready.year_id))
    assert made.terms == 2 and made.loads and (again.terms, again.calendar, again.loads) == (0, 0, made.loads)
    with unscoped():
        terms = db.session.scalars(select(GroupTerm).where(GroupTerm.starts_on >= TURN)).all()
        assert {(one.course, one.plan_semester, one.status) for one in terms} == {(2, 3, "open")}
        assert db.session.scalar(select(func.count(Semester.id)).where(Semester.starts_on >= TURN)) == 1
        drafts = db.session.scalars(select(LoadDraft)).all()
        assert len(drafts) == made.loads > 0 and {one.employee_id for one in drafts} <= {ready.employees["teacher"], ready.employees["teacher2"]}
        new = [one.id for one in terms]
        assert db.session.scalar(select(func.count(TeachingLoad.id)).where(TeachingLoad.group_term_id.in_(new))) == 0, "a draft is no load"
