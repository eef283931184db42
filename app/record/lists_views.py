"""Screen of the lists asked for the next morning, with their print and table."""

from __future__ import annotations

from typing import Any

from flask import g, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.clock import today
from app.documents.views import pdf_response
from app.exchange.views import xlsx_response
from app.organization.models import Semester
from app.record import lists, lists_reports
from app.record.lists import TITLES, Kind
from app.record.rules import READING_TITLES, Reading
from app.students import queries as students
from app.terms import queries as terms


class ListView(BaseView):
    """Stipend list, excellent students, debtors."""

    route_base = "/lists"
    class_permission_name = Resource.RECORD_LIST
    default_view = "show"

    @expose("/")
    @permission_name("read")
    def show(self) -> Any:
        """Show a list of a semester."""
        kind, semester, reading, group = _asked()
        return self.render_template(
            "record/lists.html", title=_("Lists by results"), kind=kind, semester=semester, reading=reading, group=group,
            rows=lists.rows(g.actor, kind, semester, reading, group) if semester else [], kinds=TITLES, readings=READING_TITLES,
            semesters=terms.semesters(), groups=students.groups(), may=g.actor.may, asked=request.args,
        )  # fmt: skip

    @expose("/print", methods=["POST"])
    @permission_name("print")
    def print(self) -> Any:
        """Print the list that is shown."""
        return pdf_response(*lists_reports.print_list(g.actor, *_asked()))

    @expose("/xlsx")
    @permission_name("print")
    def xlsx(self) -> Any:
        """Give the list that is shown as a workbook."""
        return xlsx_response(*lists_reports.list_xlsx(g.actor, *_asked()))


def _asked() -> tuple[Kind, Semester | None, Reading, int | None]:
    """Read the address; the present half-year and the stipend list with re-sits unless it says otherwise."""
    asked = request.args
    kind, reading, number = asked.get("kind", ""), asked.get("reading", ""), parse_id(asked.get("semester", ""))
    known, day = terms.semesters(), today(g.actor.zone)
    chosen = next((one for one in known if one.id == number), None) or next((one for one in known if one.starts_on <= day), None)
    return (
        Kind(kind) if kind in set(Kind) else Kind.STIPEND, chosen, Reading(reading) if reading in set(Reading) else Reading.CURRENT,
        parse_id(asked.get("group", "")),
    )  # fmt: skip
