"""The lines of a sheet as its form draws them: a row a student, a cell a part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.attestation.forms import Key
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.typed import ONLY


@dataclass(frozen=True, slots=True)
class Cell:
    """A line of a part as the form draws it: the end of its fields' names and the key of what was typed."""

    line: AttestationEntry
    suffix: str
    key: Key


@dataclass(frozen=True, slots=True)
class Row:
    """A student of a sheet with a cell for each part."""

    position: int
    name: str
    record_book: str
    cells: tuple[Cell | None, ...]
    """A cell for each part in their order; None where a later attempt has no line of the part."""

    @property
    def first(self) -> Cell:
        """Give the cell that carries what is said once a student."""
        return next(one for one in self.cells if one is not None)


def form_rows(sheet: AttestationSheet, lines: Sequence[AttestationEntry]) -> list[Row]:
    """Give the lines of a sheet by students: one cell for each part, in the order of the parts."""
    by_key = {(line.student_id, line.part_id): line for line in lines}
    several = len(sheet.parts) > 1
    rows: dict[int, Row] = {}
    for line in lines:
        if line.student_id not in rows:
            cells = tuple(
                Cell(found, f"{line.student_id}-{part.id}" if several else str(line.student_id), (line.student_id, part.id if several else ONLY))
                if (found := by_key.get((line.student_id, part.id))) is not None
                else None
                for part in sheet.parts
            )
            rows[line.student_id] = Row(line.position, line.student_name, line.record_book or "", cells)
    return list(rows.values())
