"""Screen of the admission to a control: what the journal says against, and the decision of who examines."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.attempt import Attempt
from app.access.permissions import Resource
from app.attestation import admission, queries
from app.attestation.forms import whole_number
from app.attestation.steps import steps_of


class AdmissionView(BaseView):
    """Admission to the control of a sheet within a person's reach."""

    route_base = "/sheets"
    class_permission_name = Resource.SHEET

    @expose("/<int:sheet_id>/admission")
    @permission_name("read")
    def show(self, sheet_id: int) -> Any:
        """Show who is admitted and what speaks against the others."""
        return self._page(sheet_id, Attempt())

    @expose("/<int:sheet_id>/admission", methods=["POST"])
    @permission_name("update")
    def decide(self, sheet_id: int) -> Any:
        """Write the decision down."""
        form = request.form
        asked = {whole_number(name.removeprefix("v-"), "line"): whole_number(form[name], "version") for name in form if name.startswith("v-")}
        refused = [line for line in asked if form.get(f"d-{line}") == "no"]
        attempt = Attempt.of(lambda: admission.decide(g.actor, sheet_id, refused, asked))
        if attempt.refusal:
            return self._page(sheet_id, attempt)
        flash(ngettext("%(num)s decision is saved.", "%(num)s decisions are saved.", attempt.result), "success")
        return redirect(url_for("AdmissionView.show", sheet_id=sheet_id), 303)

    def _page(self, sheet_id: int, attempt: Attempt) -> Any:
        sheet = queries.sheet(sheet_id)
        found = admission.questions(sheet, queries.entries(sheet_id))
        page = self.render_template(
            "attestation/admission.html", title=_("Admission: %(sheet)s", sheet=sheet), sheet=sheet, found=found, attempt=attempt,
            fill=steps_of(g.actor, sheet).fill, several=len(sheet.parts) > 1, parts={one.id: one for one in sheet.parts},
            open=sum(1 for one in found if one.reasons and not one.is_decided and not one.line.result),
        )  # fmt: skip
        return page, attempt.status
