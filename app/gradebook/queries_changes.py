"""Reading the requests to change marks."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache

from sqlalchemy import Executable, bindparam, case, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumTerm
from app.extensions import db
from app.gradebook.models import WAITING, MarkChange
from app.teaching.models import TeachingLoad
from app.terms.models import GroupTerm


def _whole():  # type: ignore[no-untyped-def]
    return (
        select(MarkChange)
        .join(MarkChange.lesson)
        .options(
            contains_eager(MarkChange.lesson),
            joinedload(MarkChange.student),
            joinedload(MarkChange.requested_by),
            joinedload(MarkChange.decided_by),
            joinedload(MarkChange.load).options(
                joinedload(TeachingLoad.group_term).joinedload(GroupTerm.group),
                joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item),
            ),
        )
    )


def changes(page: int = 0, size: int = 50, load_id: int | None = None) -> tuple[list[MarkChange], int]:
    """Give a page of the requests within the reader's reach (of one journal), waiting ones first, the newest first; and their number."""
    limits = () if load_id is None else (MarkChange.load_id == load_id,)
    total = db.session.scalar(select(func.count(MarkChange.id)).where(*limits)) or 0
    order = (case((MarkChange.status == WAITING, 0), else_=1), MarkChange.id.desc())
    return list(db.session.scalars(_whole().where(*limits).order_by(*order).limit(size).offset(page * size))), total


def change(change_id: int) -> MarkChange:
    """Give a request, locked for its decision; NotFound outside the reader's reach."""
    found = db.session.scalar(
        _whole().where(MarkChange.id == change_id).with_for_update(of=MarkChange).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("There is no such request."))
    return found


def waiting(lesson_id: int, student_id: int) -> MarkChange | None:
    """Give the request of a cell that waits for its decision."""
    return db.session.scalar(
        select(MarkChange).where(
            MarkChange.lesson_id == lesson_id, MarkChange.student_id == student_id, MarkChange.status == WAITING
        )
    )


@cache
def _waiting_of() -> Executable:
    wanted = (MarkChange.lesson_id, MarkChange.student_id, MarkChange.new_text)
    query = select(*wanted).where(MarkChange.load_id == bindparam("load"), MarkChange.status == WAITING)
    return query.execution_options(constant=True)


def waiting_of(load_id: int) -> list[tuple[int, int, str]]:
    """Give (lesson id, student id, new text) of the requests that wait in a journal."""
    rows = db.session.execute(_waiting_of(), {"load": load_id})
    return [(row.lesson_id, row.student_id, row.new_text) for row in rows]


def waiting_in(load_ids: Collection[int]) -> dict[int, int]:
    """Give {load id: number of its requests that wait}, loads without any left out; the close asks it."""
    rows = db.session.execute(
        select(MarkChange.load_id, func.count(MarkChange.id))
        .where(MarkChange.load_id.in_(load_ids), MarkChange.status == WAITING)
        .group_by(MarkChange.load_id)
    )
    return dict(rows.tuples().all())


def count_waiting() -> int:
    """Count what waits within the reader's reach."""
    return db.session.scalar(select(func.count(MarkChange.id)).where(MarkChange.status == WAITING)) or 0


