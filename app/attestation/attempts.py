"""A student's results of one control over the attempts, and who may have which attempt next; pure (273-ФЗ, art. 58)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from app.attestation.controls import DEBTS
from app.attestation.rules import GRADES, Result
from app.attestation.states import ATTEMPTS, COMMISSION, DEFERRED, IMPROVEMENT, LATER, PRIMARY, RESIT
from app.core.errors import Refused
from app.core.text import N_


class Tried(Protocol):
    """What counting looks at: how the result came to be, the mark it gives, the key by which later ones follow earlier."""

    @property
    def kind(self) -> str:
        """Give the kind of the sheet, or where a result without a sheet comes from."""

    @property
    def mark(self) -> str | None:
        """Give the mark that goes on."""

    @property
    def order(self) -> tuple[int, date, int]:
        """Give the key."""


T = TypeVar("T", bound=Tried)
_ORDER = {PRIMARY: 0, DEFERRED: 1, RESIT: 2, COMMISSION: 3, IMPROVEMENT: 4}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A result of a closed sheet that is not superseded; ``final`` is the final mark of an exam item, if one was set."""

    kind: str
    attempt: int
    sheet_id: int
    number: str
    held_on: date | None
    result: str | None
    semester: str | None = None
    final: str | None = None
    revision: int = 1
    entry_id: int = 0

    @property
    def mark(self) -> str | None:
        """Give the mark that goes on: the final one of an exam item, else the result."""
        return self.final or self.result

    @property
    def order(self) -> tuple[int, date, int]:
        """Give the key by which later attempts follow earlier ones."""
        return _ORDER[self.kind], self.held_on or date.min, self.sheet_id


def in_order(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
    """Put attempts in the order in which they count: by kind, then by the day held."""
    return tuple(sorted(attempts, key=lambda one: one.order))


def primary(attempts: Sequence[Attempt]) -> Attempt | None:
    """Give the result of the attestation itself, as the term was closed with."""
    return next((one for one in in_order(attempts) if one.kind == PRIMARY), None)


def counting(attempts: Iterable[T]) -> T | None:
    """Give the attempt that counts; None for none.

    The last one with a result counts; an improvement counts only where it is better, for it is asked for by the student
    and spoils nothing. An excused absence at a later attempt leaves the earlier result in force.
    """
    known = sorted((one for one in attempts if one.mark), key=lambda one: one.order)
    usual = [one for one in known if one.kind != IMPROVEMENT]
    decided = [one for one in usual if one.mark != Result.ABSENT_EXCUSED] or usual
    best = decided[-1] if decided else None
    for one in known:
        if one.kind == IMPROVEMENT and (best is None or _grade(one.mark) > _grade(best.mark)):
            best = one
    return best


def current(attempts: Sequence[Attempt]) -> Attempt | None:
    """Give the result of a sheet that stands now."""
    return counting(attempts)


def final(attempts: Sequence[Attempt]) -> str | None:
    """Give the mark of the record: the final mark of the current attempt, where it has none its result."""
    one = current(attempts)
    return one.mark if one else None


def _grade(mark: str | None) -> int:
    return GRADES[Result(mark)] if mark in GRADES else 0


def require_attempt(kind: str, attempts: Sequence[Attempt], student: str) -> None:
    """Refuse an attempt that the student has no ground for.

    Another day needs an excused absence, a re-sit a debt without a re-sit, a commission a failed first re-sit, an
    improvement a passed control. Raises Refused naming the student.
    """
    standing = current(attempts)
    result = standing.result if standing else None
    resits = {one.attempt for one in attempts if one.kind in (RESIT, COMMISSION) and one.result != Result.ABSENT_EXCUSED}
    grounds = {
        DEFERRED: result == Result.ABSENT_EXCUSED,
        RESIT: result in (*DEBTS, Result.ABSENT_EXCUSED) and not resits,
        COMMISSION: result in (*DEBTS, Result.ABSENT_EXCUSED) and resits == {ATTEMPTS[RESIT]},
        IMPROVEMENT: result is not None and result not in (*DEBTS, Result.ABSENT_EXCUSED, Result.EXEMPT),
    }
    if kind not in LATER or not grounds[kind]:
        raise Refused(WHY[kind], student=student)


WHY = {
    PRIMARY: N_("%(student)s: a primary sheet is issued for the group, not for one student."),
    DEFERRED: N_("%(student)s: another day is set only after an excused absence in a closed sheet."),
    RESIT: N_("%(student)s: the first re-sit needs a debt in a closed sheet and no earlier re-sit."),
    COMMISSION: N_("%(student)s: a commission is called after a failed first re-sit, and once."),
    IMPROVEMENT: N_("%(student)s: a mark is improved only where the control is passed in a closed sheet."),
}
