"""Keeping the duty matrix (the whole sheet at once; the first saving makes the defaults own lines), noting a duty as done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from app.access.operations import require
from app.access.permissions import Action, Resource, Role
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, DomainError, Invalid
from app.core.text import N_, clean
from app.deadlines import queries, rules
from app.deadlines.defaults import COMPUTED, NOTED
from app.deadlines.models import DutyNote, UpdateRule
from app.deadlines.rules import Duty
from app.extensions import db

MOST_LINES = 200
_COLUMNS = tuple(name for name in Duty.__slots__ if name != "id")


def keep_matrix(actor: Actor, lines: Sequence[Duty], stamp: str) -> int:
    """Store the sheet as it was typed, in its order; lines that are not in it are removed. Gives how many changed.

    ``stamp`` is that of the sheet the page was drawn from. Raises Invalid naming the line and its field («3-days»), Conflict
    when somebody has saved the sheet meanwhile, Forbidden without the right.
    """
    require(actor, Resource.DUTY, Action.UPDATE)
    if stamp != queries.stamp(locked=True):
        raise Conflict(N_("Somebody has changed the matrix meanwhile. Nothing was saved: compare the lines and save again."))
    if not lines:
        raise Invalid(N_("The matrix needs at least one line."))
    if len(lines) > MOST_LINES:
        raise Invalid(N_("The matrix holds at most %(most)s lines."), most=MOST_LINES)
    known, staff = queries.stored(), queries.people(today(actor.zone))
    codes = {row.id: row.code for row in known.values()}
    tidy = [_tidy(line, number, staff, codes) for number, line in enumerate(lines)]
    changed = 0
    for position, line in enumerate(tidy):
        row = known.pop(line.id, None) if line.id is not None else None
        changed += _store(actor, row or UpdateRule(organization_id=actor.organization_id), position, line)
    for row in known.values():
        audit.record(actor, "delete", row, changes={"action": (row.action, None)}, label=str(row))
        db.session.delete(row)
    db.session.flush()
    return changed + len(known)


def _store(actor: Actor, row: UpdateRule, position: int, line: Duty) -> bool:
    is_new = row.id is None
    for name in _COLUMNS:
        setattr(row, name, getattr(line, name))
    row.position = position
    if is_new:
        db.session.add(row)
        if not row.code:  # under its own code a line of the college is noted as done
            db.session.flush()
            row.code = f"own{row.id}"
    changes = audit.changes_of(row)
    if not changes:
        return False
    db.session.flush()
    audit.record(actor, "create" if is_new else "update", row, changes=changes, label=str(row))
    return True


def _tidy(line: Duty, number: int, staff: dict[int, str], codes: dict[int, str]) -> Duty:
    tidy = replace(
        line, section=clean(line.section)[:100], action=clean(line.action)[:300], words=clean(line.words)[:200],
        code=line.code if line.code in (*COMPUTED, *NOTED) else codes.get(line.id or 0, ""), fixed=line.fixed if line.unit == rules.FIXED else "",
        days=line.days if line.unit in rules.COUNTED else 0,
    )  # fmt: skip
    try:
        rules.check_duty(tidy)
        for name in ("responsible", "controller"):
            if getattr(tidy, name) not in set(Role):
                raise Invalid(N_("Choose the role."), field=name)
        for name in ("responsible_id", "controller_id"):
            if getattr(tidy, name) is not None and getattr(tidy, name) not in staff:
                raise Invalid(N_("Choose an employee of the college."), field=name)
    except DomainError as refusal:
        refusal.field = f"{number}-{refusal.field}"
        raise
    return tidy


def note_done(actor: Actor, code: str, day: date, thing: int, found: str) -> DutyNote:
    """Note that a duty of ``day`` was done and what was found; the moment of the note is what its timeliness is judged by.

    Raises NotFound for a duty that is not asked of the actor or is noted already, Invalid without what was found.
    """
    require(actor, Resource.DEADLINE, Action.CREATE)
    line = queries.to_note(actor, code, day, thing)
    told = clean(found)[:1000]
    if not told:
        raise Invalid(N_("Write what was checked and what was found."), field="found")
    row = DutyNote(
        organization_id=actor.organization_id, code=code, day=day, thing=thing, action=str(line.event.what)[:400], found=told,
        noted_by_id=actor.employee_id, noted_by_name=actor.name[:200],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "note_duty", row, changes={"found": (None, told)}, label=row.action)
    return row
