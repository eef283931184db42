"""What the curator's report for a month or a semester counts; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.errors import DomainError, Invalid
from app.core.text import N_
from app.curator.standing import BEHIND, StudentLine

LONGEST_TEXT = 4000


@dataclass(frozen=True, slots=True)
class ReportTexts:
    """What the curator writes: work with parents (meetings), events, conclusions and plan."""

    parents: str = ""
    events: str = ""
    conclusions: str = ""

    def problems(self) -> Iterable[DomainError]:
        """Give what is too long."""
        for field in ("parents", "events", "conclusions"):
            if len(getattr(self, field)) > LONGEST_TEXT:
                yield Invalid(N_("The text has more than %(most)s characters. Shorten it."), field=field, most=LONGEST_TEXT)


@dataclass(frozen=True, slots=True)
class Stay:
    """A stay in the group: who, from when to when, and by what paper it began."""

    student_id: int
    name: str
    starts_on: date
    ends_on: date | None
    basis: str


@dataclass(frozen=True, slots=True)
class Move:
    """A student who came or left within the period."""

    day: date
    name: str
    came: bool
    basis: str


def there(stays: Iterable[Stay], day: date) -> set[int]:
    """Give who is in the group on a day."""
    return {one.student_id for one in stays if one.starts_on <= day and (one.ends_on is None or one.ends_on >= day)}


def moves(stays: Sequence[Stay], start: date, end: date) -> list[Move]:
    """Give who came and who left from one day to another; a stay that another one follows without a gap is no move."""
    begins = {(one.student_id, one.starts_on) for one in stays}
    ends = {(one.student_id, one.ends_on) for one in stays}
    found = []
    for one in stays:
        if start < one.starts_on <= end and not any(key == one.student_id and day and (one.starts_on - day).days == 1 for key, day in ends):
            found.append(Move(one.starts_on, one.name, True, one.basis))
        if one.ends_on and start <= one.ends_on < end and not any(key == one.student_id and (day - one.ends_on).days == 1 for key, day in begins):
            found.append(Move(one.ends_on, one.name, False, ""))
    return sorted(found, key=lambda move: (move.day, move.name))


@dataclass(frozen=True, slots=True)
class Results:
    """Who would end the semester with what, by the marks of the journals: names; items of those who are behind."""

    excellent: tuple[str, ...]
    good: tuple[str, ...]
    behind: tuple[tuple[str, tuple[str, ...]], ...]
    unknown: tuple[str, ...]


def results(lines: Iterable[StudentLine], items: Sequence[str]) -> Results:
    """Sort the students: only «5» (and «зач»), only «5» and «4», those behind with their items, those whose marks are too few."""
    excellent, good, behind, unknown = [], [], [], []
    for line in sorted(lines, key=lambda one: one.name):
        told = {one.proposal for one in line.heard}
        weak = tuple(item for item, one in zip(items, line.cells, strict=True) if one is not None and one.proposal in BEHIND)
        if weak:
            behind.append((line.name, weak))
        elif not told or told <= {None, "зач"}:
            unknown.append(line.name)
        elif told <= {"5", "зач"}:
            excellent.append(line.name)
        elif told <= {"5", "4", "зач"}:
            good.append(line.name)
    return Results(tuple(excellent), tuple(good), tuple(behind), tuple(unknown))


def counted(kinds: Iterable[str]) -> Mapping[str, int]:
    """Count the kinds of benefits."""
    found: dict[str, int] = {}
    for kind in kinds:
        found[kind] = found.get(kind, 0) + 1
    return found
