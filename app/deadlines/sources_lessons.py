"""Records of lessons: topics, homework, entries, marks for works on paper; the lessons and their first marks are read once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, SQLColumnExpression, and_, case, func, or_, select

from app.access.permissions import Role
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.deadlines import defaults
from app.deadlines.rules import Event
from app.deadlines.sources import Span, short, source
from app.extensions import db
from app.gradebook.models import Mark
from app.students.models import StudyGroup
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.teaching.rules import WITHOUT_HOMEWORK
from app.terms.models import GroupTerm

TEACHERS = (Role.TEACHER, Role.MASTER)
# Tasks on paper, which are marked at home; a slice is the diagnostics of the college.
PAPER_TASKS, SLICE_TASK = ("КР", "СР", "РФ", "ТТ"), "СЗ"


def _lessons(span: Span) -> Sequence[Row[Any]]:
    """Give the lessons of the span, read once for all duties that look at them."""
    return span.once("lessons", lambda: db.session.execute(_query(span)).all())


def _query(span: Span) -> Select[Any]:
    person = func.coalesce(Lesson.held_by_id, teacher_of(Lesson.load_id, Lesson.date))
    query = (
        select(
            Lesson.id, Lesson.date, Lesson.topic, func.coalesce(Lesson.topic_at, Lesson.recorded_at).label("topic_at"), Lesson.load_id,
            Lesson.homework, func.coalesce(Lesson.homework_at, Lesson.topic_at, Lesson.recorded_at).label("homework_at"),
            Lesson.kind, Lesson.task, StudyGroup.name, CurriculumItem.name.label("item"), person.label("person"),
        )
        .join(TeachingLoad, TeachingLoad.id == Lesson.load_id)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .where(*_wanted(span), GroupTerm.academic_year_id == span.year.id)
    )  # fmt: skip
    if span.employee_id is not None:
        # The loads of the person first: asked of every lesson of the college, who holds it costs seconds in a large one.
        mine = select(LoadTeacher.load_id).where(LoadTeacher.employee_id == span.employee_id)
        query = query.where(or_(Lesson.held_by_id == span.employee_id, Lesson.load_id.in_(mine)), person == span.employee_id)
    return query


def _wanted(span: Span) -> list[ColumnElement[bool]]:
    """Give which lessons are looked at: all of the days, or those at which something may be missing still."""
    days = [Lesson.date.between(span.since, span.until)]
    if not span.only_left:
        return days
    marked = select(Mark.lesson_id).where(Mark.lesson_id == Lesson.id, Mark.grades != "", Mark.attendance.is_(None)).exists()
    untold = and_(Lesson.homework.is_(None), Lesson.kind.not_in(WITHOUT_HOMEWORK))
    return [*days, or_(Lesson.topic.is_(None), untold, and_(Lesson.task.in_((*PAPER_TASKS, SLICE_TASK)), ~marked))]


def teacher_of(load_id: SQLColumnExpression[int], day: SQLColumnExpression[date]) -> ScalarSelect[Any]:
    """Give the teacher of a load on a day; of two the first entered one answers."""
    days = and_(LoadTeacher.starts_on <= day, or_(LoadTeacher.ends_on.is_(None), LoadTeacher.ends_on >= day))
    return select(func.min(LoadTeacher.employee_id)).where(LoadTeacher.load_id == load_id, days).scalar_subquery()


@source(defaults.TOPIC, *TEACHERS)
def topics(span: Span) -> Iterable[Event]:
    """Lessons held: the topic is due; a lesson without one is not recorded yet."""
    for row in _lessons(span):
        done = span.local(row.topic_at) if row.topic else None
        what = _l("Topic of the lesson of %(day)s: %(item)s, %(group)s", day=short(row.date), item=row.item, group=row.name)
        yield _of_lesson(defaults.TOPIC, row, what, done)


@source(defaults.HOMEWORK, *TEACHERS)
def homework(span: Span) -> Iterable[Event]:
    """Lessons held: the homework is due told, or that none was given; kinds of lessons that have none count only where some was."""
    for row in _lessons(span):
        if row.homework or row.kind not in WITHOUT_HOMEWORK:
            what = _l("Homework of the lesson of %(day)s: %(item)s, %(group)s", day=short(row.date), item=row.item, group=row.name)
            yield _of_lesson(defaults.HOMEWORK, row, what, span.local(row.homework_at) if row.homework else None)


def _of_lesson(code: str, row: Row[Any], what: Any, done: date | None) -> Event:
    return Event(code, what, row.date, done, row.person, ("JournalView.show", "load_id", row.load_id))


@dataclass(frozen=True, slots=True)
class First:
    """The first moments at which a lesson got an entry, an absence and a mark without one."""

    entry: datetime
    absence: datetime | None
    mark: datetime | None


def _first(span: Span) -> dict[int, First]:
    """Give {lesson: its first entries}, read once; apart from the lessons, because joined with them SQLite reads them anew for each."""
    return span.once("first", lambda: _read_first(span))


def _read_first(span: Span) -> dict[int, First]:
    absent = case((Mark.attendance.is_not(None), Mark.recorded_at))
    graded = case((and_(Mark.grades != "", Mark.attendance.is_(None)), Mark.recorded_at))
    query = select(Mark.lesson_id, func.min(Mark.recorded_at), func.min(absent), func.min(graded)).group_by(Mark.lesson_id)
    if span.employee_id is not None:
        query = query.where(Mark.lesson_id.in_([row.id for row in _lessons(span)]))
    elif span.only_left:
        query = query.where(Mark.lesson_id.in_(select(Lesson.id).where(*_wanted(span))))
    else:
        query = query.where(Mark.recorded_at >= datetime.combine(span.since - timedelta(days=1), time(), UTC))
    return {row[0]: First(row[1], row[2], row[3]) for row in db.session.execute(query)}


@source(defaults.CELLS, *TEACHERS)
def cells(span: Span) -> Iterable[Event]:
    """Lessons held: due is the first entry, for a work on paper the first absence.

    A lesson at which all were present and nobody was marked has no entries: as in a paper journal its topic over an empty
    column says so, and the attendance counts as taken with it.
    """
    first = _first(span)
    for row in _lessons(span):
        found = first.get(row.id)
        entered = found and (found.absence if row.task in (*PAPER_TASKS, SLICE_TASK) else found.entry)
        if not entered and row.topic:
            entered = row.topic_at
        what = _l("Entries of the lesson of %(day)s: %(item)s, %(group)s", day=short(row.date), item=row.item, group=row.name)
        yield _of_lesson(defaults.CELLS, row, what, span.local(entered))


def _graded(span: Span, tasks: tuple[str, ...]) -> Iterable[Event]:
    """Lessons with work on paper up to today: due are its marks; cells with an absence do not count as marked."""
    first = _first(span)
    for row in _lessons(span):
        if row.task in tasks:
            entered = first[row.id].mark if row.id in first else None
            what = _l("Marks for the work of %(day)s: %(item)s, %(group)s", day=short(row.date), item=row.item, group=row.name)
            yield _of_lesson(span.duty.code, row, what, span.local(entered))


@source(defaults.WRITTEN, *TEACHERS)
def written_works(span: Span) -> Iterable[Event]:
    """Test papers, independent works, reports, quizzes: due are their marks."""
    return _graded(span, PAPER_TASKS)


@source(defaults.SLICE, *TEACHERS)
def slices(span: Span) -> Iterable[Event]:
    """Slices of knowledge, the diagnostics of the college: due are their marks."""
    return _graded(span, (SLICE_TASK,))
