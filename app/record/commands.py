"""The command import-results: past results of a group from a file, without the web."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from app.access.scope import acting, unscoped
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import DomainError, Invalid, NotFound, Refused
from app.core.text import N_, clean
from app.core.transaction import transaction
from app.exchange.parsing import parse
from app.exchange.reading import read
from app.exchange.rules import Finding, Plan
from app.exchange.wording import sentence
from app.record import opening, previewing
from app.record.tables import balance_table
from app.students import queries as students
from app.students.models import StudyGroup


def import_results_command(
    path: str | Path, group: str, paper: str, paper_date: str, *, organization_id: int, dry_run: bool = False, as_json: bool = False
) -> tuple[int, Any]:
    """Carry the results in ``path`` over to the group of that name; (0, payload), or (1, payload) when refused.

    ``payload`` is a dict {group, rows, results, debts, known, findings, error} with ``as_json``, otherwise lines of text.
    """
    report: dict[str, Any] = {"group": group, "rows": 0, "results": 0, "debts": 0, "known": 0, "findings": [], "error": None}
    actor = Actor.system(organization_id, "import-results")
    try:
        with acting(actor):
            _run(actor, Path(path), group, (paper, _day(paper_date, actor)), dry_run, report)
    except DomainError as refusal:
        report["error"] = _(refusal.msgid, **refusal.params)
    return (1 if report["error"] else 0), report if as_json else "\n".join(_lines(report, dry_run))


def _day(typed: str, actor: Actor) -> date:
    if not typed:
        return today(actor.zone)
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Invalid(N_("A date is expected, as 2026-09-01.")) from None


def _run(actor: Actor, path: Path, name: str, paper: tuple[str, date], dry_run: bool, report: dict[str, Any]) -> None:
    group = _group(name)
    table = balance_table(opening.past_controls(group))
    try:
        data = path.read_bytes()
    except OSError:
        raise NotFound(N_("The file %(name)s cannot be read."), name=path.name) from None
    parsed = parse(table, read(data, table.limits))
    report["rows"] = len(parsed.records)
    plan = previewing.plan_results(group, parsed) if parsed.ok else Plan((), ())
    report["findings"] = [_written(one) for one in (*parsed.findings, *plan.findings)]
    if not parsed.ok or not plan.ok:
        raise Refused(N_("The file has errors; nothing was saved."))
    if dry_run:
        lines = opening.lines_of(group, parsed.records)
        report |= {"results": sum(len(one.fresh) for one in lines), "debts": sum(one.debts for one in lines)}
        return
    with transaction():
        fresh = students.group_by_id(group.id) or group
        done = opening.import_results(actor, fresh, parsed.records, paper=paper[0] or opening.DEFAULT_PAPER, paper_date=paper[1])
    report |= {"results": done.results, "debts": done.debts, "known": done.known}


def _group(name: str) -> StudyGroup:
    with unscoped():
        known = students.groups_named(clean(name))
    found = [one for one in known if students.group_by_id(one.id) is not None]
    if not found:
        raise NotFound(N_("There is no group «%(name)s»."), name=name)
    return found[0]


def _written(finding: Finding) -> dict[str, str]:
    return {"cell": finding.cell, "value": finding.value, "level": str(finding.level), "text": sentence(finding)}


def _lines(report: dict[str, Any], dry_run: bool) -> list[str]:
    lines = [f"{one['cell'] or '—'}: {one['text']}" for one in report["findings"]]
    if report["error"]:
        return [*lines, report["error"]]
    if dry_run:
        told = {"rows": report["rows"], "results": report["results"], "debts": report["debts"]}
        return [*lines, _("%(rows)s rows, %(results)s results, %(debts)s debts among them; nothing was saved.", **told)]
    return [*lines, previewing.summary(opening.Outcome(report["results"], report["debts"], 0, report["known"]))]
