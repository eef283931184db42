"""Reads of the days that the year of the law does not count."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from sqlalchemy import select

from app.core.errors import NotFound
from app.core.text import N_
from app.curator import queries as curator
from app.curator.models import AbsenceNote
from app.curator.rules import ILLNESS as SICK
from app.debts.models import ExcludedPeriod
from app.debts.rules import ACADEMIC, MATERNITY, Period
from app.extensions import db
from app.students.models import Placement


def excluded(student_ids: Iterable[int]) -> dict[int, list[Period]]:
    """Give {student: periods that the year does not count}: entered ones, leaves by orders, doctor's notes of the curator;
    three statements."""
    found: dict[int, list[Period]] = defaultdict(list)
    ids = list(student_ids)
    if ids:
        rows = db.session.execute(
            select(ExcludedPeriod.student_id, ExcludedPeriod.starts_on, ExcludedPeriod.ends_on).where(ExcludedPeriod.student_id.in_(ids))
        )
        leaves = db.session.execute(
            select(Placement.student_id, Placement.starts_on, Placement.ends_on).where(
                Placement.student_id.in_(ids), Placement.state.in_((ACADEMIC, MATERNITY))
            )
        )
        sick = ((one.student_id, one.starts_on, one.ends_on) for one in sick_notes(ids))
        for who, begin, end in (*rows, *leaves, *sick):
            found[who].append((begin, end))
    return found


def sick_notes(student_ids: Collection[int]) -> list[AbsenceNote]:
    """Give the doctor's notes in force that the curator has entered: nobody enters an illness twice; one statement."""
    return [one for one in curator.in_force(student_ids) if one.kind == SICK]


def periods_of(student_id: int) -> list[ExcludedPeriod]:
    """Give the excluded periods of a student, the first one first."""
    return list(
        db.session.scalars(
            select(ExcludedPeriod).where(ExcludedPeriod.student_id == student_id).order_by(ExcludedPeriod.starts_on, ExcludedPeriod.id)
        )
    )


def period(period_id: int) -> ExcludedPeriod:
    """Give an excluded period; NotFound outside the reader's reach."""
    found = db.session.scalar(select(ExcludedPeriod).where(ExcludedPeriod.id == period_id))
    if found is None:
        raise NotFound(N_("There is no such period."))
    return found
