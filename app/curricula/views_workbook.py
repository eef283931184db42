"""The import of a plan from the college's own workbook, its template, and the export of a version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, g, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.access.crud_interface import parse_id
from app.access.permissions import Resource
from app.core.errors import Refused
from app.core.text import N_
from app.curricula import operations_items, papers, queries, tables
from app.curricula.models import Curriculum
from app.documents.views import pdf_response
from app.exchange.rules import Parsed, Plan, Table
from app.exchange.views import ImportView, xlsx_response


class PlanWorkbookView(ImportView):
    """Lines of a draft from a spreadsheet; the file's lines take the place of those of the draft."""

    route_base = "/curricula/workbook"
    class_permission_name = Resource.CURRICULUM
    kind = "curriculum"
    title = _l("Plan from a spreadsheet")
    above = (_l("Curricula"), "CurriculumView.list")
    target_label = _l("Draft of a plan")
    hint = _l("A row a line, a column a semester: «л20 пр14 ср4 ДЗ». The lines of the file take the place of those of the draft.")
    template_label = _l("Template, filled with the lines of the draft")

    def targets(self) -> Sequence[Curriculum]:
        """Give the drafts that may be changed."""
        return queries.drafts()

    def target(self, pk: int) -> Curriculum | None:
        """Give a draft."""
        return next((one for one in queries.drafts() if one.id == pk), None)

    def table(self, target: Curriculum | None) -> Table:
        """Give the columns."""
        return tables.PLAN

    def plan(self, target: Curriculum, parsed: Parsed) -> Plan:
        """Tell what the file would make of the draft."""
        return tables.read_plan(queries.plan_of(target), parsed)[1]

    def apply(self, target: Curriculum, parsed: Parsed, answers: Mapping[int, str], extras: Mapping[str, str]) -> str:
        """Take the lines over."""
        wanted, shown = tables.read_plan(queries.plan_of(queries.locked(target.id)), parsed)
        if not shown.ok:
            raise Refused(N_("The file has errors; nothing was saved."))
        count = operations_items.take_over(g.actor, target.id, wanted)
        if not count:
            return _("The draft has these very lines already: nothing was changed.")
        return ngettext("The plan is taken over: %(num)d difference.", "The plan is taken over: %(num)d differences.", count)

    def done_address(self, target: Curriculum) -> str:
        """Lead to the plan."""
        return url_for("CurriculumView.show", pk=target.id)

    @expose("/template", methods=["GET", "POST"])
    @permission_name("import")
    def template(self) -> Any:
        """Give the template of a draft."""
        number = parse_id(request.args.get("target", ""))
        found = self.target(number) if number is not None else None
        if found is None:
            abort(404)
        body, name = tables.plan_workbook(g.actor, found, queries.plan_of(found))
        return xlsx_response(body, name)


class PlanPaperView(BaseView):
    """A version as a workbook and on paper."""

    route_base = "/curricula/paper"
    default_view = "xlsx"
    class_permission_name = Resource.CURRICULUM

    @expose("/<pk>/xlsx", methods=["POST"])
    @permission_name("export")
    def xlsx(self, pk: str) -> Any:
        """Give a version as the workbook that can be read back."""
        found = queries.curriculum(parse_id(pk) or 0)
        body, name = tables.plan_workbook(g.actor, found, queries.plan_of(found))
        return xlsx_response(body, name)

    @expose("/<pk>/pdf", methods=["POST"])
    @permission_name("print")
    def pdf(self, pk: str) -> Any:
        """Print a version."""
        printed = papers.print_plan(g.actor, queries.curriculum(parse_id(pk) or 0))
        return pdf_response(printed.body, printed.name)
