"""Reads of the college and its time."""

from __future__ import annotations

from sqlalchemy import select

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_
from app.extensions import db
from app.organization.models import AcademicYear, Organization, Semester


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
