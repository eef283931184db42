"""The sheets of a year: a whole group's or a whole teacher's load given out on one screen."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.clock import today
from app.core.errors import DomainError, NotFound
from app.core.text import N_
from app.core.transaction import transaction
from app.organization import queries as organization
from app.staff.models import Employee
from app.students import queries as students
from app.students.models import StudyGroup
from app.teaching import operations, queries, queries_account
from app.teaching.reaching import sees_whole
from app.teaching.titles import KINDS
from app.teaching.yearsheet import YearSheet
from app.terms.models import GroupTerm


class LoadYearView(BaseView):
    """The load of a year as a sheet."""

    route_base = "/load-year"
    class_permission_name = Resource.TEACHING_LOAD
    default_view = "group"

    @expose("/group/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def group(self, pk: str) -> Any:
        """Give out the year of a group."""
        group = students.group_by_id(parse_id(pk) or 0)
        if group is None:
            raise NotFound(N_("There is no such group."))
        return self._answer(_("Load of the year: %(name)s", name=group.name), group, None)

    @expose("/teacher/<pk>", methods=["GET", "POST"])
    @permission_name("update")
    def teacher(self, pk: str) -> Any:
        """Give out the year of a teacher: the own lines and those that nobody has yet."""
        person = queries.employee(parse_id(pk) or 0)
        return self._answer(_("Load of the year: %(name)s", name=person.full_name), None, person)

    def _answer(self, title: str, group: StudyGroup | None, person: Employee | None) -> Any:
        terms = _terms(group)
        if group is not None and not terms:
            raise NotFound(N_("The group has no term in the present year: open it first."))
        sheet = _sheet(terms, person)
        status = 200
        if request.method == "POST":
            status = _save(sheet)
            if status == 200:
                return redirect(request.full_path.rstrip("?"), 303)
        page = self.render_template(
            "teaching/year.html", title=title, sheet=sheet, kinds=KINDS, group=group, person=person, q=_wanted(),
            account=_account(person), versions={term.id: operations.state_of(items) for term, items in terms},
        )  # fmt: skip
        return page, status


def _terms(group: StudyGroup | None) -> list[tuple[GroupTerm, list[queries.ItemLoad]]]:
    year = organization.active_year()
    found = queries.terms_with_loads(year.id, group_id=group.id if group else None) if year else []
    return [(term, items) for term, items in found if sees_whole(g.actor, term)]


def _sheet(terms: list[tuple[GroupTerm, list[queries.ItemLoad]]], person: Employee | None) -> YearSheet:
    year, day = organization.active_year(), today(g.actor.zone)
    loads = [load.id for _term, items in terms for item in items for load in item.loads]
    held = queries_account.held_by_load(year.id, day, loads) if year else {}
    taught = queries.loads_with_lessons(loads)
    return YearSheet(terms, queries.staff(day), taught, held, teacher=person, wanted=_wanted())


def _wanted() -> str:
    return request.args.get("q", "")[:100]


def _account(person: Employee | None) -> Any:
    year = organization.active_year()
    return queries_account.account(g.actor, year, person, today(g.actor.zone)) if year and person else None


def _save(sheet: YearSheet) -> int:
    """Save what was typed, all terms or none; gives the status of the page."""
    rows = sheet.read(request.form)
    if sheet.problem_count:
        return 422
    by_id = {term.id: term for term, _items in sheet.terms}
    term_id = 0
    try:
        with transaction():
            for term_id, changed in rows.items():
                operations.assign_loads(g.actor, by_id[term_id], changed, version=request.form.get(f"version-{term_id}", ""))
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        sheet.add_error(refusal, term_id)
        return refusal.status
    count = sum(len(changed) for changed in rows.values())
    said = ngettext("%(num)d item was saved.", "%(num)d items were saved.", count) if count else _("Nothing was changed.")
    flash(said, "success" if count else "info")
    return 200
