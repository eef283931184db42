"""The whole group in all items: a fixed number of statements whatever the group, one function behind every page of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.core.clock import today
from app.curator import queries, standing
from app.curator.standing import StudentLine
from app.curricula.models import CurriculumItem
from app.extensions import db
from app.gradebook.models import Mark
from app.gradebook.queries import is_pass_fail, scoring_of
from app.gradebook.rules import Standing, rounded
from app.gradebook.standings import standings_from
from app.organization.models import Organization
from app.students.models import StudyGroup
from app.students.models_file import Representative
from app.teaching.models import Lesson, TeachingLoad
from app.teaching.queries import loads_of_term, members_of_term
from app.teaching.rules import NO_HOMEWORK
from app.terms.models import GroupTerm
from app.terms.queries import form_of_study


@dataclass(frozen=True, slots=True)
class Item:
    """A column: the item of the plan with its journals (several where subgroups hear it apart)."""

    item: CurriculumItem
    loads: tuple[TeachingLoad, ...]

    @property
    def teachers(self) -> str:
        """Give the names of its teachers."""
        return ", ".join(dict.fromkeys(one.employee.short_name for load in self.loads for one in load.teachers))


@dataclass(frozen=True, slots=True)
class GroupStanding:
    """A group in a term; ``lines`` stand with those who are behind first. ``term`` is None for a group without terms.

    ``contacts`` are {student id: representatives with their telephones}, of those whose files the reader may read.
    """

    group: StudyGroup
    college: Organization
    term: GroupTerm | None
    terms: list[GroupTerm]
    items: list[Item]
    lines: list[StudentLine]
    day: date
    contacts: dict[int, list[str]]

    @property
    def mean(self) -> Decimal | None:
        """Give the mean of the students' means, half-up to 2 decimals."""
        means = [one.mean for one in self.lines if one.mean is not None]
        return rounded(sum(means, Decimal(0)) / len(means)) if means else None


def group_standing(actor: Actor, group_id: int, term_id: int | None = None, until: date | None = None) -> GroupStanding:
    """Give the group in the named term, or in the one that goes on, as of ``until`` (today); NotFound for a foreign group."""
    group, day = queries.group(actor, group_id), until or today(actor.zone)
    terms = list(
        db.session.scalars(
            select(GroupTerm).where(GroupTerm.group_id == group_id)
            .options(joinedload(GroupTerm.group), joinedload(GroupTerm.academic_year), form_of_study()).order_by(GroupTerm.starts_on)
        )
    )  # fmt: skip
    college = queries.college(group)
    begun = [one for one in terms if one.starts_on <= day] or terms[:1]
    term = next((one for one in terms if one.id == term_id), begun[-1] if begun else None)
    if term is None:
        return GroupStanding(group, college, None, terms, [], [], day, {})
    items = _items(loads_of_term(term))
    members = [one for one in members_of_term(term.id) if one.left_on is None or one.left_on >= min(day, term.ends_on)]
    found = _standings(term, items, members, day)
    columns = [{key: one for load in item.loads for key, one in found[load.id].items()} for item in items]
    lines = standing.lines_of({one.student_id: one.name for one in members}, columns)
    contacts = _contacts([one.student_id for one in members])
    return GroupStanding(group, college, term, terms, items, standing.in_order(lines), day, contacts)


def _contacts(student_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = select(Representative).where(Representative.student_id.in_(student_ids)).order_by(Representative.id)
    for one in db.session.scalars(rows):
        found.setdefault(one.student_id, []).append(f"{one.short_name}, {one.phone}" if one.phone else one.short_name)
    return found


def _items(loads: list[TeachingLoad]) -> list[Item]:
    found: dict[int, list[TeachingLoad]] = {}
    for load in loads:
        found.setdefault(load.curriculum_term_id, []).append(load)
    return [Item(parts[0].curriculum_term.item, tuple(parts)) for parts in found.values()]


def _standings(term: GroupTerm, items: list[Item], members: list[Any], day: date) -> dict[int, dict[int, Standing]]:
    """Give {load id: {student id: standing}} by the one rule of the journal, from two statements for all journals."""
    lessons: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(
        select(Lesson.id, Lesson.load_id, Lesson.date, Lesson.hours, Lesson.weight, Lesson.is_required)
        .where(Lesson.group_term_id == term.id)
    ):  # fmt: skip
        lessons[row.load_id].append(row)
    cells: dict[int, dict[tuple[int, int], Any]] = defaultdict(dict)
    for row in db.session.execute(
        select(Mark.load_id, Mark.lesson_id, Mark.student_id, Mark.attendance, Mark.grades).where(Mark.group_term_id == term.id)
    ):
        cells[row.load_id][row.lesson_id, row.student_id] = row
    scoring, _window = scoring_of(term)
    result = {}
    for load in (one for item in items for one in item.loads):
        own = {one.student_id for one in load.subgroup.members} if load.subgroup else None
        heard = [one for one in members if own is None or one.student_id in own]
        result[load.id] = standings_from(heard, lessons[load.id], cells[load.id], scoring, is_pass_fail(load), day)
    return result


@dataclass(frozen=True, slots=True)
class Homework:
    """What a lesson has left to do."""

    day: date
    item: str
    topic: str
    text: str
    load_id: int


def homework(found: GroupStanding, days: int = 14) -> list[Homework]:
    """Give the homework of the lessons of the last ``days`` days and of those ahead, the latest lesson first; one statement."""
    if found.term is None:
        return []
    items = {load.id: str(one.item.name) for one in found.items for load in one.loads}
    rows = db.session.execute(
        select(Lesson.date, Lesson.load_id, Lesson.topic, Lesson.homework)
        .where(
            Lesson.group_term_id == found.term.id, func.coalesce(Lesson.homework, "").not_in(("", NO_HOMEWORK)),
            Lesson.date >= min(found.day, found.term.ends_on) - timedelta(days=days),
        )
        .order_by(Lesson.date.desc(), Lesson.pair.desc(), Lesson.id)
        .limit(100)
    )  # fmt: skip
    return [Homework(row.date, items.get(row.load_id, ""), row.topic or "", row.homework or "", row.load_id) for row in rows]
