"""Reads of the files of employees: dossiers for screens and papers, facts for alerts, rates for the norm of hours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from app.core.errors import NotFound
from app.core.text import N_
from app.extensions import db
from app.staff.models import Employee
from app.staff.models_file import (
    PersonnelFile,
    StaffAward,
    StaffCategory,
    StaffCheck,
    StaffEducation,
    StaffPosition,
    StaffTraining,
)
from app.staff.qualification import CONFIRMED, PROPOSED, Facts, Finding, Held, Limits, findings, present_category


@dataclass(slots=True)
class Dossier:
    """An employee with all rows of the file that the reader sees."""

    employee: Employee
    positions: list[StaffPosition] = field(default_factory=list)
    educations: list[StaffEducation] = field(default_factory=list)
    trainings: list[StaffTraining] = field(default_factory=list)
    categories: list[StaffCategory] = field(default_factory=list)
    awards: list[StaffAward] = field(default_factory=list)
    checks: list[StaffCheck] = field(default_factory=list)

    @property
    def is_pedagogue(self) -> bool:
        """Tell whether the person teaches or educates by the main or another post."""
        return any(group == "pedagogue" for group in (self.employee.staff_group, *(one.staff_group for one in self.positions)))

    @property
    def facts(self) -> Facts:
        """Give what alerts are judged by."""
        return Facts(
            self.employee.hired_on, self.is_pedagogue,
            [one.ends_on for one in self.trainings if one.kind == "development" and one.state == CONFIRMED],
            [Held(one.category, one.starts_on, one.ends_on) for one in self.categories],
            [Held(one.kind, one.starts_on, one.ends_on) for one in self.checks],
        )  # fmt: skip

    def category_on(self, day: date) -> StaffCategory | None:
        """Give the category in force on a day."""
        held = present_category(self.facts.categories, day)
        return next((one for one in self.categories if held and (one.category, one.starts_on) == (held.code, held.since)), None)


@dataclass(frozen=True, slots=True)
class Watched:
    """An employee with what waits for the personnel office."""

    employee: Employee
    findings: tuple[Finding, ...]


PARTS: tuple[tuple[str, Any, Any], ...] = (
    ("positions", StaffPosition, StaffPosition.starts_on),
    ("educations", StaffEducation, StaffEducation.year),
    ("trainings", StaffTraining, StaffTraining.ends_on.desc()),
    ("categories", StaffCategory, StaffCategory.starts_on.desc()),
    ("awards", StaffAward, StaffAward.given_on),
    ("checks", StaffCheck, StaffCheck.starts_on.desc()),
)


def dossiers(day: date, *, ids: Collection[int] | None = None, department_id: int | None = None) -> list[Dossier]:
    """Give who works on ``day`` (or the named ones) with their files, in alphabetical order; seven statements."""
    query = select(Employee).options(joinedload(Employee.department)).order_by(Employee.sort_key, Employee.id)
    if ids is not None:
        query = query.where(Employee.id.in_(ids))
    else:
        query = query.where(or_(Employee.dismissed_on.is_(None), Employee.dismissed_on > day))
    if department_id is not None:
        query = query.where(Employee.department_id == department_id)
    found = {one.id: Dossier(one) for one in db.session.scalars(query)}
    for name, model, order in PARTS:
        rows = select(model).order_by(order, model.id)
        if ids is not None:
            rows = rows.where(model.employee_id.in_(ids))
        for row in db.session.scalars(rows):
            if row.employee_id in found:
                getattr(found[row.employee_id], name).append(row)
    return list(found.values())


def dossier(employee_id: int | None, day: date) -> Dossier:
    """Give the file of one employee; raises NotFound for who is no employee here."""
    found = dossiers(day, ids=[employee_id]) if employee_id is not None else []
    if not found:
        raise NotFound(N_("There is no such employee."))
    return found[0]


def watched(day: date, limits: Limits) -> list[Watched]:
    """Give the employees within reach for whom something is overdue or expires soon."""
    found = [Watched(one.employee, tuple(findings(one.facts, day, limits))) for one in dossiers(day)]
    return [one for one in found if one.findings]


def proposals() -> int:
    """Count the trainings that employees proposed and nobody has judged."""
    return db.session.scalar(select(func.count(StaffTraining.id)).where(StaffTraining.state == PROPOSED)) or 0


def personnel_of(employee_id: int) -> PersonnelFile | None:
    """Give the special data of an employee within reach."""
    return db.session.scalar(select(PersonnelFile).where(PersonnelFile.employee_id == employee_id))


def holder_of_snils(index: str) -> PersonnelFile | None:
    """Give whose СНИЛС has this blind index."""
    query = select(PersonnelFile).where(PersonnelFile.snils_index == index).options(joinedload(PersonnelFile.employee))
    return db.session.scalar(query)


def teaching_rates(ids: Collection[int], first: date, last: date) -> dict[int, Decimal]:
    """Give {employee: the sum of the rates of teaching posts held within the days}; who has none entered is absent."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    query = select(StaffPosition.employee_id, StaffPosition.rate).where(
        StaffPosition.employee_id.in_(ids), StaffPosition.teaches, StaffPosition.starts_on <= last,
        or_(StaffPosition.ends_on.is_(None), StaffPosition.ends_on >= first),
    )  # fmt: skip
    for row in db.session.execute(query):
        found[row.employee_id] += Decimal(row.rate)
    return dict(found)
