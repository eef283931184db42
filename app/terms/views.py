"""Screens of group terms: the list of the year, the card, opening for all groups at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.crud import Button, Crud, Interface
from app.access.crud_integrity import register_users
from app.access.crud_interface import parse_id
from app.core.clock import today
from app.core.errors import DomainError, NotFound
from app.core.text import N_
from app.organization import queries as organization_queries
from app.organization.models import Semester
from app.terms import operations, queries, rules
from app.terms.forms import OpeningSheet
from app.terms.models import GroupTerm


def status_titles() -> dict[str, str]:
    """Give the names of the states of a term."""
    return {code: _(title) for code, title in rules.STATUS_TITLES.items()}


class GroupTermView(Crud):
    """Terms of groups; made by the opening form, never by hand one column at a time."""

    datamodel = Interface(GroupTerm)
    route_base = "/group-terms"
    default_view = "current"
    exclude_route_methods = {"download", "add"}
    list_title, add_title, edit_title = _l("Terms of groups"), _l("Open terms"), _l("Correct the term")
    list_columns = ["group", "plan_semester", "course", "academic_year", "starts_on", "ends_on", "status"]
    search_columns = ["academic_year", "status", "group"]
    show_columns = ["group", "academic_year", "plan_semester", "course", "starts_on", "ends_on", "status", "curriculum"]
    edit_columns = ["course", "starts_on", "ends_on"]
    base_order = ("group", "asc")
    load_columns = ["group", "academic_year"]
    titles_columns = {"status": status_titles}
    label_columns = {
        "group": _l("Group"),
        "plan_semester": _l("Plan semester"),
        "course": _l("Course"),
        "academic_year": _l("Academic year"),
        "status": _l("State"),
        "curriculum": _l("Curriculum"),
    }
    description_columns = {"ends_on": _l("The last day of the term, with its exams and credits.")}
    empty_hint = _l("Open the terms of the groups: load, journals and sheets hang on them.")

    @expose("/")
    @permission_name("read")
    def current(self) -> Any:
        """Lead to the terms of the present academic year."""
        year = organization_queries.active_year()
        return redirect(url_for(f"{self.endpoint}.list", **({"f.academic_year": year.id} if year else {})))

    def list_buttons(self) -> list[Button]:
        """Offer the opening form."""
        if not g.actor.may(self.class_permission_name, "create"):
            return []
        return [Button(str(self.add_title), url_for(f"{self.endpoint}.opening"), kind="primary")]

    def may_change(self, item: GroupTerm) -> bool:
        """A closed term stays as it is."""
        return item.status != rules.CLOSED

    def problems(self, values: Mapping[str, Any], item: GroupTerm | None) -> Iterable[DomainError]:
        """Check the new days."""
        return operations.change_problems(item, values) if item is not None else ()

    def change(self, item: GroupTerm, values: dict[str, Any]) -> GroupTerm:
        """Correct the term."""
        return operations.change_term(g.actor, item, values)

    @expose("/opening", methods=["GET", "POST"])
    @permission_name("create")
    def opening(self) -> Any:
        """Show the groups without a term in a half-year with what is proposed; open the chosen ones."""
        semesters = queries.semesters()
        chosen = _chosen(semesters)
        if chosen is None:
            return self.render_template("terms/opening.html", title=self.add_title, view=self, semesters=[], sheet=None)
        sheet = OpeningSheet(queries.openings(chosen), chosen, request.form if request.method == "POST" else None)
        if request.method == "POST" and sheet.validate():
            opened = self._attempt(sheet, lambda: operations.open_terms(g.actor, chosen.academic_year, sheet.rows()))
            if opened:
                flash(ngettext("%(num)s term opened.", "%(num)s terms opened.", len(opened)), "success")
                return redirect(url_for(f"{self.endpoint}.list", **{"f.academic_year": chosen.academic_year_id}), 303)
        shown = self.render_template(
            "terms/opening.html", title=self.add_title, view=self, semesters=semesters, chosen=chosen, sheet=sheet
        )
        return shown, (sheet.status or 422) if sheet.problem_count else 200


def _chosen(semesters: list[Semester]) -> Semester | None:
    """Give the half-year named in the address, or the one that is going on, or the next, or the newest."""
    if request.args.get("semester"):
        number = parse_id(request.args["semester"])
        found = next((one for one in semesters if one.id == number), None)
        if found is None:
            raise NotFound(N_("There is no such semester."))
        return found
    day = today(g.actor.zone)
    ahead = [one for one in semesters if one.ends_on >= day]
    return min(ahead, key=lambda one: one.starts_on) if ahead else next(iter(semesters), None)


@register_users(Semester)
def terms_of_half(semester: Semester) -> tuple[Any, int]:
    """Keep a half-year while groups study in it: their terms would be closed into no act."""
    return GroupTermView.list_title, queries.terms_in(semester)
