"""The terms of the next year, told to the page of the year's turn below: how many groups wait for theirs."""

from __future__ import annotations

from datetime import date

from flask import url_for

from app.core.text import N_
from app.movement.registry import Step, register_step
from app.terms import queries


def next_terms(day: date) -> Step | None:
    """Give how many groups are proposed a term in the half-year that holds ``day``; None while there is no such half-year."""
    chosen = next((one for one in queries.semesters() if one.starts_on <= day <= one.ends_on), None)
    if chosen is None:
        return None
    count = sum(one.proposal is not None for one in queries.openings(chosen))
    return Step(N_("Terms to open in the new half-year: %(count)s"), count, url_for("GroupTermView.opening", semester=chosen.id)) if count else None


register_step(next_terms)
