"""Reads of work programmes."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models_programmes import WorkProgramme
from app.extensions import db


def programme(pk: int, *, with_file: bool = False) -> WorkProgramme:
    """Give a version of a work programme; raises NotFound."""
    query = select(WorkProgramme).where(WorkProgramme.id == pk)
    found = db.session.scalar(query.options(undefer(WorkProgramme.file_body)) if with_file else query)
    if found is None:
        raise NotFound(N_("There is no such work programme."))
    return found


def next_version(programme_id: int, item_key: str) -> int:
    """Give the number of the next version of a line's programme."""
    last = db.session.scalar(
        select(func.max(WorkProgramme.version)).where(WorkProgramme.programme_id == programme_id, WorkProgramme.item_key == item_key)
    )
    return (last or 0) + 1


def of_programme(programme_id: int) -> dict[str, list[WorkProgramme]]:
    """Give all versions by the key of their line, the newest first; one statement, files aside."""
    found: dict[str, list[WorkProgramme]] = {}
    for one in db.session.scalars(
        select(WorkProgramme).where(WorkProgramme.programme_id == programme_id).order_by(WorkProgramme.version.desc())
    ):
        found.setdefault(one.item_key, []).append(one)
    return found
