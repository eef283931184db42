"""The screen of the year's turn: what is proposed for every group, the drafts made at once and taken back."""

from __future__ import annotations

from datetime import date
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
from app.movement import forms, registry, rollover
from app.movement.numbering import year_start
from app.movement.operations import Basis
from app.movement.rules import STATE_TITLES
from app.movement.wording import worded


class RolloverView(BaseView):
    """The next course of all groups."""

    route_base = "/next-course"
    class_permission_name = Resource.ORDER
    default_view = "review"

    @expose("/", methods=["GET"])
    @permission_name("create")
    def review(self) -> Any:
        """Show what is proposed for every group; nothing is changed."""
        return self._page(_day(request.args), Attempt())

    @expose("/draft", methods=["POST"])
    @permission_name("create")
    def draft(self) -> Any:
        """Draft the orders of the marked groups."""
        day, form = _day(request.form), request.form
        groups = {one for value in form.getlist("group") if (one := parse_id(value))}
        basis = Basis("protocol", form.get("basis", ""), form.get("number", ""), forms.optional_day(form.get("dated"), "dated"))
        attempt = Attempt.of(lambda: rollover.turn_year(g.actor, day, groups, basis, rename="rename" in form, terms="terms" in form), form)
        if attempt.refusal:
            return self._page(day, attempt)
        count = len(attempt.result)
        flash(ngettext("%(num)s order is drafted.", "%(num)s orders are drafted.", count), "success")
        return redirect(url_for("RolloverView.review", day=day.isoformat()), 303)

    @expose("/take-back", methods=["POST"])
    @permission_name("delete")
    def take_back(self) -> Any:
        """Take all drafts of the turn back."""
        day = _day(request.form)
        attempt = Attempt.of(lambda: rollover.take_back(g.actor, day))
        if attempt.refusal:
            return self._page(day, attempt)
        flash(_("The drafts are taken back."), "success")
        return redirect(url_for("RolloverView.review", day=day.isoformat()), 303)

    def _page(self, day: date, attempt: Attempt) -> Any:
        page = self.render_template(
            "movement/rollover.html", title=_("Transfer to the next course"), day=day, turns=rollover.proposed(day),
            orders=rollover.drafted(day), steps=registry.next_steps(day), attempt=attempt, states=STATE_TITLES, worded=worded, may=g.actor.may,
        )  # fmt: skip
        return page, attempt.status


def _day(source: Any) -> date:
    """Read the day of the turn; without one the coming 1 September."""
    start = year_start(today(g.actor.zone))
    return forms.optional_day(source.get("day"), "day") or start.replace(year=start.year + 1)
