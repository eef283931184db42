"""Printing a term: from the snapshot once it is closed, from live rows before; official ones are registered and archived."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.access.scope import unscoped
from app.attestation import papers, queries_term, reports
from app.attestation import queries as sheets
from app.attestation.models import AttestationSheet
from app.attestation.states import CLOSED, PRIMARY
from app.closing import acts, contents, queries, queries_semester, snapshot
from app.closing.models import Closing
from app.closing.papers import CLOSING_ACT, CONTROL_ACT
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.text import N_
from app.documents import operations as documents
from app.documents import queries as registry
from app.documents import rendering
from app.documents.registry import kinds, register_report
from app.organization.queries import own_organization
from app.settings.queries import values as settings_of
from app.terms import queries as terms
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class Printed:
    """A PDF with the name it is saved under; ``is_official`` when it is registered and archived."""

    body: bytes
    name: str
    is_official: bool


def print_sheet(actor: Actor, sheet_id: int) -> Printed:
    """Print a sheet: a closed one is registered once and then comes from the archive, before that it is a form to fill."""
    require_print(actor)
    sheet = sheets.sheet(sheet_id)
    name = f"{sheet.title} {sheet.number or ''} {sheet.group_term.group.name}"
    closing = queries.last_closing(sheet.group_term_id) if sheet.kind == PRIMARY else None
    # A sheet's paper changes with the sheet alone: a later snapshot of its term makes no new one.
    subject, revision = queries.first_revision(sheet), sheet.revision
    archived = registry.of_subject(papers.SHEET, subject, revision)
    if archived is not None and archived.pdf_sha256 is not None:
        return Printed(documents.bytes_of(archived), name, True)
    paper = sheet_paper(sheet, closing)
    if sheet.status != CLOSED:
        return Printed(rendering.render(papers.SHEET_TEMPLATE, paper), name, False)
    return Printed(documents.bytes_of(documents.issue(actor, papers.SHEET, subject, paper, revision=revision)), name, True)


def print_sheets(actor: Actor, term_id: int) -> Printed:
    """Print the primary sheets of a group's term as one PDF, each with its own page numbers, in the order of the plan.

    Refused where no sheet was issued.
    """
    require_print(actor)
    term = queries.term(term_id)
    ids = list(dict.fromkeys(line.sheet.id for line in queries_term.matrix(term_id).lines if line.sheet))
    if not ids:
        raise Refused(N_("No sheet has been issued in this term."))
    printed = [print_sheet(actor, one) for one in ids]
    name = f"Ведомости {term.group.name} {term.plan_semester} семестр"
    return Printed(rendering.merge(one.body for one in printed), name, all(one.is_official for one in printed))


def print_summary(actor: Actor, term_id: int) -> Printed:
    """Print the summary of a group's term: registered when the term is closed, a preliminary one before."""
    require_print(actor)
    term = queries.term(term_id)
    name = f"Сводная ведомость {term.group.name} {term.plan_semester} семестр"
    closing = queries.last_closing(term_id) if term.status == CLOSED else None
    if closing is None:
        day = today(actor.zone)
        paper = reports.summary_paper(told(term, None), f"Предварительные данные на {day:%d.%m.%Y}", day)
        return Printed(rendering.render(papers.SUMMARY_TEMPLATE, paper), name, False)
    archived = registry.of_subject(papers.SUMMARY, term, closing.revision)
    if archived is not None and archived.pdf_sha256 is not None:
        return Printed(documents.bytes_of(archived), name, True)
    day = closing.closed_at.astimezone(ZoneInfo(actor.zone)).date()
    paper = reports.summary_paper(told(term, closing), _state(closing, day), day)
    document = documents.issue(actor, papers.SUMMARY, term, paper, revision=closing.revision)
    return Printed(documents.bytes_of(document), name, True)


def print_closing_act(actor: Actor, term_id: int) -> Printed:
    """Print the act of a closed term, registered and archived; Refused before the close."""
    require_print(actor)
    term, closing = queries.term(term_id), queries.last_closing(term_id)
    if closing is None:
        raise Refused(N_("The act is printed after the close of the term."))
    paper = acts.closing_act(snapshot.parse(closing.snapshot), closing.sha256, actor.zone)
    document = documents.issue(actor, CLOSING_ACT, term, paper, revision=closing.revision)
    return Printed(documents.bytes_of(document), f"Акт закрытия {term.group.name} {term.plan_semester} семестр", True)


