"""Screens of the college: its card, buildings, departments, academic years, semesters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import g, redirect, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange

from app.access import crud_writing
from app.access.crud import Button, Crud, Interface
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.organization import operations, queries, rules
from app.organization.models import (
    AcademicYear,
    BellTime,
    Building,
    Department,
    Licence,
    Organization,
    Room,
    Semester,
    SpecialDay,
)

SEMESTER_NUMBERS = {1: "1", 2: "2"}
DAY_KINDS = {
    "day_off": _l("day off"),
    "workday": _l("working day"),
    "shortened": _l("shortened lessons"),
}
BELL_KINDS = {
    "ordinary": _l("ordinary days"),
    "saturday": _l("Saturdays"),
    "shortened": _l("days of shortened lessons"),
}

LICENCE_KINDS = {rules.LICENCE: _l("licence"), rules.ACCREDITATION: _l("state accreditation")}
ROOM_KINDS = {
    "classroom": _l("classroom"), "laboratory": _l("laboratory"), "workshop": _l("workshop"), "computers": _l("computer class"),
    "gym": _l("gym"), "ground": _l("training ground"), "other": _l("other room"),
}  # fmt: skip


class OrganizationView(Crud):
    """The card of one's own college; it is made by the set-up and never deleted."""

    datamodel = Interface(Organization)
    route_base = "/organization"
    default_view = "own"
    exclude_route_methods = {"download", "add", "delete", "list", "export", "action", "action_post"}
    list_title = add_title = _l("College")
    list_columns = ["short_name"]
    form_fieldsets = [
        (_l("Name"), {"fields": ["full_name", "short_name", "abbreviation", "founder"]}),
        (_l("Head of the college"), {"fields": ["director_name", "director_position"]}),
        (
            _l("Addresses and contacts"),
            {"fields": ["city", "legal_address", "actual_address", "phone", "email", "site"]},
        ),
        (_l("Requisites"), {"fields": ["inn", "kpp", "ogrn", "okpo", "okved", "oktmo", "okato", "okogu"]}),
        (_l("Work of the college"), {"fields": ["shifts"]}),
    ]
    label_columns = {
        "full_name": _l("Full name of the college"),
        "short_name": _l("Short name"),
        "abbreviation": _l("Abbreviation"),
        "founder": _l("Founder"),
        "director_name": _l("Name of the director"),
        "director_position": _l("Position of the director"),
        "city": _l("City"),
        "legal_address": _l("Legal address"),
        "actual_address": _l("Actual address"),
        "site": _l("Site"),
        "inn": _l("INN"),
        "kpp": _l("KPP"),
        "ogrn": _l("OGRN"),
        "okpo": _l("OKPO"),
        "okved": _l("OKVED"),
        "oktmo": _l("OKTMO"),
        "okato": _l("OKATO"),
        "okogu": _l("OKOGU"),
        "shifts": _l("Shifts"),
    }
    description_columns = {
        "founder": _l("Printed first in the head of official papers."),
        "shifts": _l("Shifts with their hours, for example «1 смена 8:30–13:50, 2 смена 14:00–19:20»."),
    }

    @expose("/")
    @permission_name("read")
    def own(self) -> Any:
        """Lead to the card of the acting person's college."""
        return redirect(self.address(queries.own_organization(g.actor)))

    def back_address(self) -> str:
        """There is no list of colleges to go back to."""
        return url_for(f"{self.endpoint}.own")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Check the requisites."""
        return rules.requisite_problems(values["inn"], values["kpp"], values["ogrn"])

    def change(self, item: Organization, values: dict[str, Any]) -> Organization:
        """Correct the card."""
        return operations.change_organization(g.actor, item, values)


class LicenceView(Crud):
    """Licences and accreditations of the college."""

    datamodel = Interface(Licence)
    route_base = "/licences"
    list_title, add_title = _l("Licence and accreditation"), _l("New licence or accreditation")
    list_columns = ["kind", "series", "number", "issued_on", "issuer", "valid_until"]
    form_columns = show_columns = [*list_columns, "appendix", "programmes"]
    search_columns = ["kind"]
    base_order = ("issued_on", "desc")
    titles_columns = {"kind": LICENCE_KINDS}
    label_columns = {
        "kind": _l("What it is"), "series": _l("Series"), "number": _l("Number"), "issued_on": _l("Date of the paper"), "issuer": _l("Who gave it"),
        "valid_until": _l("Valid until"), "appendix": _l("Appendix"), "programmes": _l("Programmes"),
    }  # fmt: skip
    description_columns = {
        "valid_until": _l("Empty: without a term."), "appendix": _l("Its number and date, for example «№ 2 от 12.05.2015»."),
        "programmes": _l("Codes of specialties or of their groups, where it is not for all, for example «09.00.00, 38.00.00»."),
    }  # fmt: skip
    empty_hint = _l("Enter the licence and the accreditation: certificates print those that hold on their day.")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Check that number, day and issuer are there and the days follow each other."""
        return rules.licence_problems(values["number"], values["issued_on"], values["issuer"], values["valid_until"])


class BuildingView(Crud):
    """Buildings."""

    datamodel = Interface(Building)
    route_base = "/buildings"
    list_title, add_title = _l("Buildings"), _l("New building")
    list_columns = ["name", "address"]
    search_hint = _l("Name or address")
    empty_hint = _l("Enter the buildings of the college: rooms and papers refer to them.")


