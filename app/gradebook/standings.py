"""What follows from stored cells: the standing of each student, whatever the rows were read for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Protocol

from app.core.clock import today
from app.gradebook.cells import Cell, cell_text
from app.gradebook.rules import Entry, Scoring, Standing, standing
from app.teaching.rules import Member

EMPTY = Cell(None, ())


class HeldLesson(Protocol):
    """What is read of a lesson to judge a cell and to count it."""

    id: int
    date: date
    hours: int
    weight: int
    is_required: bool


class StoredCell(Protocol):
    """What is read of a cell: a whole Mark or only these columns of it, which is half the time for a thousand."""

    lesson_id: int
    student_id: int
    attendance: str | None
    grades: str
    version: int
    is_late: bool
    minutes_late: int | None


def cell_of(mark: StoredCell | None) -> Cell:
    """Give the parsed cell of a stored one."""
    return _cell(mark.attendance, mark.grades, mark.minutes_late) if mark is not None else EMPTY


@lru_cache(maxsize=5000)
def _cell(attendance: str | None, grades: str, minutes: int | None = None) -> Cell:
    """Cells of a few dozen kinds fill every journal: each is made once."""
    return Cell(attendance, tuple(grades.split()), minutes)


@lru_cache(maxsize=5000)
def text_of(attendance: str | None, grades: str, minutes: int | None) -> str:
    """Give the text of a cell from its stored columns."""
    return cell_text(attendance, minutes, grades)


def standings_from(
    members: Iterable[Member],
    lessons: Iterable[HeldLesson],
    cells: Mapping[tuple[int, int], StoredCell],
    scoring: Scoring,
    pass_fail: bool,
    day: date | None = None,
) -> dict[int, Standing]:
    """Give {student id: standing} from rows that were read already (lessons and cells with the attributes of the models).

    Lessons after ``day`` (today, if none is named) are only planned: nobody has attended them or owes a task of them.
    """
    until = day or today()
    held = {one.id: one for one in lessons if one.date <= until}
    days = [one.date for one in held.values()]
    first, last = (min(days), max(days)) if days else (until, until)
    hours = sum(one.hours for one in held.values())
    # Only what is filled or owed is looked at one by one: of the rest of the cells nothing but their hours matters.
    owed = {one.id: Entry(one.hours, one.weight, True, EMPTY, one.id) for one in held.values() if one.is_required}
    filled: dict[int, dict[int, Entry]] = {}
    facts = {one.id: (one.hours, one.weight, one.is_required) for one in held.values()}
    for (lesson_id, student_id), mark in cells.items():
        if lesson_id in facts:
            filled.setdefault(student_id, {})[lesson_id] = Entry(*facts[lesson_id], _cell(mark.attendance, mark.grades), lesson_id)
    result = {}
    for member in members:
        entries, all_hours = owed | filled.get(member.student_id, {}), hours
        if not member.present_throughout(first, last):
            stayed = [one for one in held.values() if member.present_on(one.date)]
            entries = {one.id: entries[one.id] for one in stayed if one.id in entries}
            all_hours = sum(one.hours for one in stayed)
        empty = all_hours - sum([entry[0] for entry in entries.values()])
        result[member.student_id] = standing(entries.values(), scoring, pass_fail=pass_fail, empty_hours=empty)
    return result
