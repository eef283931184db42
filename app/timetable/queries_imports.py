"""Reads of timetable files and of the steps in which lessons were made."""

from __future__ import annotations

from sqlalchemy import func, select

from app.core.errors import NotFound
from app.core.text import N_
from app.extensions import db
from app.teaching.models import Lesson, LessonBatch
from app.timetable.models import GONE, TimetableImport, TimetableRow


def import_of(import_id: int) -> TimetableImport:
    """Give a file of the timetable; NotFound for a foreign one."""
    found = db.session.scalar(select(TimetableImport).where(TimetableImport.id == import_id))
    if found is None:
        raise NotFound(N_("There is no such file, or it was put aside."))
    return found


def imports(limit: int = 10) -> list[TimetableImport]:
    """Give the last files."""
    return list(db.session.scalars(select(TimetableImport).order_by(TimetableImport.id.desc()).limit(limit)))


def verdicts(import_id: int) -> dict[str, int]:
    """Give {verdict: rows} of a checked file."""
    rows = db.session.execute(
        select(TimetableRow.verdict, func.count())
        .where(TimetableRow.import_id == import_id)
        .group_by(TimetableRow.verdict)
    )
    return {row[0]: row[1] for row in rows}


def rows_of(import_id: int, verdict: str, limit: int) -> list[tuple[TimetableRow, Lesson | None]]:
    """Give the first rows of a verdict with the lessons that stand now."""
    query = (
        select(TimetableRow, Lesson)
        .outerjoin(Lesson, Lesson.id == TimetableRow.lesson_id)
        .where(TimetableRow.import_id == import_id, TimetableRow.verdict == verdict)
        .order_by(TimetableRow.date, TimetableRow.pair, TimetableRow.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query.execution_options(unscoped=True))]


def batches(limit: int = 10) -> list[LessonBatch]:
    """Give the last steps in which lessons were made."""
    return list(db.session.scalars(select(LessonBatch).order_by(LessonBatch.id.desc()).limit(limit)))


def batch_of(batch_id: int) -> LessonBatch:
    """Give a step; NotFound for a foreign one."""
    found = db.session.scalar(select(LessonBatch).where(LessonBatch.id == batch_id))
    if found is None:
        raise NotFound(N_("There is no such step."))
    return found


def lesson_ids(batch_id: int) -> list[int]:
    """Give the lessons that a step made and that are there still."""
    return list(
        db.session.scalars(select(Lesson.id).where(Lesson.batch_id == batch_id).execution_options(unscoped=True))
    )


def gone_ids(import_id: int) -> list[int]:
    """Give the lessons that the publication of a file removes."""
    query = select(TimetableRow.lesson_id).where(TimetableRow.import_id == import_id, TimetableRow.verdict == GONE)
    return [one for one in db.session.scalars(query) if one is not None]
