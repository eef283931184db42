"""Filling a sheet: one line, the whole form, or what the journal proposes; by the teacher of its load alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.attestation import queries
from app.attestation.controls import SheetForm, form_of, parse_result, proposed_result
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.states import require_fillable
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.text import N_, clean
from app.extensions import db
from app.gradebook.rules import Standing
from app.terms.operations import ensure_open

LONGEST_TICKET, LONGEST_TOPIC = 10, 200


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in a student's line; ``version`` is the one the line was drawn with; None leaves a field alone."""

    student_id: int
    result: str
    ticket: str | None = None
    note: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Stale:
    """A line that somebody changed after it was drawn: what stands there now and what was typed."""

    student_id: int
    current: str
    typed: str
    version: int


class StaleLines(Conflict):
    """Lines changed meanwhile; ``details["stale"]`` lists both values of each."""


def own_sheet(actor: Actor, sheet_id: int) -> AttestationSheet:
    """Give a sheet locked for writing by the teacher of its load today.

    Raises NotFound outside the reader's reach, Conflict in a closed term, Forbidden for anybody but that teacher.
    """
    sheet = queries.sheet(sheet_id, lock=True)
    ensure_open(sheet.group_term)
    if actor.employee_id is None or not queries.teaches(sheet.load_id, actor.employee_id, today(actor.zone)):
        raise Forbidden(N_("Only the teacher of the item fills and signs its sheet."))
    return sheet


def fill_entry(
    actor: Actor, sheet_id: int, student_id: int, result: str, ticket: str | None = None, version: int | None = None
) -> AttestationEntry:
    """Write one line as the teacher of the load on this day; ``version`` is the one the line was drawn with.

    Raises what ``fill_many`` raises.
    """
    lines = fill_many(actor, sheet_id, [Typed(student_id, result, ticket, version=version)])
    return next(line for line in lines if line.student_id == student_id)


def fill_many(actor: Actor, sheet_id: int, typed: Sequence[Typed]) -> list[AttestationEntry]:
    """Write the lines of a form, all or nothing; gives the lines of the sheet as they stand now.

    A line typed as it already stands is left alone. Raises Forbidden for another's sheet, Conflict for a signed one or a
    closed term, Refused for a student who is not in the sheet, Invalid for what is no result of its control, StaleLines.
    """
    _require_update(actor)
    sheet = own_sheet(actor, sheet_id)
    require_fillable(sheet.status)
    lines = {line.student_id: line for line in queries.entries(sheet.id)}
    _require_students_of(lines, typed)
    form = form_of(sheet.control.form)
    parsed = [(lines[one.student_id], one, *_read(one, lines[one.student_id], form)) for one in typed]
    changed = [(line, one, values) for line, one, values in parsed if values]
    _require_fresh(changed)
    if changed:
        _write(actor, sheet, [(line, values) for line, _, values in changed])
    return list(lines.values())


def take_proposals(actor: Actor, sheet_id: int) -> int:
    """Put the semester marks that the journal proposes into the empty lines, for the teacher to check; gives how many.

    Raises Refused for an exam or a defence: their result is given at the event, not taken from the journal.
    """
    _require_update(actor)
    sheet = own_sheet(actor, sheet_id)
    require_fillable(sheet.status)
    form = form_of(sheet.control.form)
    if not form.from_journal:
        raise Refused(N_("The result of this control is given at the event itself, it is not taken from the journal."))
    proposals = proposed(form, queries.standings(sheet))
    changed = [
        (line, {"result": str(proposals[line.student_id])})
        for line in queries.entries(sheet.id)
        if not line.result and proposals.get(line.student_id) is not None
    ]
    if changed:
        _write(actor, sheet, changed)
    return len(changed)


def proposed(form: SheetForm, standings: Mapping[int, Standing]) -> dict[int, str | None]:
    """Give {student id: result that the journal proposes for this form of control, None for none}."""
    return {
        student_id: proposed_result(form, standing.proposal, standing.open_tasks) for student_id, standing in standings.items()
    }


def digest(lines: Iterable[AttestationEntry]) -> str:
    """Give the SHA-256 of what is signed: students, tickets and results in order."""
    told = [[line.student_id, line.student_name, line.ticket, line.result, line.note] for line in lines]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _require_update(actor: Actor) -> None:
    if not actor.may("sheet", "update"):
        raise Forbidden(N_("Only the teacher of the item fills and signs its sheet."))


def _require_students_of(lines: Mapping[int, AttestationEntry], typed: Sequence[Typed]) -> None:
    if any(one.student_id not in lines for one in typed):
        raise Refused(N_("The form names a student who is not in this sheet. Nothing was saved; open the sheet again."))
    if len({one.student_id for one in typed}) != len(typed):
        raise Refused(N_("The form names a student twice. Nothing was saved; open the sheet again."))


def _read(one: Typed, line: AttestationEntry, form: SheetForm) -> tuple[dict[str, str | None]]:
    """Give what would change in the line: {column: new value}."""
    result = parse_result(one.result, form, line.student_name)
    values: dict[str, str | None] = {"result": str(result) if result else None}
    for name, value, longest in (("ticket", one.ticket, LONGEST_TICKET), ("note", one.note, LONGEST_TOPIC)):
        if value is None:
            continue
        text = clean(value)
        if len(text) > longest:
            raise Invalid(N_("%(student)s: the text is longer than %(longest)s characters."), student=line.student_name, longest=longest)
        values[name] = text or None
    return ({name: value for name, value in values.items() if value != getattr(line, name)},)


def _require_fresh(changed: Sequence[tuple[AttestationEntry, Typed, dict[str, str | None]]]) -> None:
    stale = [
        Stale(line.student_id, line.result or "—", str(values.get("result", line.result) or "—"), line.version)
        for line, one, values in changed
        if one.version is not None and one.version != line.version
    ]
    if stale:
        raise StaleLines(
            N_("Somebody has changed these lines meanwhile: %(lines)s. Nothing was saved; compare and save again to keep yours."),
            details={"stale": stale},
            lines="; ".join(_told(line, stale) for line, *_ in changed if any(s.student_id == line.student_id for s in stale)),
        )


def _told(line: AttestationEntry, stale: Sequence[Stale]) -> str:
    one = next(s for s in stale if s.student_id == line.student_id)
    return f"{line.student_name} — «{one.current}» ≠ «{one.typed}»"


def _write(actor: Actor, sheet: AttestationSheet, changed: Sequence[tuple[AttestationEntry, Mapping[str, str | None]]]) -> None:
    """Write checked values with the proposal beside them, and one record of the whole form."""
    proposals = proposed(form_of(sheet.control.form), queries.standings(sheet))
    told: dict[str, tuple[object, object]] = {}
    for line, values in changed:
        told[line.student_name] = (_cell(line.result, line.ticket), _cell(*_after(line, values)))
        for name, value in values.items():
            setattr(line, name, value)
        found = proposals.get(line.student_id)
        line.proposed = str(found) if found else None
        line.version += 1
    sheet.version += 1
    db.session.flush()
    record(actor, "fill_sheet", sheet, changes=told)


def _after(line: AttestationEntry, values: Mapping[str, str | None]) -> tuple[str | None, str | None]:
    return values.get("result", line.result), values.get("ticket", line.ticket)


def _cell(result: str | None, ticket: str | None) -> str:
    return " ".join(part for part in (result, f"№ {ticket}" if ticket else "") if part)

