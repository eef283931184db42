"""Reads of lists of sheets and their counts; a fixed number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from app.access.scope import led_by
from app.attestation import queries, queries_term
from app.attestation.models import AttestationSheet
from app.attestation.states import ISSUED, PRIMARY, SIGNED, SUPERSEDED
from app.core.text import escape_like, normalise
from app.extensions import db
from app.students.models import StudyGroup
from app.teaching.models import LoadTeacher
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet in a list with its progress."""

    sheet: AttestationSheet
    filled: int
    total: int
    teachers: str


def sheets(q: str = "", status: str = "", *, page: int = 0, size: int = 50) -> tuple[list[Listed], int]:
    """List sheets within the reader's reach, those to act on first, with their number; four statements."""
    query = led_by(queries.head(), AttestationSheet).where(AttestationSheet.status != SUPERSEDED)
    for word in normalise(q).split()[:5]:
        pattern = f"%{escape_like(word)}%"
        query = query.where(StudyGroup.search_key.like(pattern, escape="\\"))
    if status:
        query = query.where(AttestationSheet.status == status)
    total = db.session.scalar(query.with_only_columns(func.count(AttestationSheet.id))) or 0
    waiting = AttestationSheet.status.in_((ISSUED, SIGNED))
    found = db.session.scalars(
        query.order_by(waiting.desc(), AttestationSheet.held_on.desc(), StudyGroup.sort_key, AttestationSheet.id)
        .limit(size)
        .offset(page * size)
    ).all()  # fmt: skip
    counts, taught = queries_term.filled_counts(row.id for row in found), queries.teachers(row.load_id for row in found)
    names = {one: ", ".join(dict.fromkeys(t.employee.short_name for t in rows)) for one, rows in taught.items()}
    return [Listed(row, *counts.get(row.id, (0, 0)), names.get(row.load_id, "")) for row in found], total


def count_by_status(employee_id: int | None = None, on: date | None = None) -> dict[str, int]:
    """Count the primary sheets within the reader's reach by state; those of the employee's own load when given."""
    query = (
        select(AttestationSheet.status, func.count(AttestationSheet.id))
        .join(GroupTerm, GroupTerm.id == AttestationSheet.group_term_id)
        .where(GroupTerm.status != "closed", AttestationSheet.kind == PRIMARY)
        .group_by(AttestationSheet.status)
    )
    if employee_id is not None:
        own = select(LoadTeacher.load_id).where(LoadTeacher.employee_id == employee_id, LoadTeacher.starts_on <= on)
        query = query.where(AttestationSheet.load_id.in_(own))
    return dict(db.session.execute(query).tuples().all())
