"""Screens of employees: list, card, form, dismissal, import."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms.validators import DataRequired

from app.access.crud import Button, Interface, Section
from app.access.crud_fields import REQUIRED
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.core.clock import today
from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.exchange.rules import Parsed, Plan, Table
from app.exchange.views import ImportView
from app.staff import operations
from app.staff.file_parts import (
    StaffAwardView,
    StaffCategoryView,
    StaffCheckView,
    StaffEducationView,
    StaffPositionView,
    StaffTrainingView,
)
from app.staff.file_views import EmployeeFile, experience
from app.staff.forms import NAME_VALIDATORS, DismissalForm, email_address
from app.staff.models import Employee
from app.staff.tables import EMPLOYEES
from app.staff.titles import EMPLOYMENTS, STAFF_GROUPS

register_acts({"dismiss": _l("dismissed")})


class EmployeeView(EmployeeFile):
    """Everybody who works in the college."""

    datamodel = Interface(Employee)
    route_base = "/employees"
    list_title, add_title = _l("Employees"), _l("New employee")
    list_columns = ["full_name", "position", "department", "personnel_number", "hired_on", "dismissed_on"]
    optional_columns = ["staff_group", "employment", "phone", "email", "degree", "academic_rank", "experience_since", "teaching_since"]
    search_columns = ["department", "staff_group", "employment", "dismissed_on"]
    form_fieldsets = [
        (_l("Full name"), {"fields": ["last_name", "first_name", "middle_name"]}),
        (_l("Work"), {"fields": ["position", "staff_group", "employment", "department", "personnel_number", "hired_on", "hire_order"]}),
        (_l("Experience and degrees"), {"fields": ["experience_since", "teaching_since", "degree", "academic_rank"]}),
        (_l("Contacts"), {"fields": ["phone", "email"]}),
    ]
    show_fieldsets = [
        (
            _l("Work"),
            {
                "fields": [
                    "position", "staff_group", "employment", "department", "personnel_number", "hired_on", "hire_order", "dismissed_on",
                    "dismiss_order",
                ]
            },
        ),
        (_l("Experience and degrees"), {"fields": ["experience_since", "teaching_since", "degree", "academic_rank"]}),
        (_l("Contacts"), {"fields": ["phone", "email"]}),
    ]
    label_columns = {
        "position": _l("Position"),
        "personnel_number": _l("Personnel number"),
        "hired_on": _l("Hired on"),
        "dismissed_on": _l("Dismissed from"),
        "staff_group": _l("Group of positions"),
        "employment": _l("Kind of employment"),
        "hire_order": _l("Order of hiring"),
        "dismiss_order": _l("Order of dismissal"),
        "experience_since": _l("Experience counted from"),
        "teaching_since": _l("Teaching experience counted from"),
        "degree": _l("Academic degree"),
        "academic_rank": _l("Academic rank"),
    }
    titles_columns = {"staff_group": STAFF_GROUPS, "employment": EMPLOYMENTS}
    formatters_columns = {"experience_since": experience, "teaching_since": experience}
    related_views = [
        StaffPositionView, StaffEducationView, StaffTrainingView, StaffCategoryView, StaffAwardView, StaffCheckView,
    ]  # fmt: skip
    validators_columns = {**NAME_VALIDATORS, "position": [DataRequired(REQUIRED)], "email": [email_address]}
    search_hint = _l("Name, position or personnel number")
    empty_hint = _l("Enter the employees one by one or import their list from a spreadsheet.")

    def problems(self, values: Mapping[str, Any], item: Employee | None) -> Iterable[DomainError]:
        """Check the days of work."""
        gone = item.dismissed_on if item else None
        if values["hired_on"] and gone and values["hired_on"] > gone:
            yield Invalid(N_("The day of hiring is after the dismissal."), field="hired_on")

    def list_buttons(self) -> list[Button]:
        """Lead to the import."""
        if not g.actor.may(Resource.EMPLOYEE, "import"):
            return []
        return [Button(_("Import a list"), url_for("EmployeeImportView.form"))]

    def card_buttons(self, item: Employee) -> list[Button]:
        """Offer the dismissal."""
        if item.dismissed_on is not None or not self._may("update", item):
            return []
        return [Button(_("Dismiss"), url_for(f"{self.endpoint}.dismissal", pk=item.id))]

    def card_sections(self, item: Employee) -> list[Section]:
        """Show the special data to whom they are open."""
        return self.personnel_sections(item)

    @expose("/dismiss/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def dismissal(self, pk: str) -> Any:
        """Ask for the day and dismiss."""
        item = self._item(pk, fresh=request.method == "POST")
        form = DismissalForm(on=today(g.actor.zone))
        if form.validate_on_submit() and form.on.data is not None:
            with transaction():
                operations.dismiss(g.actor, self._item(pk, fresh=True), form.on.data, form.order.data)
            flash(_("Dismissed: %(name)s. Roles and sessions are ended.", name=item), "success")
            return redirect(self.address(item), 303)
        page = self.render_template(
            "staff/dismissal.html", title=_("Dismissal: %(name)s", name=item), view=self, item=item, form=form
        )
        return page, 422 if form.errors else 200


class EmployeeImportView(ImportView):
    """The list of employees from a spreadsheet."""

    route_base = "/employees-import"
    class_permission_name = Resource.EMPLOYEE
    kind = "employees"
    title = _l("Import of employees")
    above = (_l("Employees"), "EmployeeView.list")

    def table(self, target: Any) -> Table:
        """Give the declared list of employees."""
        return EMPLOYEES

    def plan(self, target: Any, parsed: Parsed) -> Plan:
        """Tell who is new."""
        return operations.plan_employees(parsed.records)

    def apply(self, target: Any, parsed: Parsed, answers: Mapping[int, str], extras: Mapping[str, str]) -> str:
        """Enter them."""
        outcome = operations.import_employees(g.actor, parsed.records, answers)
        if not outcome.created:
            return _("Everything in this file has already been imported.")
        return ngettext("%(num)d employee was entered.", "%(num)d employees were entered.", outcome.created)

    def done_address(self, target: Any) -> str:
        """Lead to the list."""
        return url_for("EmployeeView.list")


