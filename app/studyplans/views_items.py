"""Screen of items that only own plans of a group's students have: who teaches them."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.attempt import Attempt
from app.access.crud_card import Section, register_section
from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.actor import Actor
from app.core.clock import today
from app.studyplans import giving, queries_items
from app.teaching import queries as teaching
from app.teaching.forms import Sheet
from app.teaching.reaching import require_whole, sees_whole
from app.terms import queries as terms
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED


class OwnItemView(BaseView):
    """Items of own plans of a group's students."""

    route_base = "/study-plans/items"
    default_view = "show"
    class_permission_name = Resource.TEACHING_LOAD

    @expose("/<pk>")
    @permission_name("update")
    def show(self, pk: str) -> Any:
        """Show the items with who teaches them."""
        return self._page(terms.term(parse_id(pk) or 0), Attempt())

    @expose("/<pk>", methods=["POST"])
    @permission_name("update")
    def give(self, pk: str) -> Any:
        """Give an item to a teacher."""
        group_term = terms.term(parse_id(pk) or 0)
        attempt = Attempt.of(lambda: _give(group_term))
        if attempt.refusal:
            return self._page(group_term, attempt)
        flash(_("The item is given to a teacher."), "success")
        return redirect(url_for("OwnItemView.show", pk=group_term.id), 303)

    def _page(self, group_term: GroupTerm, attempt: Attempt) -> Any:
        require_whole(g.actor, group_term)
        rows = queries_items.own_items(group_term)
        people = Sheet(teaching.staff(max(group_term.starts_on, min(today(g.actor.zone), group_term.ends_on))), len(rows))
        page = self.render_template(
            "studyplans/items.html", title=_("Items of own plans, group %(group)s", group=group_term.group.name), term=group_term,
            rows=rows, sheet=people, attempt=attempt, typed=request.form, editable=group_term.status != CLOSED,
        )  # fmt: skip
        return page, attempt.status


def _give(group_term: GroupTerm) -> Any:
    asked = {name: parse_id(request.form.get(name, "")) for name in ("line", "employee", "hours")}
    hours = -1 if asked["hours"] is None else asked["hours"]
    return giving.give_own_item(g.actor, group_term, asked["line"] or 0, asked["employee"] or 0, hours)


def _section(actor: Actor, group_term: GroupTerm) -> Section | None:
    """Name on the card of a term the items that only own plans have, to those who give out loads."""
    if not actor.may(Resource.TEACHING_LOAD, "update") or not sees_whole(actor, group_term):
        return None
    rows = queries_items.own_items(group_term)
    context = {"group_term": group_term, "rows": rows, "bare": sum(1 for one in rows if one.load is None)}
    return Section(_("Items of own plans"), "studyplans/section_items.html", context, order=21) if rows else None


register_section(GroupTerm, _section)
