"""The import of a load from a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.exchange.rules import Parsed, Plan, Table
from app.exchange.views import ImportView
from app.teaching import importing
from app.teaching.tables import LOADS

register_acts({"import_load": _l("imported the load")})


class LoadImportView(ImportView):
    """The load of the present year from a spreadsheet."""

    route_base = "/load-import"
    class_permission_name = Resource.TEACHING_LOAD
    kind = "loads"
    title = _l("Import of the load")
    above = (_l("Teaching load"), "LoadView.index")
    hint = _l("A line a group, semester, item and subgroup; hours in one column or by kinds. Empty hours are those of the plan.")

    def table(self, target: Any) -> Table:
        """Give the declared table."""
        return LOADS

    def plan(self, target: Any, parsed: Parsed) -> Plan:
        """Tell what is new and what differs."""
        return importing.plan_loads(g.actor, parsed)

    def apply(self, target: Any, parsed: Parsed, answers: Mapping[int, str], extras: Mapping[str, str]) -> str:
        """Give it out."""
        count = importing.import_loads(g.actor, parsed)
        if not count:
            return _("Everything in this file has already been imported.")
        return ngettext("%(num)d load was saved.", "%(num)d loads were saved.", count)

    def done_address(self, target: Any) -> str:
        """Lead to the load."""
        return url_for("LoadView.index")
