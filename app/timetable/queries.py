"""Reads of the timetable. It is public within the college: lessons are read whole, only their teaching is limited elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Row, func, or_, select

from app.core.actor import Actor
from app.core.text import short_name
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.extensions import db
from app.gradebook.models import Mark
from app.staff.models import Employee
from app.students.models import StudyGroup
from app.teaching.models import Lesson, LoadTeacher, Subgroup, TeachingLoad
from app.teaching.rules import Span, covers
from app.terms.models import GroupTerm
from app.timetable.rules import Slot, item_key, room_key

CHUNK = 800


@dataclass(slots=True)
class LoadInfo:
    """A load as a timetable sees it: item, group, subgroup, hours, teachers by dates."""

    id: int
    term_id: int
    group_id: int
    group: str
    code: str
    name: str
    subgroup: str
    hours: int
    item_kind: str
    teachers: list[tuple[int, Span]] = field(default_factory=list)

    def teacher_on(self, day: date) -> int | None:
        """Give who teaches on a day."""
        return next((person for person, span in reversed(self.teachers) if covers(span, day)), None)

    @property
    def title(self) -> str:
        """Give «ОП.04 Математика»."""
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class TermInfo:
    """A term of a group as a timetable sees it."""

    id: int
    group_id: int
    group: str
    starts_on: date
    ends_on: date
    status: str


def terms_between(actor: Actor, first: date, last: date) -> list[TermInfo]:
    """Give the college's group terms that touch the days."""
    rows = db.session.execute(
        select(
            GroupTerm.id, GroupTerm.group_id, StudyGroup.name, GroupTerm.starts_on, GroupTerm.ends_on, GroupTerm.status
        )
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .where(
            GroupTerm.organization_id == actor.organization_id, GroupTerm.starts_on <= last, GroupTerm.ends_on >= first
        )
        .execution_options(unscoped=True)
    )
    return [TermInfo(*row) for row in rows]


def loads_of(actor: Actor, term_ids: Collection[int]) -> dict[int, LoadInfo]:
    """Give {load id: load} of the terms with their teachers; two statements a chunk of terms."""
    found: dict[int, LoadInfo] = {}
    for chunk in _chunks(term_ids):
        for row in db.session.execute(
            _load_rows()
            .where(TeachingLoad.organization_id == actor.organization_id, TeachingLoad.group_term_id.in_(chunk))
            .execution_options(unscoped=True)
        ):
            found[row[0]] = LoadInfo(row[0], row[1], row[2], row[3], row[4], row[5], row[6] or "", row[7], row[8])
        people = (
            select(LoadTeacher.load_id, LoadTeacher.employee_id, LoadTeacher.starts_on, LoadTeacher.ends_on)
            .join(TeachingLoad, TeachingLoad.id == LoadTeacher.load_id)
            .where(TeachingLoad.organization_id == actor.organization_id, TeachingLoad.group_term_id.in_(chunk))
            .order_by(LoadTeacher.starts_on)
        )
        for load_id, person, starts_on, ends_on in db.session.execute(people.execution_options(unscoped=True)):
            found[load_id].teachers.append((person, (starts_on, ends_on)))
    return found


def _load_rows() -> Any:
    return (
        select(
            TeachingLoad.id, TeachingLoad.group_term_id, GroupTerm.group_id, StudyGroup.name, CurriculumItem.code, CurriculumItem.name, Subgroup.name,
            TeachingLoad.hours, CurriculumItem.kind,
        )
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .outerjoin(Subgroup, Subgroup.id == TeachingLoad.subgroup_id)
        .order_by(CurriculumItem.position)
    )  # fmt: skip


