"""Two answers to any table on screen, and the tools that the theme draws under it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name

from app.access.crud_interface import parse_id
from app.access.permissions import Action
from app.core.clock import today
from app.documents.views import pdf_response
from app.exchange.views import xlsx_response
from app.screens import operations

# A list that the base view exports by itself (typed, all rows) says so on its table.
EXPORTED = "data-exported"


@dataclass(frozen=True, slots=True)
class Tools:
    """What may be done with the tables of a page: how many there are, where they stand."""

    count: int
    address: str
    may_export: bool
    may_print: bool


def tools(body: str) -> Tools | None:
    """Give the tools of a drawn page for its tables; None where there is no table or nothing may be taken."""
    count = body.count("<table")
    if not count or request.method != "GET" or g.get("actor") is None or request.endpoint is None:
        return None
    may_export = EXPORTED not in body and operations.may_take(g.actor, request.endpoint, Action.EXPORT)
    found = Tools(count, request.full_path.rstrip("?"), may_export, operations.may_take(g.actor, request.endpoint, Action.PRINT))
    return found if found.may_export or found.may_print else None


class ScreenTableView(BaseView):
    """A table of a page as a file."""

    route_base = "/tables"
    class_permission_name = "home"
    default_view = "xlsx"

    @expose("/xlsx", methods=["POST"])
    @permission_name("read")
    def xlsx(self) -> Any:
        """Give a table as a workbook."""
        taken = operations.take_xlsx(g.actor, *_asked())
        return xlsx_response(taken.body, f"{taken.name} {today(g.actor.zone):%Y-%m-%d}")

    @expose("/print", methods=["POST"])
    @permission_name("read")
    def paper(self) -> Any:
        """Give a table as a PDF."""
        taken = operations.take_print(g.actor, *_asked())
        return pdf_response(taken.body, f"{taken.name} {today(g.actor.zone):%Y-%m-%d}")


def _asked() -> tuple[str, int]:
    number = parse_id(request.form.get("table", "")) if request.form.get("table") != "0" else 0
    return request.form.get("address", ""), -1 if number is None else number
