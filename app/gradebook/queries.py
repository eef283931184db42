"""Reading a journal: a fixed, small number of statements whatever its size."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from sqlalchemy import and_, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_, escape_like, normalise
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.extensions import db
from app.gradebook import settings as keys
from app.gradebook.models import Mark
from app.gradebook.rules import Cell, Entry, Scoring, Standing, standing
from app.settings import queries as settings
from app.students.models import StudyGroup
from app.teaching import queries as teaching
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.teaching.rules import Member
from app.terms.models import GroupTerm

# Forms whose sheet knows no numbers: the proposal of such an item is «зач» or «незач».
PASS_FAIL_FORMS = frozenset({"З"})


@dataclass(frozen=True, slots=True)
class Journal:
    """Everything the grid shows: ``cells`` maps (lesson id, student id) to what the cell holds."""

    load: TeachingLoad
    teachers: list[LoadTeacher]
    lessons: list[Lesson]
    members: list[Member]
    cells: dict[tuple[int, int], StoredCell]
    standings: dict[int, Standing]


def scoring_of(organization_id: int) -> tuple[Scoring, int]:
    """Give the college's scoring and the days in which an entered mark may be changed."""
    chosen = settings.values(organization_id, "gradebook.")
    scoring = Scoring(chosen[keys.FIVE], chosen[keys.FOUR], chosen[keys.THREE], chosen[keys.MIN_MARKS], chosen[keys.MAX_ABSENCE])
    return scoring, chosen[keys.WINDOW_DAYS]


def load_head(load_id: int) -> TeachingLoad:
    """Give a load with its item, controls, term and group; NotFound outside the reader's reach."""
    load = db.session.scalars(
        select(TeachingLoad)
        .join(TeachingLoad.group_term)
        .join(TeachingLoad.curriculum_term)
        .where(TeachingLoad.id == load_id)
        .options(
            contains_eager(TeachingLoad.group_term).joinedload(GroupTerm.group),
            contains_eager(TeachingLoad.curriculum_term).options(
                joinedload(CurriculumTerm.item), joinedload(CurriculumTerm.controls)
            ),
            joinedload(TeachingLoad.subgroup),
        )
    ).unique().first()  # fmt: skip
    if load is None:
        raise NotFound(N_("There is no such journal, or it is not yours."))
    return load


def journal(load_id: int) -> Journal:
    """Give the whole journal of a load in six statements; NotFound outside the reader's reach."""
    load = load_head(load_id)
    teachers = db.session.scalars(
        select(LoadTeacher).where(LoadTeacher.load_id == load_id).options(joinedload(LoadTeacher.employee)).order_by(LoadTeacher.starts_on)
    ).all()
    lessons = list(
        db.session.scalars(select(Lesson).where(Lesson.load_id == load_id).order_by(Lesson.date, Lesson.pair, Lesson.id))
    )
    members = teaching.members(load)
    cells = _cells(load_id)
    scoring, _ = scoring_of(load.organization_id)
    standings = standings_from(members, lessons, cells, scoring, is_pass_fail(load))
    return Journal(load, list(teachers), lessons, members, cells, standings)


class StoredCell(Protocol):
    """What is read of a cell: a whole Mark or only these columns of it, which is half the time for a thousand."""

    lesson_id: int
    student_id: int
    attendance: str | None
    grades: str
    version: int


def _cells(load_id: int) -> dict[tuple[int, int], StoredCell]:
    rows = db.session.execute(
        select(Mark.lesson_id, Mark.student_id, Mark.attendance, Mark.grades, Mark.version).where(Mark.load_id == load_id)
    )
    return {(row.lesson_id, row.student_id): row for row in rows}  # type: ignore[misc]


def standings(load: TeachingLoad, scoring: Scoring | None = None) -> dict[int, Standing]:
    """Give {student id: standing} of a load: the one function behind journal, sheets and reports."""
    lessons = db.session.scalars(select(Lesson).where(Lesson.load_id == load.id)).all()
    cells = _cells(load.id)
    if scoring is None:
        scoring, _ = scoring_of(load.organization_id)
    return standings_from(teaching.members(load), lessons, cells, scoring, is_pass_fail(load))


def is_pass_fail(load: TeachingLoad) -> bool:
    """Tell whether the item's only control of the term is a plain credit."""
    forms = {control.form for control in load.curriculum_term.controls}
    return bool(forms) and forms <= PASS_FAIL_FORMS


def cell_of(mark: StoredCell | None) -> Cell:
    """Give the parsed cell of a stored one."""
    return Cell(mark.attendance, tuple(mark.grades.split())) if mark is not None else EMPTY