def people(actor: Actor) -> dict[int, tuple[str, str, str | None]]:
    """Give {employee id: (last, first, middle name)} of the college."""
    rows = db.session.execute(
        select(Employee.id, Employee.last_name, Employee.first_name, Employee.middle_name)
        .where(Employee.organization_id == actor.organization_id)
        .execution_options(unscoped=True)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def short_names(actor: Actor) -> dict[int, str]:
    """Give {employee id: «Иванов И. И.»}."""
    return {person: short_name(*name) for person, name in people(actor).items()}


def lessons_between(actor: Actor, first: date, last: date) -> list[Row]:
    """Give (id, load, date, pair, hours, kind, room, held by, remote, link) of the college's lessons on the days."""
    return list(
        db.session.execute(
            select(
                Lesson.id, Lesson.load_id, Lesson.date, Lesson.pair, Lesson.hours, Lesson.kind, Lesson.room, Lesson.held_by_id, Lesson.is_remote,
                Lesson.link,
            )
            .where(Lesson.organization_id == actor.organization_id, Lesson.date >= first, Lesson.date <= last)
            .order_by(Lesson.date, Lesson.pair, Lesson.id)
            .execution_options(unscoped=True)
        ).all()
    )  # fmt: skip


def reached_loads(ids: Collection[int]) -> set[int]:
    """Give those of a day's loads whose journal the actor may open; one statement."""
    return set(db.session.scalars(select(TeachingLoad.id).where(TeachingLoad.id.in_(ids))))


def lessons_of_teacher(employee_id: int, day: date) -> list[Row]:
    """Give (id, load, pair, room, remote, item, group, subgroup, link) of the lessons that a person holds on a day."""
    mine = select(LoadTeacher.load_id).where(
        LoadTeacher.employee_id == employee_id,
        LoadTeacher.starts_on <= day,
        or_(LoadTeacher.ends_on.is_(None), LoadTeacher.ends_on >= day),
    )
    query = (
        select(
            Lesson.id,
            Lesson.load_id,
            Lesson.pair,
            Lesson.room,
            Lesson.is_remote,
            CurriculumItem.name,
            StudyGroup.name,
            Subgroup.name,
            Lesson.link,
        )
        .join(TeachingLoad, TeachingLoad.id == Lesson.load_id)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .outerjoin(Subgroup, Subgroup.id == TeachingLoad.subgroup_id)
        .where(
            Lesson.date == day,
            or_(Lesson.held_by_id == employee_id, Lesson.held_by_id.is_(None) & Lesson.load_id.in_(mine)),
        )
        .order_by(Lesson.pair, Lesson.id)
    )
    return list(db.session.execute(query.execution_options(unscoped=True)))


def entered(lesson_ids: Iterable[int]) -> set[int]:
    """Give those of the lessons at which something is entered: a cell of the journal or a topic."""
    found: set[int] = set()
    for chunk in _chunks(lesson_ids):
        marked = select(Mark.lesson_id).where(Mark.lesson_id == Lesson.id).exists()
        query = select(Lesson.id).where(
            Lesson.id.in_(chunk), or_(Lesson.topic.is_not(None), Lesson.homework.is_not(None), marked)
        )
        found.update(db.session.scalars(query.execution_options(unscoped=True)))
    return found


def planned_hours(actor: Actor, load_ids: Collection[int]) -> dict[int, int]:
    """Give {load id: hours of its lessons}."""
    found: dict[int, int] = {}
    for chunk in _chunks(load_ids):
        rows = db.session.execute(
            select(Lesson.load_id, func.sum(Lesson.hours))
            .where(Lesson.organization_id == actor.organization_id, Lesson.load_id.in_(chunk))
            .group_by(Lesson.load_id)
            .execution_options(unscoped=True)
        )
        found.update({row[0]: int(row[1]) for row in rows})
    return found


def slot_of(lesson: Any, load: LoadInfo, key: int) -> Slot:
    """Give a lesson (a row of ``lessons_between`` or of a file) as conflicts see it."""
    return Slot(
        key, lesson.date, lesson.pair, load.group_id, load.group, load.subgroup, lesson.held_by_id or load.teacher_on(lesson.date),
        "" if lesson.is_remote else room_key(lesson.room), item_key(load.name), load.title,
        lesson.hours,
    )  # fmt: skip


def monday_of(day: date) -> date:
    """Give the Monday of a week."""
    return day - timedelta(days=day.weekday())


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    listed = list(ids)
    return (listed[at : at + CHUNK] for at in range(0, len(listed), CHUNK))
