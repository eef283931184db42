"""Screens of specialties, programmes and curricula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, g, redirect, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import NumberRange, Regexp

from app.access.crud import Button, Crud, Interface, Section
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.curricula import operations, operations_life, pages, queries
from app.curricula.models import Curriculum, Programme, Specialty
from app.curricula.titles import BASE_TITLES, PROGRAMME_KIND_TITLES, STATUS_TITLES, STUDY_FORM_TITLES


class CurriculumView(Crud):
    """Curricula: the list, and a card that shows the whole plan."""

    datamodel = Interface(Curriculum)
    route_base = "/curricula"
    show_template = "curricula/card.html"
    list_title, add_title = _l("Curricula"), _l("New curriculum typed by hand")
    list_columns = ["programme", "intake_year", "version", "status"]
    add_columns = ["programme", "intake_year", "fgos_order"]
    edit_columns = ["fgos_order"]
    show_columns = [
        "programme", "intake_year", "version", "status", "order_number", "order_date", "active_from", "approved_by_name", "fgos_order", "made_from", "note",
        "recorded_at",
    ]  # fmt: skip
    search_columns = ["programme", "intake_year", "status"]
    load_columns = ["programme.specialty"]
    base_order = ("intake_year", "desc")
    label_columns = {
        "programme": _l("Programme"),
        "intake_year": _l("Year of admission"),
        "version": _l("Version"),
        "status": _l("State"),
        "fgos_order": _l("Order of the standard"),
        "order_number": _l("Order that approved the plan, №"),
        "order_date": _l("Date of the order"),
        "active_from": _l("In force from"),
        "approved_by_name": _l("Approved by"),
        "made_from": _l("Made from"),
        "note": _l("Basis of the individual plan"),
        "lines": _l("Lines"),
        "hours": _l("Hours"),
        "differences": _l("Differences"),
        "copied_from": _l("Copied from"),
    }
    description_columns = {"fgos_order": _l("Number and date of the order that approved the standard.")}
    validators_columns = {"intake_year": [NumberRange(1990, 2100, _l("Type the year of admission, such as 2024."))]}
    titles_columns = {"status": STATUS_TITLES}
    search_hint = _l("Specialty, qualification or year")
    empty_hint = _l("Upload a plan file of the program «Plany», or enter a specialty, a programme and type the plan.")

    def list_buttons(self) -> list[Button]:
        """Offer the import."""
        if not g.actor.may(self.class_permission_name, "import"):
            return []
        return [Button(_("Upload a plan file"), url_for("PlanImportView.upload"), kind="primary")]

    def create(self, values: dict[str, Any]) -> Curriculum:
        """Begin a plan by hand."""
        return operations_life.create_curriculum(g.actor, values)

    def remove(self, item: Curriculum) -> None:
        """Delete a draft with its lines."""
        operations_life.delete_curriculum(g.actor, item)

    def may_change(self, item: Curriculum) -> bool:
        """A plan that is approved or in use stays as it is."""
        if item.status != operations.DRAFT:
            return False
        known = g.setdefault("plans_used", {})
        if item.id not in known:
            known[item.id] = queries.is_used(item.id)
        return not known[item.id]

    def card_buttons(self, item: Curriculum) -> list[Button]:
        """Offer what the person may do with the plan in its state."""
        may = g.actor.may
        found = []
        if may("curriculum", "update") and self.may_change(item):
            found.append(Button(_("Edit the plan"), url_for("PlanSheetView.show", pk=item.id), kind="primary"))
            found.append(Button(_("Add a line"), url_for("CurriculumItemView.add", pk=item.id)))
            if may("curriculum", "import"):
                found.append(Button(_("From a spreadsheet"), url_for("PlanWorkbookView.form", target=item.id)))
        if may("curriculum", "create"):
            found.append(Button(_("New version"), url_for("CurriculumView.copy", pk=item.id), post=True))
            found.append(Button(_("To the next intake"), url_for("PlanLifeView.next", pk=item.id)))
        found.append(Button(_("Competences"), url_for("CompetenceView.show", pk=item.id)))
        if may("work_programme", "read"):
            found.append(Button(_("Work programmes"), url_for("WorkProgrammeView.show", pk=item.id)))
        found.append(Button(_("Compare versions"), url_for("PlanLifeView.difference", pk=item.id)))
        if may("curriculum", "export"):
            found.append(Button(_("Export"), url_for("PlanPaperView.xlsx", pk=item.id), post=True))
        if may("curriculum", "print"):
            found.append(Button(_("Print"), url_for("PlanPaperView.pdf", pk=item.id), post=True))
        if may("curriculum", "approve"):
            found.append(self._approval(item))
        return found

    def _approval(self, item: Curriculum) -> Button:
        if item.status == operations.APPROVED:
            return Button(_("Withdraw the approval"), url_for("CurriculumView.withdraw", pk=item.id), post=True)
        return Button(_("Approve"), url_for("PlanLifeView.approve", pk=item.id), kind="primary")

    def card_sections(self, item: Curriculum) -> list[Section]:
        """Show the plan itself."""
        may_edit, rows = g.actor.may("curriculum", "update") and self.may_change(item), queries.items_of(item.id)
        table = pages.table_of(queries.plan_with(item, rows), {row.item_key: row.id for row in rows} if may_edit else {})
        return [Section(_("Plan"), "curricula/section_plan.html", {"table": table}, order=10)]

    @expose("/copy/<pk>", methods=["POST"])
    @permission_name("create")
    def copy(self, pk: str) -> Any:
        """Make the next version."""
        with transaction():
            made = operations_life.copy_curriculum(g.actor, self._item(pk, fresh=True))
        flash(_("Version %(number)s is made: it can be changed.", number=made.version), "success")
        return redirect(self.address(made), 303)

    @expose("/withdraw/<pk>", methods=["POST"])
    @permission_name("approve")
    def withdraw(self, pk: str) -> Any:
        """Return the plan to the drafts."""
        with transaction():
            item = self._item(pk, fresh=True)
            operations_life.withdraw_approval(g.actor, item)
        flash(_("The approval is withdrawn: %(name)s.", name=item), "success")
        return redirect(self.address(item), 303)


class ProgrammeView(Crud):
    """Educational programmes."""

    datamodel = Interface(Programme)
    route_base = "/programmes"
    list_title, add_title = _l("Programmes"), _l("New programme")
    list_columns = ["specialty", "qualification", "base", "study_form", "years", "months"]
    add_columns = edit_columns = show_columns = [*list_columns, "kind", "fgos_hours", "head_name"]
    search_columns = ["specialty", "base", "study_form"]
    label_columns = {
        "specialty": _l("Specialty"),
        "qualification": _l("Qualification"),
        "base": _l("Base"),
        "study_form": _l("Form of study"),
        "years": _l("Years of study"),
        "months": _l("Months of study"),
        "kind": _l("Kind of programme"),
        "fgos_hours": _l("Hours by the standard"),
        "head_name": _l("Head of the specialty"),
    }
    description_columns = {
        "fgos_hours": _l("The plan is compared with it: 5940 on the base of 9 classes, 4464 on that of 11 for 09.02.07."),
        "head_name": _l("Printed in calendar-thematic plans."),
    }
    titles_columns = {"base": BASE_TITLES, "study_form": STUDY_FORM_TITLES, "kind": PROGRAMME_KIND_TITLES}
    validators_columns = {"fgos_hours": [NumberRange(1, 20_000)], "years": [NumberRange(0, 6)], "months": [NumberRange(0, 11)]}
    related_views = [CurriculumView]
    search_hint = _l("Code, specialty or qualification")
    empty_hint = _l("A programme comes with a plan file; without one, enter the specialty first.")

    def problems(self, values: Mapping[str, Any], item: Any | None) -> Iterable[DomainError]:
        """Check the length of study."""
        return operations.programme_problems(values["years"], values["months"])


class SpecialtyView(Crud):
    """Specialties and professions."""

    datamodel = Interface(Specialty)
    route_base = "/specialties"
    list_title, add_title = _l("Specialties"), _l("New specialty")
    list_columns = ["code", "name"]
    validators_columns = {"code": [Regexp(r"^\d{2}\.\d{2}\.\d{2}$", message=_l("Type the code as 09.02.07."))]}
    related_views = [ProgrammeView]
    search_hint = _l("Code or name")
    empty_hint = _l("A specialty comes with a plan file, or is entered here: code such as 09.02.07 and name.")
