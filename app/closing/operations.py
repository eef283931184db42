"""Verbs of a close: announce it, take that back, close the term for good with its snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.audit import operations as audit
from app.closing import contents, outlook, queries, queries_reopening, snapshot, totals
from app.closing.models import Closing, TermConfirmation
from app.closing.outlook import Outlook
from app.closing.queries import TermRows
from app.closing.readiness import Problem, blocking, problems
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Refused
from app.core.text import N_
from app.extensions import db
from app.terms.models import GroupTerm
from app.terms.rules import CLOSED, require_open, transition


class NotReady(Refused):
    """Something blocks the close; ``problems`` lists everything that was found."""

    def __init__(self, group: str, found: list[Problem]) -> None:
        blocks = blocking(found)
        super().__init__(
            N_("The term of group %(group)s cannot be closed yet. Missing: %(count)s, see the list."),
            group=group,
            count=len(blocks),
        )
        self.problems = found


@dataclass(frozen=True, slots=True)
class Effect:
    """What a close does: how many rows it freezes, the debts (student, item, result) that arise, who earns a stipend, who goes on."""

    students: int
    lessons: int
    marks: int
    sheets: int
    entries: int
    debts: tuple[tuple[str, str, str], ...] = ()
    stipends: tuple[str, ...] = ()
    outlook: Outlook | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a close found and did; ``closing`` is None for a dry run, ``repeated`` when it was closed already."""

    problems: list[Problem]
    effect: Effect
    closing: Closing | None
    repeated: bool = False


def announce_closing(actor: Actor, term_id: int) -> GroupTerm:
    """Announce the close: the list of what is missing becomes everybody's task; nothing is frozen yet."""
    return _move(actor, term_id, "announce_closing")


def withdraw_closing(actor: Actor, term_id: int) -> GroupTerm:
    """Take the announcement back."""
    return _move(actor, term_id, "withdraw_closing")


def close_term(actor: Actor, term_id: int, dry_run: bool = False) -> Outcome:
    """Close a group's term: check again under the lock, write the snapshot, freeze. Twice gives the first outcome.

    ``dry_run`` only tells what it would do, for whoever reads closings. Raises Forbidden without the right, NotReady while
    something blocks, NotFound outside the reach.
    """
    require(actor, "read" if dry_run else "close")
    term = queries.term(term_id, lock=not dry_run)
    if term.status == CLOSED:
        return _already(term)
    rows = queries.rows(term)
    standings = rows.standings()
    found = problems(contents.facts(rows, standings), queries.policy(term.organization_id))
    effect = effect_of(rows)
    if dry_run:
        return Outcome(found, replace(effect, outlook=outlook.of(rows)), None)
    if blocking(found):
        raise NotReady(term.group.name, found)
    closing = write_snapshot(actor, term, contents.contents(rows, standings, found))
    _freeze(actor, term, closing)
    return Outcome(found, effect, closing)


def confirm_group(actor: Actor, term_id: int) -> TermConfirmation:
    """Confirm as the head of the department that nothing is missing in an own group any more.

    Twice gives the first confirmation. Raises Forbidden without the right, Conflict for a closed term, NotReady while
    anything else blocks the close.
    """
    require(actor, "approve")
    term = queries.term(term_id, lock=True)
    require_open(term.status, term.group.name, term.plan_semester)
    there = queries.confirmation(term_id)
    if there is not None:
        return there
    rows = queries.rows(term)
    found = problems(contents.facts(rows, rows.standings()), queries.policy(term.organization_id))
    left = [one for one in found if one.code != "not_confirmed"]
    if blocking(left):
        raise NotReady(term.group.name, left)
    made = TermConfirmation(
        organization_id=term.organization_id, group_term_id=term.id, confirmed_by_id=actor.user_id, confirmed_by_name=actor.name[:200]
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "confirm_group", term, label=_label(term))
    return made


