"""Screens of a group over the whole time of study: the summary with its paper and table, pages of the record book."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.permissions import Resource
from app.attestation.controls import FORMS
from app.attestation.papers import short
from app.documents.views import pdf_response
from app.exchange.views import xlsx_response
from app.record import pages, period, period_reports
from app.record.item_marks import RULE_TITLES
from app.record.rules import READING_TITLES
from app.record.views import asked_reading


class RecordPeriodView(BaseView):
    """The whole time of study of a group and of a student."""

    route_base = "/record"
    class_permission_name = Resource.RECORD
    default_view = "show"

    @expose("/group/<int:group_id>/period")
    @permission_name("read")
    def show(self, group_id: int) -> Any:
        """Show everybody's results of all semesters."""
        reading = asked_reading()
        found = period.of_group(group_id, reading)
        return self.render_template(
            "record/period.html", title=_("The whole time of study: group %(group)s", group=found.group.name), found=found,
            reading=reading, readings=READING_TITLES, may=g.actor.may, forms=FORMS, short=short,
            heading=period_reports.item_head, rules=RULE_TITLES,
        )  # fmt: skip

    @expose("/group/<int:group_id>/period/print", methods=["POST"])
    @permission_name("print")
    def print(self, group_id: int) -> Any:
        """Print the summary."""
        return pdf_response(*period_reports.print_period(g.actor, group_id, asked_reading()))

    @expose("/group/<int:group_id>/period/xlsx")
    @permission_name("print")
    def xlsx(self, group_id: int) -> Any:
        """Give the summary as a workbook."""
        return xlsx_response(*period_reports.period_xlsx(g.actor, group_id, asked_reading()))

    @expose("/<int:student_id>/book", methods=["POST"])
    @permission_name("print")
    def book(self, student_id: int) -> Any:
        """Print the pages of a student's record book."""
        return pdf_response(*pages.print_book(g.actor, student_id))

    @expose("/group/<int:group_id>/books", methods=["POST"])
    @permission_name("print")
    def books(self, group_id: int) -> Any:
        """Print the pages of the record books of a group."""
        return pdf_response(*pages.print_group_books(g.actor, group_id))
