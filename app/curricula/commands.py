"""The command ``import-plan``: a plan file without the web."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from app.core.actor import Actor
from app.core.display import plain
from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.curricula import operations
from app.curricula.plan_file import read_plan
from app.curricula.plan_xml import MAX_BYTES
from app.curricula.rules import summary
from app.curricula.tree import Plan

DONE, REFUSED = 0, 1


def import_plan_command(
    path: str | Path, *, intake: int | None = None, dry_run: bool = False, as_json: bool = False,
    actor: Actor | None = None,
) -> tuple[int, dict[str, Any] | str]:  # fmt: skip
    """Import a plan file for ``actor`` (the college's system actor); gives (exit code, what to print).

    With ``as_json`` that is the summary object, or {"error": sentence} with exit code 1; otherwise lines of text.
    A dry run reads the file alone and needs neither an actor nor a database. Must run inside an application context,
    and inside ``acting(actor)`` unless dry.
    """
    try:
        plan = read_plan(_bytes(Path(path)))
        told = summary(plan, lambda msgid, params: _(msgid, **{name: plain(value) for name, value in params.items()}))
        outcome = "" if dry_run else _import(plan, intake, actor)
    except DomainError as refusal:
        sentence = _(refusal.msgid, **refusal.params)
        return REFUSED, {"error": sentence} if as_json else sentence
    return DONE, told if as_json else _lines(plan, told, outcome)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError:
        raise Invalid(N_("The file %(path)s cannot be opened."), path=str(path)) from None


def _import(plan: Plan, intake: int | None, actor: Actor | None) -> str:
    year = intake or plan.intake_year
    if year is None:
        raise Invalid(N_("The file does not name the year of admission: give it with --intake."))
    if actor is None:
        raise Invalid(N_("There is no college to import into yet: finish the set-up first."))
    with transaction():
        done = operations.import_plan(actor, plan, year)
        name = str(done.curriculum)
    told = {
        operations.SAME: _("The same plan is stored already: nothing was changed (%(name)s).", name=name),
        operations.CREATED: _("The plan is saved: %(name)s.", name=name),
        operations.NEW_VERSION: _(
            "The plan is saved as a new version: %(name)s; differences: %(count)s.", name=name, count=len(done.changes)
        ),
    }
    return told[done.outcome]


def _lines(plan: Plan, told: dict[str, Any], outcome: str) -> str:
    hours = told["hours_by_semester"]
    lines = [
        f"{plan.specialty_code} {plan.specialty_name}",
        _("Lines: %(rows)s, of them with hours: %(leaves)s", rows=told["rows"], leaves=told["leaves"]),
        _("Hours: %(sum)s (%(list)s)", sum=plain(sum(hours)), list=", ".join(map(plain, hours))),
        _("Exams by semester: %(list)s", list=", ".join(map(str, told["exams_by_semester"]))),
        _("Graded credits by semester: %(list)s", list=", ".join(map(str, told["graded_credits_by_semester"]))),
        *(f"• {finding['message']}" for finding in told["findings"]),
    ]
    return "\n".join([*lines, outcome] if outcome else lines)
