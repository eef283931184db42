"""Screens of the load: terms of the year, the load of a group's term, the split of an item, replacement, one's own load."""

from __future__ import annotations

from typing import Any

from flask import flash, g, jsonify, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.crud_card import Section, register_section
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.permissions import Action, Resource
from app.access.scope import reach_of
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import DomainError, NotFound
from app.core.text import N_
from app.core.transaction import transaction
from app.organization import queries as organization_queries
from app.staff.models import Employee
from app.teaching import (
    operations,
    queries,
    queries_account,
    queries_members,
    queries_taught,  # noqa: F401 - tells curricula who teaches what
    rules,
)
from app.teaching.forms import LoadSheet, ReplaceForm, Sheet, SplitSheet
from app.teaching.reaching import sees_whole
from app.teaching.titles import month_names
from app.terms import queries as term_queries
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED

LOOKUP_ROWS = 30

register_acts(
    {
        "assign_load": _l("gave the load out"),
        "change_load": _l("changed the load"),
        "remove_load": _l("took the load away"),
        "replace_teacher": _l("replaced the teacher"),
    }
)


class LoadView(BaseView):
    """The teaching load."""

    route_base = "/loads"
    class_permission_name = Resource.TEACHING_LOAD
    default_view = "index"

    @expose("/")
    @permission_name("read")
    def index(self) -> Any:
        """Show the terms of the present year with what is given out of each."""
        year = organization_queries.active_year()
        found = queries.terms_with_loads(year.id) if year else []
        rows = [
            (term, rules.total(item.coverage for item in items), len(items))
            for term, items in found
            if sees_whole(g.actor, term)
        ]
        if not rows and not g.actor.may(self.class_permission_name, "update"):
            return redirect(url_for("LoadView.mine"))
        return self.render_template("teaching/loads.html", title=_("Teaching load"), year=year, rows=rows)

    @expose("/term/<pk>")
    @permission_name("read")
    def term(self, pk: str) -> Any:
        """Show the load of a group's term; a form for those who give it out."""
        group_term = _term(pk)
        return self._load_page(group_term, _sheet(group_term, None))

    @expose("/term/<pk>", methods=["POST"])
    @permission_name("update")
    def save(self, pk: str) -> Any:
        """Save the load of a group's term."""
        group_term = _term(pk)
        sheet = _sheet(group_term, request.form)
        version = request.form.get("version", "")
        if sheet.validate() and _attempt(sheet, lambda: _assign(group_term, sheet.load_rows(), version)):
            flash(_("The load of group %(group)s has been saved.", group=group_term.group.name), "success")
            return redirect(url_for("LoadView.term", pk=group_term.id), 303)
        return self._load_page(group_term, sheet), sheet.status or 422

    @expose("/term/<pk>/item/<item>", methods=["GET", "POST"])
    @permission_name("update")
    def split(self, pk: str, item: str) -> Any:
        """Split an item between subgroups."""
        group_term = _term(pk)
        sheet = _split_sheet(group_term, item, request.form if request.method == "POST" else None)
        version = request.form.get("version", "")
        ready = request.method == "POST" and sheet.validate()
        if ready and _attempt(sheet, lambda: _assign(group_term, [sheet.load_row()], version)):
            flash(_("The subgroups have been saved."), "success")
            return redirect(url_for("LoadView.term", pk=group_term.id), 303)
        return self._split_page(group_term, sheet), (sheet.status or 422) if sheet.problem_count else 200

    @expose("/<pk>/replace", methods=["GET", "POST"])
    @permission_name("update")
    def replace(self, pk: str) -> Any:
        """Hand a load over to another teacher from a day on."""
        load = queries.load(parse_id(pk) or 0)
        form = ReplaceForm(request.form if request.method == "POST" else None)
        form.offer(queries.staff(today(g.actor.zone)))
        if request.method == "POST" and form.validate() and form.attempt(lambda: _replace(load.id, form)):
            flash(_("The teacher has been replaced."), "success")
            return redirect(url_for("LoadView.term", pk=load.group_term_id), 303)
        shown = self.render_template("teaching/replace.html", title=_("Replacement of a teacher"), load=load, form=form)
        return shown, form.status or (422 if form.errors else 200)

    @expose("/mine")
    @permission_name("read")
    def mine(self) -> Any:
        """Show the load of the acting person."""
        return self._person_page(queries.employee(g.actor.employee_id) if g.actor.employee_id else None, _("My load"))

    @expose("/teacher/<pk>")
    @permission_name("read")
    def teacher(self, pk: str) -> Any:
        """Show the load of a teacher, as far as the acting person sees it."""
        person = queries.employee(parse_id(pk) or 0)
        return self._person_page(person, _("Load: %(name)s", name=person.full_name))

    @expose("/everybody")
    @permission_name("read")
    def everybody(self) -> Any:
        """Show the year of every teacher within reach against the norm."""
        year, day = organization_queries.active_year(), today(g.actor.zone)
        people = queries_account.teachers_of_year(year.id) if year else []
        told = queries_account.accounts(g.actor, year, people, day) if year else {}
        rows = [(one, told[one.id]) for one in people]
        return self.render_template("teaching/people.html", title=_("Load by teachers"), rows=rows, whole=reach_of(g.actor, Resource.TEACHING_LOAD).full)

    @expose("/people")
    @permission_name("update")
    def people(self) -> Any:
        """Give people for a search-as-you-type field as JSON: [{"id", "text"}, …]."""
        typed = request.args.get("q", "").replace("\x00", "")[:100]
        found = queries.staff(today(g.actor.zone), typed, LOOKUP_ROWS)
        return jsonify([{"id": one.id, "text": f"{one.full_name}, {one.position}"} for one in found])

    def _load_page(self, group_term: GroupTerm, sheet: LoadSheet) -> str:
        whole = sees_whole(g.actor, group_term)
        rows = [row for row in sheet.rows if whole or row[0].loads]
        return self.render_template(
            "teaching/term.html",
            title=_("Load: %(term)s", term=str(group_term)),
            group_term=group_term,
            sheet=sheet,
            rows=rows,
            total=rules.total(row[0].coverage for row in rows) if whole else None,
            version=operations.state_of([row[0] for row in sheet.rows]),
            editable=g.actor.may(self.class_permission_name, "update") and group_term.status != CLOSED and whole,
        )

    def _split_page(self, group_term: GroupTerm, sheet: SplitSheet) -> str:
        return self.render_template(
            "teaching/split.html",
            title=_("Subgroups: %(item)s", item=str(sheet.item.term.item)),
            group_term=group_term,
            sheet=sheet,
            version=operations.state_of(queries.items_of_term(group_term)),
        )

    def _person_page(self, person: Employee | None, title: str) -> str:
        year = organization_queries.active_year()
        day = today(g.actor.zone)
        told = queries_account.account(g.actor, year, person, day) if year and person else None
        holds = {load.id for load in queries.loads_of_teacher(person.id, day)} if person else set()
        return self.render_template(
            "teaching/teacher.html", title=title, year=year, person=person, told=told, holds=holds,
            months=month_names(told.months if told else ()), mine=person is not None and person.id == g.actor.employee_id,
        )  # fmt: skip


