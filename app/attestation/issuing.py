"""Issuing primary sheets: of one control, of a group's term, of many terms at once; what will be issued is told before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import insert

from app.attestation import numbers, queries, queries_plan, topics
from app.attestation.controls import form_of
from app.attestation.models import AttestationEntry, AttestationSheet, SheetExaminer, SheetPart
from app.attestation.queries_plan import Pair, Planned, PlanRows
from app.attestation.settings import titles
from app.attestation.states import DRAFT, EXAMINER, PRIMARY, transition
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import DomainError, Forbidden, Invalid, Refused
from app.core.text import N_, initials_first
from app.curricula.models import TermControl
from app.extensions import db
from app.staff.models import Employee
from app.teaching.models import TeachingLoad
from app.teaching.rules import Member
from app.terms.models import GroupTerm
from app.terms.operations import ensure_open
from app.terms.rules import CLOSED


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sheet that could be issued: its controls, for how many students, or the reason why it cannot."""

    planned: Planned
    held_on: date
    students: int
    refusal: DomainError | None = None


def issue_sheet(actor: Actor, load: TeachingLoad, control: TermControl, held_on: date) -> AttestationSheet:
    """Issue the primary sheet of a load's control, with the students of its (sub)group on ``held_on``.

    A control that only a student's own plan names has that student alone; one of a complex event is issued with the others
    of the event. The same control issued twice gives the sheet there is. Raises Forbidden without the right to issue, Conflict
    in a closed term, Invalid for a control of another item or semester or a day outside the year, Refused when nobody is there.
    """
    require_issue(actor)
    load = queries.load(load.id, lock=True)
    ensure_open(load.group_term)
    form_of(control.form)
    there = queries.live_sheet(load.id, control.id)
    if there is not None:
        return there
    rows = queries_plan.plan_rows([load.group_term], lock=True)
    planned = next((one for one in rows.planned if (load.id, control.id) in one.keys), None)
    if planned is None:
        raise Invalid(N_("The plan does not name this control for the item in this semester."), field="control")
    candidate = _candidate(rows, planned, held_on)
    if candidate.refusal is not None:
        raise candidate.refusal
    return _issue(actor, rows, [candidate])[0]


def issue_all(actor: Actor, group_term: GroupTerm, held_on: date) -> list[AttestationSheet]:
    """Issue a sheet for every control of the term that has a load and no sheet yet, own ones of students too; gives what was made.

    Raises the refusal of the first sheet that cannot be drawn up, Forbidden without the right, Conflict in a closed term.
    """
    require_issue(actor)
    ensure_open(group_term)
    rows = queries_plan.plan_rows([group_term], lock=True)
    ready = candidates(rows, held_on)
    for one in ready:
        if one.refusal is not None and not one.planned.missing and one.planned.own is None:
            raise one.refusal
    return _issue(actor, rows, [one for one in ready if one.refusal is None])


def issue_terms(actor: Actor, terms: Sequence[GroupTerm], held_on: date) -> list[AttestationSheet]:
    """Issue what can be issued for many terms in one step; what cannot is told by ``preview`` and left out.

    The number of statements does not depend on rows. Raises Forbidden without the right.
    """
    require_issue(actor)
    rows = queries_plan.plan_rows([one for one in terms if one.status != CLOSED], lock=True)
    return _issue(actor, rows, [one for one in candidates(rows, held_on) if one.refusal is None])


def preview(actor: Actor, terms: Sequence[GroupTerm], held_on: date) -> list[Candidate]:
    """Tell what ``issue_terms`` would do; writes nothing."""
    require_issue(actor)
    return candidates(queries_plan.plan_rows([one for one in terms if one.status != CLOSED]), held_on)


def candidates(rows: PlanRows, held_on: date) -> list[Candidate]:
    """Give every control without a live sheet, complex ones as one: an exam of the timetable on its day, else ``held_on``."""
    return [_candidate(rows, one, rows.day_of(one, held_on)) for one in rows.planned]


def require_issue(actor: Actor) -> None:
    """Raise Forbidden unless the actor may issue sheets."""
    if not actor.may("sheet", "issue"):
        raise Forbidden(N_("You have no right to do this with sheets."))


def _candidate(rows: PlanRows, one: Planned, held_on: date) -> Candidate:
    if one.missing:
        return Candidate(one, held_on, 0, Refused(N_("«%(item)s»: nobody teaches it, so there is no sheet."), item=one.missing))
    last = one.term.academic_year.ends_on
    if not one.term.starts_on <= held_on <= last:
        outside = Invalid(
            N_("The day must lie between the begin of the term and the end of the year: %(first)s – %(last)s."),
            field="held_on", first=f"{one.term.starts_on:%d.%m.%Y}", last=f"{last:%d.%m.%Y}",
        )  # fmt: skip
        return Candidate(one, held_on, 0, outside)
    students = {member.student_id for pair in one.pairs for member in rows.members_of(one, *pair, held_on)}
    if one.own is not None and not students:
        apart = Refused(N_("On %(date)s the student is not in the group or does not study by the own plan."), date=f"{held_on:%d.%m.%Y}")
        return Candidate(one, held_on, 0, apart)
    if not students:
        nobody = Refused(
            N_("Nobody is in the group on %(date)s: there is no one to draw the sheet up for."), date=f"{held_on:%d.%m.%Y}"
        )
        return Candidate(one, held_on, 0, nobody)
    return Candidate(one, held_on, len(students))


