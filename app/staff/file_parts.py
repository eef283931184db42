"""Screens of the rows that belong to an employee's file: posts, education, training, categories, awards, checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, g, redirect, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from app.access.crud import Button, Crud, Interface
from app.access.crud_fields import REQUIRED, CommaDecimalField
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.core.clock import today
from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.staff import personnel
from app.staff.models_file import StaffAward, StaffCategory, StaffCheck, StaffEducation, StaffPosition, StaffTraining
from app.staff.qualification import PROPOSED, category_until, check_rate
from app.staff.titles import (
    CATEGORIES,
    CHECKS,
    EDUCATION_LEVELS,
    EMPLOYMENTS,
    STAFF_GROUPS,
    TRAINING_STATES,
    TRAININGS,
)

register_acts({"propose_training": _l("proposed a training"), "confirm_training": _l("confirmed a training")})


def _sees_staff() -> bool:
    return bool(g.actor.may(Resource.EMPLOYEE, "read"))


class StaffPart(Crud):
    """Rows of one employee: made from the employee's card, and back to it."""

    def address(self, item: Any) -> str:
        """Lead back to the employee's card, or to the own one."""
        return url_for("EmployeeView.show", pk=item.employee_id) if _sees_staff() else url_for("StaffCardView.show")

    def back_address(self) -> str:
        """Lead back to the employees, or to the own card."""
        return url_for("EmployeeView.list") if _sees_staff() else url_for("StaffCardView.show")

    def crumbs(self, item: Any | None = None) -> list[tuple[str, str]]:
        """Lead over the employee whose row it is, or over the own card."""
        if not _sees_staff():
            return [(_("My card"), self.back_address())]
        above = [(_("Employees"), self.back_address())]
        return above if item is None else [*above, (str(item.employee), self.address(item))]

    def change(self, item: Any, values: dict[str, Any]) -> Any:
        """Change the row; it stays with its employee."""
        return super().change(item, {name: value for name, value in values.items() if name != "employee"})

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse an end before the begin."""
        if values.get("ends_on") and values.get("starts_on") and values["ends_on"] < values["starts_on"]:
            yield Invalid(N_("The end lies before the begin."), field="ends_on")


class StaffPositionView(StaffPart):
    """Posts and rates."""

    datamodel = Interface(StaffPosition)
    route_base = "/staff-positions"
    list_title, add_title = _l("Posts and rates"), _l("New post")
    list_columns = ["position", "staff_group", "employment", "rate", "teaches", "starts_on", "ends_on", "basis", "employee"]
    order_columns = ["employee", "starts_on", "ends_on"]
    search_columns = ["employee", "staff_group", "employment"]
    add_columns = [
        "employee", "position", "staff_group", "employment", "rate", "teaches", "department", "starts_on", "ends_on", "basis",
    ]  # fmt: skip
    edit_columns = add_columns[1:]
    label_columns = {
        "employee": _l("Employee"), "position": _l("Position"), "staff_group": _l("Group of positions"), "employment": _l("Kind of employment"),
        "rate": _l("Rate"), "teaches": _l("Holds lessons"), "starts_on": _l("From the day"), "ends_on": _l("To the day"), "basis": _l("Order"),
    }  # fmt: skip
    titles_columns = {"staff_group": STAFF_GROUPS, "employment": EMPLOYMENTS}
    description_columns = {"teaches": _l("The rate counts for the norm of teaching hours.")}
    add_form_extra_fields = edit_form_extra_fields = {"rate": CommaDecimalField(_l("Rate"), [InputRequired(REQUIRED)])}
    empty_hint = _l("No post is entered: the norm of hours is counted from one rate.")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse a wrong rate and an end before the begin."""
        yield from super().problems(values, item)
        try:
            check_rate(values["rate"])
        except Invalid as refusal:
            yield refusal


