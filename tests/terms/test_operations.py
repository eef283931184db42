"""Opening terms on both engines: one group, all groups, who may, and what the other college sees of it."""

from datetime import date

import pytest
from sqlalchemy import select

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.transaction import transaction
from app.curricula.models import CurriculumTerm
from app.extensions import db
from app.organization.models import AcademicYear, Semester
from app.students.models import StudyGroup
from app.terms import operations, queries
from app.terms.models import GroupTerm


@pytest.fixture
def spring(engine_app, world):
    """A second half-year, with hours in the plan's second semester."""
    c = world.home
    with engine_app.app_context(), unscoped(), transaction() as session:
        from app.audit.operations import record
        from app.core.actor import Actor

        semester = Semester(
            organization_id=c.id,
            academic_year_id=c.year_id,
            number=2,
            starts_on=date(2027, 1, 11),
            ends_on=date(2027, 6, 30),
        )
        session.add(semester)
        session.add(CurriculumTerm(organization_id=c.id, item_id=c.item_ids["ОУП.01"], plan_semester=2, hours=40))
        record(Actor.system(c.id), "test", semester, label="test")
        session.flush()
        return semester.id


def test_all_groups_are_opened_as_proposed(engine_app, college, spring, on_behalf):
    with engine_app.app_context(), on_behalf("deputy") as deputy:
        semester = queries.semester(spring)
        assert [(o.group.name, o.proposal.plan_semester, o.proposal.course) for o in queries.openings(semester)] == [
            ("ИСП-11", 2, 1), ("ЭК-11", 2, 1),
        ]  # fmt: skip
        with transaction():
            opened = operations.open_terms_of_semester(deputy, semester)
        assert [(t.group.name, t.plan_semester, t.starts_on, t.status) for t in opened] == [
            ("ИСП-11", 2, date(2027, 1, 11), "open"), ("ЭК-11", 2, date(2027, 1, 11), "open"),
        ]  # fmt: skip
        assert queries.openings(semester) == []
        acts = db.session.scalars(select(AuditEvent.action).where(AuditEvent.object_type == "group_term")).all()
        assert acts == ["create", "create"]


def test_a_repeated_opening_changes_nothing(engine_app, college, spring, on_behalf):
    with engine_app.app_context(), on_behalf("secretary") as secretary:
        semester = queries.semester(spring)
        with transaction():
            operations.open_terms_of_semester(secretary, semester)
        with transaction():
            assert operations.open_terms_of_semester(secretary, semester) == []


def test_the_term_keeps_the_plan_of_its_group(engine_app, college, spring, on_behalf):
    with engine_app.app_context(), on_behalf("deputy") as deputy, transaction():
        group = db.session.get(StudyGroup, college.group_id)
        year = db.session.get(AcademicYear, college.year_id)
        term = operations.open_term(deputy, group, year, 2, 1, date(2027, 1, 11), date(2027, 6, 25))
        assert (term.curriculum_id, term.organization_id) == (college.curriculum_id, college.id)


@pytest.mark.parametrize(
    ("semester", "begin", "end", "error"),
    [
        (1, date(2027, 1, 11), date(2027, 6, 30), Conflict),  # the semester exists
        (2, date(2026, 12, 1), date(2027, 6, 30), Conflict),  # overlaps the first one
        (2, date(2027, 1, 11), date(2027, 9, 30), Invalid),  # leaves the year
        (3, date(2027, 1, 11), date(2027, 6, 30), Invalid),  # the plan has no such semester
    ],
)
def test_a_wrong_term_is_not_opened(engine_app, college, spring, on_behalf, semester, begin, end, error):
    with engine_app.app_context(), on_behalf("deputy") as deputy:
        group = db.session.get(StudyGroup, college.group_id)
        year = db.session.get(AcademicYear, college.year_id)
        with pytest.raises(error), transaction():
            operations.open_term(deputy, group, year, semester, 1, begin, end)
        assert len(queries.terms_of_group(college.group_id)) == 1


def test_a_teacher_opens_no_term(engine_app, college, spring, on_behalf):
    with engine_app.app_context(), on_behalf("teacher") as teacher:
        with pytest.raises(Forbidden), transaction():
            operations.open_terms_of_semester(teacher, queries.semester(spring))


def test_the_days_of_an_open_term_can_be_corrected_and_of_a_closed_one_not(engine_app, college, on_behalf):
    with engine_app.app_context(), on_behalf("deputy") as deputy:
        with transaction():
            term = queries.term(college.group_term_id)
            operations.change_term(
                deputy, term, {"course": 1, "starts_on": date(2026, 9, 1), "ends_on": date(2026, 12, 28)}
            )
        db.session.expire_all()
        assert queries.term(college.group_term_id).ends_on == date(2026, 12, 28)
        with transaction() as session:
            term = queries.term(college.group_term_id)
            term.status = "closed"
            from app.audit.operations import record

            record(deputy, "close", term)
            session.flush()
        with pytest.raises(Conflict), transaction():
            operations.change_term(deputy, queries.term(college.group_term_id), {"course": 2})
        with pytest.raises(Conflict):
            operations.ensure_open(queries.term(college.group_term_id))


def test_a_term_of_another_college_is_not_there(engine_app, world, on_behalf):
    with engine_app.app_context(), on_behalf("deputy"):
        with pytest.raises(NotFound):
            queries.term(world.foreign.group_term_id)
        assert queries.term_of("ИСП-11", 1).id == world.home.group_term_id
        assert {t.organization_id for t in queries.terms_of_year(world.home.year_id)} == {world.home.id}
        assert queries.terms_of_year(world.foreign.year_id) == []
        assert db.session.get(GroupTerm, world.foreign.group_term_id) is None


def test_a_teacher_sees_terms_of_own_groups(engine_app, world, on_behalf):
    with engine_app.app_context(), on_behalf("teacher"):
        assert [t.group.name for t in queries.terms_of_year(world.home.year_id)] == ["ИСП-11"]
