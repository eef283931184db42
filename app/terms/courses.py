"""The course of groups by their terms, told to the floor of students below."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from app.extensions import db
from app.students.courses import register_courses
from app.students.rules import ACADEMIC_YEAR_STARTS, academic_year
from app.terms.models import GroupTerm


def courses(group_ids: Collection[int], day: date) -> dict[int, int]:
    """Give {group id: course} by the last term that began in the academic year of ``day``; one statement."""
    begins = date(academic_year(day), *ACADEMIC_YEAR_STARTS)
    rows = db.session.execute(
        select(GroupTerm.group_id, GroupTerm.course)
        .where(GroupTerm.group_id.in_(list(group_ids)), GroupTerm.starts_on >= begins, GroupTerm.starts_on <= day)
        .order_by(GroupTerm.starts_on, GroupTerm.plan_semester)
    )
    return dict(rows.tuples().all())


register_courses(courses)
