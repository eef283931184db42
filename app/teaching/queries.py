"""Reads of the load: members of a (sub)group, loads of a term, loads of a teacher."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from app.core import text
from app.extensions import db
from app.students.models import Placement, Student
from app.teaching.models import SubgroupMember, TeachingLoad
from app.teaching.rules import Member
from app.terms.models import GroupTerm


def members(load: TeachingLoad, on: date | None = None) -> list[Member]:
    """Give the students of the load's (sub)group whose stay touches its term, by journal number, then by name.

    With ``on`` only those who belong to it on that day (who a sheet of that date is drawn up for). One statement.
    """
    query = (
        select(
            Student.id, Student.last_name, Student.first_name, Student.middle_name, Student.record_book, Student.sort_key,
            Placement.starts_on, Placement.ends_on, Placement.journal_number,
        )
        .join(Placement, Placement.student_id == Student.id)
        .join(GroupTerm, GroupTerm.group_id == Placement.group_id)
        .where(
            GroupTerm.id == load.group_term_id,
            Placement.starts_on <= GroupTerm.ends_on,
            or_(Placement.ends_on.is_(None), Placement.ends_on >= GroupTerm.starts_on),
        )
        .order_by(Student.sort_key, Student.id, Placement.starts_on)
    )  # fmt: skip
    if load.subgroup_id is not None:
        query = query.where(
            Student.id.in_(select(SubgroupMember.student_id).where(SubgroupMember.subgroup_id == load.subgroup_id))
        )
    found: dict[int, Member] = {}
    for row in db.session.execute(query):
        before = found.get(row.id)
        found[row.id] = Member(
            row.id,
            text.full_name(row.last_name, row.first_name, row.middle_name),
            row.record_book,
            row.journal_number if row.journal_number is not None or before is None else before.journal_number,
            (*(before.spans if before else ()), (row.starts_on, row.ends_on)),
        )
    listed = sorted(found.values(), key=lambda m: (m.journal_number is None, m.journal_number or 0))
    return listed if on is None else [member for member in listed if member.present_on(on)]