EMPTY = Cell(None, ())


def standings_from(
    members: Iterable[Member], lessons: Iterable[Lesson], cells: Mapping[tuple[int, int], StoredCell], scoring: Scoring, pass_fail: bool
) -> dict[int, Standing]:
    """Give {student id: standing} from rows that were read already (lessons and cells with the attributes of the models)."""
    held = [(lesson.id, lesson.date, lesson.hours, lesson.weight, lesson.is_required) for lesson in lessons]
    result = {}
    for member in members:
        entries = [
            Entry(hours, weight, required, cell_of(cells.get((lesson_id, member.student_id))))
            for lesson_id, day, hours, weight, required in held
            if member.present_on(day)
        ]
        result[member.student_id] = standing(entries, scoring, pass_fail=pass_fail)
    return result


@dataclass(frozen=True, slots=True)
class WritingPlace:
    """What a save must know of the journal: the load and the actor's own interval on it, if any."""

    load: TeachingLoad
    spans: tuple[tuple[date, date | None], ...]


def writing_place(load_id: int, actor: Actor) -> WritingPlace:
    """Give the load with term and group, and the dates for which the actor teaches it; NotFound outside the reach."""
    rows = db.session.execute(
        select(TeachingLoad, LoadTeacher.starts_on, LoadTeacher.ends_on)
        .join(TeachingLoad.group_term)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .outerjoin(LoadTeacher, and_(LoadTeacher.load_id == TeachingLoad.id, LoadTeacher.employee_id == actor.employee_id))
        .where(TeachingLoad.id == load_id)
        .options(
            contains_eager(TeachingLoad.group_term).joinedload(GroupTerm.group),
            joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.controls),
        )
    ).unique().all()  # fmt: skip
    if not rows:
        raise NotFound(N_("There is no such journal, or it is not yours."))
    spans = {(start, end) for _, start, end in rows if start is not None}
    return WritingPlace(rows[0][0], tuple(sorted(spans, key=lambda span: span[0])))


def row_of(load_id: int, student_id: int) -> list[tuple[Lesson, Mark | None]]:
    """Give a student's line of the journal: every lesson with the cell, if there is one."""
    rows = db.session.execute(
        select(Lesson, Mark)
        .outerjoin(Mark, and_(Mark.lesson_id == Lesson.id, Mark.student_id == student_id))
        .where(Lesson.load_id == load_id)
        .order_by(Lesson.date, Lesson.pair)
    )
    return [(lesson, mark) for lesson, mark in rows]


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


@dataclass(frozen=True, slots=True)
class Line:
    """A journal in the list of journals."""

    load_id: int
    group: str
    item: str
    subgroup: str | None
    plan_semester: int
    status: str
    teachers: str


def journals(q: str = "", *, page: int = 0, size: int = 50) -> tuple[list[Line], int]:
    """List the journals within the reader's reach, newest terms first, with their number; two statements and teachers."""
    base = (
        select(TeachingLoad)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
    )
    for word in normalise(q).split()[:5]:
        base = base.where(StudyGroup.search_key.like(f"%{escape_like(word)}%", escape="\\"))
    total = db.session.scalar(base.with_only_columns(func.count(TeachingLoad.id))) or 0
    loads = db.session.scalars(
        base.options(
            joinedload(TeachingLoad.group_term).joinedload(GroupTerm.group),
            joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item),
            joinedload(TeachingLoad.subgroup),
        )
        .order_by(GroupTerm.status.desc(), GroupTerm.starts_on.desc(), StudyGroup.sort_key, CurriculumItem.position)
        .limit(size)
        .offset(page * size)
    ).unique().all()  # fmt: skip
    names = _teachers_of([load.id for load in loads])
    return [_line(load, names.get(load.id, "")) for load in loads], total


def _teachers_of(load_ids: list[int]) -> dict[int, str]:
    rows = db.session.scalars(
        select(LoadTeacher).where(LoadTeacher.load_id.in_(load_ids)).options(joinedload(LoadTeacher.employee)).order_by(LoadTeacher.starts_on)
    )
    names: dict[int, Any] = {}
    for row in rows:
        names.setdefault(row.load_id, []).append(row.employee.short_name)
    return {load_id: ", ".join(dict.fromkeys(found)) for load_id, found in names.items()}


def _line(load: TeachingLoad, teachers: str) -> Line:
    term = load.group_term
    return Line(
        load.id, term.group.name, str(load.curriculum_term.item), load.subgroup.name if load.subgroup else None,
        term.plan_semester, term.status, teachers,
    )  # fmt: skip
