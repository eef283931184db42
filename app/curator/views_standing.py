"""Screens of the whole group in all items: page, print for a meeting of parents, slips, workbook."""

from __future__ import annotations

from typing import Any

from flask import g, request
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _

from app.access.crud_export import download
from app.access.permissions import Resource
from app.audit.operations import record
from app.core.errors import Refused
from app.core.routing import whole
from app.core.text import N_
from app.core.transaction import transaction
from app.curator import printing, standing, tables
from app.curator.papers_standing import GROUP_TEMPLATE, StandingPaper, standing_paper
from app.curator.queries_standing import GroupStanding, group_standing, homework
from app.documents import rendering
from app.documents.views import pdf_response

FILTERS = {
    standing.ALL: N_("all students"), standing.WEAK: N_("who are behind"), standing.TASKS: N_("with open tasks"),
    standing.ABSENT: N_("absent without a reason"),
}  # fmt: skip


class GroupStandingView(BaseView):
    """A group in all items side by side."""

    route_base = "/curator"
    class_permission_name = Resource.CURATORSHIP

    @expose("/<int:group_id>")
    @permission_name("read")
    def show(self, group_id: int) -> Any:
        """Show the group, those who are behind first."""
        found, which = _asked(group_id), _which()
        lines = standing.shown(found.lines, which)
        return self.render_template(
            "curator/standing.html", title=_("Results of the group"), found=found, group=found.group, lines=lines,
            which=which, filters=FILTERS, behind=standing.BEHIND, homework=homework(found),
        )  # fmt: skip

    @expose("/<int:group_id>/print", methods=["POST"])
    @permission_name("print")
    def sheet(self, group_id: int) -> Any:
        """Print the group on one sheet."""
        paper = _paper(group_id)
        return pdf_response(rendering.render(GROUP_TEMPLATE, paper), paper.title)

    @expose("/<int:group_id>/slips", methods=["POST"])
    @permission_name("print")
    def slips(self, group_id: int) -> Any:
        """Print a slip for each student."""
        paper = _paper(group_id)
        return pdf_response(printing.slips(paper), f"Родителям {paper.title}")

    @expose("/<int:group_id>/table", methods=["POST"])
    @permission_name("export")
    def table(self, group_id: int) -> Any:
        """Give the group as a workbook."""
        found = _asked(group_id)
        paper = standing_paper(found, standing.shown(found.lines, _which()))
        with transaction():
            record(g.actor, "export", found.group, label=paper.title)
        return download(paper.title, tables.standing(paper))


def _asked(group_id: int) -> GroupStanding:
    return group_standing(g.actor, group_id, request.values.get("term", type=whole))


def _which() -> str:
    which = request.values.get("show", "")
    return which if which in standing.SHOWN else standing.ALL


def _paper(group_id: int) -> StandingPaper:
    found = _asked(group_id)
    lines = standing.shown(found.lines, _which())
    if not lines or not found.items:
        raise Refused(N_("There is nothing to print: the group has no journals or no students in this term."))
    return standing_paper(found, lines)