def print_control_act(actor: Actor, act_id: int) -> Printed:
    """Print the act of control of a half-year: the newest revision is made and archived, earlier ones come from the archive.

    It names size and digest of the package for storage, so Refused until there is one.
    """
    require_print(actor)
    act = queries_semester.act(act_id)
    name = f"Акт контроля {act.semester.academic_year.label} {act.semester.number} семестр"
    archived = registry.of_subject(CONTROL_ACT, act.semester, act.revision)
    if archived is not None and archived.pdf_sha256 is not None:
        return Printed(documents.bytes_of(archived), name, True)
    half = queries_semester.half(act.semester)
    if half.act is None or half.act.id != act.id or not half.is_current:
        raise Conflict(N_("The snapshots have changed since the act. Ask the coordinator for a new one."))
    package = queries_semester.last_package(act.id)
    if package is None:
        raise Refused(N_("Take the package for storage first: the act names its size and its digest."))
    printed = [(_(kinds()[kind].title), count, pages) for kind, count, pages in package.printed]
    drawn = act.prepared_at.astimezone(ZoneInfo(actor.zone))
    chosen = settings_of(act.organization_id, "closing.")
    paper = acts.control_act(half, own_organization(actor), acts.Stored(package.name, package.size, package.sha256, printed), chosen, drawn)
    return Printed(documents.bytes_of(documents.issue(actor, CONTROL_ACT, act.semester, paper, revision=act.revision)), name, True)


def sheet_paper(sheet: AttestationSheet, closing: Closing | None) -> papers.SheetPaper:
    """Give the paper of a sheet: a primary one as its term was closed, a later attempt beside the contents of its term."""
    with unscoped():  # the sheet was read within the reach; a member of its commission prints the rest of the head too
        if sheet.kind == PRIMARY:
            return reports.sheet_paper(told(sheet.group_term, closing), sheet.id)
        later = snapshot.as_text([contents.sheet_told(sheet, sheets.entries(sheet.id))])
        whole = told(sheet.group_term, queries.last_closing(sheet.group_term_id))
        return reports.sheet_paper({**whole, "sheets": later}, sheet.id)


def told(term: GroupTerm, closing: Closing | None) -> Mapping[str, object]:
    """Give the contents of a term: the snapshot of a closed one, otherwise the live rows in the same form."""
    if closing is not None and term.status == CLOSED:
        return snapshot.parse(closing.snapshot)
    rows = queries.rows(queries.term(term.id))
    return snapshot.as_text(contents.contents(rows, rows.standings(), []))


def require_print(actor: Actor) -> None:
    """Raise Forbidden unless the actor may print sheets or reports."""
    if not actor.may("report", "print") and not actor.may("sheet", "print"):
        raise Forbidden(N_("You have no right to print this."))


def _state(closing: Closing, day: date) -> str:
    return f"По итогам закрытого семестра на {day:%d.%m.%Y}, редакция {closing.revision}"


def _report_sheet(actor: Actor, arguments: Mapping[str, str]) -> bytes:
    return print_sheet(actor, _number(arguments["sheet"], "sheet")).body


def _report_summary(actor: Actor, arguments: Mapping[str, str]) -> bytes:
    semester = _number(arguments["semester"], "semester")
    term = terms.term_of(arguments["group"], semester)
    if term is None:
        raise NotFound(N_("Group %(group)s has no term of semester %(semester)s."), group=arguments["group"], semester=semester)
    return print_summary(actor, term.id).body


def _number(typed: str, name: str) -> int:
    if not typed.isdecimal() or len(typed) > 9:
        raise Invalid(N_("--%(name)s takes a whole number, not «%(typed)s»."), name=name, typed=typed[:30])
    return int(typed)


def _report_act(actor: Actor, arguments: Mapping[str, str]) -> bytes:
    term = terms.term_of(arguments["group"], _number(arguments["semester"], "semester"))
    if term is None:
        raise NotFound(N_("Group %(group)s has no term of semester %(semester)s."), group=arguments["group"], semester=arguments["semester"])
    return print_closing_act(actor, term.id).body


register_report("closing-act", ("group", "semester"), _report_act)
register_report("sheet", ("sheet",), _report_sheet)
register_report("summary", ("group", "semester"), _report_summary)
