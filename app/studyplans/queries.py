"""Reads: the plan of a student, the groups of a programme with what they have begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.access.scope import unscoped
from app.core.errors import NotFound
from app.core.text import N_, full_name, short_name
from app.curricula import queries as curricula
from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.students.models import STUDYING, Placement, Student, StudyGroup
from app.studyplans.models import StudentPlan
from app.studyplans.rules import ControlKey, Effect, OwnControls, effect
from app.teaching.models import TeachingLoad
from app.teaching.rules import NOT_TAUGHT
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group that may be put on a version: begun semesters, students, loads of begun terms, what would change."""

    group: StudyGroup
    students: int
    loads: int
    effect: Effect
    is_there: bool


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """A line of a student's own plan in the semester of a group's term, and the days on which that plan holds."""

    term_id: int
    student_id: int
    student: str
    short: str
    line: CurriculumTerm
    starts_on: date
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        """Tell whether the student studies by that plan on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def plan_of(student_id: int, group: StudyGroup | None) -> int | None:
    """Give the id of the plan a student studies by: the own version if there is one, else that of the group; None for none.

    One statement; whoever needs the plan of one student asks here.
    """
    own = own_plans([student_id]).get(student_id)
    return own or (group.curriculum_id if group else None)


def own_plans(student_ids: Collection[int]) -> dict[int, int]:
    """Give {student id: id of the own plan} of those who have one now; one statement."""
    rows = db.session.execute(
        select(StudentPlan.student_id, StudentPlan.curriculum_id).where(
            StudentPlan.student_id.in_(list(student_ids)), StudentPlan.ends_on.is_(None)
        )
    )
    return {row[0]: row[1] for row in rows}


def own_controls(student_ids: Collection[int] | None = None) -> dict[int, list[OwnControls]]:
    """Give {student id: own plans with the controls they name} of those who have or had one, of all where none is named; one statement."""
    rows = db.session.execute(
        select(
            StudentPlan.student_id, StudentPlan.id, StudentPlan.starts_on, StudentPlan.ends_on, CurriculumItem.item_key,
            CurriculumTerm.plan_semester, TermControl.form,
        )
        .outerjoin(CurriculumItem, (CurriculumItem.curriculum_id == StudentPlan.curriculum_id) & CurriculumItem.is_counted)
        .outerjoin(CurriculumTerm, CurriculumTerm.item_id == CurriculumItem.id)
        .outerjoin(TermControl, TermControl.curriculum_term_id == CurriculumTerm.id)
        .where(true() if student_ids is None else StudentPlan.student_id.in_(list(student_ids)))
        .order_by(StudentPlan.id)
    )  # fmt: skip
    spans: dict[int, tuple[int, date, date | None]] = {}
    named: dict[int, set[ControlKey]] = defaultdict(set)
    for student_id, plan_id, starts_on, ends_on, key, semester, form in rows:
        spans[plan_id] = (student_id, starts_on, ends_on)
        if form is not None:
            named[plan_id].add((key, semester, form))
    found: dict[int, list[OwnControls]] = defaultdict(list)
    for plan_id, (student_id, starts_on, ends_on) in spans.items():
        found[student_id].append(OwnControls(starts_on, ends_on, frozenset(named[plan_id])))
    return dict(found)


def own_terms(terms: Collection[GroupTerm]) -> list[OwnTerm]:
    """Give the lines that the own plans of the groups' students have in these terms, by student and plan; two statements.

    Whoever may see the term sees them: who gives out loads has to know of them without the right to read study plans.
    """
    query = (
        select(GroupTerm.id, Student, StudentPlan, CurriculumTerm)
        .join(Placement, Placement.group_id == GroupTerm.group_id)
        .join(Student, Student.id == Placement.student_id)
        .join(StudentPlan, StudentPlan.student_id == Student.id)
        .join(CurriculumItem, CurriculumItem.curriculum_id == StudentPlan.curriculum_id)
        .join(CurriculumTerm, (CurriculumTerm.item_id == CurriculumItem.id) & (CurriculumTerm.plan_semester == GroupTerm.plan_semester))
        .where(
            GroupTerm.id.in_([one.id for one in terms]), Placement.state == STUDYING, Placement.starts_on <= GroupTerm.ends_on,
            or_(Placement.ends_on.is_(None), Placement.ends_on >= GroupTerm.starts_on), StudentPlan.starts_on <= GroupTerm.ends_on,
            or_(StudentPlan.ends_on.is_(None), StudentPlan.ends_on >= GroupTerm.starts_on), CurriculumItem.is_counted,
            CurriculumItem.kind.not_in(NOT_TAUGHT),
        )
        .options(contains_eager(CurriculumTerm.item), selectinload(CurriculumTerm.controls))
        .order_by(GroupTerm.id, Student.sort_key, Student.id, StudentPlan.id, CurriculumItem.position)
    )  # fmt: skip
    with unscoped():
        rows = db.session.execute(query).all()
    found = {
        (term_id, student.id, line.id): OwnTerm(
            term_id, student.id, full_name(*_named(student)), short_name(*_named(student)), line, plan.starts_on, plan.ends_on
        )
        for term_id, student, plan, line in rows
    }
    return list(found.values())


def _named(one: Student) -> tuple[str, str, str | None]:
    return one.last_name, one.first_name, one.middle_name


def key_of(control: TermControl) -> ControlKey:
    """Give what a control is in every version: line, semester, form; its semester and line should be loaded."""
    return control.term.item.item_key, control.term.plan_semester, control.form


def history(student_id: int) -> list[StudentPlan]:
    """Give the own plans of a student, the newest first."""
    return list(
        db.session.scalars(
            select(StudentPlan)
            .where(StudentPlan.student_id == student_id)
            .options(joinedload(StudentPlan.curriculum))
            .order_by(StudentPlan.id.desc())
        )
    )


def student(student_id: int) -> Student:
    """Give a student within the reader's reach; raises NotFound."""
    found = db.session.scalar(select(Student).where(Student.id == student_id))
    if found is None:
        raise NotFound(N_("There is no such student."))
    return found


