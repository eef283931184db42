"""Printing of orders; the movement report and the numbers of students on the screen, as a paper and as xlsx."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import g, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access import crud_export
from app.access.permissions import Resource
from app.core.clock import today
from app.core.transaction import transaction
from app.documents.views import pdf_response
from app.movement import forms, printing, reports
from app.movement.numbering import year_start


class OrderPaperView(BaseView):
    """Orders as papers."""

    route_base = "/orders"
    class_permission_name = Resource.ORDER

    @expose("/<int:order_id>/print", methods=["POST"])
    @permission_name("print")
    def order(self, order_id: int) -> Any:
        """Print an order."""
        printed = printing.print_order(g.actor, order_id)
        return pdf_response(printed.body, printed.name)


class BodyView(BaseView):
    """The student body in numbers."""

    route_base = "/student-body"
    class_permission_name = Resource.ORDER
    default_view = "movement"

    @expose("/movement")
    @permission_name("read")
    def movement(self) -> Any:
        """Show the movement of a period by group."""
        first, last = _period(request.args)
        return self.render_template(
            "movement/movement.html", title=_("Movement of students"), first=first, last=last, heads=reports.MOVEMENT_HEADS,
            table=reports.movement_table(first, last), may=g.actor.may,
        )  # fmt: skip

    @expose("/movement/print", methods=["POST"])
    @permission_name("print")
    def print_movement(self) -> Any:
        """Print the movement report."""
        first, last = _period(request.form)
        return pdf_response(reports.print_movement(g.actor, first, last), f"Движение контингента {first:%d.%m.%Y}-{last:%d.%m.%Y}")

    @expose("/movement/export", methods=["POST"])
    @permission_name("export")
    def export_movement(self) -> Any:
        """Give the movement report as xlsx."""
        first, last = _period(request.form)
        heads = [_("Group"), *(_(head) for head in reports.MOVEMENT_HEADS)]
        with transaction():
            content = reports.export(g.actor, _("Movement of students"), heads, reports.movement_table(first, last))
        return crud_export.download(_("Movement of students"), content)

    @expose("/contingent")
    @permission_name("read")
    def contingent(self) -> Any:
        """Show how many students there are on a day."""
        day, division = _asked(request.args)
        return self.render_template(
            "movement/contingent.html", title=_("Numbers of students"), day=day, division=division, divisions=reports.DIVISIONS,
            heads=reports.BODY_HEADS, table=reports.contingent_table(day, division), may=g.actor.may,
        )  # fmt: skip

    @expose("/contingent/print", methods=["POST"])
    @permission_name("print")
    def print_contingent(self) -> Any:
        """Print the numbers of a day."""
        day, division = _asked(request.form)
        return pdf_response(reports.print_contingent(g.actor, day, division), f"Численность студентов {day:%d.%m.%Y}")

    @expose("/contingent/export", methods=["POST"])
    @permission_name("export")
    def export_contingent(self) -> Any:
        """Give the numbers of a day as xlsx."""
        day, division = _asked(request.form)
        heads = [_(reports.DIVISIONS[division][0]), *(_(head) for head in reports.BODY_HEADS)]
        with transaction():
            content = reports.export(g.actor, _("Numbers of students"), heads, reports.contingent_table(day, division))
        return crud_export.download(_("Numbers of students"), content)


def _period(source: Any) -> tuple[date, date]:
    """Read a period; without one from the begin of the academic year until today."""
    now = today(g.actor.zone)
    return forms.optional_day(source.get("first"), "first") or year_start(now), forms.optional_day(source.get("last"), "last") or now


def _asked(source: Any) -> tuple[date, str]:
    """Read a day and a division; today and by group without them."""
    division = source.get("division", "group")
    day = forms.optional_day(source.get("day"), "day") or today(g.actor.zone)
    return day, division if division in reports.DIVISIONS else "group"
