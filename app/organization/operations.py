"""Verbs of the college and its time: correct its card, open years and semesters, make a year the active one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import DomainError
from app.extensions import db
from app.organization import queries, rules
from app.organization.models import AcademicYear, BellTime, Organization, Semester
from app.organization.rules import Interval


def change_organization(actor: Actor, organization: Organization, values: Mapping[str, Any]) -> Organization:
    """Correct the card of the college; raises Invalid for a wrong requisite, Forbidden without the right."""
    _refuse(rules.requisite_problems(values.get("inn"), values.get("kpp"), values.get("ogrn")))
    return crud_writing.change(actor, organization, values)


def create_year(actor: Actor, begin: date, end: date, *, active: bool = False) -> AcademicYear:
    """Open an academic year, named by its calendar years; ``active`` makes it the college's present one.

    Raises Invalid for wrong days or days shared with another year, Conflict for a repeated one.
    """
    crud_writing.require(actor, AcademicYear.__resource__, "create")
    _refuse(year_problems(begin, end, None))
    if active:
        _deactivate(actor, None)
    values = {"label": rules.year_label(begin, end), "starts_on": begin, "ends_on": end, "is_active": active}
    return crud_writing.create(actor, AcademicYear, values)


def change_year(actor: Actor, year: AcademicYear, begin: date, end: date, *, active: bool) -> AcademicYear:
    """Change the days of a year and whether it is the present one; raises Invalid as ``create_year``.

    A year cannot leave a semester outside.
    """
    crud_writing.require(actor, AcademicYear.__resource__, "update")
    _refuse(year_problems(begin, end, year))
    if active:
        _deactivate(actor, year)
    values = {"label": rules.year_label(begin, end), "starts_on": begin, "ends_on": end, "is_active": active}
    return crud_writing.change(actor, year, values)


def activate_year(actor: Actor, year: AcademicYear) -> None:
    """Make ``year`` the college's present one; the former one is not any more."""
    crud_writing.require(actor, AcademicYear.__resource__, "update")
    _deactivate(actor, year)
    crud_writing.change(actor, year, {"is_active": True})


def create_semester(actor: Actor, year: AcademicYear, number: int, begin: date, end: date) -> Semester:
    """Open a semester of a year; raises Invalid when it leaves the year, overlaps or is out of order."""
    crud_writing.require(actor, Semester.__resource__, "create")
    _refuse(semester_problems(year, number, begin, end, None))
    values = {"academic_year": year, "number": number, "starts_on": begin, "ends_on": end}
    return crud_writing.create(actor, Semester, values)


def change_semester(
    actor: Actor, semester: Semester, year: AcademicYear, number: int, begin: date, end: date
) -> Semester:
    """Change a semester; raises Invalid as ``create_semester``."""
    crud_writing.require(actor, Semester.__resource__, "update")
    _refuse(semester_problems(year, number, begin, end, semester))
    values = {"academic_year": year, "number": number, "starts_on": begin, "ends_on": end}
    return crud_writing.change(actor, semester, values)


def year_problems(begin: date, end: date, year: AcademicYear | None) -> Iterable[DomainError]:
    """Give what is wrong with the days of a year (``year`` is the one being changed), its semesters included."""
    others = [_interval(other) for other in queries.years() if other is not year]
    interval = Interval(begin, end, rules.year_label(begin, end))
    yield from rules.year_problems(interval, others)
    for semester in queries.semesters_of(year) if year is not None else ():
        for problem in rules.semester_problems(_interval(semester), interval, (), semester.number):
            problem.field = "ends_on"  # the form of a year has no field of a semester
            yield problem


def semester_problems(
    year: AcademicYear, number: int, begin: date, end: date, semester: Semester | None
) -> Iterable[DomainError]:
    """Give what is wrong with the days and the number of a semester (``semester`` is the one being changed)."""
    others = [(other.number, _interval(other)) for other in queries.semesters_of(year) if other is not semester]
    others = [(other_number, interval) for other_number, interval in others if other_number != number]
    return rules.semester_problems(Interval(begin, end), _interval(year), others, number)


def bell_problems(values: Mapping[str, Any], line: BellTime | None) -> Iterable[DomainError]:
    """Give what is wrong with a line of the bell schedule (``line`` is the one being changed)."""
    others = queries.bells().get(values["kind"], {})
    beside = [(one.pair, one.starts_at, one.ends_at) for one in others.values() if one is not line and one.pair != values["pair"]]
    return rules.bell_problems(values["pair"], values["starts_at"], values["ends_at"], beside)


def tidy_bells(values: Mapping[str, Any]) -> dict[str, Any]:
    """Give the values of a line with its times written alike («08:30»)."""
    return {**values, "starts_at": rules.clock_time(values["starts_at"]), "ends_at": rules.clock_time(values["ends_at"])}


def _interval(row: AcademicYear | Semester) -> Interval:
    return Interval(row.starts_on, row.ends_on, str(row))


def _deactivate(actor: Actor, kept: AcademicYear | None) -> None:
    """Take the mark from the present year before another gets it: the database allows one at a time."""
    present = queries.active_year()
    if present is None or present is kept:
        return
    present.is_active = False
    changes = audit.changes_of(present)
    db.session.flush()
    audit.record(actor, "update", present, changes=changes)


def _refuse(problems: Iterable[DomainError]) -> None:
    for problem in problems:
        raise problem