class StaffEducationView(StaffPart):
    """Education and diplomas."""

    datamodel = Interface(StaffEducation)
    route_base = "/staff-education"
    list_title, add_title = _l("Education"), _l("New diploma")
    list_columns = ["level", "institution", "specialty", "qualification", "diploma", "year", "employee"]
    order_columns = ["employee", "year"]
    search_columns = ["employee", "level"]
    add_columns = ["employee", "level", "institution", "specialty", "qualification", "diploma", "year"]
    edit_columns = add_columns[1:]
    label_columns = {
        "employee": _l("Employee"), "level": _l("Level"), "institution": _l("Institution"), "specialty": _l("Specialty by the diploma"),
        "qualification": _l("Qualification by the diploma"), "diploma": _l("Diploma: series and number"), "year": _l("Year of finishing"),
    }  # fmt: skip
    titles_columns = {"level": EDUCATION_LEVELS}

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse a year that cannot be."""
        if values["year"] is not None and not 1940 <= values["year"] <= today(g.actor.zone).year:
            yield Invalid(N_("Check the year."), field="year")


class StaffTrainingView(StaffPart):
    """Professional development, retraining, internships."""

    datamodel = Interface(StaffTraining)
    route_base = "/staff-trainings"
    list_title, add_title = _l("Professional development and internships"), _l("New training")
    list_columns = ["kind", "programme", "hours", "starts_on", "ends_on", "provider", "document", "state", "employee"]
    order_columns = ["employee", "starts_on", "ends_on", "hours"]
    search_columns = ["employee", "kind", "state", "ends_on"]
    base_order = ("ends_on", "desc")
    add_columns = ["employee", "kind", "programme", "provider", "hours", "starts_on", "ends_on", "document"]
    edit_columns = add_columns[1:]
    label_columns = {
        "employee": _l("Employee"), "kind": _l("Kind of training"), "programme": _l("Name of the programme"), "provider": _l("Where"), "hours": _l("Hours"),
        "document": _l("Document"), "state": _l("State"), "starts_on": _l("From the day"), "ends_on": _l("To the day"),
    }  # fmt: skip
    titles_columns = {"kind": TRAININGS, "state": TRAINING_STATES}

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Refuse hours and days that cannot be."""
        try:
            personnel.check_training(values, today(g.actor.zone))
        except Invalid as refusal:
            yield refusal

    def card_buttons(self, item: StaffTraining) -> list[Button]:
        """Offer to confirm what the employee proposed."""
        if item.state != PROPOSED or not self._may("update", item):
            return []
        return [Button(_("Confirm"), url_for(f"{self.endpoint}.confirm", pk=item.id), post=True, kind="primary")]

    @expose("/confirm/<pk>", methods=["POST"])
    @permission_name("update")
    def confirm(self, pk: str) -> Any:
        """Take a proposed training as true."""
        with transaction():
            item = self._item(pk, fresh=True)
            personnel.confirm_training(g.actor, item)
        flash(_("Confirmed: %(name)s.", name=item), "success")
        return redirect(self.address(item), 303)


class StaffCategoryView(StaffPart):
    """Qualification categories."""

    datamodel = Interface(StaffCategory)
    route_base = "/staff-categories"
    list_title, add_title = _l("Qualification categories"), _l("New category")
    list_columns = ["category", "position", "starts_on", "ends_on", "basis", "employee"]
    order_columns = ["employee", "starts_on", "ends_on"]
    search_columns = ["employee", "category", "ends_on"]
    base_order = ("starts_on", "desc")
    add_columns = ["employee", "category", "position", "basis", "starts_on", "ends_on"]
    edit_columns = add_columns[1:]
    label_columns = {
        "employee": _l("Employee"), "category": _l("Category"), "position": _l("By the position"), "basis": _l("Order"), "starts_on": _l("From the day"),
        "ends_on": _l("To the day"),
    }  # fmt: skip
    titles_columns = {"category": CATEGORIES}
    description_columns = {
        "ends_on": _l("Empty: fitness for the position holds for five years, a category given since 01.09.2023 has no end."),
    }

    def create(self, values: dict[str, Any]) -> Any:
        """Enter a category; fitness for the position gets its five years."""
        return super().create(values | {"ends_on": category_until(values["category"], values["starts_on"], values["ends_on"])})


class StaffAwardView(StaffPart):
    """Awards and honorary titles."""

    datamodel = Interface(StaffAward)
    route_base = "/staff-awards"
    list_title, add_title = _l("Awards"), _l("New award")
    list_columns = ["award", "given_by", "given_on", "document", "employee"]
    order_columns = ["employee", "given_on"]
    search_columns = ["employee"]
    add_columns = ["employee", "award", "given_by", "given_on", "document"]
    edit_columns = add_columns[1:]
    label_columns = {
        "employee": _l("Employee"), "award": _l("Award"), "given_by": _l("Awarded by"), "given_on": _l("Awarded on"), "document": _l("Document"),
    }  # fmt: skip


class StaffCheckView(StaffPart):
    """Papers for admission to work and experts of the demonstration exam."""

    datamodel = Interface(StaffCheck)
    route_base = "/staff-checks"
    list_title, add_title = _l("Admission to work"), _l("New paper")
    list_columns = ["kind", "starts_on", "ends_on", "document", "employee"]
    order_columns = ["employee", "starts_on", "ends_on"]
    search_columns = ["employee", "kind", "ends_on"]
    add_columns = ["employee", "kind", "starts_on", "ends_on", "document"]
    edit_columns = add_columns[1:]
    label_columns = {
        "employee": _l("Employee"), "kind": _l("Paper"), "starts_on": _l("Given on"), "ends_on": _l("Valid to"), "document": _l("Number, competence"),
    }  # fmt: skip
    titles_columns = {"kind": CHECKS}
