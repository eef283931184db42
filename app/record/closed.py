"""Results as the terms were closed: whoever keeps the snapshots tells them, the record only asks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ClosedResult:
    """A result of a primary sheet as the last snapshot of its term has it."""

    student_id: int
    control_id: int
    result: str
    held_on: date | None
    year: str
    sheet_id: int
    number: str


Reader = Callable[[Collection[int]], Sequence[ClosedResult]]
_readers: list[Reader] = []


def register_reader(reader: Reader) -> Reader:
    """Let ``reader(student ids)`` tell the results that the closed terms of these students had; a second telling is harmless."""
    if reader not in _readers:
        _readers.append(reader)
    return reader


def results(student_ids: Collection[int]) -> list[ClosedResult]:
    """Give what the snapshots of the closed terms of the students say."""
    return [one for reader in _readers for one in reader(student_ids)]
