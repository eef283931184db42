"""Screens of drafts: picking students from a list or a filter, changing a draft line by line."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.clock import today
from app.movement import forms, operations, picking, queries
from app.movement.findings import FIELD_TITLES
from app.movement.forms import BASIS_ROWS
from app.movement.judging import CHOSEN, judge
from app.movement.kinds import BASES, CORRECTING, KINDS, STANDING_TITLES, Kind, choices_of
from app.movement.lines import MOST_LINES
from app.movement.models import Order, OrderItem
from app.movement.rules import transition
from app.movement.wording import sentence


class OrderDraftView(BaseView):
    """Drafts of orders."""

    route_base = "/orders/drafts"
    class_permission_name = Resource.ORDER
    default_view = "pick"

    @expose("/new", methods=["GET"])
    @permission_name("create")
    def pick(self) -> Any:
        """Show students to pick from, and what the order says of all of them."""
        return self._pick_page(Attempt())

    @expose("/new", methods=["POST"])
    @permission_name("create")
    def make(self) -> Any:
        """Make a draft of the picked students, or put them into the draft the form names."""
        attempt = Attempt.of(_make, request.form)
        if attempt.refusal:
            return self._pick_page(attempt)
        picked = len(request.form.getlist("student"))
        flash(ngettext("%(num)s student is in the draft.", "%(num)s students are in the draft.", picked), "success")
        return redirect(url_for("OrderDraftView.edit", order_id=attempt.result.id), 303)

    @expose("/<int:order_id>", methods=["GET"])
    @permission_name("update")
    def edit(self, order_id: int) -> Any:
        """Show the form of a draft."""
        return self._edit_page(order_id, Attempt())

    @expose("/<int:order_id>", methods=["POST"])
    @permission_name("update")
    def save(self, order_id: int) -> Any:
        """Save a draft, everything or nothing."""
        attempt = Attempt.of(lambda: _save(order_id), request.form)
        if attempt.refusal:
            return self._edit_page(order_id, attempt)
        flash(_("The draft is saved."), "success")
        return redirect(url_for("OrderView.show", order_id=order_id), 303)

    def _pick_page(self, attempt: Attempt) -> Any:
        source: Any = request.form if request.method == "POST" else request.args
        order = queries.order(parse_id(source.get("order", "")) or 0) if source.get("order") else None
        kind = KINDS.get(order.kind if order else source.get("kind", ""))
        now = order.effective_on if order else today(g.actor.zone)
        picked = [one for value in source.getlist("student") if (one := parse_id(value))][: MOST_LINES]
        listed = source.get("list", "")
        picked = picked or picking.students_of_list(listed)
        group, typed = parse_id(source.get("group_id", "")), source.get("q", "").replace("\x00", "")[:100]
        found = queries.candidates(now, group=group, typed=typed, ids=picked)
        page = self.render_template(
            "movement/pick.html", title=_("New order") if order is None else _("Add students: %(order)s", order=order), order=order,
            kind=kind, kinds=[one for one in KINDS.values() if one.code not in CORRECTING], found=found, picked=set(picked),
            listed=listed, group=group, q=typed, day=now, attempt=attempt, standings=STANDING_TITLES, **_offers(kind),
        )  # fmt: skip
        return page, attempt.status

    def _edit_page(self, order_id: int, attempt: Attempt) -> Any:
        order, lines = queries.order(order_id), queries.lines(order_id)
        transition("edit", order.state)
        kind = KINDS[lines[0].kind if lines and order.kind == "AMEND" else order.kind]
        stale = bool(attempt.refusal and attempt.refusal.details.get("stale"))
        page = self.render_template(
            "movement/edit.html", title=str(order), order=order, lines=lines, kind=kind, attempt=attempt, stale=stale, stored=stored,
            staff=queries.executors(today(g.actor.zone)), rows=max(BASIS_ROWS, len(order.bases) + 1),
            findings=[(one, sentence(one)) for one in judge(order, lines)], **_offers(kind),
        )  # fmt: skip
        return page, attempt.status


def _offers(kind: Kind | None) -> dict[str, Any]:
    """Give what the fields of a line offer."""
    fields = kind.fields if kind is not None and kind.code not in CORRECTING else ()
    return {
        "fields": [(name, FIELD_TITLES[name], choices_of(name)) for name in fields],
        "needs": kind.needs if kind is not None else (),
        "groups": queries.groups(),
        "programmes": queries.programmes() if "programme" in fields else [],
        "bases": BASES,
    }


def stored(line: OrderItem, name: str) -> Any:
    """Give a field of a line as the form holds it."""
    column = "choice" if name in CHOSEN else {"group": "group_id", "programme": "programme_id"}.get(name, name)
    value = getattr(line, column)
    return "" if value is None else value


def _make() -> Order:
    form = request.form
    students = forms.read_students(form)
    values = forms.read_values(form)
    if form.get("order"):
        order = queries.order(parse_id(form["order"]) or 0, lock=True)
        operations.extend_draft(g.actor, order, students, values)
        return order
    effective_on = forms.day(form.get("effective_on"), "effective_on")
    values.pop("effective_on", None)
    return operations.draft_order(
        g.actor, form.get("kind", ""), students, effective_on=effective_on, values=values, bases=forms.read_bases(form)
    )


def _save(order_id: int) -> Order:
    lines, removed = forms.read_lines(request.form)
    return operations.change_draft(
        g.actor, order_id, forms.version(request.form), forms.read_head(request.form), forms.read_bases(request.form), lines, removed
    )
