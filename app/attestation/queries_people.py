"""Reads of who stands in the sheets of many terms at once: students, subgroups, teachers; a statement each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.core.text import full_name
from app.extensions import db
from app.students.models import Placement, Student
from app.teaching.models import LoadTeacher, SubgroupMember
from app.teaching.rules import Member
from app.terms.models import GroupTerm


def members(term_ids: Collection[int]) -> dict[int, list[Member]]:
    """Give {term: students whose stay touches it}, by journal number, then by name."""
    rows = db.session.execute(
        select(
            GroupTerm.id.label("term_id"), Student.id, Student.last_name, Student.first_name, Student.middle_name,
            Student.record_book, Placement.starts_on, Placement.ends_on, Placement.journal_number,
        )
        .join(Placement, Placement.student_id == Student.id)
        .join(GroupTerm, GroupTerm.group_id == Placement.group_id)
        .where(
            GroupTerm.id.in_(term_ids), Placement.starts_on <= GroupTerm.ends_on,
            or_(Placement.ends_on.is_(None), Placement.ends_on >= GroupTerm.starts_on),
        )
        .order_by(Student.sort_key, Student.id, Placement.starts_on)
    )  # fmt: skip
    found: dict[int, dict[int, Member]] = defaultdict(dict)
    for row in rows:
        before = found[row.term_id].get(row.id)
        number = row.journal_number if row.journal_number is not None or before is None else before.journal_number
        name = full_name(row.last_name, row.first_name, row.middle_name)
        spans = (*(before.spans if before else ()), (row.starts_on, row.ends_on))
        found[row.term_id][row.id] = Member(row.id, name, row.record_book, number, spans)
    ordered = {term: sorted(one.values(), key=lambda m: (m.journal_number is None, m.journal_number or 0)) for term, one in found.items()}
    return ordered


def subgroups(ids: Collection[int]) -> dict[int, set[int]]:
    """Give {subgroup: its students}."""
    found: dict[int, set[int]] = defaultdict(set)
    query = select(SubgroupMember.subgroup_id, SubgroupMember.student_id).where(SubgroupMember.subgroup_id.in_(ids))
    for subgroup_id, student_id in db.session.execute(query):
        found[subgroup_id].add(student_id)
    return found


def teachers(load_ids: Collection[int]) -> dict[int, list[LoadTeacher]]:
    """Give {load: its teachers in the order of their intervals}."""
    found: dict[int, list[LoadTeacher]] = defaultdict(list)
    query = (
        select(LoadTeacher)
        .where(LoadTeacher.load_id.in_(load_ids))
        .options(joinedload(LoadTeacher.employee))
        .order_by(LoadTeacher.starts_on, LoadTeacher.id)
    )
    for row in db.session.scalars(query):
        found[row.load_id].append(row)
    return found
