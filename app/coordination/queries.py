"""Reads of appointments and undertakings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.access.models import RoleGrant
from app.coordination.models import CoordinatorAppointment, Undertaking
from app.coordination.rules import TEXT_VERSION, Present, Term
from app.core.errors import NotFound
from app.core.text import N_, escape_like, normalise
from app.extensions import db
from app.staff.models import Employee


@dataclass(frozen=True, slots=True)
class Signer:
    """An employee with the day and the wording of the newest undertaking (None: not signed)."""

    employee: Employee
    signed_on: date | None
    text_version: str = ""

    @property
    def is_outdated(self) -> bool:
        """Tell whether an earlier wording was signed: it holds, and may be signed anew."""
        return self.signed_on is not None and self.text_version != TEXT_VERSION


def term_of(appointment: CoordinatorAppointment) -> Term:
    """Give the days of an appointment; a dismissal ends it too."""
    ends = [day for day in (appointment.ended_on, appointment.employee.dismissed_on) if day is not None]
    return Term(appointment.starts_on, appointment.ends_on, min(ends, default=None))


def appointments() -> list[CoordinatorAppointment]:
    """Give all appointments of the college with their people, the newest first."""
    return list(
        db.session.scalars(
            select(CoordinatorAppointment)
            .join(CoordinatorAppointment.employee)
            .options(contains_eager(CoordinatorAppointment.employee))
            .order_by(CoordinatorAppointment.starts_on.desc(), CoordinatorAppointment.id.desc())
        )
    )


def appointment(appointment_id: int) -> CoordinatorAppointment:
    """Give an appointment; raises NotFound for a foreign or unknown one."""
    found = db.session.scalar(
        select(CoordinatorAppointment)
        .where(CoordinatorAppointment.id == appointment_id)
        .options(joinedload(CoordinatorAppointment.employee))
    )
    if found is None:
        raise NotFound(N_("There is no such appointment."))
    return found


def stand_ins(appointment: CoordinatorAppointment) -> list[Employee]:
    """Give who is appointed to stand in by the same order; nobody for the order of a stand-in alone."""
    if appointment.is_backup:
        return []
    return [
        one.employee for one in appointments()
        if one.is_backup and (one.order_number, one.order_date) == (appointment.order_number, appointment.order_date)
    ]  # fmt: skip


def present() -> list[Present]:
    """Give the appointments as the rules compare them; those that never began are left out."""
    found = []
    for one in appointments():
        term = term_of(one)
        if term.last_day is None or term.last_day >= term.starts_on:
            found.append(Present(one.employee_id, one.employee.full_name, term, one.zone, one.is_backup))
    return found


def waiting_of(employee_id: int, day: date) -> list[CoordinatorAppointment]:
    """Give the appointments of a person that are not over on ``day`` and have given no role yet."""
    return [
        one
        for one in appointments()
        if one.employee_id == employee_id and one.grant_id is None and (term_of(one).last_day or date.max) >= day
    ]


def granted_of(employee_id: int) -> list[CoordinatorAppointment]:
    """Give the appointments of a person that have given the role."""
    return [one for one in appointments() if one.employee_id == employee_id and one.grant_id is not None]


def grant(grant_id: int) -> RoleGrant | None:
    """Give the role that an appointment has given."""
    return db.session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id))


def signed(employee_ids: Collection[int]) -> dict[int, date]:
    """Give {employee id: day of the newest undertaking} of those who have signed."""
    rows = db.session.execute(
        select(Undertaking.employee_id, func.max(Undertaking.signed_on))
        .where(Undertaking.employee_id.in_(employee_ids))
        .group_by(Undertaking.employee_id)
    )
    return {row[0]: row[1] for row in rows}


def has_signed(employee_id: int) -> bool:
    """Tell whether an employee has a ticked undertaking."""
    return employee_id in signed([employee_id])


@dataclass(frozen=True, slots=True)
class Holder:
    """A person with the roles that hold on a day or begin later, and whether the undertaking is signed."""

    employee: Employee
    grants: tuple[RoleGrant, ...]
    signed_on: date | None


def holders(day: date) -> list[Holder]:
    """Give everybody with a role on ``day`` or later, in alphabetical order; three statements."""
    live = select(RoleGrant).where(RoleGrant.revoked_at.is_(None), or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day))
    by_user: dict[int, list[RoleGrant]] = {}
    for one in db.session.scalars(live.order_by(RoleGrant.valid_from, RoleGrant.id)):
        by_user.setdefault(one.user_id, []).append(one)
    people = list(db.session.scalars(select(Employee).where(Employee.user_id.in_(by_user)).order_by(Employee.sort_key, Employee.id)))
    days = signed([one.id for one in people])
    return [Holder(one, tuple(by_user[one.user_id or 0]), days.get(one.id)) for one in people]


def undertaking(undertaking_id: int) -> Undertaking:
    """Give an undertaking; raises NotFound for a foreign or unknown one."""
    found = db.session.scalar(
        select(Undertaking).where(Undertaking.id == undertaking_id).options(joinedload(Undertaking.employee))
    )
    if found is None:
        raise NotFound(N_("There is no such undertaking."))
    return found


def undertakings_of(employee_id: int) -> list[Undertaking]:
    """Give the undertakings of a person, the newest first."""
    return list(
        db.session.scalars(
            select(Undertaking).where(Undertaking.employee_id == employee_id).order_by(Undertaking.signed_on.desc())
        )
    )


def signers(day: date, typed: str = "", *, unsigned_only: bool = False) -> list[Signer]:
    """Give who works on ``day`` and answers to every typed word, with the day of signing; two statements."""
    people = staff(day, typed)
    rows = db.session.execute(
        select(Undertaking.employee_id, Undertaking.signed_on, Undertaking.text_version)
        .where(Undertaking.employee_id.in_([one.id for one in people]))
        .order_by(Undertaking.signed_on)
    )
    newest = {row.employee_id: (row.signed_on, row.text_version) for row in rows}
    found = [Signer(one, *newest.get(one.id, (None, ""))) for one in people]
    return [one for one in found if one.signed_on is None] if unsigned_only else found


def unsigned(day: date) -> int:
    """Count who works on ``day``, has an account and no ticked undertaking; one statement."""
    signed_ones = select(Undertaking.employee_id)
    query = select(func.count(Employee.id)).where(
        or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= day), Employee.user_id.is_not(None), Employee.id.not_in(signed_ones)
    )
    return db.session.scalar(query) or 0


def staff(day: date, typed: str = "", limit: int | None = None) -> list[Employee]:
    """Give who works on ``day`` and holds every typed word in the search key, in alphabetical order."""
    query = select(Employee).where(or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= day))
    for word in normalise(typed).split()[:5]:
        query = query.where(Employee.search_key.like(f"%{escape_like(word)}%", escape="\\"))
    return list(db.session.scalars(query.order_by(Employee.sort_key, Employee.id).limit(limit)))


def employees(ids: Sequence[int]) -> list[Employee]:
    """Give the employees of the college among ``ids``."""
    return list(db.session.scalars(select(Employee).where(Employee.id.in_(ids)).order_by(Employee.sort_key, Employee.id)))


def employee(employee_id: int) -> Employee:
    """Give an employee; raises NotFound for a foreign or unknown one."""
    found = db.session.scalar(select(Employee).where(Employee.id == employee_id))
    if found is None:
        raise NotFound(N_("There is no such employee."))
    return found
