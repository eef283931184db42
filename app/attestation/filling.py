"""Filling a sheet: one line, the whole form, or what the journal proposes; by its teacher or its commission alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.attestation import queries
from app.attestation.controls import form_of
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.proposing import proposals
from app.attestation.states import PRIMARY, require_fillable
from app.attestation.typed import ONLY, Typed, read_line
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Forbidden, Refused
from app.core.integrity import explained
from app.core.text import N_
from app.extensions import db
from app.terms.operations import ensure_open


@dataclass(frozen=True, slots=True)
class Stale:
    """A line that somebody changed after it was drawn: what stands there now and what was typed."""

    student_id: int
    current: str
    typed: str
    version: int
    part_id: int = ONLY


class StaleLines(Conflict):
    """Lines changed meanwhile; ``details["stale"]`` lists both values of each."""


def require_writable(sheet: AttestationSheet) -> None:
    """Refuse with Conflict a primary sheet of a closed term; later attempts go on after the close."""
    if sheet.kind == PRIMARY:
        ensure_open(sheet.group_term)


def own_sheet(actor: Actor, sheet_id: int) -> AttestationSheet:
    """Give a sheet locked for writing by its teacher of today or a member of its commission.

    Raises NotFound outside the reader's reach, Conflict for a primary sheet of a closed term, Forbidden for anybody else.
    """
    sheet = queries.sheet(sheet_id, lock=True)
    require_writable(sheet)
    if actor.employee_id is None or not queries.examines(sheet, actor.employee_id, today(actor.zone)):
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
    lines = queries.entries(sheet.id)
    known = by_key(sheet, lines)
    _require_students_of(known, typed)
    form = form_of(sheet.control.form)
    parsed = [(known[one.key], one, read_line(one, known[one.key], form)) for one in typed]
    changed = [(line, one, values) for line, one, values in parsed if values]
    _require_fresh(changed)
    if changed:
        _write(actor, sheet, lines, [(line, values) for line, _, values in changed])
    return lines


def by_key(sheet: AttestationSheet, lines: Iterable[AttestationEntry]) -> dict[tuple[int, int], AttestationEntry]:
    """Give {(student, part): line}; the part of a simple sheet is ONLY."""
    single = len(sheet.parts) < 2
    return {(line.student_id, ONLY if single else line.part_id): line for line in lines}


def take_proposals(actor: Actor, sheet_id: int) -> int:
    """Put the semester marks that the journal proposes into the empty lines, for the teacher to check; gives how many.

    Raises Refused for an exam or a defence: their result is given at the event, not taken from the journal.
    """
    _require_update(actor)
    sheet = own_sheet(actor, sheet_id)
    require_fillable(sheet.status)
    if not form_of(sheet.control.form).from_journal or sheet.kind != PRIMARY:
        raise Refused(N_("The result of this control is given at the event itself, it is not taken from the journal."))
    lines = queries.entries(sheet.id)
    found = proposals(sheet, lines)
    changed = [(line, {"result": str(found[line.id].result)}) for line in lines if not line.result and found[line.id].result]
    if changed:
        _write(actor, sheet, lines, changed)
    return len(changed)


def digest(lines: Iterable[AttestationEntry]) -> str:
    """Give the SHA-256 of what is signed: students, tickets, scores and all marks in order."""
    told = [
        [line.student_id, line.student_name, line.ticket, line.score, line.semester, line.result, line.final, line.reason, line.note]
        for line in lines
    ]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _require_update(actor: Actor) -> None:
    if not actor.may("sheet", "update"):
        raise Forbidden(N_("Only the teacher of the item fills and signs its sheet."))


def _require_students_of(lines: Mapping[tuple[int, int], AttestationEntry], typed: Sequence[Typed]) -> None:
    if any(one.key not in lines for one in typed):
        raise Refused(N_("The form names a student who is not in this sheet. Nothing was saved; open the sheet again."))
    if len({one.key for one in typed}) != len(typed):
        raise Refused(N_("The form names a student twice. Nothing was saved; open the sheet again."))


def _require_fresh(changed: Sequence[tuple[AttestationEntry, Typed, Mapping[str, object]]]) -> None:
    stale = {
        line.id: Stale(line.student_id, line.result or "—", str(values.get("result", line.result) or "—"), line.version, one.part_id)
        for line, one, values in changed
        if one.version is not None and one.version != line.version
    }
    if stale:
        raise StaleLines(
            N_("Somebody has changed these lines meanwhile: %(lines)s. Nothing was saved; compare and save again to keep yours."),
            details={"stale": list(stale.values())},
            lines="; ".join(
                f"{line.student_name} — «{stale[line.id].current}» ≠ «{stale[line.id].typed}»" for line, *_ in changed if line.id in stale
            ),
        )


def _write(
    actor: Actor, sheet: AttestationSheet, lines: Sequence[AttestationEntry], changed: Sequence[tuple[AttestationEntry, Mapping[str, object]]]
) -> None:
    """Write checked values with the proposal beside them, and one record of the whole form."""
    told: dict[str, tuple[object, object]] = {}
    names = {part.id: f" ({part.control.term.item.name})" for part in sheet.parts} if len(sheet.parts) > 1 else {}
    for line, values in changed:
        before = _cell(line)
        for column, value in values.items():
            setattr(line, column, value)
        told[line.student_name + names.get(line.part_id, "")] = (before, _cell(line))
        line.version += 1
    found = proposals(sheet, lines)
    for line, _ in changed:
        one = found[line.id].result or found[line.id].semester
        line.proposed = str(one) if one else None
    sheet.version += 1
    with explained():
        db.session.flush()
    record(actor, "fill_sheet", sheet, changes=told)


def _cell(line: AttestationEntry) -> str:
    """Give a line as the history tells it: semester / exam / final, ticket, score, reason."""
    marks = "/".join(one or "—" for one in (line.semester, line.result, line.final)) if line.semester or line.final else line.result
    more = (f"№ {line.ticket}" if line.ticket else "", f"{line.score} б." if line.score is not None else "", line.reason)
    return " ".join(part for part in (marks, *more) if part)
