"""Reads of who belongs to a load: the students of a (sub)group during its term."""

from __future__ import annotations

from datetime import date
from functools import cache

from sqlalchemy import Executable, bindparam, false, or_, select

from app.access.scope import unscoped
from app.core import text
from app.extensions import db
from app.students.models import STUDYING, Placement, Student
from app.teaching.models import LoadTeacher, Subgroup, SubgroupMember, TeachingLoad
from app.teaching.rules import Member
from app.terms.models import GroupTerm


def members(
    load: TeachingLoad, on: date | None = None, *, student_id: int | None = None, employee_id: int | None = None
) -> list[Member]:
    """Give the students of the load's (sub)group whose stay touches its term, by journal number, then by name.

    With ``on`` only those who belong to it on that day (who a sheet of that date is drawn up for);
    with ``student_id`` only that one; ``employee_id`` is the reader whose own subgroup is told. One statement.
    """
    listed = members_of_term(
        load.group_term_id, subgroup_id=load.subgroup_id, student_id=student_id, item_term_id=load.curriculum_term_id,
        employee_id=employee_id,
    )  # fmt: skip
    return listed if on is None else [member for member in listed if member.present_on(on)]


def members_of_term(
    group_term_id: int, *, subgroup_id: int | None = None, student_id: int | None = None, item_term_id: int | None = None,
    employee_id: int | None = None,
) -> list[Member]:  # fmt: skip
    """Give the students whose stay in the group touches its term, all or those of one subgroup, as ``members`` does.

    ``item_term_id`` is the item's semester whose subgroups are told, ``employee_id`` the reader whose own one is.
    """
    query = _members(subgroup_id is not None, student_id is not None, employee_id is not None)
    asked = {"term": group_term_id, "item": item_term_id, "subgroup": subgroup_id, "student": student_id, "employee": employee_id}
    found: dict[int, Member] = {}
    for row in db.session.execute(query, asked):
        before = found.get(row.id)
        found[row.id] = Member(
            row.id,
            text.full_name(row.last_name, row.first_name, row.middle_name),
            row.record_book,
            row.journal_number if row.journal_number is not None or before is None else before.journal_number,
            (*(before.spans if before else ()), (row.starts_on, row.ends_on)),
            row.part,
            bool(row.is_own),
        )
    return sorted(found.values(), key=lambda m: (m.journal_number is None, m.journal_number or 0))


def members_to_split(group_term_id: int) -> list[Member]:
    """Give the students of a term to whoever gives out its load, who need not see their files: names, numbers, stays."""
    with unscoped():
        return members_of_term(group_term_id)


@cache
def _members(of_subgroup: bool, of_student: bool, of_teacher: bool) -> Executable:
    term = bindparam("term")
    heard = (SubgroupMember.student_id == Student.id, Subgroup.group_term_id == term, Subgroup.curriculum_term_id == bindparam("item"))
    parts = select(Subgroup.name).join(SubgroupMember, SubgroupMember.subgroup_id == Subgroup.id).where(*heard)
    part = parts.limit(1).scalar_subquery()
    own = (
        parts.join(TeachingLoad, TeachingLoad.subgroup_id == Subgroup.id)
        .join(LoadTeacher, LoadTeacher.load_id == TeachingLoad.id)
        .where(LoadTeacher.employee_id == bindparam("employee"))
        .exists()
    )
    query = (
        select(
            Student.id, Student.last_name, Student.first_name, Student.middle_name, Student.record_book, Student.sort_key,
            Placement.starts_on, Placement.ends_on, Placement.journal_number, part.label("part"),
            (own if of_teacher else false()).label("is_own"),
        )
        .join(Placement, Placement.student_id == Student.id)
        .join(GroupTerm, GroupTerm.group_id == Placement.group_id)
        .where(
            GroupTerm.id == term,
            Placement.state == STUDYING,  # who is on leave stands in no journal
            Placement.starts_on <= GroupTerm.ends_on,
            or_(Placement.ends_on.is_(None), Placement.ends_on >= GroupTerm.starts_on),
        )
        .order_by(Student.sort_key, Student.id, Placement.starts_on)
    )  # fmt: skip
    if of_subgroup:
        within = select(SubgroupMember.student_id).where(SubgroupMember.subgroup_id == bindparam("subgroup"))
        query = query.where(Student.id.in_(within))
    if of_student:
        query = query.where(Student.id == bindparam("student"))
    return query.execution_options(constant=True)
