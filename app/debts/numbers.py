"""Numbers of examination slips: one series of the college in a calendar year."""

from app.documents.operations import locked_counter
from app.extensions import db

SERIES = "permit"


def take(organization_id: int, year: int) -> str:
    """Take the next number of the year; the counter's row stays locked until the transaction ends."""
    counter = locked_counter(organization_id, SERIES, year)
    counter.last += 1
    db.session.flush()
    return f"{counter.last}/{year}"
