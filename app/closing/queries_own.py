"""Reads of the cockpit: controls that only own plans of students name, with their sheets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.attestation.queries_own import Individual
from app.attestation.queries_plan import individual_in
from app.closing.queries_sheets import by_control
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class OwnControl:
    """A control that only the own plan of a student names, as ``controls`` gives those of the groups."""

    individual: Individual
    part_id: int | None = None
    sheet_id: int | None = None
    status: str | None = None
    held_on: date | None = None
    signed_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def term_id(self) -> int:
        """Give the term of the group."""
        return self.individual.term.id

    @property
    def form(self) -> str:
        """Give the form of the control."""
        return self.individual.control.form

    @property
    def load_id(self) -> int | None:
        """Give the load in whose journal the student is taught."""
        return self.individual.load.id if self.individual.load else None


def own_of(terms: Sequence[GroupTerm], sheet_rows: Iterable[Any]) -> list[OwnControl]:
    """Give the controls that only own plans of students name, laid upon sheets that were read before."""
    sheets = by_control(sheet_rows)
    return [
        OwnControl(one, *sheets.get((one.load.id if one.load else 0, one.control.id), ())) for one in individual_in(terms) if one.lasts
    ]
