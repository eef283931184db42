"""Reads of reopenings: what may be named in one, those that wait, revisions of a term's snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.attestation.models import AttestationSheet
from app.attestation.states import PRIMARY
from app.closing.models import Closing, Reopening
from app.closing.reopening_rules import LIVE, OPEN, REQUESTED
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumTerm
from app.extensions import db
from app.students.models import Student
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.terms.models import EditWindow, GroupTerm


def one(reopening_id: int, *, lock: bool = False) -> Reopening:
    """Give a reopening with its term and item; NotFound for a foreign or unknown one."""
    query = select(Reopening).where(Reopening.id == reopening_id).options(*_with())
    if lock:
        query = query.with_for_update(of=Reopening).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such reopening."))
    return found


def _with():  # type: ignore[no-untyped-def]
    return (
        joinedload(Reopening.group_term).joinedload(GroupTerm.group),
        joinedload(Reopening.load).joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item),
        joinedload(Reopening.load).joinedload(TeachingLoad.subgroup),
    )


def of_term(term_id: int) -> Sequence[Reopening]:
    """Give the reopenings of a term, the newest first."""
    return db.session.scalars(
        select(Reopening).where(Reopening.group_term_id == term_id).options(*_with()).order_by(Reopening.id.desc())
    ).all()


def live(term_id: int) -> Reopening | None:
    """Give the reopening of a term that is asked for or open."""
    return db.session.scalar(select(Reopening).where(Reopening.group_term_id == term_id, Reopening.status.in_(LIVE)))


def open_terms() -> set[int]:
    """Give the terms in which a correction is going on; for ``verify``."""
    return set(db.session.scalars(select(Reopening.group_term_id).where(Reopening.status == OPEN)))


def orphan_windows() -> list[EditWindow]:
    """Give the edit windows that outlive a close with no confirmed reopening behind them; for ``verify``.

    A leave of an open term, to change an old cell by an approved statement, ends with the close at the latest.
    """
    behind = select(Reopening.id).where(
        Reopening.group_term_id == EditWindow.group_term_id, Reopening.requested_by_id == EditWindow.opened_by_id,
        Reopening.confirmed_at.is_not(None),
    )  # fmt: skip
    closed = select(func.min(Closing.closed_at)).where(Closing.group_term_id == EditWindow.group_term_id).scalar_subquery()
    return list(db.session.scalars(select(EditWindow).where(~behind.exists(), EditWindow.expires_at > closed)))


def waiting() -> Sequence[Reopening]:
    """Give the reopenings that wait for somebody, within the reader's college."""
    return db.session.scalars(select(Reopening).where(Reopening.status.in_((REQUESTED, OPEN))).options(*_with()).order_by(Reopening.id)).all()


def to_correct(employee_id: int, day: date) -> Sequence[Reopening]:
    """Give the open reopenings of an employee's own items."""
    own = select(LoadTeacher.load_id).where(
        LoadTeacher.employee_id == employee_id, LoadTeacher.starts_on <= day, or_(LoadTeacher.ends_on.is_(None), LoadTeacher.ends_on >= day)
    )
    query = select(Reopening).where(Reopening.status == OPEN, Reopening.load_id.in_(own)).options(*_with())
    return db.session.scalars(query.order_by(Reopening.until)).all()


def sheet(term_id: int, sheet_id: int) -> AttestationSheet:
    """Give a closed primary sheet of the term; NotFound for another one."""
    found = db.session.scalar(
        select(AttestationSheet).where(
            AttestationSheet.id == sheet_id, AttestationSheet.group_term_id == term_id, AttestationSheet.kind == PRIMARY,
            AttestationSheet.status == "closed",
        )
    )  # fmt: skip
    if found is None:
        raise NotFound(N_("There is no such closed sheet in this term."))
    return found


def load(term_id: int, load_id: int) -> TeachingLoad:
    """Give a load of the term; NotFound for another one."""
    found = db.session.scalar(select(TeachingLoad).where(TeachingLoad.id == load_id, TeachingLoad.group_term_id == term_id))
    if found is None:
        raise NotFound(N_("There is no such journal in this term."))
    return found


def lessons_on(load_id: int, day: date) -> Sequence[Lesson]:
    """Give the lessons of a journal on a day."""
    return db.session.scalars(select(Lesson).where(Lesson.load_id == load_id, Lesson.date == day).order_by(Lesson.pair)).all()


def lesson(lesson_id: int | None) -> Lesson | None:
    """Give a lesson."""
    return db.session.scalar(select(Lesson).where(Lesson.id == lesson_id)) if lesson_id else None


def student_name(student_id: int | None) -> str:
    """Give the name of a student, empty for none."""
    found = db.session.scalar(select(Student).where(Student.id == student_id)) if student_id else None
    return found.full_name if found else ""


def windows(term_id: int) -> Sequence[EditWindow]:
    """Give the windows of a term, read anew."""
    return db.session.scalars(
        select(EditWindow).where(EditWindow.group_term_id == term_id).order_by(EditWindow.id).execution_options(populate_existing=True)
    ).all()


def revisions(term_id: int) -> list[tuple[int, object, str, str]]:
    """Give (revision, when, by whom, SHA-256) of the snapshots of a term, the newest first."""
    rows = db.session.execute(
        select(Closing.revision, Closing.closed_at, Closing.closed_by_name, Closing.sha256)
        .where(Closing.group_term_id == term_id)
        .order_by(Closing.revision.desc())
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def snapshot_of(term_id: int, revision: int) -> str:
    """Give the text of one revision of a term's snapshot; NotFound for an unknown one."""
    found = db.session.scalar(select(Closing.snapshot).where(Closing.group_term_id == term_id, Closing.revision == revision))
    if found is None:
        raise NotFound(N_("There is no such revision of the snapshot."))
    return found