def withdraw_confirmation(actor: Actor, term_id: int) -> None:
    """Take the confirmation of a group back; who gave it and when stays. Raises Conflict when there is none or it is late."""
    require(actor, "approve")
    term = queries.term(term_id, lock=True)
    require_open(term.status, term.group.name, term.plan_semester)
    there = queries.confirmation(term_id)
    if there is None:
        raise Conflict(N_("The group is not confirmed. Refresh the page to see what has changed."))
    there.withdrawn_at, there.withdrawn_by_name = now(), actor.name[:200]
    db.session.flush()
    audit.record(actor, "withdraw_confirmation", term, label=_label(term))


def effect_of(rows: TermRows) -> Effect:
    """Count what a close of these rows freezes."""
    lines = sum(len(found) for found in rows.entries.values())
    marks = sum(1 for one in rows.marks if one.attendance or one.grades)
    return Effect(
        len(rows.members), len(rows.lessons), marks, len(rows.sheets), lines, tuple(totals.debts(rows)), tuple(totals.stipends(rows))
    )


def _already(term: GroupTerm) -> Outcome:
    closing = queries.last_closing(term.id)
    told = snapshot.parse(closing.snapshot) if closing else {}
    effect = Effect(
        len(told.get("students", ())), len(told.get("lessons", ())), sum(map(len, told.get("marks", {}).values())),
        len(told.get("sheets", ())), sum(len(one["entries"]) for one in told.get("sheets", ())),
        tuple((name, item, result) for name, item, result in told.get("totals", {}).get("debts", ())),
        tuple(told.get("totals", {}).get("stipends", ())),
    )  # fmt: skip
    return Outcome([], effect, closing, repeated=True)


def write_snapshot(actor: Actor, term: GroupTerm, told: Mapping[str, Any]) -> Closing:
    """Write the next revision of a term's snapshot, chained to the one before and to the head of the log."""
    before = queries.last_closing(term.id)
    revision, moment = (before.revision + 1 if before else 1), now()
    _, head = audit.head(term.organization_id)
    text = snapshot.canonical(
        {
            **told,
            "revision": revision,
            "previous": before.sha256 if before else None,
            "audit_head": head,
            "closed_at": moment,
            "closed_by": actor.name,
        }
    )
    closing = Closing(
        organization_id=term.organization_id, group_term_id=term.id, revision=revision, snapshot=text,
        sha256=snapshot.sha256(text), totals=snapshot.canonical(told["totals"]), audit_head=head, closed_at=moment, closed_by_id=actor.user_id,
        closed_by_name=actor.name[:200],
    )  # fmt: skip
    db.session.add(closing)
    db.session.flush()
    return closing


def _freeze(actor: Actor, term: GroupTerm, closing: Closing) -> None:
    changes = {"status": (term.status, CLOSED), "revision": (None, closing.revision), "sha256": (None, closing.sha256)}
    term.status = transition("close", term.status)
    for window in queries_reopening.windows(term.id):  # a leave of the open term ends with it: it is no door into the closed one
        window.expires_at = min(window.expires_at, closing.closed_at)
    db.session.flush()
    audit.record(actor, "close_term", term, changes=changes, label=_label(term))


def _move(actor: Actor, term_id: int, verb: str) -> GroupTerm:
    require(actor, "announce")
    term = queries.term(term_id, lock=True)
    status = transition(verb, term.status)
    changes = {"status": (term.status, status)}
    term.status = status
    db.session.flush()
    audit.record(actor, verb, term, changes=changes, label=_label(term))
    return term


def _label(term: GroupTerm) -> str:
    return f"{term.group.name}, {term.plan_semester}"


def require(actor: Actor, action: str) -> None:
    """Raise Forbidden unless the matrix gives ``actor`` the ``action`` on the close of terms, half-years and years."""
    if not actor.may("closing", action):
        raise Forbidden(N_("You have no right to do this with the close of a term."))
