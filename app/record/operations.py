"""Verbs of results without a sheet: a wrong one is annulled with a reason, never changed."""

from __future__ import annotations

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid
from app.core.text import N_, clean
from app.debts import operations as debts
from app.extensions import db
from app.record import queries_results
from app.record.models import CarriedResult


def annul_result(actor: Actor, result_id: int, reason: str) -> CarriedResult:
    """Take a carried or re-credited result out of the record; the row stays with who and why.

    Raises Forbidden without the right, NotFound outside the reach, Conflict for one annulled before, Invalid without a reason.
    """
    require(actor, Resource.RECORD, Action.UPDATE)
    found = queries_results.carried_one(result_id)
    if found.annulled_at is not None:
        raise Conflict(N_("This result is annulled already."))
    said = clean(reason)[:300]
    if len(said) < 3:
        raise Invalid(N_("Say the reason: it stays in the history of the record."), field="reason")
    record(actor, "annul_result", found, changes={"result": (found.result, None)}, reason=said)
    found.annulled_at, found.annulled_by_id, found.annul_reason = now(), actor.user_id, said
    db.session.flush()
    debts.annul_carried(actor, found.student_id, found.term_control_id, said)
    return found
