"""Verbs of coordinators: appoint by an order, tick the signed undertaking, end; only both together give the role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from app.access import grants
from app.access import operations as accounts
from app.access import queries as account_queries
from app.access.operations import OneTime
from app.access.permissions import Action, Resource, Role
from app.audit import operations as audit
from app.coordination import queries, rules
from app.coordination.models import CoordinatorAppointment, Undertaking
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.text import N_, clean
from app.extensions import db
from app.staff.models import Employee

ORDER_LENGTH, TEXT_LENGTH = 30, 300


def appoint_coordinator(
    actor: Actor,
    employee: Employee,
    order_number: str,
    order_date: date,
    starts_on: date,
    ends_on: date | None = None,
    zone: str | None = None,
    is_backup: bool = False,
    make_account: bool = True,
    *,
    secret: OneTime | None = None,
) -> tuple[CoordinatorAppointment, str | None]:
    """Appoint ``employee`` by the director's order; gives the appointment and the one-time password of a new account.

    The role comes at once where the undertaking is ticked, otherwise with its tick. ``secret`` is prepared before the
    transaction (``access.operations.prepare``). Raises Forbidden for oneself and without the right, Conflict for days
    that are taken, Invalid for wrong days, Refused for a dismissed person.
    """
    accounts.require(actor, Resource.APPOINTMENT, Action.CREATE)
    _refuse_own(actor, employee)
    number = clean(order_number)[:ORDER_LENGTH]
    if not number:
        raise Invalid(N_("Type the number of the order."), field="order_number")
    if employee.dismissed_on is not None and employee.dismissed_on <= today(actor.zone):
        raise Refused(N_("%(name)s has been dismissed."), field="employee", name=employee.full_name)
    area = clean(zone or "")[:TEXT_LENGTH] or None
    term = rules.Term(starts_on, ends_on)
    for problem in rules.appointment_problems(
        employee.id, order_date, term, area, is_backup, queries.present(), today(actor.zone)
    ):
        raise problem
    row = CoordinatorAppointment(
        organization_id=employee.organization_id, employee=employee, order_number=number, order_date=order_date,
        starts_on=starts_on, ends_on=ends_on, zone=area, is_backup=is_backup,
    )  # fmt: skip
    db.session.add(row)
    changes = audit.changes_of(row)
    db.session.flush()
    audit.record(actor, "appoint_coordinator", row, changes=changes, label=employee.full_name)
    password = None
    if make_account and employee.user_id is None:
        _account, password = accounts.create_account(actor, employee, secret=secret)
    put_in_force(actor, row)
    return row, password


def put_in_force(actor: Actor, appointment: CoordinatorAppointment) -> bool:
    """Give the role when the appointment is not over, the undertaking ticked and the account there; tell whether it was."""
    accounts.require(actor, Resource.APPOINTMENT, Action.UPDATE, Action.CREATE)
    day, term = today(actor.zone), queries.term_of(appointment)
    if appointment.grant_id is not None or (term.last_day or date.max) < max(day, term.starts_on):
        return False
    person = appointment.employee
    if person.user_id is None or not queries.has_signed(person.id):
        return False
    _refuse_own(actor, person)
    grant = grants.grant_by_appointment(
        actor,
        person.user_id,
        valid_from=max(appointment.starts_on, day),
        valid_to=term.last_day,
        basis=_basis(appointment),
        source=f"appointment:{appointment.id}",
    )
    appointment.grant_id = grant.id
    db.session.flush()
    return True


def tick_undertaking(actor: Actor, employee: Employee, signed_on: date) -> Undertaking:
    """Note that ``employee`` has signed the undertaking on paper; an appointment that waited for it comes into force.

    Raises Refused before the director's own, Conflict when that day is ticked already, Invalid for a future day.
    """
    accounts.require(actor, Resource.APPOINTMENT, Action.UPDATE)
    rules.check_signed_on(signed_on, today(actor.zone))
    own = actor.employee_id == employee.id
    signed = actor.is_system or (actor.employee_id is not None and queries.has_signed(actor.employee_id))
    rules.require_director_first(own=own, director_signed=signed)
    if any(one.signed_on == signed_on for one in queries.undertakings_of(employee.id)):
        raise Conflict(N_("The undertaking of %(name)s of this day is ticked already."), name=employee.full_name)
    row = Undertaking(
        organization_id=employee.organization_id, employee=employee, signed_on=signed_on, text_version=rules.TEXT_VERSION,
        ticked_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    changes = {"signed_on": (None, signed_on), "text_version": (None, row.text_version)}
    audit.record(actor, "tick_undertaking", row, changes=changes, label=employee.full_name)
    for appointment in queries.waiting_of(employee.id, today(actor.zone)):
        put_in_force(actor, appointment)
    return row


def tick_undertakings(actor: Actor, employees: Sequence[Employee], signed_on: date) -> int:
    """Tick a whole list signed on one day, the acting director's own first; gives how many."""
    if not employees:
        raise Invalid(N_("Mark at least one employee."))
    for person in sorted(employees, key=lambda one: one.id != actor.employee_id):
        tick_undertaking(actor, person, signed_on)
    return len(employees)