class RoomView(Crud):
    """Rooms."""

    datamodel = Interface(Room)
    route_base = "/rooms"
    list_title, add_title = _l("Rooms"), _l("New room")
    list_columns = ["number", "name", "kind", "building", "seats", "head_name"]
    search_columns = ["kind", "building"]
    titles_columns = {"kind": ROOM_KINDS}
    label_columns = {
        "number": _l("Room number"), "kind": _l("Kind of room"), "building": _l("Building"), "seats": _l("Seats"),
        "head_name": _l("Head of the room"),
    }  # fmt: skip
    validators_columns = {"seats": [NumberRange(1, 2000)]}
    search_hint = _l("Number, name or head")
    empty_hint = _l("Enter the rooms of the college: they are offered where a lesson is put into the timetable.")


class DepartmentView(Crud):
    """Departments; a small college has none."""

    datamodel = Interface(Department)
    route_base = "/departments"
    list_title, add_title = _l("Departments"), _l("New department")
    list_columns = ["name", "code", "head_name"]
    label_columns = {"head_name": _l("Head of the department's name")}
    search_hint = _l("Name, code or head")
    empty_hint = _l("Enter the departments, or leave the list empty when the college has none.")


class SemesterView(Crud):
    """Semesters of the college."""

    datamodel = Interface(Semester)
    route_base = "/semesters"
    list_title, add_title = _l("Semesters"), _l("New semester")
    list_columns = ["academic_year", "number", "starts_on", "ends_on"]
    search_columns = ["academic_year"]
    base_order = ("starts_on", "desc")
    label_columns = {"academic_year": _l("Academic year"), "number": _l("Semester")}
    titles_columns = {"number": SEMESTER_NUMBERS}
    empty_hint = _l("Open an academic year first, then its two semesters.")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Check the days against the year and the other semester."""
        return operations.semester_problems(**_days(values), year=values["academic_year"], semester=item)

    def create(self, values: dict[str, Any]) -> Semester:
        """Open a semester."""
        return operations.create_semester(g.actor, values["academic_year"], **_days(values))

    def change(self, item: Semester, values: dict[str, Any]) -> Semester:
        """Change a semester."""
        return operations.change_semester(g.actor, item, values["academic_year"], **_days(values))


class SpecialDayView(Crud):
    """Days on which the college works otherwise than the public calendar."""

    datamodel = Interface(SpecialDay)
    route_base = "/special-days"
    list_title, add_title = _l("Moved days"), _l("New moved day")
    list_columns = ["day", "kind", "note"]
    search_columns = ["kind"]
    base_order = ("day", "desc")
    label_columns = {"day": _l("Day"), "kind": _l("What it is"), "note": _l("Ground")}
    titles_columns = {"kind": DAY_KINDS}
    description_columns = {"note": _l("Resolution, order or event: «ПП РФ № 1335», «приказ № 41», «день колледжа».")}
    empty_hint = _l("Public holidays and their transfers are known already. Enter only what the college itself moves.")


class BellTimeView(Crud):
    """The bell schedule."""

    datamodel = Interface(BellTime)
    route_base = "/bells"
    list_title, add_title = _l("Bell schedule"), _l("New line of the bell schedule")
    list_columns = ["kind", "pair", "starts_at", "ends_at"]
    search_columns = ["kind"]
    base_order = ("starts_at", "asc")
    label_columns = {"kind": _l("On which days"), "pair": _l("Pair number"), "starts_at": _l("Begins at"), "ends_at": _l("Ends at")}
    titles_columns = {"kind": BELL_KINDS}
    empty_hint = _l("Enter the pairs with their times, then the Saturdays and the days of shortened lessons when they differ.")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Check the times against the other pairs of such days."""
        return operations.bell_problems(values, item)

    def create(self, values: dict[str, Any]) -> BellTime:
        """Add a line."""
        return crud_writing.create(g.actor, BellTime, operations.tidy_bells(values))

    def change(self, item: BellTime, values: dict[str, Any]) -> BellTime:
        """Change a line."""
        return crud_writing.change(g.actor, item, operations.tidy_bells(values))


class AcademicYearView(Crud):
    """Academic years."""

    datamodel = Interface(AcademicYear)
    route_base = "/academic-years"
    list_title, add_title = _l("Academic years"), _l("New academic year")
    list_columns = ["label", "starts_on", "ends_on", "is_active"]
    form_columns = ["starts_on", "ends_on", "is_active"]
    show_columns = ["label", "starts_on", "ends_on", "is_active"]
    base_order = ("starts_on", "desc")
    label_columns = {"label": _l("Academic year"), "is_active": _l("Present year")}
    description_columns = {"is_active": _l("One year is the present one; marking another takes the mark from it.")}
    related_views = [SemesterView]
    empty_hint = _l("Open the academic year: 1 September to 31 August.")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Check the days against the other years and the own semesters."""
        return operations.year_problems(values["starts_on"], values["ends_on"], item)

    def create(self, values: dict[str, Any]) -> AcademicYear:
        """Open a year."""
        return operations.create_year(g.actor, values["starts_on"], values["ends_on"], active=values["is_active"])

    def change(self, item: AcademicYear, values: dict[str, Any]) -> AcademicYear:
        """Change a year."""
        return operations.change_year(g.actor, item, values["starts_on"], values["ends_on"], active=values["is_active"])

    def card_buttons(self, item: AcademicYear) -> list[Button]:
        """Offer to make another year the present one."""
        if item.is_active or not g.actor.may(self.class_permission_name, "update"):
            return []
        return [
            Button(str(_l("Make it the present year")), url_for(f"{self.endpoint}.activate", pk=item.id), post=True)
        ]

    @expose("/activate/<pk>", methods=["POST"])
    @permission_name("update")
    def activate(self, pk: str) -> Any:
        """Make the year the present one."""
        with transaction():
            item = self._item(pk, fresh=True)
            operations.activate_year(g.actor, item)
        return redirect(self.address(item), 303)


def _days(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"number": int(values["number"]), "begin": values["starts_on"], "end": values["ends_on"]}
