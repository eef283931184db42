"""Reads of the annual account of hours: what is given to a teacher, held by months, taken off, left; one function for
screen, card and workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, extract, func, select
from sqlalchemy.orm import joinedload

from app.access.permissions import Role
from app.access.scope import unscoped
from app.core.actor import Actor
from app.extensions import db
from app.organization.models import AcademicYear
from app.staff import queries_file
from app.staff.models import Employee
from app.teaching import hours, queries, settings
from app.teaching.hours import Account, AccountLine, Turn
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.teaching.models_year import Substitution
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class Fact:
    """Hours held by an employee at a load in a month; ``employee_id`` None where the lesson names nobody."""

    load_id: int
    employee_id: int | None
    month: int
    hours: int


def facts(year_id: int, until: date, load_ids: Collection[int] | None = None) -> list[Fact]:
    """Give the hours held in a year up to a day, by load, person and month; one statement."""
    month = extract("month", Lesson.date)
    query = (
        select(Lesson.load_id, Lesson.held_by_id, month.label("month"), func.sum(Lesson.hours).label("hours"))
        .join(GroupTerm, GroupTerm.id == Lesson.group_term_id)
        .where(GroupTerm.academic_year_id == year_id, Lesson.date <= until)
        .group_by(Lesson.load_id, Lesson.held_by_id, month)
    )
    if load_ids is not None:
        query = query.where(Lesson.load_id.in_(load_ids))
    return [Fact(row.load_id, row.held_by_id, int(row.month), int(row.hours)) for row in db.session.execute(query)]


def held_by_load(year_id: int, until: date, load_ids: Collection[int] | None = None) -> dict[int, int]:
    """Give {load: hours held by whomever}."""
    found: dict[int, int] = defaultdict(int)
    for one in facts(year_id, until, load_ids):
        found[one.load_id] += one.hours
    return dict(found)


def accounts(actor: Actor, year: AcademicYear, employees: Iterable[Employee], until: date) -> dict[int, Account]:
    """Give {employee: account of the year} within the actor's reach; a fixed number of statements.

    A head of department sees the whole account of those who teach in the own department's groups: a part of it says
    nothing against the norm, and the card is an official paper.
    """
    people = [one.id for one in employees]
    if Role.HEAD_OF_DEPARTMENT in actor.roles and set(people) <= {one.id for one in teachers_of_year(year.id)}:
        with unscoped():
            return _accounts(actor, year, people, until)
    return _accounts(actor, year, people, until)


def _accounts(actor: Actor, year: AcademicYear, people: list[int], until: date) -> dict[int, Account]:
    taught = select(LoadTeacher.load_id).where(LoadTeacher.employee_id.in_(people))
    loads = list(db.session.scalars(queries.year_loads(year.id).where(TeachingLoad.id.in_(taught))).unique())
    absent = _absent([row.substitution_id for load in loads for row in load.teachers if row.substitution_id is not None])
    told = facts(year.id, until, [load.id for load in loads])
    rates = queries_file.teaching_rates(people, year.starts_on, year.ends_on)
    per_rate, limit = settings.norm_and_limit(actor.organization_id or 0)
    lines: dict[int, list[AccountLine]] = defaultdict(list)
    by_load: dict[int, list[Fact]] = defaultdict(list)
    for one in told:
        by_load[one.load_id].append(one)
    for load in loads:
        for employee, line in _lines_of(load, by_load[load.id], absent):
            lines[employee].append(line)
    months = hours.months_of(year.starts_on, year.ends_on)
    return {person: Account(tuple(lines[person]), months, hours.norm_of(rates.get(person), per_rate, limit)) for person in people}


def account(actor: Actor, year: AcademicYear, employee: Employee, until: date) -> Account:
    """Give the account of one teacher; the own one whole, with loads that were handed over since."""
    if employee.id != actor.employee_id:
        return accounts(actor, year, [employee], until)[employee.id]
    with unscoped():  # the rows are those of the acting person, whom the college's limits have let through already
        return accounts(actor, year, [employee], until)[employee.id]


def _absent(ids: Collection[int]) -> dict[int, int]:
    """Give {substitution: who is absent}."""
    if not ids:
        return {}
    return dict(db.session.execute(select(Substitution.id, Substitution.absent_id).where(Substitution.id.in_(ids))).tuples().all())


def _lines_of(load: TeachingLoad, told: list[Fact], absent: dict[int, int]) -> Iterable[tuple[int, AccountLine]]:
    """Give the line of each teacher of a load, principals and substitutes; a lesson that names nobody is the last principal's."""
    turns = [Turn(row.employee_id, row.starts_on, row.ends_on, row.substitution_id) for row in load.teachers]
    principals = hours.principals_of(turns)
    stands_for = {turn.employee_id: absent.get(turn.substitution, 0) for turn in turns if turn.substitution is not None}
    months: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in told:
        person = one.employee_id or (principals[-1] if principals else 0)
        months[person][one.month] += one.hours
    held = {person: sum(found.values()) for person, found in months.items()}
    given = hours.shares(load.hours, principals, held)
    off: dict[int, int] = defaultdict(int)
    for person, hours_held in held.items():
        if person not in principals and person in stands_for:
            off[stands_for[person]] += hours_held
    item = queries.ItemLoad(load.curriculum_term, (load,))
    kinds = item.kinds_of(load)
    group = load.group_term.group.name + (f" / {load.subgroup.name}" if load.subgroup else "")
    for person in (*principals, *(one for one in stands_for if one not in principals)):
        is_own = person in principals
        yield person, AccountLine(
            load.id, str(load.curriculum_term.item), group, load.group_term.plan_semester, given.get(person, 0), dict(months[person]),
            off.get(person, 0) if is_own else 0, not is_own, kinds if given.get(person, 0) == load.hours else {},
        )  # fmt: skip


def teachers_of_year(year_id: int) -> list[Employee]:
    """Give everybody who has or had a load in a year within reach, in alphabetical order."""
    ids = select(LoadTeacher.employee_id).join(LoadTeacher.load).join(TeachingLoad.group_term).where(GroupTerm.academic_year_id == year_id)
    query = select(Employee).where(Employee.id.in_(ids)).options(joinedload(Employee.department))
    return list(db.session.scalars(query.order_by(Employee.sort_key, Employee.id)))


def subjects(ids: Collection[int]) -> dict[int, list[str]]:
    """Give {employee: names of the items taught by the loads of the latest year} for the qualification report."""
    found: dict[int, list[str]] = defaultdict(list)
    latest = select(func.max(case((AcademicYear.is_active, AcademicYear.id), else_=0))).scalar_subquery()
    loads = db.session.scalars(queries.year_loads(latest).where(TeachingLoad.id.in_(select(LoadTeacher.load_id).where(LoadTeacher.employee_id.in_(ids)))))
    for load in loads.unique():
        for row in load.teachers:
            name = load.curriculum_term.item.name
            if row.employee_id in ids and row.substitution_id is None and name not in found[row.employee_id]:
                found[row.employee_id].append(name)
    return dict(found)
