"""A student in all items side by side: what the curator and the parents look at first; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.gradebook.rules import Standing, rounded

# Semester marks that leave a student behind.
BEHIND = frozenset({"2", "незач", "н/а"})
ALL, WEAK, TASKS, ABSENT = "", "weak", "tasks", "absent"
SHOWN = (ALL, WEAK, TASKS, ABSENT)


@dataclass(frozen=True, slots=True)
class StudentLine:
    """A student: the standing in each item (None where the student does not hear it), in the order of the items."""

    student_id: int
    name: str
    cells: tuple[Standing | None, ...]

    @property
    def heard(self) -> tuple[Standing, ...]:
        """Give the standings that are there."""
        return tuple(one for one in self.cells if one is not None)

    @property
    def mean(self) -> Decimal | None:
        """Give the mean of the means of the items, half-up to 2 decimals: each item weighs the same."""
        means = [one.mean for one in self.heard if one.mean is not None]
        return rounded(sum(means, Decimal(0)) / len(means)) if means else None

    @property
    def missed(self) -> int:
        """Give all hours missed."""
        return sum(one.absent_hours for one in self.heard)

    @property
    def unexcused(self) -> int:
        """Give the hours missed without a reason."""
        return sum(one.absent_hours - one.excused_hours for one in self.heard)

    @property
    def behind(self) -> int:
        """Give in how many items the semester would end today with «2», «незач» or «н/а»."""
        return sum(1 for one in self.heard if one.proposal in BEHIND)

    @property
    def open_tasks(self) -> int:
        """Give the required tasks without a mark."""
        return sum(one.open_tasks for one in self.heard)


def in_order(lines: Iterable[StudentLine]) -> list[StudentLine]:
    """Put those who are behind first: by items, then open tasks, then hours without a reason, then the lowest mean."""
    return sorted(lines, key=lambda one: (-one.behind, -one.open_tasks, -one.unexcused, one.mean is None, one.mean or 0))


def shown(lines: Sequence[StudentLine], which: str) -> list[StudentLine]:
    """Give the lines a person asked for: all, the weak, those with open tasks, those absent without a reason."""
    tests = {WEAK: lambda one: one.behind, TASKS: lambda one: one.open_tasks, ABSENT: lambda one: one.unexcused}
    test = tests.get(which)
    return [one for one in lines if test is None or test(one)]


def lines_of(names: Mapping[int, str], loads: Sequence[Mapping[int, Standing]]) -> list[StudentLine]:
    """Give the lines of students in the order of ``names``; each of ``loads`` is {student id: standing} of an item.

    Parts of a group that hear one item apart come as one mapping.
    """
    return [StudentLine(key, name, tuple(found.get(key) for found in loads)) for key, name in names.items()]
