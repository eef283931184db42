"""Reads of the college and its time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from sqlalchemy import or_, select

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_
from app.core.workdays import Days
from app.extensions import db
from app.organization import rules
from app.organization.models import AcademicYear, BellTime, Licence, Organization, Room, Semester, SpecialDay
from app.organization.settings import STUDY_WEEK, WORKING_WEEK
from app.settings import queries as settings


def own_organization(actor: Actor) -> Organization:
    """Give the actor's college; raises NotFound for an actor without one."""
    found = db.session.scalar(select(Organization).where(Organization.id == actor.organization_id))
    if found is None:
        raise NotFound(N_("You do not belong to a college."))
    return found


def years() -> list[AcademicYear]:
    """Give the academic years, the newest first."""
    return list(db.session.scalars(select(AcademicYear).order_by(AcademicYear.starts_on.desc())))


def active_year() -> AcademicYear | None:
    """Give the year that is active now, if one is."""
    return db.session.scalar(select(AcademicYear).where(AcademicYear.is_active.is_(True)))


def semesters_of(year: AcademicYear) -> list[Semester]:
    """Give the semesters of a year in order."""
    return list(
        db.session.scalars(select(Semester).where(Semester.academic_year_id == year.id).order_by(Semester.number))
    )


def days_of(organization_id: int) -> Days:
    """Give the working and study days of a college: the public calendar with the college's own days; two statements."""
    rows = db.session.execute(
        select(SpecialDay.day, SpecialDay.kind, SpecialDay.note)
        .where(SpecialDay.organization_id == organization_id)
        .execution_options(unscoped=True)
    )
    return Days({row.day: (row.kind, row.note) for row in rows}, int(settings.value(organization_id, STUDY_WEEK)))


def adder(organization_id: int) -> Callable[[date, int], date]:
    """Give what counts terms in working days: add(day, count) by the college's own days and working week."""
    return partial(days_of(organization_id).add_workdays, week=int(settings.value(organization_id, WORKING_WEEK)))


def licences(on: date) -> list[Licence]:
    """Give the licences and accreditations that hold on a day, licences first."""
    holds = or_(Licence.issued_on.is_(None), Licence.issued_on <= on), or_(Licence.valid_until.is_(None), Licence.valid_until >= on)
    return list(db.session.scalars(select(Licence).where(*holds).order_by(Licence.kind.desc(), Licence.issued_on, Licence.id)))


def rooms() -> list[Room]:
    """Give the college's rooms in order."""
    return list(db.session.scalars(select(Room).order_by(Room.sort_key)))


def special_days() -> list[SpecialDay]:
    """Give the college's own days in order."""
    return list(db.session.scalars(select(SpecialDay).order_by(SpecialDay.day)))


def bells() -> dict[str, dict[int, BellTime]]:
    """Give {kind of days: {pair: its line}} of the bell schedule."""
    found: dict[str, dict[int, BellTime]] = {}
    for row in db.session.scalars(select(BellTime).order_by(BellTime.kind, BellTime.pair)):
        found.setdefault(row.kind, {})[row.pair] = row
    return found


def ringing(on: Iterable[date], days: Days) -> dict[date, dict[int, str]]:
    """Give {day: {pair: «08:30–10:00»}} for the days asked; one statement beside ``days``."""
    schedule = bells()
    return {
        day: {
            pair: f"{line.starts_at}–{line.ends_at}"
            for pair, line in schedule.get(rules.bell_kind(day.weekday(), days.is_shortened(day), schedule), {}).items()
        }
        for day in on
    }
