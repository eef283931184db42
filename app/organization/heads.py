"""The head of the college's papers and its director's signature line."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.core import text
from app.documents.rules import Letterhead, Signature
from app.organization import queries
from app.organization.models import Organization
from app.organization.rules import licence_line


def letterhead(organization: Organization) -> Letterhead:
    """Give the head of the college's papers."""
    return Letterhead(
        full_name=organization.full_name,
        founder=organization.founder or "",
        short_name=organization.short_name,
        place=f"г. {organization.city}" if organization.city else "",
    )


def letterhead_told(college: Mapping[str, Any]) -> Letterhead:
    """Give the same head from what a snapshot tells of the college, as it was then."""
    return Letterhead(college["full_name"], college["founder"] or "", college["short_name"] or "", college["city"] or "")


def licences(on: date) -> tuple[str, ...]:
    """Give the licence and the accreditation in force on a day, as papers print them under the head."""
    return tuple(
        licence_line(
            one.kind, one.number, series=one.series or "", issued_on=one.issued_on, issuer=one.issuer or "",
            valid_until=one.valid_until, appendix=one.appendix or "", programmes=one.programmes or "",
        )
        for one in queries.licences(on)
    )  # fmt: skip


def director(organization: Organization) -> Signature:
    """Give the director's line; an unknown name leaves a rule to write on."""
    parts = (organization.director_name or "").split()
    name = text.initials_first(parts[0], parts[1], parts[2] if len(parts) > 2 else None) if len(parts) > 1 else ""
    return Signature(organization.director_position or "Директор", name)
