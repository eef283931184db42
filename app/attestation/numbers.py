"""Numbers of sheets: one row of a college in the calendar year of the event, without gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from app.documents.operations import locked_counter
from app.extensions import db

SERIES = "sheet"


def take(organization_id: int, years: Sequence[int]) -> list[str]:
    """Take a number for each of ``years``, in their order; the counter's row stays locked until the transaction ends."""
    last = {year: _advance(organization_id, year, count) for year, count in sorted(Counter(years).items())}
    taken = []
    for year in years:
        last[year] += 1
        taken.append(f"{last[year]}/{year}")
    return taken


def _advance(organization_id: int, year: int, count: int) -> int:
    """Move the counter of the year on by ``count``; gives where it stood."""
    counter = locked_counter(organization_id, SERIES, year)
    before = counter.last
    counter.last += count
    db.session.flush()
    return before
