"""Who could teach what next year, by who taught it before (pure)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Taught:
    """That somebody taught an item to a group in a semester of a year; ``label`` is what a person reads of it."""

    item_key: str
    programme_id: int
    group_id: int
    semester: int
    begun_on: date
    employee_id: int
    label: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """An item's semester of a group that needs a teacher."""

    item_key: str
    programme_id: int
    group_id: int
    semester: int


class History:
    """What was taught, so that a proposal costs a look-up."""

    def __init__(self, taught: Iterable[Taught]) -> None:
        self._by_item: dict[tuple[int, str], list[Taught]] = defaultdict(list)
        for one in taught:
            self._by_item[one.programme_id, one.item_key].append(one)

    def propose(self, wanted: Wanted) -> Taught | None:
        """Give whose turn it is: who teaches the item to this very group already goes on; otherwise who taught the same semester
        of the programme last, otherwise who taught the item last."""
        known = self._by_item.get((wanted.programme_id, wanted.item_key), [])
        own = [one for one in known if one.group_id == wanted.group_id and one.semester < wanted.semester]
        same = [one for one in known if one.semester == wanted.semester]
        for found in (own, same, known):
            if found:
                return max(found, key=lambda one: (one.begun_on, one.semester))
        return None


def next_semesters(last: int | None, opened: Iterable[int], most: int) -> list[int]:
    """Give the plan semesters of a group's next year: those already opened, else the two after the ``last`` one of this year."""
    found = sorted(opened)
    if found:
        return found
    begin = (last or 0) + 1
    return [semester for semester in (begin, begin + 1) if semester <= most]
