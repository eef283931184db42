"""Reads of substitutions: the register, who teaches what instead, what can be handed over for some days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumTerm
from app.extensions import db
from app.staff.models import Employee
from app.teaching import queries
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.teaching.models_year import Substitution, SubstitutionList
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED


@dataclass(frozen=True, slots=True)
class Instead:
    """Who teaches a load for whom, on which days, and the hours held."""

    substitution: Substitution
    load_id: int
    item: str
    group: str
    substitute: Employee
    starts_on: date
    ends_on: date
    hours: int


def substitution(number: int) -> Substitution:
    """Give a substitution with its lines; raises NotFound for a foreign or unknown one."""
    query = select(Substitution).where(Substitution.id == number).options(joinedload(Substitution.absent), selectinload(Substitution.lines))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such substitution."))
    return found


def instead(first: date, last: date, until: date) -> list[Instead]:
    """Give the substitutions within reach that touch [first, last] line by line, with the hours held there up to ``until``."""
    rows = list(
        db.session.scalars(
            select(LoadTeacher)
            .join(LoadTeacher.substitution)
            .join(LoadTeacher.load)
            .join(TeachingLoad.group_term)
            .where(LoadTeacher.starts_on <= last, LoadTeacher.ends_on >= first)
            .options(
                contains_eager(LoadTeacher.substitution).joinedload(Substitution.absent), joinedload(LoadTeacher.employee),
                contains_eager(LoadTeacher.load).options(
                    contains_eager(TeachingLoad.group_term).joinedload(GroupTerm.group),
                    joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item), joinedload(TeachingLoad.subgroup),
                ),
            )
            .order_by(Substitution.year, Substitution.number, LoadTeacher.starts_on, LoadTeacher.id)
        )
    )  # fmt: skip
    held = _held([row.id for row in rows], first, until)
    return [_written(row, held.get(row.id, 0)) for row in rows]


def _written(row: LoadTeacher, hours: int) -> Instead:
    load = row.load
    group = load.group_term.group.name + (f" / {load.subgroup.name}" if load.subgroup else "")
    assert row.substitution is not None and row.ends_on is not None
    return Instead(row.substitution, load.id, str(load.curriculum_term.item), group, row.employee, row.starts_on, row.ends_on, hours)


def _held(turn_ids: list[int], first: date, until: date) -> dict[int, int]:
    """Give {turn: hours its teacher held in its days}, counted in [first, until]."""
    query = (
        select(LoadTeacher.id, func.sum(Lesson.hours))
        .join(
            Lesson,
            and_(
                Lesson.load_id == LoadTeacher.load_id, Lesson.held_by_id == LoadTeacher.employee_id,
                Lesson.date >= LoadTeacher.starts_on, Lesson.date <= LoadTeacher.ends_on,
            ),
        )
        .where(LoadTeacher.id.in_(turn_ids), Lesson.date.between(first, until))
        .group_by(LoadTeacher.id)
    )  # fmt: skip
    return {row_id: int(hours) for row_id, hours in db.session.execute(query)}


def turns_to_hand_over(absent_id: int, first: date, last: date) -> list[TeachingLoad]:
    """Give the loads within reach, of open terms, that an employee has as the own on some of the days [first, last]."""
    own = select(LoadTeacher.load_id).where(
        LoadTeacher.employee_id == absent_id, LoadTeacher.substitution_id.is_(None), LoadTeacher.starts_on <= last,
        or_(LoadTeacher.ends_on.is_(None), LoadTeacher.ends_on >= first),
    )  # fmt: skip
    return queries.chosen_loads(
        TeachingLoad.id.in_(own), GroupTerm.status != CLOSED, GroupTerm.starts_on <= last, GroupTerm.ends_on >= first
    )


def lessons_after(load_id: int, employee_id: int, day: date) -> int:
    """Count the lessons that a person held at a load after a day."""
    query = select(func.count(Lesson.id)).where(Lesson.load_id == load_id, Lesson.held_by_id == employee_id, Lesson.date > day)
    return db.session.scalar(query) or 0


def list_of(first: date, last: date) -> SubstitutionList | None:
    """Give the row of a period whose list was printed."""
    return db.session.scalar(select(SubstitutionList).where(SubstitutionList.starts_on == first, SubstitutionList.ends_on == last))
