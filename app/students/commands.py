"""The command import-students: a group list from a file, without the web."""

from __future__ import annotations

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
from app.exchange.rules import Finding, Parsed, Plan
from app.exchange.wording import sentence
from app.students import importing, previewing, queries
from app.students.models import StudyGroup
from app.students.rules import enrolment_day
from app.students.tables import group_list


def import_students_command(path: str | Path, group: str, dry_run: bool = False, as_json: bool = False) -> tuple[int, Any]:
    """Import the list in ``path`` into the group of that name; (0, payload), or (1, payload) when refused.

    ``payload`` is a dict {group, rows, created, placed, completed, unchanged, findings, error} with ``as_json``, otherwise
    the same as lines of text. Namesakes are never guessed: a list with one is refused and imported on the page.
    """
    report: dict[str, Any] = {"group": group, "rows": 0, "findings": [], "error": None}
    try:
        _run(Path(path), group, dry_run, report)
    except DomainError as refusal:
        report["error"] = _(refusal.msgid, **refusal.params)
    code = 1 if report["error"] else 0
    return code, report if as_json else "\n".join(_lines(report, dry_run))


def _run(path: Path, name: str, dry_run: bool, report: dict[str, Any]) -> None:
    chosen = _group(name)
    actor = Actor.system(chosen.organization_id, "import-students")
    with acting(actor):
        table = group_list(today(actor.zone), enrolment_day(chosen.intake_year))
        try:
            data = path.read_bytes()
        except OSError:
            raise NotFound(N_("The file %(name)s cannot be read."), name=path.name) from None
        parsed = parse(table, read(data, table.limits))
        report["rows"] = len(parsed.records)
        plan = previewing.plan_students(chosen, parsed.records) if parsed.ok else Plan((), ())
        report["findings"] = [_written(f) for f in (*parsed.findings, *parsed.located(plan.findings), *_asked(plan))]
        _require_clean(parsed, plan)
        if dry_run:
            report["created"] = sum(row.state == previewing.NEW for row in plan.rows)
            return
        with transaction():
            outcome = importing.import_students(actor, queries.group_by_id(chosen.id) or chosen, parsed.records, {})
        report |= {
            "created": outcome.created, "placed": outcome.placed, "completed": outcome.completed, "unchanged": outcome.unchanged,
        }  # fmt: skip


def _group(name: str) -> StudyGroup:
    with unscoped():
        found = queries.groups_named(clean(name))
    if not found:
        raise NotFound(N_("There is no group «%(name)s»."), name=name)
    if len(found) > 1:
        raise Invalid(N_("Several colleges have a group «%(name)s»; import the list on the page."), name=name)
    return found[0]


def _require_clean(parsed: Parsed, plan: Plan) -> None:
    if not parsed.ok or not plan.ok:
        raise Refused(N_("The file has errors; nothing was saved."))
    if plan.questions:
        raise Refused(N_("The list has namesakes of known students; import it on the page, which asks about each."))


def _asked(plan: Plan) -> list[Finding]:
    return [Finding(N_("A namesake is known: %(name)s."), {"name": q.subject}, q.number) for q in plan.questions]


def _written(finding: Finding) -> dict[str, str]:
    return {"cell": finding.cell, "value": finding.value, "level": str(finding.level), "text": sentence(finding)}


def _lines(report: dict[str, Any], dry_run: bool) -> list[str]:
    lines = [f"{f['cell'] or '—'}: {f['text']}" for f in report["findings"]]
    if report["error"]:
        return [*lines, report["error"]]
    if dry_run:
        return [*lines, _("%(rows)s rows, %(created)s new students; nothing was saved.", rows=report["rows"], created=report["created"])]
    done = importing.Outcome(report["created"], report["placed"], report["completed"], report["unchanged"])
    return [*lines, previewing.summary(done)]
