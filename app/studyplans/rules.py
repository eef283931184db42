"""What putting a group on another version of the plan means for it; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.curricula.comparison import ADDED, Change, difference
from app.curricula.rules import settled
from app.curricula.tree import Plan

ControlKey = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class OwnControls:
    """The controls (key of the line, semester, form) of a student's own plan, and the days on which it holds."""

    starts_on: date
    ends_on: date | None
    controls: frozenset[ControlKey]

    def holds_on(self, day: date) -> bool:
        """Tell whether the student studied by it on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


def takes(own: Mapping[int, Sequence[OwnControls]], student_id: int, control: ControlKey, day: date) -> bool:
    """Tell whether a student takes a control of the group: by the own plan that holds on the day, else by that of the group."""
    plan = next((one for one in reversed(own.get(student_id, ())) if one.holds_on(day)), None)
    return plan is None or control in plan.controls


@dataclass(frozen=True, slots=True)
class Effect:
    """Differences between two versions for a group: in semesters to come they hold, in begun ones the old version stays.

    ``to_pass`` are controls (semester, line, forms) that the new version has in begun semesters and the old one has not:
    the group passes them as a difference of plans, or the line is re-credited.
    """

    begun: tuple[int, ...]
    ahead: tuple[Change, ...]
    kept: tuple[Change, ...]
    to_pass: tuple[tuple[int, str, str], ...]


def effect(old: Plan, new: Plan, begun: Collection[int]) -> Effect:
    """Sort the differences of two versions by what they do to a group that has begun those semesters."""
    changes = difference(settled(old), settled(new))
    kept = tuple(each for each in changes if each.semester in begun or _lies_in(each, new if each.kind == ADDED else old, begun))
    return Effect(
        tuple(sorted(begun)),
        tuple(each for each in changes if each not in kept),
        kept,
        tuple(_to_pass(old, new, begun)),
    )


def _lies_in(change: Change, plan: Plan, begun: Collection[int]) -> bool:
    """Tell whether a line that came or went lies wholly in begun semesters."""
    item = plan.item(change.key or "") if change.field == "line" else None
    return item is not None and bool(item.terms) and all(term.semester in begun for term in item.terms)


def _to_pass(old: Plan, new: Plan, begun: Collection[int]) -> list[tuple[int, str, str]]:
    had = {(item.key, term.semester, each.form) for item in old.counted for term in item.terms for each in term.controls}
    return [
        (term.semester, item.title, ", ".join(missing))
        for item in new.counted
        for term in item.terms
        if term.semester in begun
        and (missing := [each.form for each in term.controls if (item.key, term.semester, each.form) not in had])
    ]
