"""Verbs of a college's half-year: close what is ready, prepare the act of control, sign it."""

from __future__ import annotations

from dataclasses import dataclass

from app.attestation.operations import Confirmation
from app.audit import operations as audit
from app.closing import operations, queries_semester, signing
from app.closing.models import ActSignature, SemesterAct
from app.closing.operations import NotReady, require
from app.core.actor import Actor
from app.core.errors import Conflict, Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.extensions import db
from app.terms import queries as terms


@dataclass(frozen=True, slots=True)
class Closed:
    """What happened to one term of a half-year: closed now, closed before, or what still blocks it."""

    group: str
    plan_semester: int
    state: str
    blocks: int = 0


def close_ready(actor: Actor, semester_id: int, *, dry_run: bool = False) -> list[Closed]:
    """Close every term of the half-year that nothing blocks, each in a transaction of its own; gives what became of each.

    Killed in between it leaves whole terms, closed or open; again it goes on. Raises Forbidden without the right.
    """
    found = []
    for term in queries_semester.half(terms.semester(semester_id)).terms:
        name, number, term_id, before = term.group.name, term.plan_semester, term.id, term.status
        db.session.expunge_all()
        if before == "closed":
            found.append(Closed(name, number, "before"))
            continue
        found.append(_close(actor, term_id, name, number, dry_run))
    return found


def _close(actor: Actor, term_id: int, name: str, number: int, dry_run: bool) -> Closed:
    try:
        if dry_run:
            outcome = operations.close_term(actor, term_id, dry_run=True)
            blocks = len(operations.blocking(outcome.problems))
            return Closed(name, number, "blocked" if blocks else "ready", blocks)
        with transaction():
            operations.close_term(actor, term_id)
    except NotReady as refusal:
        return Closed(name, number, "blocked", len(operations.blocking(refusal.problems)))
    finally:
        db.session.expunge_all()
    return Closed(name, number, "closed")


def prepare_act(actor: Actor, semester_id: int) -> SemesterAct:
    """Prepare the act of control of a half-year whose terms are all closed; unchanged snapshots give the act there is.

    Raises Forbidden without the right, Refused while a term is open, NotFound for a foreign half-year.
    """
    require(actor, "print")
    found = queries_semester.half(terms.semester(semester_id))
    require_closed(found)
    if found.is_current and found.act is not None:
        return found.act
    previous = found.act.id if found.act else None
    act = SemesterAct(semester_id=semester_id, **signing.columns(actor, found.act, found.lines, {"previous": previous}))
    db.session.add(act)
    db.session.flush()
    act.semester = found.semester
    audit.record(actor, "prepare_act", act, changes=signing.told(act), label=str(found.semester))
    return act


def require_closed(found: queries_semester.Half) -> None:
    """Raise Refused unless the half-year has terms and all of them are closed."""
    if not found.terms:
        raise Refused(N_("No group has a term in this semester."))
    if found.left:
        names = ", ".join(one.group.name for one in found.left[:10]) + (" …" if len(found.left) > 10 else "")
        raise Refused(N_("The act is drawn up when all terms are closed. Not closed: %(count)s (%(names)s)."), count=len(found.left), names=names)


def sign_act(actor: Actor, act_id: int, confirmation: Confirmation) -> ActSignature:
    """Sign the act as the director: with it the college's half-year is closed.

    Twice gives the first signature. Raises Forbidden for anybody else or without a confirmation, Conflict when a term was
    reopened or closed anew since the act.
    """
    signing.require_signer(actor, confirmation)
    act = queries_semester.act(act_id)
    there = queries_semester.signature(act_id)
    if there is not None:
        return there
    found = queries_semester.half(act.semester)
    if found.act is None or found.act.id != act.id or not found.is_current:
        raise Conflict(N_("The snapshots have changed since the act. Ask the coordinator for a new one."))
    made: ActSignature = signing.sign(ActSignature, actor, act, confirmation)
    audit.record(actor, "sign_act", act, changes={"sha256": (None, act.root_sha256)}, label=str(act.semester))
    return made
