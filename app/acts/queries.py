"""Reads of the local act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import undefer

from app.acts.models import Acquaintance, LocalActVersion
from app.coordination.queries import staff
from app.core.errors import NotFound
from app.core.text import N_
from app.extensions import db
from app.staff.models import Employee


@dataclass(frozen=True, slots=True)
class Reader:
    """An employee with the day of signing (None: has not signed)."""

    employee: Employee
    signed_on: date | None


def versions() -> list[LocalActVersion]:
    """Give all versions, the newest first."""
    return list(db.session.scalars(select(LocalActVersion).order_by(LocalActVersion.approved_on.desc(), LocalActVersion.id.desc())))


def in_force() -> LocalActVersion | None:
    """Give the newest version."""
    return db.session.scalar(select(LocalActVersion).order_by(LocalActVersion.approved_on.desc(), LocalActVersion.id.desc()).limit(1))


def version(version_id: int, *, with_file: bool = False) -> LocalActVersion:
    """Give a version; NotFound for a foreign or unknown one."""
    wanted = select(LocalActVersion).where(LocalActVersion.id == version_id)
    found = db.session.scalar(wanted.options(undefer(LocalActVersion.file_body)) if with_file else wanted)
    if found is None:
        raise NotFound(N_("There is no such version of the local act."))
    return found


def readers(version_id: int, day: date) -> list[Reader]:
    """Give who works on ``day`` with the days of signing; two statements."""
    rows = db.session.execute(select(Acquaintance.employee_id, Acquaintance.signed_on).where(Acquaintance.version_id == version_id))
    signed = {row.employee_id: row.signed_on for row in rows}
    return [Reader(one, signed.get(one.id)) for one in staff(day)]


def has_signed(version_id: int, employee_id: int) -> bool:
    """Tell whether an employee has signed the sheet of a version."""
    wanted = select(Acquaintance.id).where(Acquaintance.version_id == version_id, Acquaintance.employee_id == employee_id)
    return db.session.scalar(wanted) is not None
