"""Reminding those who are late: one click, a task on their home page until the thing is done."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from app.access.permissions import Role
from app.audit import operations as audit
from app.closing import board, queries, queries_board, rules
from app.closing.models import Reminder
from app.closing.rules import Delay
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Forbidden, Invalid
from app.core.text import N_
from app.extensions import db

Key = tuple[str, str, int]
MOST = 2000


def remind(actor: Actor, keys: Collection[Key]) -> int:
    """Remind of the named delays (addressee, code, term) that are still there; gives how many.

    Again on the same delay renews the reminder. Raises Forbidden without the right to announce closes, Invalid for too many.
    """
    if not actor.may("closing", "announce"):
        raise Forbidden(N_("You have no right to do this with the close of a term."))
    if len(keys) > MOST:
        raise Invalid(N_("Too many reminders at once. Choose a department or a state first."))
    found = [one for one in delays(actor, {term for _, _, term in keys}) if (one.addressee, one.code, one.term_id) in keys]
    there = queries_board.reminder_rows({one.term_id for one in found})
    for one in found:
        row = there.get((one.addressee, one.code, one.term_id)) or Reminder(
            organization_id=actor.organization_id, group_term_id=one.term_id, addressee=one.addressee, code=one.code
        )
        row.sent_at, row.sent_by_name = now(), actor.name[:200]
        db.session.add(row)
    db.session.flush()
    if found:
        audit.record(actor, "remind", "closing_reminder", changes={"count": (None, len(found))})
    return len(found)


def delays(actor: Actor, term_ids: Iterable[int]) -> list[Delay]:
    """Give what is late now in the named terms within the actor's reach."""
    terms = queries_board.terms(ids=set(term_ids))
    if not terms:
        return []
    return list(board.build(terms, queries.policy(actor.organization_id or 0), today(actor.zone), actor.zone).delays)


def own(actor: Actor) -> list[Delay]:
    """Give what the acting person was reminded of and what is still late; one statement where nothing was."""
    addressees = [rules.role(one) for one in actor.roles if one in (Role.SECRETARY, Role.HEAD_OF_DEPARTMENT, Role.DEPUTY)]
    if actor.employee_id is not None:
        addressees.append(rules.employee(actor.employee_id))
    term_ids = queries_board.reminded_terms(addressees) if addressees else set()
    if not term_ids:
        return []
    sent = queries_board.reminders(term_ids)
    return [
        one for one in delays(actor, term_ids) if one.addressee in addressees and (one.addressee, one.code, one.term_id) in sent
    ]
