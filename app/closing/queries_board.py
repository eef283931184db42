"""Reads of the cockpit: what is missing in many terms at once, counted in the database; a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.closing.models import Reminder
from app.core.text import escape_like, normalise, short_name
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.gradebook.models import WAITING, Mark, MarkChange
from app.staff.models import Employee
from app.students.models import Placement, StudyGroup
from app.studyplans.queries import own_controls
from app.studyplans.rules import OwnControls
from app.teaching.models import Lesson, LoadTeacher, SubgroupMember, TeachingLoad
from app.teaching.rules import NOT_TAUGHT, Span
from app.terms.models import GroupTerm

MOST_TERMS = 500


def terms(year_id: int | None = None, status: str = "", q: str = "", ids: Collection[int] | None = None) -> Sequence[GroupTerm]:
    """Give the terms within the reader's reach with groups and departments, those not closed first."""
    query = (
        select(GroupTerm)
        .join(GroupTerm.group)
        .options(contains_eager(GroupTerm.group).joinedload(StudyGroup.department), joinedload(GroupTerm.academic_year))
        .order_by((GroupTerm.status == "closed"), StudyGroup.sort_key, GroupTerm.plan_semester)
    )
    if year_id is not None:
        query = query.where(GroupTerm.academic_year_id == year_id)
    if ids is not None:
        query = query.where(GroupTerm.id.in_(list(ids)))
    if status:
        query = query.where(GroupTerm.status == status)
    for word in normalise(q).split()[:5]:
        query = query.where(StudyGroup.search_key.like(f"%{escape_like(word)}%", escape="\\"))
    return db.session.scalars(query.limit(MOST_TERMS)).all()


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in the groups: {group: [(student, stay)]}, {subgroup: students}, own plans of those who have one."""

    stays: dict[int, list[tuple[int, Span]]]
    subgroups: dict[int, set[int]]
    own: dict[int, list[OwnControls]]


def members(found: Iterable[GroupTerm]) -> Members:
    """Give the stays in the groups, the lists of the subgroups and the own plans; three statements."""
    stays: dict[int, list[tuple[int, Span]]] = defaultdict(list)
    groups, ids = [one.group_id for one in found], [one.id for one in found]
    query = select(Placement.group_id, Placement.student_id, Placement.starts_on, Placement.ends_on).where(Placement.group_id.in_(groups))
    for group_id, student_id, first, last in db.session.execute(query):
        stays[group_id].append((student_id, (first, last)))
    subgroups: dict[int, set[int]] = defaultdict(set)
    part = (
        select(SubgroupMember.subgroup_id, SubgroupMember.student_id)
        .join(TeachingLoad, TeachingLoad.subgroup_id == SubgroupMember.subgroup_id)
        .where(TeachingLoad.group_term_id.in_(ids))
    )
    for subgroup_id, student_id in db.session.execute(part):
        subgroups[subgroup_id].add(student_id)
    return Members(stays, subgroups, own_controls())


def loads(term_ids: Collection[int], late_before: date) -> Sequence[Any]:
    """Give the loads with their lessons: hours held, lessons without a topic, those of them up to ``late_before``."""
    bare = func.coalesce(Lesson.topic, "") == ""
    held = (
        select(
            Lesson.load_id, func.sum(Lesson.hours).label("held"), func.sum(case((bare, 1), else_=0)).label("bare"),
            func.sum(case((and_(bare, Lesson.date <= late_before), 1), else_=0)).label("late"),
            func.min(case((bare, Lesson.date))).label("first_bare"),
        )
        .where(Lesson.group_term_id.in_(list(term_ids)))
        .group_by(Lesson.load_id)
        .subquery()
    )  # fmt: skip
    marked = select(Mark.id).where(Mark.load_id == TeachingLoad.id, Mark.grades != "")
    waiting = select(func.count(MarkChange.id)).where(MarkChange.load_id == TeachingLoad.id, MarkChange.status == WAITING).scalar_subquery()
    taught = select(LoadTeacher.id).where(LoadTeacher.load_id == TeachingLoad.id)
    return db.session.execute(
        select(
            TeachingLoad.id, TeachingLoad.group_term_id.label("term_id"), TeachingLoad.curriculum_term_id, TeachingLoad.subgroup_id,
            TeachingLoad.hours, held.c.held, held.c.bare, held.c.late, held.c.first_bare, taught.exists().label("taught"), marked.exists().label("marked"),
            waiting.label("waiting"),
        )
        .outerjoin(held, held.c.load_id == TeachingLoad.id)
        .where(TeachingLoad.group_term_id.in_(list(term_ids)))
        .order_by(TeachingLoad.id)
    ).all()  # fmt: skip


def uncovered(term_ids: Collection[int]) -> dict[int, int]:
    """Give {term: items of its plan with hours, no control and no load}."""
    given = select(TeachingLoad.id).where(
        TeachingLoad.group_term_id == GroupTerm.id, TeachingLoad.curriculum_term_id == CurriculumTerm.id
    )
    controlled = select(TermControl.id).where(TermControl.curriculum_term_id == CurriculumTerm.id)
    rows = db.session.execute(
        select(GroupTerm.id, func.count(CurriculumTerm.id))
        .join(CurriculumItem, CurriculumItem.curriculum_id == GroupTerm.curriculum_id)
        .join(CurriculumTerm, and_(CurriculumTerm.item_id == CurriculumItem.id, CurriculumTerm.plan_semester == GroupTerm.plan_semester))
        .where(
            GroupTerm.id.in_(list(term_ids)), CurriculumItem.is_counted, CurriculumItem.kind.not_in(NOT_TAUGHT),
            CurriculumTerm.hours > 0, ~given.exists(), ~controlled.exists(),
        )
        .group_by(GroupTerm.id)
    )  # fmt: skip
    return dict(rows.tuples().all())


def teachers(term_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """Give {load: (employee, short name)} of the last teacher of each load."""
    rows = db.session.execute(
        select(LoadTeacher.load_id, Employee.id, Employee.last_name, Employee.first_name, Employee.middle_name)
        .join(LoadTeacher.employee)
        .join(TeachingLoad, TeachingLoad.id == LoadTeacher.load_id)
        .where(TeachingLoad.group_term_id.in_(list(term_ids)))
        .order_by(LoadTeacher.starts_on, LoadTeacher.id)
    )
    found = {row.load_id: row for row in rows}
    names = {row.id: short_name(row.last_name, row.first_name, row.middle_name) for row in found.values()}
    return {load_id: (row.id, names[row.id]) for load_id, row in found.items()}


def reminders(term_ids: Collection[int]) -> dict[tuple[str, str, int], datetime]:
    """Give {(addressee, code, term): when reminded}."""
    return {key: one.sent_at for key, one in reminder_rows(term_ids).items()}


def reminder_rows(term_ids: Collection[int]) -> dict[tuple[str, str, int], Reminder]:
    """Give {(addressee, code, term): reminder}, read anew."""
    query = select(Reminder).where(Reminder.group_term_id.in_(list(term_ids))).execution_options(populate_existing=True)
    return {(one.addressee, one.code, one.group_term_id): one for one in db.session.scalars(query)}


def reminded_terms(addressees: Collection[str]) -> set[int]:
    """Give the terms that are not closed and in which one of ``addressees`` was reminded of something."""
    query = (
        select(Reminder.group_term_id)
        .join(GroupTerm, GroupTerm.id == Reminder.group_term_id)
        .where(Reminder.addressee.in_(list(addressees)), GroupTerm.status != "closed")
    )
    return set(db.session.scalars(query))
