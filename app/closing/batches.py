"""Papers of closed terms in the background: folders of sheets, the package of a half-year."""

from __future__ import annotations

from collections.abc import Sequence

from app.attestation import queries as sheets
from app.attestation import queries_term
from app.closing import package, queries, queries_semester, reports
from app.core.actor import Actor
from app.core.errors import Invalid, Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.documents import bundles, handing
from app.jobs import operations as jobs
from app.jobs.models import Job
from app.jobs.registry import JOB_ID, Arguments, Kind, register_kind
from app.jobs.rules import Result, Step
from app.terms import queries as terms

PAPERS, PACKAGE = "term_papers", "semester_package"
SUMMARY, ACT, SHEET = "summary", "act", "sheet"
# As many papers at once as a press has typesetting processes by default.
PRESSES = 2
NOT_CLOSED = N_("The sheet is not closed: only a form to fill can be printed, one by one.")


def print_papers(actor: Actor, term_ids: Sequence[int], form: str, title: str, *, only_sheets: bool) -> Job:
    """Leave the papers of these terms to the server, inside a transaction; closed sheets are registered on the way.

    ``only_sheets`` leaves the summary and the act out. Raises Invalid without a term, Forbidden without the right.
    """
    if not term_ids:
        raise Invalid(N_("No group has a term in this semester."))
    told = {"terms": list(term_ids), "form": bundles.require_form(form), "title": title, "only_sheets": only_sheets}
    return jobs.enqueue(actor, PAPERS, told, title)


def pack(actor: Actor, semester_id: int, title: str) -> Job:
    """Leave the package of a closed half-year to the server: it prints what was never printed and packs everything.

    Raises Refused before the close and before the act, so that nobody waits in vain.
    """
    package.require_ready(queries_semester.half(terms.semester(semester_id)))
    return jobs.enqueue(actor, PACKAGE, {"semester": semester_id}, title)


def _plan(actor: Actor, arguments: Arguments) -> list[Step]:
    found = []
    for term_id in arguments["terms"]:
        if not arguments["only_sheets"]:
            found += _term_steps(term_id)
        found += [_sheet_step(line.sheet) for line in queries_term.matrix(term_id).lines if line.sheet]
    unique = {step.key: step for step in found}  # a complex sheet serves several controls
    return list(unique.values())


def _term_steps(term_id: int) -> list[Step]:
    name = queries.term(term_id).group.name
    return [Step(f"{SUMMARY}:{term_id}", f"Сводная ведомость, {name}"), Step(f"{ACT}:{term_id}", f"Акт закрытия, {name}")]


def _sheet_step(sheet: sheets.AttestationSheet) -> Step:
    return Step(f"{SHEET}:{sheet.id}", f"{sheet.title} № {sheet.number or '—'}, {sheet.group_term.group.name}")


def _print(actor: Actor, key: str) -> reports.Printed:
    kind, _, number = key.partition(":")
    makers = {SUMMARY: reports.print_summary, ACT: reports.print_closing_act, SHEET: reports.print_sheet}
    return makers[kind](actor, int(number))


def _step(actor: Actor, _arguments: Arguments, key: str) -> None:
    """Register one paper; what is registered already is only read."""
    kind, _, number = key.partition(":")
    if kind == SHEET and sheets.sheet(int(number)).status != "closed":
        raise Refused(NOT_CLOSED)
    if kind == SUMMARY and queries.term(int(number)).status != "closed":
        raise Refused(N_("The act is printed after the close of the term."))
    _print(actor, key)


def _finish(actor: Actor, arguments: Arguments, keys: list[str]) -> Result:
    with handing.handed_out(actor, job_id=arguments[JOB_ID]):
        printed = [_print(actor, key) for key in keys]
    return bundles.bundle(arguments["title"], [(one.name, one.body) for one in printed], arguments["form"])


def _package_plan(actor: Actor, arguments: Arguments) -> list[Step]:
    half = queries_semester.half(terms.semester(arguments["semester"]))
    package.require_ready(half)
    return _plan(actor, {"terms": [one.id for one in half.terms], "only_sheets": False})


def _package(actor: Actor, arguments: Arguments, _keys: list[str]) -> Result:
    with handing.handed_out(actor, job_id=arguments[JOB_ID]), transaction():
        name, file = package.pack(actor, arguments["semester"])
    with file:
        return Result(name, "application/zip", file.read())


register_kind(Kind(PAPERS, "report", "print", _plan, _step, _finish, together=PRESSES))
register_kind(Kind(PACKAGE, "closing", "print", _package_plan, _step, _package, together=PRESSES))
