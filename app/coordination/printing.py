"""From an appointment or an employee to the paper: letterhead, signature, the name in the case the paper needs."""

from __future__ import annotations

from datetime import date

from petrovich.enums import Case, Gender
from petrovich.main import Petrovich

from app.coordination.models import CoordinatorAppointment
from app.coordination.papers import AppointmentOrder, UndertakingPaper
from app.core import text
from app.documents.rules import Signature
from app.organization.heads import director, letterhead
from app.organization.models import Organization
from app.staff.models import Employee

_FEMALE, _MALE = ("на", "кызы", "гызы"), ("ич", "оглы", "угли", "улы")


def accusative(person: Employee) -> str:
    """Give «Иванову Анну Петровну (методист)»; a name whose gender is not seen stays as it is, to be corrected."""
    middle = (person.middle_name or "").lower()
    gender = Gender.FEMALE if middle.endswith(_FEMALE) else Gender.MALE if middle.endswith(_MALE) else None
    if gender is None:
        return f"{person.full_name} ({person.position})"
    cases = Petrovich()
    names = (
        cases.lastname(person.last_name, Case.ACCUSATIVE, gender),
        cases.firstname(person.first_name, Case.ACCUSATIVE, gender),
        cases.middlename(person.middle_name, Case.ACCUSATIVE, gender),
    )
    return f"{' '.join(names)} ({person.position})"


def order_of(appointment: CoordinatorAppointment, organization: Organization, person: str) -> AppointmentOrder:
    """Build the order; ``person`` is the name in the accusative as it shall be printed."""
    employee = appointment.employee
    acquainted = Signature(
        employee.position, text.initials_first(employee.last_name, employee.first_name, employee.middle_name)
    )
    return AppointmentOrder(
        letterhead=letterhead(organization),
        number=appointment.order_number,
        order_date=appointment.order_date,
        person=person,
        starts_on=appointment.starts_on,
        ends_on=appointment.ends_on,
        zone=appointment.zone or "",
        signature=director(organization),
        acquainted=(acquainted,),
    )


def undertaking_of(employee: Employee, organization: Organization, signed_on: date | None = None) -> UndertakingPaper:
    """Build the undertaking to be signed by hand."""
    return UndertakingPaper(
        letterhead=letterhead(organization),
        person=employee.full_name,
        position=employee.position,
        director=director(organization),
        signed_on=signed_on,
    )
