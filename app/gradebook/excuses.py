"""What a higher feature knows of excused days: the journal asks before it takes an «н», and tells what it took instead."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.core.actor import Actor
from app.gradebook.models import Mark


@dataclass(frozen=True, slots=True)
class Excuse:
    """A paper in force: its days (both included), the attendance code that stands for «н», how it is called."""

    note_id: int
    starts_on: date
    ends_on: date
    code: str
    title: str


Excuses = Mapping[int, Sequence[Excuse]]
Find = Callable[[Collection[int]], Excuses]
Keep = Callable[[Actor, Sequence[tuple[Mark, Excuse]]], None]
_keepers: list[tuple[Find, Keep]] = []


def register_excuses(find: Find, keep: Keep) -> None:
    """Name who knows: ``find(student ids)`` gives their papers in one statement, ``keep`` remembers the cells changed."""
    _keepers[:] = [(find, keep)]


def find(student_ids: Collection[int]) -> Excuses:
    """Give {student id: papers in force}; nothing where no feature keeps any."""
    return _keepers[0][0](student_ids) if _keepers and student_ids else {}


def keep(actor: Actor, taken: Sequence[tuple[Mark, Excuse]]) -> None:
    """Tell which cells, flushed already, hold the code of a paper instead of «н»."""
    if _keepers and taken:
        _keepers[0][1](actor, taken)


def excuse_of(excuses: Excuses, student_id: int, day: date) -> Excuse | None:
    """Give the paper that covers a student's day; the first received wins."""
    return next((one for one in excuses.get(student_id, ()) if one.starts_on <= day <= one.ends_on), None)
