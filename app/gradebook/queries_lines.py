"""What a save reads: its place in the journal, lessons with the cells of some students."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Executable, and_, bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumTerm
from app.extensions import db
from app.gradebook.models import Mark
from app.gradebook.standings import HeldLesson
from app.students.models import StudyGroup
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.teaching.rules import Span, covers
from app.terms.models import GroupTerm
from app.terms.queries import form_of_study


@dataclass(frozen=True, slots=True)
class WritingPlace:
    """What a save must know of the journal: the load and the actor's own interval on it, if any."""

    load: TeachingLoad
    spans: tuple[Span, ...]

    def is_own(self, day: date) -> bool:
        """Tell whether the actor had the journal on ``day``."""
        return any(covers(span, day) for span in self.spans)


@cache
def _place() -> Executable:
    own = and_(LoadTeacher.load_id == TeachingLoad.id, LoadTeacher.employee_id == bindparam("employee"))
    return (
        select(TeachingLoad, LoadTeacher.starts_on, LoadTeacher.ends_on)
        .join(TeachingLoad.group_term)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .outerjoin(LoadTeacher, own)
        .where(TeachingLoad.id == bindparam("load"))
        .options(
            contains_eager(TeachingLoad.group_term).options(contains_eager(GroupTerm.group), form_of_study()),
            joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.controls),
        )
        .execution_options(constant=True)
    )


def writing_place(load_id: int, actor: Actor) -> WritingPlace:
    """Give the load with term and group, and the dates for which the actor teaches it; NotFound outside the reach."""
    rows = db.session.execute(_place(), {"load": load_id, "employee": actor.employee_id}).unique().all()
    if not rows:
        raise NotFound(N_("There is no such journal, or it is not yours."))
    spans = {(start, end) for _, start, end in rows if start is not None}
    return WritingPlace(rows[0][0], tuple(sorted(spans, key=lambda span: span[0])))


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of the journal: {lesson id: lesson} and {(lesson id, student id): stored cell}."""

    lessons: dict[int, HeldLesson]
    marks: dict[tuple[int, int], Mark]


@cache
def _lines() -> Executable:
    of_students = and_(Mark.lesson_id == Lesson.id, Mark.student_id.in_(bindparam("students", expanding=True)))
    return (
        select(Lesson.id, Lesson.date, Lesson.hours, Lesson.weight, Lesson.is_required, Mark)
        .outerjoin(Mark, of_students)
        .where(Lesson.load_id == bindparam("load"))
        .order_by(Lesson.date, Lesson.pair, Lesson.id)
        .execution_options(constant=True)
    )


def lines_of(load_id: int, student_ids: Collection[int], *, fresh: bool = False) -> Lines:
    """Give the lines of some students: every lesson, with the cells that were ever filled; one statement.

    ``fresh`` reads cells anew that the session has already seen.
    """
    asked = {"load": load_id, "students": list(student_ids)}
    rows = db.session.execute(_lines(), asked, execution_options={"populate_existing": fresh})
    lines = Lines({}, {})
    for row in rows:
        lines.lessons[row.id] = row  # type: ignore[assignment]
        if row.Mark is not None:
            lines.marks[row.id, row.Mark.student_id] = row.Mark
    return lines


def lesson(load_id: int, lesson_id: int) -> Lesson:
    """Give a lesson of a load; NotFound when it is of another one."""
    found = db.session.scalar(select(Lesson).where(Lesson.id == lesson_id, Lesson.load_id == load_id))
    if found is None:
        raise NotFound(N_("There is no such lesson in this journal."))
    return found


def mark_at(lesson_id: int, student_id: int) -> Mark | None:
    """Give the stored cell of a student at a lesson."""
    return db.session.scalar(select(Mark).where(Mark.lesson_id == lesson_id, Mark.student_id == student_id))


def lesson_at(load_id: int, day: date, pair: int) -> int | None:
    """Give the id of the lesson that a journal has on a day and pair."""
    return db.session.scalar(select(Lesson.id).where(Lesson.load_id == load_id, Lesson.date == day, Lesson.pair == pair))


def has_marks(lesson_id: int) -> bool:
    """Tell whether anything was ever entered at a lesson."""
    return bool(db.session.scalar(select(Mark.id).where(Mark.lesson_id == lesson_id).limit(1)))
