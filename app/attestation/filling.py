"""Filling a sheet: one line, the whole form, or what the journal proposes; by its teacher or its commission alone."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.attestation import queries
from app.attestation.controls import SheetForm, form_of, parse_result, parse_semester, proposed_result, semester_mark
from app.attestation.marks import final_mark
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.rules import GRADES, Result
from app.attestation.settings import final_rule
from app.attestation.states import PRIMARY, require_fillable
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.gradebook.rules import Standing
from app.terms.operations import ensure_open

LONGEST_TICKET, LONGEST_TOPIC, HIGHEST_SCORE = 10, 200, 100
ONLY = 0


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in a student's line of a part; ``version`` is the one the line was drawn with; None leaves a field
    alone. ``part_id`` is ONLY for a sheet with one part."""

    student_id: int
    result: str
    ticket: str | None = None
    note: str | None = None
    version: int | None = None
    part_id: int = ONLY
    score: str | None = None
    reason: str | None = None
    semester: str | None = None
    final: str | None = None

    @property
    def key(self) -> tuple[int, int]:
        """Give what tells the line from others of its form."""
        return self.student_id, self.part_id


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


@dataclass(frozen=True, slots=True)
class Proposed:
    """What is proposed for a line: the result (of a credit, or «н/доп»), the semester mark and the final one of an exam."""

    standing: Standing | None = None
    result: Result | None = None
    semester: Result | None = None
    final: Result | None = None


def require_writable(sheet: AttestationSheet) -> None:
    """Refuse with Conflict a primary sheet of a closed term; later attempts go on after the close (domain.md §0)."""
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
    parsed = [(known[one.key], one, _read(one, known[one.key], form)) for one in typed]
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


def proposals(sheet: AttestationSheet, lines: Sequence[AttestationEntry]) -> dict[int, Proposed]:
    """Give {line id: what is proposed}, by the one standing of the journal and the college's rule of the final mark."""
    form, rule = form_of(sheet.control.form), final_rule(sheet.organization_id)
    standings = queries.standings(sheet)
    return {line.id: _propose(form, rule, line, standings.get((line.part_id, line.student_id))) for line in lines}


def _propose(form: SheetForm, rule: str, line: AttestationEntry, standing: Standing | None) -> Proposed:
    result = proposed_result(form, standing.proposal, standing.open_tasks) if standing else None
    if not form.three_marks:
        return Proposed(standing, result)
    semester = semester_mark(standing.proposal) if standing else None
    told = line.semester or semester
    kept = result if result is Result.NOT_ADMITTED else None
    return Proposed(standing, kept, semester, final_mark(rule, told, line.result))


def confirm_marks(sheet: AttestationSheet, lines: Sequence[AttestationEntry]) -> None:
    """Write the proposed semester and final marks where the teacher typed no others: the signature confirms them."""
    if not form_of(sheet.control.form).three_marks:
        return
    found = proposals(sheet, lines)
    for line in lines:
        one = found[line.id]
        line.semester = line.semester or (str(one.semester) if one.semester else None)
        line.final = line.final or (str(one.final) if one.final else None)


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


def _read(one: Typed, line: AttestationEntry, form: SheetForm) -> dict[str, object]:
    """Give what would change in the line: {column: new value}."""
    name = line.student_name
    result = parse_result(one.result, form, name)
    values: dict[str, object] = {"result": str(result) if result else None}
    for column, value, longest in (
        ("ticket", one.ticket, LONGEST_TICKET), ("note", one.note, LONGEST_TOPIC), ("reason", one.reason, LONGEST_TOPIC)
    ):  # fmt: skip
        if value is not None:
            values[column] = _short(value, longest, name)
    if one.score is not None:
        values["score"] = _score(one.score, name)
    if form.three_marks:
        values |= _three(one, line, form, values["result"])
    return {column: value for column, value in values.items() if value != getattr(line, column)}


def _short(value: str, longest: int, student: str) -> str | None:
    text = clean(value)
    if len(text) > longest:
        raise Invalid(N_("%(student)s: the text is longer than %(longest)s characters."), student=student, longest=longest)
    return text or None


def _score(typed: str, student: str) -> int | None:
    text = typed.strip()
    if not text:
        return None
    if not text.isdecimal() or int(text[:4]) > HIGHEST_SCORE:
        raise Invalid(N_("%(student)s: a score is a whole number from 0 to %(highest)s."), student=student, highest=HIGHEST_SCORE)
    return int(text)


def _three(one: Typed, line: AttestationEntry, form: SheetForm, result: object) -> dict[str, object]:
    """Read the semester and the final mark; a final mark that nobody retyped falls away when what it rests on changes."""
    values: dict[str, object] = {}
    if one.semester is not None:
        semester = parse_semester(one.semester, line.student_name)
        values["semester"] = str(semester) if semester else None
    typed = line.final if one.final is None else parse_result(one.final, form, line.student_name)
    final = str(typed) if typed else None
    moved = result != line.result or values.get("semester", line.semester) != line.semester
    values["final"] = None if moved and final == line.final else final
    failed = result is not None and (result not in GRADES or result == Result.TWO)
    if values["final"] is not None and (result is None or (failed and values["final"] != result)):
        raise Invalid(
            N_("%(student)s: the final mark «%(final)s» does not go with the exam «%(exam)s»."),
            student=line.student_name, final=values["final"], exam=result or "—",
        )  # fmt: skip
    return values


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
