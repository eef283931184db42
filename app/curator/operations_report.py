"""Writing the curator's report: the texts of a period, one row of a group and its days."""

from __future__ import annotations

from app.audit.operations import changes_of, record
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Refused
from app.core.text import N_
from app.curator.models import CuratorReport
from app.curator.papers_report import REPORT, report_paper
from app.curator.queries_report import GroupReport
from app.curator.reporting import ReportTexts
from app.documents import operations as documents
from app.extensions import db


def write_report(actor: Actor, found: GroupReport, texts: ReportTexts, version: int) -> CuratorReport:
    """Keep what the curator wrote for a period; raises Forbidden, Invalid (too long), Conflict for a stale page."""
    if not actor.may("curatorship", "update"):
        raise Forbidden(N_("The report of a group is written by its curator or by the study office."))
    for problem in texts.problems():
        raise problem
    row = found.saved or CuratorReport(
        organization_id=found.group.organization_id, group_id=found.group.id, starts_on=found.period.start, ends_on=found.period.end
    )
    if (row.row_version or 0) != version:
        raise Conflict(N_("The report was changed meanwhile. Take your text aside and refresh the page."))
    row.parents, row.events, row.conclusions = texts.parents, texts.events, texts.conclusions
    db.session.add(row)
    record(actor, "write_curator_report", row, changes=changes_of(row), label=f"{found.group.name}, {row}")
    db.session.flush()
    return row


def print_report(actor: Actor, found: GroupReport) -> bytes:
    """Print the report of a period, registered: other contents make the next revision. Refused before anything is kept."""
    if not actor.may("curatorship", "print"):
        raise Forbidden(N_("You have no right to print this."))
    if found.saved is None:
        raise Refused(N_("Save the report first: its texts are printed along with the numbers."))
    return documents.bytes_of(documents.issue_current(actor, REPORT, found.saved, report_paper(found)))