def group_of(student_id: int) -> StudyGroup | None:
    """Give the group a student is in now."""
    return db.session.scalar(
        select(StudyGroup)
        .join(Placement, Placement.group_id == StudyGroup.id)
        .where(Placement.student_id == student_id, Placement.ends_on.is_(None))
        .order_by(Placement.starts_on.desc())
        .limit(1)
        .options(joinedload(StudyGroup.curriculum))
    )


def groups_for(version: Curriculum) -> list[GroupLine]:
    """Give the groups of the programme and intake of a version; a plan of theirs is read once, whatever their number."""
    groups = list(
        db.session.scalars(
            select(StudyGroup)
            .join(Curriculum, StudyGroup.curriculum_id == Curriculum.id)
            .where(Curriculum.programme_id == version.programme_id, StudyGroup.intake_year == version.intake_year)
            .order_by(StudyGroup.sort_key)
            .options(joinedload(StudyGroup.curriculum))
        )
    )
    ids = [group.id for group in groups]
    begun, loads, students = _begun(ids), _loads(ids), _students(ids)
    new = curricula.plan_of(version)
    old = {one.id: curricula.plan_of(one) for one in {group.curriculum for group in groups} if one.id != version.id} | {version.id: new}
    return [
        GroupLine(
            group, students.get(group.id, 0), loads.get(group.id, 0), effect(old[group.curriculum_id], new, begun[group.id]),
            group.curriculum_id == version.id,
        )
        for group in groups
    ]  # fmt: skip


def _begun(group_ids: list[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for group, semester in db.session.execute(select(GroupTerm.group_id, GroupTerm.plan_semester).where(GroupTerm.group_id.in_(group_ids))):
        found[group].add(semester)
    return found


def _loads(group_ids: list[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(GroupTerm.group_id, func.count(TeachingLoad.id))
        .join(TeachingLoad, TeachingLoad.group_term_id == GroupTerm.id)
        .where(GroupTerm.group_id.in_(group_ids))
        .group_by(GroupTerm.group_id)
    )
    return {row[0]: row[1] for row in rows}


def _students(group_ids: list[int]) -> dict[int, int]:
    rows = db.session.execute(
        select(Placement.group_id, func.count(Placement.id))
        .where(Placement.group_id.in_(group_ids), Placement.ends_on.is_(None))
        .group_by(Placement.group_id)
    )
    return {row[0]: row[1] for row in rows}
