"""Reads of the cockpit: controls that only own plans of students name, with their sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.attestation.models import AttestationSheet, SheetPart
from app.attestation.queries_own import Individual
from app.attestation.queries_plan import individual_in
from app.attestation.states import PRIMARY, SUPERSEDED
from app.extensions import db
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


def own_of(terms: Sequence[GroupTerm]) -> list[OwnControl]:
    """Give the controls that only own plans of students name, with their sheets; one statement where nobody has an own plan."""
    found = [one for one in individual_in(terms) if one.lasts]
    query = (
        select(
            SheetPart.load_id, SheetPart.term_control_id, SheetPart.id, AttestationSheet.id, AttestationSheet.status, AttestationSheet.held_on,
            AttestationSheet.signed_at, AttestationSheet.closed_at,
        )
        .join(AttestationSheet, AttestationSheet.id == SheetPart.sheet_id)
        .where(
            SheetPart.term_control_id.in_({one.control.id for one in found}), AttestationSheet.kind == PRIMARY,
            AttestationSheet.status != SUPERSEDED,
        )
    )  # fmt: skip
    sheets = {(row[0], row[1]): row[2:] for row in db.session.execute(query)} if found else {}
    return [OwnControl(one, *sheets.get((one.load.id if one.load else 0, one.control.id), ())) for one in found]
