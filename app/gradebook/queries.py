"""Reading a journal: a fixed, small number of statements whatever its size."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from typing import Any, Protocol

from sqlalchemy import Executable, and_, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumTerm
from app.extensions import db
from app.gradebook import settings as keys
from app.gradebook.cells import Cell, cell_text
from app.gradebook.models import Mark
from app.gradebook.rules import Entry, Scoring, Standing, standing
from app.settings import queries as settings
from app.students.models import StudyGroup
from app.teaching import queries as teaching
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.teaching.rules import Member, Span, covers
from app.terms.models import GroupTerm
from app.terms.queries import form_of_study

# Forms whose sheet knows no numbers: the proposal of such an item is «зач» or «незач».
PASS_FAIL_FORMS = frozenset({"З"})


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything the grid shows: ``cells`` maps (lesson id, student id) to what the cell holds.

    ``window`` are the days in which its teacher may change an entered mark alone.
    """

    load: TeachingLoad
    lessons: list[ShownLesson]
    members: list[Member]
    cells: dict[tuple[int, int], ReadCell]
    standings: dict[int, Standing]
    window: int
    day: date

    def own_spans(self, actor: Actor) -> tuple[Span, ...]:
        """Give the days on which ``actor`` has the journal to write in, none for a reader."""
        if not actor.may("journal", "update"):
            return ()
        return tuple((one.starts_on, one.ends_on) for one in self.load.teachers if one.employee_id == actor.employee_id)


def scoring_of(term: GroupTerm) -> tuple[Scoring, int]:
    """Give the scoring of a group's term, by its form of study, and the days in which an entered mark may be changed."""
    chosen = settings.values(term.organization_id, "gradebook.")
    scoring = Scoring(
        chosen[keys.FIVE], chosen[keys.FOUR], chosen[keys.THREE], chosen[keys.MIN_MARKS], chosen[keys.MAX_ABSENCE],
        chosen[keys.IMPROVED_REPLACES],
    )  # fmt: skip
    return scoring.of_form(term.study_form), chosen[keys.WINDOW_DAYS]


# Statements of the page and of the save are made once and asked with parameters (see access.scope.CONSTANT).
@cache
def _head() -> Executable:
    return (
        select(TeachingLoad)
        .join(TeachingLoad.group_term)
        .join(TeachingLoad.curriculum_term)
        .where(TeachingLoad.id == bindparam("load"))
        .options(
            contains_eager(TeachingLoad.group_term).options(joinedload(GroupTerm.group), form_of_study()),
            contains_eager(TeachingLoad.curriculum_term).options(
                joinedload(CurriculumTerm.item), joinedload(CurriculumTerm.controls)
            ),
            joinedload(TeachingLoad.subgroup),
            joinedload(TeachingLoad.teachers).joinedload(LoadTeacher.employee),
        )
        .execution_options(constant=True)
    )


def load_head(load_id: int) -> TeachingLoad:
    """Give a load with its item, controls, term and group; NotFound outside the reader's reach."""
    load = db.session.scalars(_head(), {"load": load_id}).unique().first()
    if load is None:
        raise NotFound(N_("There is no such journal, or it is not yours."))
    return load


def journal(load_id: int, day: date, employee_id: int | None = None) -> Journal:
    """Give the whole journal of a load as it stands on ``day`` in five statements; NotFound outside the reader's reach.

    ``employee_id`` is the reader, whose own subgroup is told.
    """
    load = load_head(load_id)
    lessons: list[ShownLesson] = list(db.session.execute(_lessons(), {"load": load_id}))  # type: ignore[arg-type]
    members = teaching.members(load, employee_id=employee_id)
    cells = _cells(load_id)
    scoring, window = scoring_of(load.group_term)
    standings = standings_from(members, lessons, cells, scoring, is_pass_fail(load), day)
    return Journal(load, lessons, members, cells, standings, window, day)


class StoredCell(Protocol):
    """What is read of a cell: a whole Mark or only these columns of it, which is half the time for a thousand."""

    lesson_id: int
    student_id: int
    attendance: str | None
    grades: str
    version: int
    is_late: bool
    minutes_late: int | None


class ReadCell(StoredCell, Protocol):
    """A row of these columns in this order: taken apart at once it costs a sixth of what being asked name by name does."""

    def __iter__(self) -> Iterator[Any]: ...


@cache
def _lessons() -> Executable:
    wanted = (
        Lesson.id, Lesson.date, Lesson.hours, Lesson.weight, Lesson.is_required, Lesson.pair, Lesson.kind, Lesson.topic, Lesson.task, Lesson.room,
        Lesson.is_remote, Lesson.link, Lesson.material,
    )  # fmt: skip
    query = select(*wanted).where(Lesson.load_id == bindparam("load"))
    return query.order_by(Lesson.date, Lesson.pair, Lesson.id).execution_options(constant=True)


