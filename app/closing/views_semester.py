"""The page of a college's half-year: its closed terms, the act of control, the director's signature."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access import signing_in
from app.access.attempt import Attempt
from app.access.crud_export import download
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.access.throttle import client_address
from app.attestation.operations import Confirmation
from app.attestation.rules import FORMULAS
from app.closing import batches, indicators, period, queries_semester, semester
from app.closing.acts import size_words
from app.closing.views import TERM_TITLES
from app.core.clock import now
from app.core.errors import Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.documents.views import pdf_response
from app.terms import queries as terms

register_acts({"pack_semester": _l("took the package of the closed semester")})
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

    @expose("/<int:semester_id>/package", methods=["POST"])
    @permission_name("print")
    def package(self, semester_id: int) -> Any:
        """Leave the package of the closed half-year for storage to the server."""
        half = terms.semester(semester_id)
        title = _("Package for storage: semester %(number)s, %(year)s", number=half.number, year=half.academic_year.label)
        attempt = Attempt.of(lambda: batches.pack(g.actor, semester_id, title))
        if attempt.refusal:
            return self._page(semester_id, attempt)
        flash(_("The server prepares the file: you may leave this page, the home page will tell when it is ready."), "success")
        return redirect(url_for("JobView.list"), 303)

    def _page(self, semester_id: int, attempt: Attempt) -> Any:
        found = queries_semester.half(terms.semester(semester_id))
        half = found.semester
        title = _("Semester %(number)s, %(year)s", number=half.number, year=half.academic_year.label)
        page = self.render_template(
            "closing/semester.html", title=title, half=found, acts=queries_semester.acts(semester_id), attempt=attempt,
            packages=queries_semester.packages_of(semester_id), size_words=size_words,
            may=g.actor.may, states=TERM_TITLES,
        )  # fmt: skip
        return page, attempt.status


class PeriodView(BaseView):
    """Indicators of a half-year, as they were at the close."""

    route_base = "/reports/period"
    class_permission_name = Resource.REPORT
    default_view = "show"

    @expose("/<int:semester_id>")
    @permission_name("read")
    def show(self, semester_id: int) -> Any:
        """Show the indicators by group, course, department, teacher or item."""
        found, kind = queries_semester.half(terms.semester(semester_id)), chosen_kind()
        heads, rows = indicators.table(period.lines(found, kind), kind)
        return self.render_template(
            "closing/period.html", title=_("Indicators of the period"), half=found, kind=kind, kinds=indicators.KINDS, heads=heads,
            rows=rows, formulas=FORMULAS, state=period.state(found), first=period.FIRST[kind], may=g.actor.may,
        )  # fmt: skip

    @expose("/<int:semester_id>/pdf", methods=["POST"])
    @permission_name("print")
    def pdf(self, semester_id: int) -> Any:
        """Print the indicators."""
        printed = period.print_period(g.actor, semester_id, chosen_kind())
        return pdf_response(printed.body, printed.name)

    @expose("/<int:semester_id>/xlsx", methods=["POST"])
    @permission_name("print")
    def xlsx(self, semester_id: int) -> Any:
        """Give the indicators as a workbook."""
        with transaction():
            content = period.export_period(g.actor, semester_id)
        return download(_("Indicators of the period"), content)


def chosen_kind() -> str:
    """Give what the lines are counted by; groups unless another kind is named."""
    kind = request.values.get("by", "")
    return kind if kind in indicators.KINDS else indicators.GROUP
