"""Screens of substitutions: the register, a new one load by load, its early end, the printed list."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.crud_history import register_acts
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.clock import today
from app.core.errors import Invalid
from app.core.text import N_
from app.documents.views import pdf_response
from app.exchange import cells
from app.exchange.views import xlsx_response
from app.organization import queries as organization
from app.teaching import queries, queries_substitutions, reports, substituting
from app.teaching.naming import Named, Names
from app.teaching.titles import REASONS

register_acts(
    {"substitute": _l("entered a substitution"), "end_substitution": _l("ended a substitution early"),
     "print_substitutions": _l("printed a list of substitutions for the first time")}
)


class SubstitutionView(BaseView):
    """Substitutions of teachers."""

    route_base = "/substitutions"
    class_permission_name = Resource.TEACHING_LOAD
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List the substitutions of a period, the present month unless others are named."""
        return self._list(Attempt())

    @expose("/new", methods=["GET"])
    @permission_name("update")
    def form(self) -> Any:
        """Ask who is absent when, and who teaches each load instead."""
        return self._form(Attempt(typed=request.args))

    @expose("/new", methods=["POST"])
    @permission_name("update")
    def enter(self) -> Any:
        """Enter a substitution."""
        attempt = Attempt.of(_enter, request.form)
        if attempt.refusal:
            return self._form(attempt)
        flash(_("The substitution is entered: the journals are open to the substitutes on these days."), "success")
        return redirect(url_for("SubstitutionView.list", first=attempt.result.starts_on, last=attempt.result.ends_on), 303)

    @expose("/<pk>/end", methods=["POST"])
    @permission_name("update")
    def end(self, pk: str) -> Any:
        """End a substitution early."""
        number = parse_id(pk) or 0
        attempt = Attempt.of(lambda: substituting.end_substitution(g.actor, queries_substitutions.substitution(number), _day("last")))
        if attempt.refusal:
            return self._list(attempt)
        flash(_("The substitution is ended: the teacher has the load again."), "success")
        return redirect(url_for("SubstitutionView.list"), 303)

    @expose("/print", methods=["POST"])
    @permission_name("print")
    def print(self) -> Any:
        """Issue the list of a period."""
        body, name = reports.print_substitutions(g.actor, *_period())
        return pdf_response(body, name)

    @expose("/xlsx", methods=["POST"])
    @permission_name("print")
    def xlsx(self) -> Any:
        """Give the list of a period as a workbook."""
        body, name = reports.substitutions_xlsx(g.actor, *_period())
        return xlsx_response(body, name)

    def _list(self, attempt: Attempt) -> Any:
        first, last = _period()
        found = queries_substitutions.instead(first, last, min(last, today(g.actor.zone)))
        groups: dict[int, Any] = {}
        for one in found:
            groups.setdefault(one.substitution.id, []).append(one)
        page = self.render_template(
            "teaching/substitutions.html", title=_("Substitutions"), first=first, last=last, groups=groups, reasons=REASONS, attempt=attempt,
            day=today(g.actor.zone), hours=sum(one.hours for one in found),
        )  # fmt: skip
        return page, attempt.status

    def _form(self, attempt: Attempt) -> Any:
        people = _people()
        typed, wrong, loads, absent = attempt.typed, "", [], None
        try:
            absent = people.find(typed.get("absent", ""), "absent")
            if absent is not None and typed.get("starts_on") and typed.get("ends_on"):
                loads = queries_substitutions.turns_to_hand_over(absent, cells.day(typed["starts_on"]), cells.day(typed["ends_on"]))
        except Invalid as refusal:
            wrong = _(refusal.msgid, **refusal.params)
        page = self.render_template(
            "teaching/substitute.html", title=_("New substitution"), typed=typed, loads=loads, absent=absent, wrong=wrong, reasons=REASONS,
            labels=people.labels, attempt=attempt,
        )  # fmt: skip
        return page, attempt.status


def _people() -> Names:
    return Names(Named(one.id, one.full_name, one.short_name, one.position) for one in queries.staff(today(g.actor.zone)))


def _enter() -> Any:
    people = _people()
    absent = people.find(request.form.get("absent", ""), "absent")
    if absent is None:
        raise Invalid(N_("Choose who is absent."), field="absent")
    chosen = {}
    for name, text in request.form.items():
        number = parse_id(name.removeprefix("load-")) if name.startswith("load-") else None
        person = people.find(text, name) if number is not None else None
        if number is not None and person is not None:
            chosen[number] = person
    days = (_day("starts_on"), _day("ends_on"))
    return substituting.substitute(
        g.actor, queries.employee(absent), days, request.form.get("reason", ""), request.form.get("basis", ""), chosen
    )


def _day(name: str) -> date:
    try:
        return cells.day(request.form.get(name, ""))
    except Invalid as refusal:
        refusal.field = name
        raise


def _period() -> tuple[date, date]:
    """Give the asked days; unreadable ones mean the present month, never more than the present year."""
    now, year = today(g.actor.zone), organization.active_year()
    month = now.replace(day=1)
    try:
        first, last = cells.day(request.values.get("first", "")), cells.day(request.values.get("last", ""))
    except Invalid:
        first, last = month, (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if last < first or (year is not None and (last - first).days > 366):
        return month, now
    return first, last
