"""Numbers of examination slips: one series of the college in a calendar year."""

from sqlalchemy import select

from app.documents.models import DocumentCounter
from app.extensions import db

SERIES = "permit"


def take(organization_id: int, year: int) -> str:
    """Take the next number of the year; the counter's row stays locked until the transaction ends."""
    counter = db.session.scalar(
        select(DocumentCounter)
        .where(DocumentCounter.organization_id == organization_id, DocumentCounter.series == SERIES, DocumentCounter.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if counter is None:
        counter = DocumentCounter(organization_id=organization_id, series=SERIES, year=year, last=0)
        db.session.add(counter)
    counter.last += 1
    db.session.flush()
    return f"{counter.last}/{year}"
