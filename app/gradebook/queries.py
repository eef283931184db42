"""Reading a journal: a fixed, small number of statements whatever its size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Executable, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumTerm
from app.extensions import db
from app.gradebook import settings as keys
from app.gradebook.models import Mark
from app.gradebook.rules import Scoring, Standing
from app.gradebook.standings import HeldLesson, StoredCell, standings_from
from app.settings import queries as settings
from app.teaching import queries as teaching
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.teaching.rules import Member, Span
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


def lessons_without_topic(load_ids: list[int], until: date) -> dict[int, int]:
    """Give {load id: number of lessons held up to ``until`` that have no topic}, loads without any left out."""
    rows = db.session.execute(
        select(Lesson.load_id, func.count(Lesson.id))
        .where(Lesson.load_id.in_(load_ids), Lesson.date <= until, Lesson.topic.is_(None))
        .group_by(Lesson.load_id)
    )
    return {load_id: count for load_id, count in rows}  # noqa: C416 - a row is no pair to mypy


