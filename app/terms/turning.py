"""The terms of the next year: how many groups wait for theirs, opened and taken back together with the orders of the turn below."""

from __future__ import annotations

from datetime import date

from flask import url_for
from flask_babel import lazy_gettext as _l

from app.access.crud_history import register_acts
from app.audit import operations as audit
from app.audit.queries import Wanted, log
from app.core.actor import Actor
from app.core.integrity import explained
from app.core.text import N_
from app.extensions import db
from app.movement.registry import Step, Turner, register_step, register_turner
from app.organization.models import Semester
from app.terms import operations, queries
from app.terms.models import GroupTerm

OPENED, TAKEN_BACK = "open_term_of_turn", "take_back_term"
# More terms than a college opens in a year.
MOST = 5_000
register_acts({OPENED: _l("opened the term as the year turned"), TAKEN_BACK: _l("took the term of the year's turn back")})


def _semester(day: date) -> Semester | None:
    return next((one for one in queries.semesters() if one.starts_on <= day <= one.ends_on), None)


def next_terms(day: date) -> Step | None:
    """Give how many groups are proposed a term in the half-year that holds ``day``; None while there is no such half-year."""
    chosen = _semester(day)
    if chosen is None:
        return None
    count = sum(one.proposal is not None for one in queries.openings(chosen))
    return Step(N_("Terms to open in the new half-year: %(count)s"), count, url_for("GroupTermView.opening", semester=chosen.id)) if count else None


def open_next(actor: Actor, day: date, batch: str) -> int:
    """Open the terms proposed in the half-year that holds ``day``; gives how many."""
    chosen = _semester(day)
    opened = operations.open_terms_of_semester(actor, chosen) if chosen is not None else []
    for term in opened:
        audit.record(actor, OPENED, term, reason=batch)
    return len(opened)


def take_back(actor: Actor, _day: date, batch: str) -> int:
    """Remove the terms that the turn opened and on which nothing hangs yet; gives how many went."""
    told = log(actor.organization_id or 0, Wanted(action=OPENED, object_type=GroupTerm.__tablename__), limit=MOST)
    ids = {one.object_id for one in told if one.reason == batch and one.object_id}
    gone = queries.unused(ids)
    for term in gone:
        audit.record(actor, TAKEN_BACK, term, label=str(term), reason=batch)
        db.session.delete(term)
    with explained():
        db.session.flush()
    return len(gone)


register_step(next_terms)
register_turner(Turner(open_next, take_back))