def withdraw_undertaking(actor: Actor, undertaking: Undertaking, reason: str) -> None:
    """Take back a tick made by mistake; without another undertaking the coordinator's role goes with it."""
    accounts.require(actor, Resource.APPOINTMENT, Action.UPDATE)
    given = _reason(reason)
    person, day = undertaking.employee, undertaking.signed_on
    audit.record(
        actor, "withdraw_undertaking", undertaking, changes={"signed_on": (day, None)}, reason=given, label=person.full_name
    )
    db.session.delete(undertaking)
    db.session.flush()
    if queries.has_signed(person.id):
        return
    for appointment in queries.granted_of(person.id):
        _take_role(actor, appointment, today(actor.zone), given)
        appointment.grant_id = None
    db.session.flush()


def end_appointment(
    actor: Actor, appointment: CoordinatorAppointment, on: date, basis: str, *, even_last: bool = False
) -> None:
    """End an appointment: ``on`` is the first day without it, on a ``basis`` (an order); the present day acts at once.

    Sessions stay, the rights are gone with the next request. Raises Refused for the last coordinator unless
    ``even_last`` says that this is meant, Conflict for an ended one, Invalid for a wrong day or no basis.
    """
    accounts.require(actor, Resource.APPOINTMENT, Action.UPDATE)
    _refuse_own(actor, appointment.employee)
    rules.check_end(queries.term_of(appointment), on)
    reason = _reason(basis)
    if not even_last and is_last(actor, appointment):
        raise Refused(
            N_("This is the last coordinator: without one nobody makes accounts. Appoint another one first, or confirm."),
            field="even_last",
        )
    appointment.ended_on, appointment.end_basis = on, reason
    changes = audit.changes_of(appointment)
    db.session.flush()
    audit.record(
        actor, "end_appointment", appointment, changes=changes, reason=reason, label=appointment.employee.full_name
    )
    _take_role(actor, appointment, on, reason)


def is_last(actor: Actor, appointment: CoordinatorAppointment) -> bool:
    """Tell whether nobody else holds the coordinator's role today."""
    user_id = appointment.employee.user_id
    if user_id is None or appointment.grant_id is None:
        return False
    day = today(actor.zone)
    return not account_queries.others_with_role(appointment.organization_id, Role.COORDINATOR, day, user_id)


def _take_role(actor: Actor, appointment: CoordinatorAppointment, on: date, reason: str) -> None:
    grant = queries.grant(appointment.grant_id) if appointment.grant_id is not None else None
    if grant is None or grant.revoked_at is not None or (grant.valid_to is not None and grant.valid_to < on):
        return
    # A role that has not begun is taken away whole; it has no last day.
    begins_later = on <= grant.valid_from
    grants.end_by_appointment(actor, grant, (today(actor.zone) if begins_later else on) - timedelta(days=1), reason)


def _refuse_own(actor: Actor, employee: Employee) -> None:
    if actor.employee_id is not None and actor.employee_id == employee.id:
        raise Forbidden(N_("Nobody appoints oneself."))


def _basis(appointment: CoordinatorAppointment) -> str:
    return f"Приказ № {appointment.order_number} от {appointment.order_date:%d.%m.%Y}"


def _reason(typed: str) -> str:
    reason = clean(typed)[:TEXT_LENGTH]
    if not reason:
        raise Invalid(N_("Name the basis: an order with its number and date, or the reason."), field="basis")
    return reason
