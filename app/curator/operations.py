"""Excusing absences by a paper, and taking the paper back: one audited transaction over all journals of a student."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.text import N_, clean
from app.curator import queries, rules
from app.curator.models import AbsenceNote, ExcusedCell
from app.curator.queries import CellAt
from app.curator.rules import CODES, NoteFacts
from app.curator.wording import title_of
from app.extensions import db
from app.gradebook.cells import ABSENT
from app.gradebook.standings import cell_of
from app.students import queries as students
from app.terms.rules import CLOSED


@dataclass(frozen=True, slots=True)
class Place:
    """Cells of one journal: how many and how many hours."""

    group: str
    item: str
    cells: int
    hours: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a paper changes: ``changed`` by journal, ``closed`` cells of closed terms left alone, ``kept`` changed since."""

    changed: tuple[Place, ...]
    closed: tuple[Place, ...] = ()
    kept: tuple[Place, ...] = ()

    @property
    def cells(self) -> int:
        """Give how many cells change."""
        return sum(one.cells for one in self.changed)


def preview(actor: Actor, facts: NoteFacts) -> Effect:
    """Tell what ``add_note`` would change; raises what it refuses."""
    _require(actor, "create")
    _check(actor, facts)
    return _effect(queries.absent_cells(facts.student_id, facts.starts_on, facts.ends_on))


def add_note(actor: Actor, facts: NoteFacts) -> tuple[AbsenceNote, Effect]:
    """Enter a paper and excuse by it: «н» of its days becomes «б» or «у» in every open journal of the student.

    Marks are never touched, nor cells of closed terms. Raises Forbidden, NotFound (a foreign student) or Invalid.
    """
    _require(actor, "create")
    _check(actor, facts)
    note = AbsenceNote(
        organization_id=actor.organization_id, student_id=facts.student_id, kind=facts.kind, number=clean(facts.number)[:50],
        issuer=clean(facts.issuer)[:200], starts_on=facts.starts_on, ends_on=facts.ends_on, received_on=facts.received_on,
        created_by_name=actor.name[:200],
    )  # fmt: skip
    db.session.add(note)
    db.session.flush()
    record(actor, "add_absence_note", note, changes={"days": (None, str(note))})
    return note, _apply(actor, note)


def withdraw_note(actor: Actor, note_id: int, reason: str) -> Effect:
    """Take a paper back: cells it changed hold «н» again where nobody has changed them since and the term is open.

    Other papers in force that cover the same days take the cells at once. Raises Conflict for one withdrawn already,
    Invalid without a reason.
    """
    _require(actor, "update")
    note = queries.note(note_id)
    if note.withdrawn_at is not None:
        raise Conflict(N_("The paper was withdrawn already."))
    if len(clean(reason)) < 3:
        raise Invalid(N_("Say why the paper is withdrawn."), field="reason")
    back, kept = _parted(note)
    effect = Effect(*_halves(back), _places(kept))
    note.withdrawn_at, note.withdrawn_by_name, note.withdrawal_reason = now(), actor.name[:200], clean(reason)[:300]
    record(actor, "withdraw_absence_note", note, changes={"days": (str(note), None)}, reason=note.withdrawal_reason)
    _write(actor, [cell for cell in back if cell.status != CLOSED], ABSENT, f"{title_of(note)}: {note.withdrawal_reason}")
    for other in queries.in_force([note.student_id]):
        _apply(actor, other)
    return effect


def returning(note: AbsenceNote) -> Effect:
    """Tell what ``withdraw_note`` would give back, other papers aside."""
    back, kept = _parted(note)
    return Effect(*_halves(back), _places(kept))


def _parted(note: AbsenceNote) -> tuple[list[CellAt], list[CellAt]]:
    """Give the cells a paper has changed: those that hold its code yet, and those somebody has changed since."""
    cells = queries.cells_of(note)
    back = [cell for cell, version in cells if _untouched(note, cell, version)]
    return back, [cell for cell, version in cells if not _untouched(note, cell, version)]


def _untouched(note: AbsenceNote, cell: CellAt, version: int) -> bool:
    return cell.mark.version == version and cell.mark.attendance == CODES[note.kind]


def _require(actor: Actor, action: str) -> None:
    if not actor.may(queries.RESOURCE, action):
        raise Forbidden(N_("You have no right to enter papers about absences."))


def _check(actor: Actor, facts: NoteFacts) -> None:
    for problem in rules.problems(facts, today(actor.zone)):
        raise problem
    own = {group.id for group in queries.groups(actor)}
    if not own & {place.group_id for place in students.placements_of_student(facts.student_id)}:
        raise NotFound(N_("There is no such student, or the student is not of your group."), field="student")


def _apply(actor: Actor, note: AbsenceNote) -> Effect:
    cells = queries.absent_cells(note.student_id, note.starts_on, note.ends_on)
    taken = [cell for cell in cells if cell.status != CLOSED]
    _write(actor, taken, CODES[note.kind], title_of(note))
    _remember(note, [cell.mark for cell in taken])
    return _effect(cells)


def _write(actor: Actor, cells: Iterable[CellAt], code: str, reason: str) -> None:
    """Put ``code`` into cells and leave a record a cell; the teacher's window of changes is not moved by it."""
    changed = []
    for cell in cells:
        before = cell_of(cell.mark).text()
        cell.mark.attendance = code
        changed.append((cell, before))
    db.session.flush()
    for cell, before in changed:
        told = {"cell": (before, cell_of(cell.mark).text())}
        record(actor, "set_mark", cell.mark, changes=told, label=f"{cell.day:%d.%m.%Y}", reason=reason[:300])


def _remember(note: AbsenceNote, marks: list) -> None:  # type: ignore[type-arg]
    known = queries.excused(note.id, [mark.id for mark in marks])
    for mark in marks:
        row = known.get(mark.id)
        if row is None:
            row = ExcusedCell(
                organization_id=note.organization_id, note_id=note.id, mark_id=mark.id, student_id=note.student_id, version=mark.version
            )
            db.session.add(row)
        row.version = mark.version
    db.session.flush()


def _effect(cells: Iterable[CellAt]) -> Effect:
    return Effect(*_halves(list(cells)))


def _halves(cells: list[CellAt]) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Give the places of open terms and those of closed ones."""
    return _places([one for one in cells if one.status != CLOSED]), _places([one for one in cells if one.status == CLOSED])


def _places(cells: Iterable[CellAt]) -> tuple[Place, ...]:
    counts: Counter[tuple[str, str]] = Counter()
    hours: Counter[tuple[str, str]] = Counter()
    for cell in cells:
        counts[cell.group, cell.item] += 1
        hours[cell.group, cell.item] += cell.hours
    return tuple(Place(group, item, count, hours[group, item]) for (group, item), count in sorted(counts.items()))
