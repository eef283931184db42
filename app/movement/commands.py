"""The command import-orders: past orders of present students from a file, without the web."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.scope import acting
from app.core.actor import Actor
from app.core.errors import DomainError, NotFound, Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.exchange.parsing import parse
from app.exchange.reading import read
from app.exchange.wording import sentence
from app.movement import past, past_entering
from app.movement.past_tables import past_orders


def import_orders_command(path: str | Path, *, organization_id: int, dry_run: bool = False, as_json: bool = False) -> tuple[int, Any]:
    """Carry the orders in ``path`` over; (0, payload), or (1, payload) when refused.

    ``payload`` is {rows, fresh, orders, findings, error} with ``as_json``, otherwise the same as lines of text.
    """
    report: dict[str, Any] = {"rows": 0, "fresh": 0, "orders": 0, "findings": [], "error": None}
    try:
        _run(Path(path), organization_id, dry_run, report)
    except DomainError as refusal:
        report["error"] = _(refusal.msgid, **refusal.params)
    return 1 if report["error"] else 0, report if as_json else "\n".join(_lines(report))


def _run(path: Path, organization_id: int, dry_run: bool, report: dict[str, Any]) -> None:
    table, actor = past_orders(), Actor.system(organization_id, "import-orders")
    try:
        data = path.read_bytes()
    except OSError:
        raise NotFound(N_("The file %(name)s cannot be read."), name=path.name) from None
    with acting(actor):
        parsed = parse(table, read(data, table.limits))
        plan = past.plan_past(organization_id, parsed.records) if parsed.ok else None
        found = [*parsed.findings, *(parsed.located(plan.findings) if plan else ())]
        report["findings"] = [{"cell": one.cell, "level": str(one.level), "text": sentence(one)} for one in found]
        report["rows"], report["fresh"] = len(parsed.records), plan.fresh if plan else 0
        if plan is None or not plan.ok:
            raise Refused(N_("The file has errors; nothing was saved."))
        if not dry_run:
            with transaction():
                report["orders"] = past_entering.enter_past(actor, parsed.records)


def _lines(report: dict[str, Any]) -> list[str]:
    found = [f"{one['cell'] or '—'}: {one['text']}" for one in report["findings"]]
    if report["error"]:
        return [*found, report["error"]]
    rows = ngettext("%(num)d row will be saved.", "%(num)d rows will be saved.", report["fresh"])
    return [*found, rows if not report["orders"] else ngettext("%(num)s past order is entered.", "%(num)s past orders are entered.", report["orders"])]