@cache
def _marks() -> Executable:
    wanted = (Mark.lesson_id, Mark.student_id, Mark.attendance, Mark.grades, Mark.version, Mark.is_late, Mark.minutes_late)
    return select(*wanted).where(Mark.load_id == bindparam("load")).execution_options(constant=True)


def _cells(load_id: int) -> dict[tuple[int, int], ReadCell]:
    return {(row[0], row[1]): row for row in db.session.execute(_marks(), {"load": load_id})}  # type: ignore[misc]


def standings(load: TeachingLoad, scoring: Scoring | None = None) -> dict[int, Standing]:
    """Give {student id: standing} of a load: the one function behind journal, sheets and reports."""
    lessons: list[HeldLesson] = list(db.session.execute(_lessons(), {"load": load.id}))  # type: ignore[arg-type]
    cells = _cells(load.id)
    if scoring is None:
        scoring, _ = scoring_of(load.group_term)
    return standings_from(teaching.members(load), lessons, cells, scoring, is_pass_fail(load))


def is_pass_fail(load: TeachingLoad) -> bool:
    """Tell whether the item's only control of the term is a plain credit."""
    forms = {control.form for control in load.curriculum_term.controls}
    return bool(forms) and forms <= PASS_FAIL_FORMS


def cell_of(mark: StoredCell | None) -> Cell:
    """Give the parsed cell of a stored one."""
    return _cell(mark.attendance, mark.grades, mark.minutes_late) if mark is not None else EMPTY


@lru_cache(maxsize=5000)
def _cell(attendance: str | None, grades: str, minutes: int | None = None) -> Cell:
    """Cells of a few dozen kinds fill every journal: each is made once."""
    return Cell(attendance, tuple(grades.split()), minutes)


@lru_cache(maxsize=5000)
def text_of(attendance: str | None, grades: str, minutes: int | None) -> str:
    """Give the text of a cell from its stored columns."""
    return cell_text(attendance, minutes, grades)


EMPTY = Cell(None, ())


def standings_from(
    members: Iterable[Member],
    lessons: Iterable[HeldLesson],
    cells: Mapping[tuple[int, int], StoredCell],
    scoring: Scoring,
    pass_fail: bool,
    day: date | None = None,
) -> dict[int, Standing]:
    """Give {student id: standing} from rows that were read already (lessons and cells with the attributes of the models).

    Lessons after ``day`` (today, if none is named) are only planned: nobody has attended them or owes a task of them.
    """
    until = day or today()
    held = {one.id: one for one in lessons if one.date <= until}
    days = [one.date for one in held.values()]
    first, last = (min(days), max(days)) if days else (until, until)
    hours = sum(one.hours for one in held.values())
    # Only what is filled or owed is looked at one by one: of the rest of the cells nothing but their hours matters.
    owed = {one.id: Entry(one.hours, one.weight, True, EMPTY, one.id) for one in held.values() if one.is_required}
    filled: dict[int, dict[int, Entry]] = {}
    facts = {one.id: (one.hours, one.weight, one.is_required) for one in held.values()}
    for (lesson_id, student_id), mark in cells.items():
        if lesson_id in facts:
            filled.setdefault(student_id, {})[lesson_id] = Entry(*facts[lesson_id], _cell(mark.attendance, mark.grades), lesson_id)
    result = {}
    for member in members:
        entries, all_hours = owed | filled.get(member.student_id, {}), hours
        if not member.present_throughout(first, last):
            stayed = [one for one in held.values() if member.present_on(one.date)]
            entries = {one.id: entries[one.id] for one in stayed if one.id in entries}
            all_hours = sum(one.hours for one in stayed)
        empty = all_hours - sum([entry[0] for entry in entries.values()])
        result[member.student_id] = standing(entries.values(), scoring, pass_fail=pass_fail, empty_hours=empty)
    return result


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


class HeldLesson(Protocol):
    """What is read of a lesson to judge a cell and to count it."""

    id: int
    date: date
    hours: int
    weight: int
    is_required: bool


class ShownLesson(HeldLesson, Protocol):
    """What the grid shows of a lesson beside that."""

    pair: int
    kind: str
    topic: str | None
    task: str | None
    room: str | None
    is_remote: bool
    link: str | None
    material: str | None


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


def lessons_without_topic(load_ids: list[int], until: date) -> dict[int, int]:
    """Give {load id: number of lessons held up to ``until`` that have no topic}, loads without any left out."""
    rows = db.session.execute(
        select(Lesson.load_id, func.count(Lesson.id))
        .where(Lesson.load_id.in_(load_ids), Lesson.date <= until, Lesson.topic.is_(None))
        .group_by(Lesson.load_id)
    )
    return {load_id: count for load_id, count in rows}  # noqa: C416 - a row is no pair to mypy


def has_marks(lesson_id: int) -> bool:
    """Tell whether anything was ever entered at a lesson."""
    return bool(db.session.scalar(select(Mark.id).where(Mark.lesson_id == lesson_id).limit(1)))
