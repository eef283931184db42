"""Verbs on the file of an employee: special data, the own contacts, trainings proposed and confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.access.special import Hidden, SpecialField, disclose, hidden_in
from app.audit import operations as audit
from app.core import secrets
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Invalid, Refused
from app.core.identity import check_inn, check_passport, check_snils, format_snils, mask_snils
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.staff import queries_file
from app.staff.models import Employee
from app.staff.models_file import PersonnelFile, StaffTraining
from app.staff.qualification import CONFIRMED, PROPOSED, TRAININGS

FIELDS = {
    f"personnel_file.{name}": SpecialField(PersonnelFile, name, label, Resource.PERSONNEL, **more)
    for name, label, more in (
        ("birth_date", N_("Birth date"), {"written": lambda value: f"{date.fromisoformat(value):%d.%m.%Y}"}),
        ("snils", N_("SNILS"), {"mask": mask_snils, "written": format_snils}),
        ("inn", N_("INN"), {}),
        ("passport", N_("Passport: series and number"), {}),
        ("passport_issued", N_("Passport: issued by and when"), {}),
        ("address", N_("Address of residence"), {}),
    )
}


def hidden_of(actor: Actor, employee: Employee) -> list[Hidden]:
    """Give the special values of an employee that the actor may see masked."""
    row = queries_file.personnel_of(employee.id) if actor.may(Resource.PERSONNEL, Action.READ) else None
    return hidden_in(actor, FIELDS, [row] if row is not None else [])


def reveal(actor: Actor, employee: Employee, what: str, reason: str) -> str:
    """Give a special value of an employee within reach for a stated reason, as ``disclose`` does."""

    def row_of(_field: SpecialField, row_id: int | None) -> PersonnelFile | None:
        row = queries_file.personnel_of(employee.id)
        return row if row is not None and row.id == row_id else None

    return disclose(actor, employee, FIELDS, what, reason, row_of)


def keep(actor: Actor, employee: Employee, typed: Mapping[str, Any]) -> bool:
    """Keep special data of an employee; empty fields keep the present. Gives whether anything changed.

    Raises Invalid naming the field, Conflict where somebody else of the staff has the СНИЛС.
    """
    require(actor, Resource.PERSONNEL, Action.UPDATE)
    row = queries_file.personnel_of(employee.id)
    if row is None:
        row = PersonnelFile(organization_id=employee.organization_id, employee_id=employee.id)
    checks: dict[str, Any] = {
        "birth_date": lambda v: _birth(v, today(actor.zone)), "snils": check_snils, "inn": check_inn, "passport": check_passport,
        "passport_issued": clean, "address": clean,
    }  # fmt: skip
    for name, check in checks.items():
        if typed.get(name):
            _set(row, employee, name, _checked(check, typed[name], name))
    if row.id is None and not any(getattr(row, name) for name in checks):
        return False
    db.session.add(row)
    changes = audit.changes_of(row)
    for hidden in ("snils_index", "employee_id", "organization_id", "recorded_at"):
        changes.pop(hidden, None)
    if changes:
        with explained():
            db.session.flush()
        audit.record(actor, "keep_personnel", employee, changes=dict.fromkeys(changes, (None, "•")))
    return bool(changes)


def _birth(value: date, day: date) -> str:
    if not 14 <= day.year - value.year <= 100:
        raise Invalid(N_("Check the birth date."))
    return value.isoformat()


def _checked(check: Any, value: Any, name: str) -> str:
    try:
        return check(value)
    except Invalid as refusal:
        refusal.field = name
        raise


def _set(row: PersonnelFile, employee: Employee, name: str, value: str) -> None:
    if name == "snils" and value != row.snils:
        index = secrets.blind_index(value, employee.organization_id)
        holder = queries_file.holder_of_snils(index)
        if holder is not None and holder.employee_id != employee.id:
            raise Conflict(N_("This SNILS belongs to %(name)s."), field="snils", name=holder.employee.full_name)
        row.snils_index = index
    if getattr(row, name) != value:
        setattr(row, name, value)


def change_contacts(actor: Actor, phone: str | None, email: str | None) -> bool:
    """Change the phone and the address of the acting person; gives whether anything changed."""
    require(actor, Resource.STAFF_CARD, Action.UPDATE)
    employee = own(actor)
    employee.phone, employee.email = phone or None, email or None
    changes = audit.changes_of(employee)
    if changes:
        audit.record(actor, "change_contacts", employee, changes=changes)
        db.session.flush()
    return bool(changes)


def propose_training(actor: Actor, values: Mapping[str, Any]) -> StaffTraining:
    """Propose a training of the acting person; it counts when the personnel office has confirmed it."""
    require(actor, Resource.STAFF_CARD, Action.UPDATE)
    check_training(values, today(actor.zone))
    made = StaffTraining(
        organization_id=actor.organization_id, employee_id=own(actor).id, state=PROPOSED,
        **{name: values[name] for name in ("kind", "programme", "provider", "hours", "starts_on", "ends_on", "document")},
    )  # fmt: skip
    db.session.add(made)
    changes = audit.changes_of(made)
    with explained():
        db.session.flush()
    audit.record(actor, "propose_training", made, changes=changes)
    return made


def confirm_training(actor: Actor, training: StaffTraining) -> None:
    """Take a proposed training as true; raises Conflict for one that is confirmed already."""
    require(actor, Resource.STAFF_FILE, Action.UPDATE)
    if training.state == CONFIRMED:
        raise Conflict(N_("This training has already been confirmed."))
    training.state = CONFIRMED
    audit.record(actor, "confirm_training", training, changes=audit.changes_of(training))
    db.session.flush()


def check_training(values: Mapping[str, Any], day: date) -> None:
    """Refuse an unknown kind, hours out of range and days that cannot be; raises Invalid naming the field."""
    if values["kind"] not in TRAININGS:
        raise Invalid(N_("Choose one of the offered values."), field="kind")
    if not 1 <= (values["hours"] or 0) <= 3000:
        raise Invalid(N_("A number from %(low)s to %(high)s is expected."), field="hours", low=1, high=3000)
    if values["starts_on"] and values["ends_on"] < values["starts_on"]:
        raise Invalid(N_("The end lies before the begin."), field="ends_on")
    if values["ends_on"] > day:
        raise Invalid(N_("A training is entered when it is finished: the day lies in the future."), field="ends_on")


def own(actor: Actor) -> Employee:
    """Give the employee who acts; raises Refused for an account without one."""
    found = db.session.get(Employee, actor.employee_id) if actor.employee_id is not None else None
    if found is None:
        raise Refused(N_("Your account belongs to no employee; ask the personnel office."))
    return found



