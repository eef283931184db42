"""Verbs of a reopening: the director asks, a second person confirms, who closes terms ends it by a new revision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.attestation import operations as sheets
from app.attestation import queries as attestation
from app.attestation.papers import SHEET, SUMMARY
from app.audit import operations as audit
from app.closing import contents, operations, queries, queries_reopening
from app.closing.models import Closing, Reopening
from app.closing.papers import CLOSING_ACT
from app.closing.readiness import blocking, problems
from app.closing.reopening_rules import BY_ORDER, OPEN, transition, until_problems
from app.closing.reopening_rules import problems as request_problems
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, Refused
from app.core.text import N_
from app.documents import operations as documents
from app.documents import queries as registry
from app.extensions import db
from app.gradebook.papers import JOURNAL
from app.teaching import queries as teaching
from app.terms.models import EditWindow, GroupTerm
from app.terms.rules import CLOSED


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be corrected: a closed sheet, or a journal, one lesson of it; for one student or for all."""

    sheet_id: int | None = None
    load_id: int | None = None
    lesson_id: int | None = None
    student_id: int | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What a reopening stands on: the order or the approved statement, why, and the last day of the leave."""

    number: str
    dated: date
    reason: str
    until: date
    kind: str = BY_ORDER


def request(actor: Actor, term_id: int, scope: Scope, order: Order) -> Reopening:
    """Ask for the reopening of something closed; nothing is open before a second person confirms.

    Raises Forbidden for anybody but the director, Refused for a term that is open, Conflict while another reopening of the
    term is live, Invalid for a missing order or reason or a day too far, NotFound for what is not of the term.
    """
    _require(actor, "create")
    term = queries.term(term_id, lock=True)
    if term.status != CLOSED:
        raise Refused(N_("The term is open: there is nothing to reopen."))
    if queries_reopening.live(term_id) is not None:
        raise Conflict(N_("Another reopening of this term is not finished yet. Finish or withdraw it first."))
    _refuse(request_problems(order.number, order.dated, order.reason, order.until, today(actor.zone)))
    load_id = _load_of(term, scope)
    if scope.student_id is not None and scope.student_id not in {one.student_id for one in teaching.members_of_term(term_id)}:
        raise Invalid(N_("The student is not in this group."), field="student")
    made = Reopening(
        organization_id=term.organization_id, group_term_id=term.id, load_id=load_id, sheet_id=scope.sheet_id,
        lesson_id=scope.lesson_id, student_id=scope.student_id, basis_kind=order.kind, order_number=order.number.strip()[:50], order_date=order.dated,
        reason=order.reason.strip()[:500], until=order.until, requested_by_id=actor.user_id, requested_by_name=actor.name[:200],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _record(actor, "request_reopening", made, {"until": (None, made.until)})
    return made


def _load_of(term: GroupTerm, scope: Scope) -> int:
    if (scope.sheet_id is None) == (scope.load_id is None):
        raise Invalid(N_("Choose what is to be corrected: a sheet or a journal."), field="what")
    if scope.sheet_id is not None:
        return queries_reopening.sheet(term.id, scope.sheet_id).load_id
    load = queries_reopening.load(term.id, scope.load_id or 0)
    lesson = queries_reopening.lesson(scope.lesson_id)
    if scope.lesson_id is not None and (lesson is None or lesson.load_id != load.id):
        raise Invalid(N_("There is no such lesson in this journal."), field="lesson_date")
    return load.id


def confirm(actor: Actor, reopening_id: int) -> Reopening:
    """Confirm as the second person: from now until the last day exactly what was named can be changed, nothing else.

    A sheet gets its next revision, which its teacher corrects and signs; the closed one stays. Raises Forbidden without the
    right or for the person who asked, Conflict in another state.
    """
    _require(actor, "approve")
    found = queries_reopening.one(reopening_id, lock=True)
    _require_second(actor, found)
    found.status = transition("confirm", found.status)
    found.confirmed_at, found.confirmed_by_id, found.confirmed_by_name = now(), actor.user_id, actor.name[:200]
    _refuse(until_problems(found.until, today(actor.zone)))
    queries.term(found.group_term_id, lock=True)
    if found.sheet_id is not None:
        found.new_sheet_id = _next_revision(actor, found)
    _open(actor, found)
    _record(actor, "confirm_reopening", found, {"status": ("requested", OPEN)})
    return found


def _next_revision(actor: Actor, found: Reopening) -> int:
    """Replace the closed sheet by its next revision through a window that is gone before the transaction ends."""
    moment = _window(actor, found, now() + timedelta(minutes=5))
    db.session.add(moment)
    db.session.flush()
    sheet = queries_reopening.sheet(found.group_term_id, found.sheet_id or 0)
    # The right was judged above: the second person confirms, whoever may else replace sheets.
    made = sheets.supersede_sheet(replace(actor, is_system=True), sheet.id, sheet.version, f"{found.basis}. {found.reason}"[:500])
    db.session.delete(moment)
    db.session.flush()
    return made.id


def _open(actor: Actor, found: Reopening) -> None:
    window = _window(actor, found, _end_of(found.until, actor.zone))
    window.sheet_id, window.lesson_id, window.student_id = found.new_sheet_id, found.lesson_id, found.student_id
    window.load_id = None if found.new_sheet_id or found.lesson_id else found.load_id
    db.session.add(window)
    db.session.flush()


def _window(actor: Actor, found: Reopening, until: datetime) -> EditWindow:
    return EditWindow(
        organization_id=found.organization_id, group_term_id=found.group_term_id, basis=found.basis, reason=found.reason,
        opened_by_id=found.requested_by_id, confirmed_by_id=actor.user_id, expires_at=until,
    )  # fmt: skip


def _end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))


def _require_second(actor: Actor, found: Reopening) -> None:
    if actor.user_id is None or found.requested_by_id == actor.user_id:
        raise Forbidden(N_("Who asks for a reopening does not confirm it. A second person is needed."))


def reject(actor: Actor, reopening_id: int, reason: str) -> Reopening:
    """Refuse to confirm; the reason stays. Raises Invalid without one."""
    _require(actor, "approve")
    if len(reason.strip()) < 3:
        raise Invalid(N_("Give the reason."), field="refusal")
    found = queries_reopening.one(reopening_id, lock=True)
    found.refusal = reason.strip()[:500]
    return _end(actor, found, "reject", "reject_reopening")


def withdraw(actor: Actor, reopening_id: int) -> Reopening:
    """Take the request back before it is confirmed."""
    _require(actor, "create")
    return _end(actor, queries_reopening.one(reopening_id, lock=True), "withdraw", "withdraw_reopening")


def _end(actor: Actor, found: Reopening, verb: str, act: str) -> Reopening:
    before, found.status = found.status, transition(verb, found.status)
    found.ended_at, found.ended_by_name = now(), actor.name[:200]
    db.session.flush()
    _record(actor, act, found, {"status": (before, found.status)})
    return found


def prolong(actor: Actor, reopening_id: int, until: date) -> Reopening:
    """Give more days to an open correction, as a second person again."""
    _require(actor, "approve")
    found = queries_reopening.one(reopening_id, lock=True)
    transition("prolong", found.status)
    _require_second(actor, found)
    _refuse(until_problems(until, today(actor.zone)))
    before, found.until = found.until, until
    _expire(found)
    _open(actor, found)
    _record(actor, "prolong_reopening", found, {"until": (before, until)})
    return found


def finish(actor: Actor, reopening_id: int) -> Closing:
    """End the correction: check again under the lock, shut the window, write the next revision of the snapshot.

    The papers made of the earlier revision are no longer in force. Raises NotReady while something blocks.
    """
    _require(actor, "close")
    found = queries_reopening.one(reopening_id, lock=True)
    term = queries.term(found.group_term_id, lock=True)
    status = transition("finish", found.status)
    rows = queries.rows(term)
    standings = rows.standings()
    gaps = problems(contents.facts(rows, standings), queries.policy(term.organization_id))
    if blocking(gaps):
        raise operations.NotReady(term.group.name, gaps)
    _expire(found)
    told = contents.contents(rows, standings, gaps) | {"basis": f"{found.basis}. {found.reason}"}
    closing = operations.write_snapshot(actor, term, told)
    found.status, found.revision, found.ended_at, found.ended_by_name = status, closing.revision, now(), actor.name[:200]
    db.session.flush()
    _record(actor, "finish_reopening", found, {"revision": (None, closing.revision), "sha256": (None, closing.sha256)})
    _outdate(actor, term, found)
    return closing


def _expire(found: Reopening) -> None:
    for window in queries_reopening.windows(found.group_term_id):
        window.expires_at = min(window.expires_at, now())
    db.session.flush()


def _outdate(actor: Actor, term: GroupTerm, found: Reopening) -> None:
    """Take the papers of the earlier revision out of force: the term's own, its journals', and the sheet's if corrected.

    A journal belongs to the revision of the whole snapshot: each one is printed anew from the next.
    """
    papers = [registry.issued(kind, term) for kind in (SUMMARY, CLOSING_ACT)]
    papers += [registry.issued(JOURNAL, load) for load in teaching.loads_of_term(term)]
    if found.new_sheet_id is not None:
        sheet = attestation.sheet(found.new_sheet_id)
        papers.append(registry.issued(SHEET, queries.first_revision(sheet)))
    for paper in papers:
        if paper is not None:
            documents.outdate(actor, paper, f"{found.basis}. {found.reason}"[:500])


def _record(actor: Actor, act: str, found: Reopening, changes: dict[str, tuple[object, object]]) -> None:
    told = {"order": (None, found.basis)} | changes
    audit.record(actor, act, found, changes=told, reason=found.refusal or found.reason)


def _refuse(found: Iterable[DomainError]) -> None:
    for problem in found:
        raise problem


def _require(actor: Actor, action: str) -> None:
    if not actor.may("reopening", action):
        raise Forbidden(N_("You have no right to do this with a reopening."))
