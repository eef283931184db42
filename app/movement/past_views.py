"""The pages by which past orders of present students are carried over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, url_for
from flask_appbuilder import expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.permissions import Resource
from app.core.clock import today
from app.exchange.rules import Parsed, Plan, Table
from app.exchange.views import ImportView, xlsx_response
from app.exchange.writing import to_xlsx
from app.movement import past, past_entering
from app.movement.past_tables import past_orders, samples, template_heads


class PastOrdersView(ImportView):
    """Past orders of present students from a spreadsheet, entered as applied ones."""

    route_base = "/past-orders"
    class_permission_name = Resource.ORDER
    kind = "past_orders"
    title = _l("Past orders")
    hint = _l("A row a student in an order. The history of a student begins with the enrolment and leads to the present group.")
    template_label = _l("Template")

    def table(self, target: Any) -> Table:
        """Give the declared table."""
        return past_orders()

    def plan(self, target: Any, parsed: Parsed) -> Plan:
        """Tell what would be entered and what is there already."""
        return past.plan_past(g.actor.organization_id, parsed.records)

    def apply(self, target: Any, parsed: Parsed, answers: Mapping[int, str], extras: Mapping[str, str]) -> str:
        """Enter the orders."""
        return entered(past_entering.enter_past(g.actor, parsed.records))

    def done_address(self, target: Any) -> str:
        """Lead to the orders."""
        return url_for("OrderView.list")

    @expose("/template", methods=["GET"])
    @permission_name("import")
    def template(self) -> Any:
        """Give an empty table with two rows as a pattern."""
        return xlsx_response(to_xlsx(_("Past orders"), template_heads(), samples(today(g.actor.zone))), _("Past orders"))


def entered(count: int) -> str:
    """Write what an import did."""
    if not count:
        return _("Everything in this file has already been imported.")
    return ngettext("%(num)s past order is entered.", "%(num)s past orders are entered.", count)
