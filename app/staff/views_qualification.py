"""What waits for the personnel office: overdue training, expiring categories and papers; the printed lists."""

from __future__ import annotations

from typing import Any

from flask import g, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.clock import today
from app.core.errors import NotFound
from app.core.text import N_
from app.documents.views import pdf_response
from app.exchange.views import xlsx_response
from app.organization.models import Department
from app.staff import papers, queries, queries_file, reports
from app.staff.qualification import Alert
from app.staff.settings import limits
from app.staff.titles import ALERTS, CATEGORIES, CHECKS


class QualificationView(BaseView):
    """The watch over the qualification of the staff."""

    route_base = "/qualification"
    class_permission_name = Resource.STAFF_FILE
    default_view = "list"

    @expose("/")
    @permission_name("print")
    def list(self) -> Any:
        """List who has something overdue or about to expire."""
        chosen, allowed = request.args.get("alert", ""), reports.departments_read(g.actor)
        found = [
            one for one in queries_file.watched(today(g.actor.zone), limits(g.actor.organization_id))
            if allowed is None or one.employee.department_id in allowed
        ]  # fmt: skip
        kinds = {alert: sum(any(f.alert == alert for f in one.findings) for one in found) for alert in Alert}
        shown = [one for one in found if not chosen or any(f.alert == chosen for f in one.findings)]
        return self.render_template(
            "staff/qualification.html", title=_("Qualification of the staff"), found=shown, kinds=kinds, chosen=chosen, alerts=ALERTS,
            codes={**CATEGORIES, **CHECKS}, proposals=queries_file.proposals(), departments=queries.departments(allowed),
            papers=papers, everybody=allowed is None, may_open=g.actor.may(Resource.EMPLOYEE, "read"), address=url_for("QualificationView.list"),
        )  # fmt: skip

    @expose("/print/<kind>", methods=["POST"])
    @permission_name("print")
    def print(self, kind: str) -> Any:
        """Issue a list as PDF."""
        body, name = reports.print_report(g.actor, _kind(kind), _department())
        return pdf_response(body, name)

    @expose("/xlsx/<kind>", methods=["POST"])
    @permission_name("print")
    def xlsx(self, kind: str) -> Any:
        """Give a list as a workbook."""
        body, name = reports.report_xlsx(g.actor, _kind(kind), _department())
        return xlsx_response(body, name)


def _kind(kind: str) -> str:
    if kind not in reports.BUILDERS:
        raise NotFound(N_("There is no such report."))
    return kind


def _department() -> Department | None:
    """Give the chosen department; who reads only some must choose one of them."""
    allowed = reports.departments_read(g.actor)
    typed = request.form.get("department", "")
    if not typed and allowed is None:
        return None
    found = queries.departments(allowed)
    chosen = next((one for one in found if one.id == parse_id(typed)), found[0] if found and not typed else None)
    if chosen is None:
        raise NotFound(N_("There is no such department."))
    return chosen
