"""Sheets of later attempts for chosen students: another day, re-sit, commission, improvement; also in a closed term."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.attestation import attempts, issuing, numbers, queries, queries_results
from app.attestation.attempts import Attempt
from app.attestation.models import AttestationEntry, AttestationSheet, SheetExaminer, SheetPart
from app.attestation.queries_results import ControlResult
from app.attestation.settings import titles
from app.attestation.states import ATTEMPTS, CHAIR, COMMISSION, DRAFT, EXAMINER, IMPROVEMENT, LATER, MEMBER, transition
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid, Refused
from app.core.text import N_, clean
from app.curricula.models import TermControl
from app.extensions import db
from app.staff.models import Employee
from app.teaching import queries as teaching
from app.teaching.models import TeachingLoad

FEWEST_IN_COMMISSION = 3


@dataclass(frozen=True, slots=True)
class Panel:
    """Who examines: one or several examiners, or a commission of a chair and at least two members; ids of employees."""

    examiners: tuple[int, ...] = ()
    chair: int | None = None
    members: tuple[int, ...] = ()

    @property
    def roles(self) -> list[tuple[int, str]]:
        """Give (employee, role) in the order of the paper."""
        chair = [(self.chair, CHAIR)] if self.chair is not None else []
        return [*chair, *((one, MEMBER) for one in self.members), *((one, EXAMINER) for one in self.examiners)]


Key = tuple[int, int]
"""(load, control) of a part of the sheet."""


def issue_later(
    actor: Actor, load_id: int, control_id: int, kind: str, student_ids: Sequence[int], held_on: date, panel: Panel,
    basis: str = "",
) -> AttestationSheet:  # fmt: skip
    """Issue a sheet of a later attempt at one control for some students; raises what ``issue_joint`` raises."""
    return issue_joint(actor, {(load_id, control_id): student_ids}, kind, held_on, panel, basis)


def issue_joint(
    actor: Actor, wanted: Mapping[Key, Sequence[int]], kind: str, held_on: date, panel: Panel, basis: str = ""
) -> AttestationSheet:
    """Issue a sheet of a later attempt at a control, or at several of one complex event: a part and its students each.

    The term may be closed. ``basis`` is the paper behind it: the order of the commission, the permission to improve a mark
    (needed for both). The semester mark of an exam item is carried over from the attestation. Raises Forbidden without the
    right, NotFound outside the reach, Invalid for a wrong panel, day, control or nobody chosen, Refused naming a student who
    has no ground for the attempt (``attempts.require_attempt``), Conflict for one who stands in another open sheet of it.
    """
    issuing.require_issue(actor)
    pairs = _pairs(wanted, kind)
    people, said = _panel(kind, panel), _basis(kind, basis)
    chosen = {key: _chosen(wanted[key], *key, kind, held_on) for key in wanted}
    sheet = _sheet(actor, *pairs[0], kind, held_on, said)
    parts = issuing.parts_of(sheet, pairs)
    db.session.add_all(parts)
    db.session.flush()
    _fill(sheet, parts, chosen, people)
    issuing.told_issue(actor, sheet, len({one.student_id for found in chosen.values() for one in found}), said)
    return sheet


def _pairs(wanted: Mapping[Key, Sequence[int]], kind: str) -> list[tuple[TermControl, TeachingLoad]]:
    """Give the controls with their loads, locked; several must be parts of one complex event of one term."""
    found = [(queries.control(control), queries.load(load, lock=True)) for load, control in sorted(wanted)]
    wrong = not all(queries.belongs(control, load) for control, load in found)
    events = {(load.group_term_id, control.form, control.joint_key or control.id) for control, load in found}
    if kind not in LATER or wrong or len(events) != 1:
        raise Invalid(N_("The plan does not name this control for the item in this semester."), field="control")
    return sorted(found, key=lambda pair: (pair[1].curriculum_term.item.position, pair[0].id))


def _sheet(actor: Actor, control: TermControl, load: TeachingLoad, kind: str, held_on: date, basis: str | None) -> AttestationSheet:
    sheet = AttestationSheet(
        organization_id=load.organization_id, group_term_id=load.group_term_id, load_id=load.id, term_control_id=control.id,
        kind=kind, attempt=ATTEMPTS[kind], title=titles(load.organization_id)[control.form], held_on=held_on,
        number=numbers.take(load.organization_id, [held_on.year])[0], basis=basis, status=transition("issue", DRAFT),
        issued_at=now(), issued_by_id=actor.user_id,
    )  # fmt: skip
    db.session.add(sheet)
    db.session.flush()
    return sheet


def _fill(
    sheet: AttestationSheet, parts: Sequence[SheetPart], chosen: Mapping[Key, Sequence[ControlResult]],
    people: Sequence[tuple[Employee, str]],
) -> None:  # fmt: skip
    everybody = {one.student_id: one.student_name for found in chosen.values() for one in found}
    order = sorted(everybody, key=lambda student: (everybody[student], student))
    books = queries.record_books(everybody)
    topics = queries.notes([one.primary.entry_id for found in chosen.values() for one in found if one.primary])
    db.session.add_all(
        AttestationEntry(
            part_id=part.id, position=order.index(one.student_id) + 1, student_id=one.student_id, student_name=one.student_name,
            record_book=books.get(one.student_id), semester=one.current.semester if one.current else None,
            note=topics.get(one.primary.entry_id) if one.primary else None, **issuing.common(part),
        )
        for part in parts
        for one in chosen[part.load_id, part.term_control_id]
    )  # fmt: skip
    db.session.add_all(
        SheetExaminer(sheet_id=sheet.id, **issuing.common_of(sheet), **issuing.printed(one, role, position))
        for position, (one, role) in enumerate(people, start=1)
    )
    db.session.flush()


def _chosen(student_ids: Sequence[int], load_id: int, control_id: int, kind: str, held_on: date) -> list[ControlResult]:
    """Give the results so far of everybody chosen, after the checks."""
    if not student_ids:
        raise Invalid(N_("Choose at least one student."), field="students")
    found = {
        one.student_id: one
        for one in queries_results.results(student_ids=set(student_ids), control_id=control_id)
        if one.load_id == load_id
    }
    waiting = queries.open_lines(load_id, control_id)
    for student_id in student_ids:
        one = found.get(student_id)
        name = one.student_name if one else queries.student_name(student_id)
        attempts.require_attempt(kind, one.attempts if one else (), name)
        if student_id in waiting:
            raise Conflict(N_("%(student)s is already in sheet № %(number)s, which is not closed."), student=name, number=waiting[student_id])
        _require_day(one.attempts if one else (), held_on, name)
    return [found[one] for one in sorted(set(student_ids))]


def _require_day(tried: Sequence[Attempt], held_on: date, student: str) -> None:
    last = max((one.held_on for one in tried if one.held_on), default=None)
    if last is not None and held_on < last:
        raise Invalid(
            N_("%(student)s: the day is before the last attempt, %(last)s."), field="held_on", student=student, last=f"{last:%d.%m.%Y}"
        )


def _basis(kind: str, basis: str) -> str | None:
    said = clean(basis)[:300]
    if kind in (COMMISSION, IMPROVEMENT) and len(said) < 3:
        raise Invalid(N_("Name the paper: the order of the commission or the permission to improve the mark."), field="basis")
    return said or None


def _panel(kind: str, panel: Panel) -> list[tuple[Employee, str]]:
    """Give the people of the panel; a commission has a chair and two members at least (273-ФЗ, art. 58, p. 6; local act)."""
    roles = panel.roles
    ids = [one for one, _ in roles]
    if not ids:
        raise Invalid(N_("Say who examines."), field="examiner")
    if len(set(ids)) != len(ids):
        raise Invalid(N_("The same person is named twice."), field="examiner")
    if kind == COMMISSION and (panel.chair is None or len(panel.members) + 1 < FEWEST_IN_COMMISSION):
        raise Invalid(N_("The second re-sit is held by a commission: a chair and at least two members."), field="chair")
    people = teaching.employees(ids)
    if len(people) != len(ids):
        raise Refused(N_("There is no such employee."))
    return [(people[one], role) for one, role in roles]
