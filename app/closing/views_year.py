"""The page of an academic year: what keeps it open, its act, the director's signature, drafts of the next year."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import signing_in
from app.access.attempt import Attempt
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.access.throttle import client_address
from app.attestation.operations import Confirmation
from app.closing import papers_year, queries_year, year
from app.core.clock import now
from app.core.errors import Invalid
from app.core.text import N_
from app.documents.views import pdf_response
from app.movement.rules import STATE_TITLES

register_acts(
    {
        "prepare_year_act": _l("prepared the act of the year"),
        "sign_year_act": _l("signed the act of the year"),
        "roll_year": _l("drafted the next year"),
    }
)
WRONG = N_("The password or the code does not fit. The act is not signed.")


class YearCloseView(BaseView):
    """Close of an academic year."""

    route_base = "/closing/year"
    class_permission_name = Resource.CLOSING
    default_view = "show"

    @expose("/<int:year_id>")
    @permission_name("read")
    def show(self, year_id: int) -> Any:
        """Show the year with what keeps it open."""
        return self._page(year_id, Attempt())

    @expose("/<int:year_id>/act", methods=["POST"])
    @permission_name("print")
    def prepare(self, year_id: int) -> Any:
        """Prepare the act of the year."""
        attempt = Attempt.of(lambda: year.prepare_act(g.actor, year_id))
        if attempt.refusal:
            return self._page(year_id, attempt)
        flash(_("The act is prepared. Print it and give it to the director to sign."), "success")
        return redirect(url_for("YearCloseView.show", year_id=year_id), 303)

    @expose("/act/<int:act_id>/print", methods=["POST"])
    @permission_name("print")
    def paper(self, act_id: int) -> Any:
        """Print the act of the year."""
        printed = papers_year.print_year_act(g.actor, act_id)
        return pdf_response(printed.body, printed.name)

    @expose("/act/<int:act_id>/sign", methods=["POST"])
    @permission_name("sign")
    def sign(self, act_id: int) -> Any:
        """Sign the act with the password of the account or a code."""
        year_id = queries_year.act(act_id).academic_year_id
        caller = signing_in.Caller(client_address(), request.user_agent.string)
        if not signing_in.confirm(g.actor, request.form.get("password", ""), caller):
            return self._page(year_id, Attempt(Invalid(WRONG, field="password")))
        attempt = Attempt.of(lambda: year.sign_act(g.actor, act_id, Confirmation(g.actor.user_id, now())))
        if attempt.refusal:
            return self._page(year_id, attempt)
        flash(_("The act is signed: the academic year is closed."), "success")
        return redirect(url_for("YearCloseView.show", year_id=year_id), 303)

    @expose("/<int:year_id>/roll", methods=["POST"])
    @permission_name("close")
    def roll(self, year_id: int) -> Any:
        """Draft the next year."""
        attempt = Attempt.of(lambda: year.roll_over(g.actor, year_id))
        if attempt.refusal:
            return self._page(year_id, attempt)
        made = attempt.result
        flash(
            _("Drafted: rows of the calendar %(calendar)s, terms of groups %(terms)s, loads with last year's teachers %(loads)s.",
              calendar=made.calendar, terms=made.terms, loads=made.loads), "success",
        )  # fmt: skip
        return redirect(url_for("YearCloseView.show", year_id=year_id), 303)

    def _page(self, year_id: int, attempt: Attempt) -> Any:
        found = queries_year.state(queries_year.year(year_id))
        page = self.render_template(
            "closing/year.html", title=_("Academic year %(year)s", year=found.year.label), found=found, attempt=attempt,
            may=g.actor.may, states=STATE_TITLES, turn=queries_year.day_of_turn(found.year),
        )  # fmt: skip
        return page, attempt.status
