"""A group of the third course that came from paper: three students, results of two past semesters wanted."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import CurriculumTerm, TermControl
from app.extensions import db
from app.students.models import Placement, Student, StudyGroup
from tests.factories import YEAR_START, College


@dataclass
class Older:
    """Ids of the group, its students by surname and its past controls by head of their column."""

    group_id: int
    students: dict[str, int]
    exam: int
    credit: int


def make_older(college: College, name: str = "ИСП-31") -> Older:
    """Make the group; the plan gains an exam in semester 2 and hours in semester 5, so that four semesters are past."""
    with unscoped(), transaction():
        second = CurriculumTerm(organization_id=college.id, item_id=college.item_ids["ОУП.01"], plan_semester=2, hours=60)
        fifth = CurriculumTerm(organization_id=college.id, item_id=college.item_ids["ОУП.02"], plan_semester=5, hours=40)
        db.session.add_all([second, fifth])
        db.session.flush()
        db.session.add(exam := TermControl(organization_id=college.id, curriculum_term_id=second.id, form="Э"))
        group = StudyGroup(
            organization_id=college.id, name=name, curriculum_id=college.curriculum_id, department_id=college.department_id,
            intake_year=2024, curator_id=college.employees["curator"],
        )  # fmt: skip
        db.session.add(group)
        db.session.flush()
        students = {}
        for number, surname in enumerate(("Лосев", "Медведев", "Носова"), start=1):
            person = Student(
                organization_id=college.id, last_name=surname, first_name="Олег", record_book=f"24-{number}", funding="budget"
            )
            db.session.add(person)
            db.session.flush()
            db.session.add(Placement(
                organization_id=college.id, student_id=person.id, group_id=group.id, starts_on=YEAR_START.replace(year=2024),
                journal_number=number, basis="приказ № 2-с",
            ))  # fmt: skip
            students[surname] = person.id
        db.session.flush()
        record(Actor.system(college.id), "test_world", group)
        return Older(group.id, students, exam.id, college.control_ids["ОУП.03"])


@pytest.fixture
def older(app, college) -> Older:
    """Give the group of the home college."""
    with app.app_context():
        return make_older(college)


@pytest.fixture
def older_of(request: pytest.FixtureRequest, college) -> Callable[[], Older]:
    """Give a maker for whichever engine is asked, inside its application context."""
    return lambda: make_older(college)