def _issue(actor: Actor, rows: PlanRows, ready: Sequence[Candidate]) -> list[AttestationSheet]:
    if not ready:
        return []
    organization_id = ready[0].planned.term.organization_id
    titled = titles(organization_id)
    rows_of_sheets = []
    for one, number in zip(ready, numbers.take(organization_id, [one.held_on.year for one in ready]), strict=True):
        control, load = one.planned.pairs[0]
        rows_of_sheets.append(
            {
                "organization_id": organization_id, "group_term_id": one.planned.term.id, "load_id": load.id,
                "term_control_id": control.id, "kind": PRIMARY, "attempt": 0, "title": titled[control.form], "held_on": one.held_on,
                "number": number, "status": transition("issue", DRAFT), "issued_at": now(), "issued_by_id": actor.user_id,
            }
        )
    sheets: list[AttestationSheet] = _stored(AttestationSheet, rows_of_sheets, "number")
    rows_of_parts = [row for sheet, one in zip(sheets, ready, strict=True) for row in _part_rows(sheet, one.planned.pairs)]
    parts: list[SheetPart] = _stored(SheetPart, rows_of_parts, "sheet_id", "load_id", "term_control_id")
    _lines(rows, {sheet.id: one for sheet, one in zip(sheets, ready, strict=True)}, sheets, parts)
    for sheet, one in zip(sheets, ready, strict=True):
        told_issue(actor, sheet, one.students)
    return sheets


def _stored(model: Any, rows: Sequence[dict[str, Any]], *key: str) -> list[Any]:
    """Insert ``rows`` by one statement; give the objects in the order of the rows, known again by the columns of ``key``,
    for SQLite tells the ids of many rows in an order of its own."""
    made = db.session.scalars(insert(model).returning(model), rows)
    found = {tuple(getattr(one, name) for name in key): one for one in made}
    return [found[tuple(row[name] for name in key)] for row in rows]


def _lines(rows: PlanRows, ready: Mapping[int, Candidate], sheets: Sequence[AttestationSheet], parts: Sequence[SheetPart]) -> None:
    """Write examiners and students in bulk: forty thousand objects would take longer than everything else."""
    pairs = {(load.id, control.id): (control, load) for one in ready.values() for control, load in one.planned.pairs}
    entries: list[dict[str, object]] = []
    told = topics.approved(parts)
    for part in parts:
        for position, member in enumerate(_members(rows, ready[part.sheet_id], pairs[part.load_id, part.term_control_id]), start=1):
            entries.append(
                common(part) | {
                    "part_id": part.id, "position": position, "student_id": member.student_id, "student_name": member.name,
                    "record_book": member.record_book, "note": told.get((part.term_control_id, member.student_id)),
                }
            )
    db.session.bulk_insert_mappings(AttestationEntry, entries)  # type: ignore[arg-type]
    examiners: list[dict[str, object]] = []
    for sheet in sheets:
        one = ready[sheet.id]
        people = {e.id: e for load in one.planned.loads for e in rows.teachers_on(load.id, one.held_on)}
        examiners.extend(
            {"sheet_id": sheet.id} | common_of(sheet) | printed(employee, EXAMINER, position)
            for position, employee in enumerate(people.values(), start=1)
        )
    db.session.bulk_insert_mappings(SheetExaminer, examiners)  # type: ignore[arg-type]


def _members(rows: PlanRows, one: Candidate, pair: Pair) -> list[Member]:
    return rows.members_of(one.planned, *pair, one.held_on)


def parts_of(sheet: AttestationSheet, pairs: Iterable[tuple[TermControl, TeachingLoad]]) -> list[SheetPart]:
    """Give the parts of a saved sheet, one for each (control, load)."""
    return [SheetPart(**row) for row in _part_rows(sheet, pairs)]


def _part_rows(sheet: AttestationSheet, pairs: Iterable[tuple[TermControl, TeachingLoad]]) -> list[dict[str, Any]]:
    return [
        {"sheet_id": sheet.id, "load_id": load.id, "term_control_id": control.id, "position": position} | common_of(sheet)
        for position, (control, load) in enumerate(pairs, start=1)
    ]


def common_of(sheet: AttestationSheet) -> dict[str, object]:
    """Give the columns by which the rows of a sheet stay in its term."""
    return {"organization_id": sheet.organization_id, "group_term_id": sheet.group_term_id, "sheet_kind": sheet.kind}


def common(part: SheetPart) -> dict[str, object]:
    """Give the same columns from a part, with the sheet."""
    return {
        "organization_id": part.organization_id, "group_term_id": part.group_term_id, "sheet_kind": part.sheet_kind,
        "sheet_id": part.sheet_id,
    }  # fmt: skip


def printed(employee: Employee, role: str, position: int) -> dict[str, object]:
    """Give the columns of an examiner with the name as it is printed from now on."""
    return {
        "employee_id": employee.id, "role": role, "position": position, "name": employee.full_name[:160],
        "signed_as": initials_first(employee.last_name, employee.first_name, employee.middle_name)[:80],
    }  # fmt: skip


def told_issue(actor: Actor, sheet: AttestationSheet, students: int, reason: str | None = None) -> None:
    """Leave the record of an issued sheet."""
    record(
        actor, "issue_sheet", sheet, reason=reason,
        changes={"number": (None, sheet.number), "held_on": (None, sheet.held_on), "students": (None, students)},
    )  # fmt: skip
