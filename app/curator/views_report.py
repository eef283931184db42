"""Screen of the curator's report for a month or a semester: numbers that are there, texts to write, print, workbook."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.attempt import Attempt
from app.access.crud_export import download
from app.access.crud_history import register_acts
from app.access.permissions import Resource
from app.audit.operations import record
from app.core.clock import today
from app.core.routing import whole
from app.core.transaction import transaction
from app.curator import rules, tables
from app.curator.operations_report import print_report, write_report
from app.curator.papers_report import report_paper
from app.curator.queries_report import GroupReport, group_report
from app.curator.reporting import ReportTexts
from app.documents.views import pdf_response

register_acts({"write_curator_report": _l("wrote the report of a group")})


class CuratorReportView(BaseView):
    """Reports of a group."""

    route_base = "/curator"
    class_permission_name = Resource.CURATORSHIP

    @expose("/<int:group_id>/report")
    @permission_name("read")
    def show(self, group_id: int) -> Any:
        """Show the report of a period."""
        return self._page(_asked(group_id), Attempt())

    @expose("/<int:group_id>/report", methods=["POST"])
    @permission_name("update")
    def write(self, group_id: int) -> Any:
        """Keep the texts of a period."""
        found, form = _asked(group_id), request.form
        texts = ReportTexts(*(form.get(name, "").strip() for name in ("parents", "events", "conclusions")))
        attempt = Attempt.of(lambda: write_report(g.actor, found, texts, form.get("version", 0, type=whole)), form)
        if attempt.refusal:
            return self._page(found, attempt), attempt.status
        flash(_("The report is saved."), "success")
        return redirect(url_for("CuratorReportView.show", group_id=group_id, **_period()), 303)

    @expose("/<int:group_id>/report/print", methods=["POST"])
    @permission_name("print")
    def print(self, group_id: int) -> Any:
        """Print the report of a period, registered."""
        found = _asked(group_id)
        return pdf_response(print_report(g.actor, found), report_paper(found).caption)

    @expose("/<int:group_id>/report/table", methods=["POST"])
    @permission_name("export")
    def table(self, group_id: int) -> Any:
        """Give the report of a period as a workbook."""
        found = _asked(group_id)
        paper = report_paper(found)
        with transaction():
            record(g.actor, "export", found.group, label=paper.caption)
        return download(paper.caption, tables.report(paper))

    def _page(self, found: GroupReport, attempt: Attempt) -> Any:
        texts = attempt.typed or {name: getattr(found.texts, name) for name in ("parents", "events", "conclusions")}
        return self.render_template(
            "curator/report.html", title=_("Report of a curator"), group=found.group, found=found, paper=report_paper(found), texts=texts,
            attempt=attempt, period=_period(), month=found.period.start, around=rules.neighbours(found.period.start),
            version=(found.saved.row_version or 0) if found.saved else 0, writes=g.actor.may("curatorship", "update"),
        )  # fmt: skip


def _asked(group_id: int) -> GroupReport:
    day = today(g.actor.zone)
    month = rules.month_of(request.values.get("month", ""), day)
    return group_report(g.actor, group_id, month, request.values.get("term", type=whole), day)


def _period() -> dict[str, str]:
    return {name: request.values[name] for name in ("month", "term") if request.values.get(name)}
