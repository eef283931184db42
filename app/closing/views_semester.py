"""The page of a college's half-year: its closed terms, the act of control, the director's signature."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import signing_in
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.access.throttle import client_address
from app.attestation.forms import Attempt
from app.attestation.operations import Confirmation
from app.closing import queries_semester, semester
from app.closing.views import TERM_TITLES
from app.core.clock import now
from app.core.errors import Invalid
from app.core.text import N_
from app.terms import queries as terms

register_acts({"prepare_act": _l("prepared the act of control"), "sign_act": _l("signed the act of control")})
WRONG = N_("The password or the code does not fit. The act is not signed.")


class SemesterCloseView(BaseView):
    """Close of the college's half-year."""

    route_base = "/closing/semester"
    class_permission_name = Resource.CLOSING
    default_view = "show"

    @expose("/<int:semester_id>")
    @permission_name("read")
    def show(self, semester_id: int) -> Any:
        """Show the half-year with its acts."""
        return self._page(semester_id, Attempt())

    @expose("/<int:semester_id>/act", methods=["POST"])
    @permission_name("print")
    def prepare(self, semester_id: int) -> Any:
        """Prepare the act of control."""
        attempt = Attempt.of(lambda: semester.prepare_act(g.actor, semester_id))
        if attempt.refusal:
            return self._page(semester_id, attempt)
        flash(_("The act is prepared. Print it and give it to the director to sign."), "success")
        return redirect(url_for("SemesterCloseView.show", semester_id=semester_id), 303)

    @expose("/act/<int:act_id>/sign", methods=["POST"])
    @permission_name("sign")
    def sign(self, act_id: int) -> Any:
        """Sign the act with the password of the account or a code."""
        semester_id = queries_semester.act(act_id).semester_id
        caller = signing_in.Caller(client_address(), request.user_agent.string)
        if not signing_in.confirm(g.actor, request.form.get("password", ""), caller):
            return self._page(semester_id, Attempt(Invalid(WRONG, field="password")))
        confirmation = Confirmation(g.actor.user_id, now())
        attempt = Attempt.of(lambda: semester.sign_act(g.actor, act_id, confirmation))
        if attempt.refusal:
            return self._page(semester_id, attempt)
        flash(_("The act is signed: the semester of the college is closed."), "success")
        return redirect(url_for("SemesterCloseView.show", semester_id=semester_id), 303)

    def _page(self, semester_id: int, attempt: Attempt) -> Any:
        found = queries_semester.half(terms.semester(semester_id))
        half = found.semester
        title = _("Semester %(number)s, %(year)s", number=half.number, year=half.academic_year.label)
        page = self.render_template(
            "closing/semester.html", title=title, half=found, acts=queries_semester.acts(semester_id), attempt=attempt,
            may=g.actor.may, states=TERM_TITLES,
        )  # fmt: skip
        return page, attempt.status
