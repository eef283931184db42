"""The week of the timetable as an official paper: registered once, a changed week is its next revision."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access import crud_writing
from app.audit.operations import record
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.text import N_
from app.core.transaction import transaction
from app.documents import operations as documents
from app.extensions import db
from app.organization.queries import own_organization
from app.timetable import papers
from app.timetable.models import TimetableWeek
from app.timetable.rules import room_key
from app.timetable.weeks import BY_ROOM, Week


def print_week(actor: Actor, found: Week, by: str, what: str, name: str) -> tuple[bytes, str]:
    """Issue the paper of a week and give its bytes and title; the same week again comes from the archive.

    Raises Forbidden without the right, Invalid where nobody is chosen. Call it outside ``transaction()``.
    """
    crud_writing.require(actor, "timetable", "print")
    if not name:
        raise Invalid(N_("Choose whose week is printed first."))
    paper = papers.week_paper(own_organization(actor), found, by, name)
    document = documents.issue_current(actor, papers.WEEK, _subject(actor, found, by, what), paper)
    return documents.bytes_of(document), document.title


def _subject(actor: Actor, found: Week, by: str, what: str) -> TimetableWeek:
    key = {"by": by, "what": (room_key(what) if by == BY_ROOM else what)[:40], "monday": found.monday}
    query = select(TimetableWeek).filter_by(**key)
    present = db.session.scalar(query)
    if present is not None:
        return present
    with transaction():
        try:
            with db.session.begin_nested():
                made = TimetableWeek(organization_id=actor.organization_id, **key)
                db.session.add(made)
                db.session.flush()
                record(actor, "print_week", made, label=str(made))
        except IntegrityError:  # somebody printed it for the first time at the same moment
            pass
    return db.session.scalars(query).one()
