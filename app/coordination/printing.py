"""From an appointment or an employee to the paper: letterhead, signature, the name in the case the paper needs."""

from __future__ import annotations

from collections.abc import Sequence
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
    return f"{declined(person.last_name, person.first_name, person.middle_name, Case.ACCUSATIVE)} ({person.position})"


def declined(last: str, first: str, middle: str | None, case: Case) -> str:
    """Give a full name in a grammatical case; one whose gender the middle name does not show stays as it is."""
    ending = (middle or "").lower()
    gender = Gender.FEMALE if ending.endswith(_FEMALE) else Gender.MALE if ending.endswith(_MALE) else None
    if gender is None:
        return text.full_name(last, first, middle)
    cases = Petrovich()
    return " ".join((cases.lastname(last, case, gender), cases.firstname(first, case, gender), cases.middlename(middle, case, gender)))


def order_of(
    appointment: CoordinatorAppointment, organization: Organization, person: str, stand_ins: Sequence[Employee] = ()
) -> AppointmentOrder:
    """Build the order; ``person`` is the name in the accusative as it shall be printed, ``stand_ins`` those of the same order."""
    acquainted = tuple(
        Signature(one.position, text.initials_first(one.last_name, one.first_name, one.middle_name))
        for one in (appointment.employee, *stand_ins)
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
        acquainted=acquainted,
        backup=", ".join(f"{one.full_name} ({one.position})" for one in stand_ins),
        is_backup=appointment.is_backup,
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
