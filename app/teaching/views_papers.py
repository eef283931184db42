"""Papers of the load: a teacher's card, the tarification list."""

from __future__ import annotations

from typing import Any

from flask import g
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name

from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.documents.views import pdf_response
from app.exchange.views import xlsx_response
from app.teaching import queries, reports


class LoadPaperView(BaseView):
    """Printed and exported load."""

    route_base = "/load-papers"
    class_permission_name = Resource.TEACHING_LOAD

    @expose("/card/<pk>", methods=["POST"])
    @permission_name("print")
    def card(self, pk: str) -> Any:
        """Issue the load card of a teacher."""
        body, name = reports.print_card(g.actor, queries.employee(parse_id(pk) or 0))
        return pdf_response(body, name)

    @expose("/card/<pk>/xlsx", methods=["POST"])
    @permission_name("print")
    def card_xlsx(self, pk: str) -> Any:
        """Give the load card as a workbook."""
        body, name = reports.card_xlsx(g.actor, queries.employee(parse_id(pk) or 0))
        return xlsx_response(body, name)

    @expose("/tarification", methods=["POST"])
    @permission_name("print")
    def tarification(self) -> Any:
        """Issue the tarification list."""
        body, name = reports.print_tarification(g.actor)
        return pdf_response(body, name)

    @expose("/tarification/xlsx", methods=["POST"])
    @permission_name("print")
    def tarification_xlsx(self) -> Any:
        """Give the tarification list as a workbook."""
        body, name = reports.tarification_xlsx(g.actor)
        return xlsx_response(body, name)
