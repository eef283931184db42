"""Reads of groups and students of the record, and how far the past of groups is carried over; no query a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.attestation.controls import WITHOUT_SHEET
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.organization import queries as organization
from app.organization.models import Semester
from app.record.models import CarriedResult
from app.record.rules import past_limit
from app.students.models import STUDYING, Placement, Student, StudyGroup
from app.terms import queries as terms
from app.terms import rules as term_rules
from app.terms.models import GroupTerm


def student(student_id: int) -> Student:
    """Give a student with the stays in groups; NotFound outside the reader's reach."""
    found = db.session.scalar(
        select(Student)
        .where(Student.id == student_id)
        .outerjoin(Student.placements)
        .outerjoin(Placement.group)
        .outerjoin(StudyGroup.curriculum)
        .options(
            contains_eager(Student.placements).contains_eager(Placement.group).contains_eager(StudyGroup.curriculum)
        )
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if found is None:
        raise NotFound(N_("There is no such student."))
    return found


def present_group(one: Student) -> StudyGroup | None:
    """Give the group the student is in, or was in last."""
    places = sorted(one.placements, key=lambda p: (p.ends_on is None, p.ends_on or date.max, p.starts_on))
    return places[-1].group if places else None


def present(group_id: int) -> list[Student]:
    """Give the students who are in the group now, by name."""
    return list(
        db.session.scalars(
            select(Student)
            .join(Student.placements)
            .where(Placement.group_id == group_id, Placement.ends_on.is_(None))
            .order_by(Student.sort_key, Student.id)
        )
    )


def first_kept(group: StudyGroup) -> int:
    """Give the first plan semester of a group that this system keeps itself; three statements."""
    kept = list(db.session.scalars(select(GroupTerm.plan_semester).where(GroupTerm.group_id == group.id)))
    year = organization.active_year()
    last = terms.last_plan_semesters().get(group.curriculum_id, 0)
    proposal = term_rules.propose(group.intake_year, year.starts_on.year, 1, last) if year else None
    return past_limit(kept, proposal.plan_semester if proposal else None)


@dataclass(frozen=True, slots=True)
class Balance:
    """How far the past of a group is carried over: controls of past semesters × students, and how many have a result."""

    group: StudyGroup
    semesters: int
    expected: int
    carried: int


def balances() -> list[Balance]:
    """Give the groups with a past before this system; six statements whatever their number."""
    groups = list(db.session.scalars(select(StudyGroup).order_by(StudyGroup.sort_key).options(joinedload(StudyGroup.curriculum))))
    first = dict(db.session.execute(select(GroupTerm.group_id, func.min(GroupTerm.plan_semester)).group_by(GroupTerm.group_id)).tuples().all())
    year, last = organization.active_year(), terms.last_plan_semesters()
    counts = _controls_by_semester()
    people = dict(
        db.session.execute(
            select(Placement.group_id, func.count(Placement.id)).where(Placement.ends_on.is_(None)).group_by(Placement.group_id)
        ).tuples().all()
    )
    done = _carried_by_group()
    found = []
    for group in groups:
        proposal = term_rules.propose(group.intake_year, year.starts_on.year, 1, last.get(group.curriculum_id, 0)) if year else None
        limit = past_limit([first[group.id]] if group.id in first else [], proposal.plan_semester if proposal else None)
        controls = sum(number for semester, number in counts.get(group.curriculum_id, {}).items() if semester < limit)
        if limit > 1 and controls and group.id in people:
            found.append(Balance(group, limit - 1, controls * people[group.id], done.get(group.id, 0)))
    return found


def _controls_by_semester() -> Mapping[int, Mapping[int, int]]:
    rows = db.session.execute(
        select(CurriculumItem.curriculum_id, CurriculumTerm.plan_semester, func.count(TermControl.id))
        .select_from(TermControl)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(CurriculumItem.is_counted, TermControl.form.not_in(WITHOUT_SHEET))
        .group_by(CurriculumItem.curriculum_id, CurriculumTerm.plan_semester)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for plan, semester, number in rows:
        found[plan][semester] = number
    return found


def _carried_by_group() -> dict[int, int]:
    rows = db.session.execute(
        select(Placement.group_id, func.count(CarriedResult.id))
        .select_from(CarriedResult)
        .join(Placement, (Placement.student_id == CarriedResult.student_id) & Placement.ends_on.is_(None))
        .where(CarriedResult.annulled_at.is_(None))
        .group_by(Placement.group_id)
    )
    return dict(rows.tuples().all())


def groups() -> list[StudyGroup]:
    """Give the groups that have students and a past before this system."""
    return [one.group for one in balances()]


def semester_now(group: StudyGroup) -> int:
    """Give the first plan semester of the group that is not closed: earlier ones must have results; four statements."""
    rows = db.session.execute(
        select(GroupTerm.plan_semester, GroupTerm.status).where(GroupTerm.group_id == group.id).order_by(GroupTerm.plan_semester)
    ).all()
    going = [semester for semester, status in rows if status != "closed"]
    return going[0] if going else rows[-1][0] + 1 if rows else first_kept(group)


def group(group_id: int) -> StudyGroup:
    """Give a group with its plan; NotFound outside the reader's reach."""
    found = db.session.scalar(select(StudyGroup).where(StudyGroup.id == group_id).options(joinedload(StudyGroup.curriculum)))
    if found is None:
        raise NotFound(N_("There is no such group."))
    return found


def all_groups() -> list[tuple[StudyGroup, int]]:
    """Give the groups within the reader's reach with the number of their students now; one statement."""
    rows = db.session.execute(
        select(StudyGroup, func.count(Placement.id))
        .outerjoin(Placement, (Placement.group_id == StudyGroup.id) & Placement.ends_on.is_(None))
        .group_by(StudyGroup.id)
        .order_by(StudyGroup.sort_key, StudyGroup.id)
    )
    return [(group, number) for group, number in rows]


@dataclass(frozen=True, slots=True)
class Member:
    """A student who is in a group now, with the group's term in the semester asked for."""

    student_id: int
    name: str
    record_book: str
    group: str
    course: int
    funding: str
    study_form: str
    term_id: int
    curriculum_id: int
    semester: int


def members_of(semester: Semester, group_ids: Collection[int]) -> list[Member]:
    """Give who studies now in those of the groups that have a term in the semester, by group and name; one statement."""
    query = (
        select(Student, Placement, StudyGroup, GroupTerm)
        .join(Placement, (Placement.student_id == Student.id) & Placement.ends_on.is_(None))
        .join(StudyGroup, StudyGroup.id == Placement.group_id)
        .join(GroupTerm, GroupTerm.group_id == StudyGroup.id)
        .where(GroupTerm.starts_on <= semester.ends_on, GroupTerm.ends_on >= semester.starts_on)
        .where(StudyGroup.id.in_(list(group_ids)), Placement.state == STUDYING)
        .order_by(StudyGroup.sort_key, Student.sort_key, Student.id)
    )
    return [
        Member(
            one.id, one.full_name, one.record_book or "", group.name, place.course or term.course, place.funding, place.study_form,
            term.id, term.curriculum_id, term.plan_semester,
        )
        for one, place, group, term in db.session.execute(query)
    ]  # fmt: skip