def _term(pk: str) -> GroupTerm:
    return term_queries.term(parse_id(pk) or 0)


def _sheet(group_term: GroupTerm, typed: Any) -> LoadSheet:
    people = queries.staff(group_term.starts_on) if g.actor.may(Resource.TEACHING_LOAD, Action.UPDATE) else []
    return LoadSheet(group_term, queries.items_of_term(group_term), people, queries.with_lessons(group_term.id), typed)


def _split_sheet(group_term: GroupTerm, item_id: str, typed: Any) -> SplitSheet:
    number = parse_id(item_id)
    item = next((one for one in queries.items_of_term(group_term) if one.term.id == number), None)
    if item is None:
        raise NotFound(N_("The plan of this group has no such item in this semester."))
    members = queries_members.members_to_split(group_term.id)
    people, taught = queries.staff(group_term.starts_on), queries.with_lessons(group_term.id)
    return SplitSheet(group_term, item, members, people, taught, typed)


def _attempt(sheet: Sheet, deed: Any) -> bool:
    """Do ``deed`` in a transaction; True when done, else the refusal stands in the sheet."""
    try:
        with transaction():
            deed()
    except DomainError as refusal:
        if refusal.status in (403, 404):
            raise
        sheet.add_error(refusal)
        sheet.status = refusal.status
        return False
    return True


def _assign(group_term: GroupTerm, rows: list[operations.LoadRow], version: str) -> None:
    operations.assign_loads(g.actor, group_term, rows, version=version)


def _replace(load_id: int, form: ReplaceForm) -> None:
    with transaction():
        load = queries.load(load_id)
        person = queries.employee(parse_id(form.employee.data.strip()) or 0)
        operations.replace_teacher(g.actor, load, person, form.from_date.data, form.basis.data)


def _section(actor: Actor, group_term: GroupTerm) -> Section | None:
    """Show on the card of a term what is given out of it."""
    if not actor.may(Resource.TEACHING_LOAD, Action.READ) or not sees_whole(actor, group_term):
        return None
    items = queries.items_of_term(group_term)
    context = {"group_term": group_term, "total": rules.total(item.coverage for item in items), "count": len(items)}
    return Section(_("Teaching load"), "teaching/section_term.html", context, order=20)


register_section(GroupTerm, _section)
