"""Verbs on employees: import a list, dismiss, take back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.access import operations as access
from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.integrity import explained
from app.core.text import N_, normalise
from app.exchange.rules import Answer, Finding, Plan, PlannedRow, Question, Record
from app.extensions import db
from app.staff import queries
from app.staff.models import Employee
from app.staff.rules import Likeness, recognise

FIELDS = ("last_name", "first_name", "middle_name", "position", "personnel_number", "hired_on", "phone", "email")
ANOTHER, SAME = "another", "same"
STATES = {Likeness.NEW: N_("new employee"), Likeness.SAME: N_("already entered"), Likeness.NAMESAKE: N_("your answer is needed")}
HEADS = (N_("Last name"), N_("First name"), N_("Middle name"), N_("Position"))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: how many records it made, how many were there before."""

    created: int
    unchanged: int


def dismiss(actor: Actor, employee: Employee, on: date, order: str | None = None) -> None:
    """Dismiss an employee; ``on`` is the first day without access, roles and sessions (a past or present one: at once).

    Raises Conflict for who is dismissed already, Invalid for a day before hiring, Refused for the last director.
    """
    require(actor, Resource.EMPLOYEE, Action.UPDATE)
    if employee.dismissed_on is not None:
        raise Conflict(N_("«%(name)s» has already been dismissed."), name=employee.full_name)
    if employee.hired_on is not None and on < employee.hired_on:
        raise Invalid(N_("The dismissal cannot be before the day of hiring."), field="on")
    employee.dismissed_on, employee.dismiss_order = on, order or None
    audit.record(actor, "dismiss", employee, changes=audit.changes_of(employee))
    if employee.user_id is not None:
        access.end_access(actor, employee.user_id, on)
    db.session.flush()


def plan_employees(rows: Sequence[Record]) -> Plan:
    """Tell what importing ``rows`` would do; reads only."""
    known, departments = queries.known_employees(), queries.departments_by_name()
    planned, findings, questions = [], [], []
    for row in rows:
        likeness, like = _likeness(row, known)
        name = row.values["department"]
        if name and normalise(str(name)) not in departments:
            findings.append(Finding(N_("There is no department «%(name)s»; enter it first."), {"name": name}, row.number))
        if likeness is Likeness.NAMESAKE:
            person = next(one for one in known if one.id == like)
            questions.append(Question(row.number, _subject(row), _answers(row, person)))
        cells = tuple(str(row.values[key] or "") for key in ("last_name", "first_name", "middle_name", "position"))
        planned.append(PlannedRow(row.number, cells, STATES[likeness], likeness is Likeness.NEW))
    return Plan(HEADS, tuple(planned), tuple(findings), tuple(questions))


def _likeness(row: Record, known: Sequence[Any]) -> tuple[Likeness, int | None]:
    values = row.values
    number = str(values["personnel_number"]) if values["personnel_number"] else None
    return recognise(str(values["person"]), number, str(values["position"]), known)


def _subject(row: Record) -> str:
    return " ".join(str(row.values[key]) for key in ("last_name", "first_name", "middle_name") if row.values[key])


def _answers(row: Record, person: Any) -> tuple[Answer, ...]:
    return (
        Answer(SAME, N_("The same person: %(name)s; the record stays as it is"), {"name": _described(row, person)}),
        Answer(ANOTHER, N_("Another person: a new record is made")),
    )


def _described(row: Record, person: Any) -> str:
    parts = [_subject(row), person.position]
    if person.personnel_number:
        parts.append(f"№ {person.personnel_number}")
    return ", ".join(parts)


def import_employees(
    actor: Actor, rows: Sequence[Record], decisions: Mapping[int, str], source: str = ""
) -> Outcome:
    """Enter a list of employees, all or nothing; who is known already stays as is, so a second time changes nothing.

    ``decisions`` answers every namesake by row number. Raises Conflict for an unanswered one, Invalid for a department
    that does not exist.
    """
    require(actor, Resource.EMPLOYEE, Action.IMPORT)
    known, departments = queries.known_employees(), queries.departments_by_name()
    made: list[Employee] = []
    for row in rows:
        likeness, _like = _likeness(row, known)
        if likeness is Likeness.NAMESAKE and decisions.get(row.number) not in (SAME, ANOTHER):
            raise Conflict(N_("Row %(row)s: a namesake is known; say whether it is the same person."), row=row.number)
        if likeness is Likeness.SAME or (likeness is Likeness.NAMESAKE and decisions[row.number] == SAME):
            continue
        made.append(_new_employee(actor, row, departments))
    for employee in made:
        audit.record(actor, "import", employee, changes=audit.changes_of(employee), reason=source or None)
    with explained():
        db.session.flush()
    return Outcome(len(made), len(rows) - len(made))


def _new_employee(actor: Actor, row: Record, departments: Mapping[str, int]) -> Employee:
    name = row.values["department"]
    department = departments.get(normalise(str(name))) if name else None
    if name and department is None:
        raise Invalid(N_("There is no department «%(name)s»; enter it first."), name=name)
    employee = Employee(
        organization_id=actor.organization_id, department_id=department, **{key: row.values[key] for key in FIELDS}
    )
    db.session.add(employee)
    return employee
