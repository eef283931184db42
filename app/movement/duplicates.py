"""Two files of one person: what differs, what lies behind each, whether their histories go together; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

KEEP, TAKE = "keep", "take"


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field in both files; ``asked`` where both hold something and it differs, so that a person must choose."""

    name: str
    kept: Any
    taken: Any

    @property
    def asked(self) -> bool:
        """Tell whether the two values contradict each other."""
        return not _empty(self.kept) and not _empty(self.taken) and self.kept != self.taken

    @property
    def filled(self) -> bool:
        """Tell whether the other file fills what is empty in the one that stays."""
        return _empty(self.kept) and not _empty(self.taken)

    def winner(self, choice: str) -> Any:
        """Give the value that stays: the filled one, where both are filled the chosen one."""
        if self.asked:
            return self.taken if choice == TAKE else self.kept
        return self.taken if self.filled else self.kept


def _empty(value: Any) -> bool:
    return value in (None, "")


def pairs(names: Sequence[str], kept: Mapping[str, Any], taken: Mapping[str, Any]) -> list[FieldPair]:
    """Give the fields in which at least one of the two files holds something."""
    found = [FieldPair(name, kept[name], taken[name]) for name in names]
    return [pair for pair in found if not (_empty(pair.kept) and _empty(pair.taken))]


@dataclass(frozen=True, slots=True)
class Span:
    """A stay as far as an overlap is concerned; both days included, None goes on."""

    starts_on: date
    ends_on: date | None
    group: str


def overlap(one: Sequence[Span], other: Sequence[Span]) -> tuple[date, Span, Span] | None:
    """Give the first day on which both files place the student, with the two stays; None when they never meet."""
    found = [
        (max(a.starts_on, b.starts_on), a, b)
        for a in one
        for b in other
        if a.starts_on <= (b.ends_on or date.max) and b.starts_on <= (a.ends_on or date.max)
    ]
    return min(found, key=lambda row: row[0]) if found else None
