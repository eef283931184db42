"""What was typed into cells and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.core.errors import DomainError
from app.gradebook.models import Mark
from app.gradebook.rules import Standing


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a cell; ``version`` is the one the cell was drawn with, 0 for an empty one."""

    lesson_id: int
    student_id: int
    text: str
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a typed cell: text, version and flag in force, or the refusal; ``excuse``: the paper put for «н»."""

    typed: Typed
    text: str = ""
    version: int = 0
    is_late: bool = False
    refusal: DomainError | None = None
    excuse: str = ""

    def as_stored(self, marks: Mapping[tuple[int, int], Mark]) -> Outcome:
        """Give the outcome with what the write has left of a cell that holds."""
        mark = marks.get((self.typed.lesson_id, self.typed.student_id))
        return self if mark is None or self.refusal else replace(self, version=mark.version, is_late=mark.is_late)


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved cell: its text, its version for the next save, and what follows from it."""

    text: str
    version: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class SavedBlock:
    """Saved cells in the order they were typed, and {student id: standing} of everybody touched."""

    outcomes: list[Outcome]
    standings: dict[int, Standing]
