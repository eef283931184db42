"""Verbs of mail: leave a letter, put a day's reminders together, note what became of a letter. Nothing here talks to a server."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.home import Task, sections_for
from app.access.operations import require
from app.access.permissions import Action, Resource
from app.access.scope import acting, unscoped
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Invalid, Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.extensions import db
from app.jobs.queries import owner_of
from app.mail import queries, rules
from app.mail.models import Letter, MailDay
from app.mail.queries import Recipient
from app.organization import queries as organization

Waiting = list[tuple[Recipient, int, int]]


def tell(actor: Actor, resource: str, action: str, subject: str, told: str, path: str) -> int:
    """Leave a letter for everybody whose roles allow ``action`` on ``resource``, beside the acting person; gives how many.

    Nothing while the college has no mail server. ``subject`` and ``told`` must name no person: only the link leads to one.
    """
    if actor.organization_id is None or queries.server(actor.organization_id) is None:
        return 0
    people = queries.holders(actor.organization_id, actor.zone, resource, action)
    found = [one for one in people if one.address and one.user_id != actor.user_id]
    for one in found:
        _leave(actor.organization_id, rules.STATEMENT, one, subject, told, path)
    if found:
        audit.record(actor, "leave_letters", "letter", label=subject, changes={"count": (None, len(found))})
    return len(found)


def try_out(actor: Actor) -> None:
    """Leave a letter for the acting person to try the settings out; Refused without a server, Invalid without an address."""
    require(actor, Resource.MAIL, Action.UPDATE)
    if actor.organization_id is None or queries.server(actor.organization_id) is None:
        raise Refused(
            N_(
                "Letters are switched off: name the mail server and the sender in the settings,"
                " and ask the administrator of the server to set the address of the program."
            )
        )
    own = next((one for one in queries.recipients(actor.organization_id, today(actor.zone)) if one.user_id == actor.user_id), None)
    if own is None or not own.address:
        raise Invalid(N_("Your card of an employee has no e-mail address."))
    _leave(actor.organization_id, rules.TRIAL, own, _("Letter of trial"), _("The mail server of the college is reached."), "/")
    audit.record(actor, "leave_letters", "letter", label=_("Letter of trial"), changes={"count": (None, 1)})


def _leave(organization_id: int, kind: str, one: Recipient, subject: str, told: str, path: str) -> None:
    row = Letter(
        organization_id=organization_id, kind=kind, employee_id=one.employee_id, address=one.address, subject=subject[:200],
        told=told[:500], path=path[:200],
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()


def what_waits(organization_id: int, part: slice = slice(None)) -> Waiting:
    """Give (person, tasks, late ones) of whom something waits for on the home page; what the reminders would say.

    ``part`` of the people alone where somebody waits for the answer: each costs as much as a home page.
    """
    found: Waiting = []
    with unscoped():
        people = queries.recipients(organization_id, today(_zone(organization_id)))
    for one in people[part]:
        owner = owner_of(one.user_id)
        if owner is None:
            continue
        tasks = _tasks(owner)
        if tasks:
            found.append((one, len(tasks), sum(task.level == "late" for task in tasks)))
    return found


def _tasks(owner: Actor) -> list[Task]:
    """Give what the home page of ``owner`` holds, in a context of its own: whoever asks, it is read with the owner's reach."""
    application = current_app._get_current_object()  # type: ignore[attr-defined]
    with application.app_context(), application.test_request_context(base_url="http://localhost/"), acting(owner):
        return [task for section in sections_for(owner, today(owner.zone)) for task in section.tasks]


def _zone(organization_id: int) -> str:
    return next(zone for number, zone in queries.colleges() if number == organization_id)


def remind(organization_id: int, zone: str) -> int:
    """Put today's reminders together once, when their hour has come on a working day; gives how many letters were left."""
    local = now().astimezone(ZoneInfo(zone))
    with unscoped():
        if queries.server(organization_id) is None or queries.has_day(organization_id, local.date()):
            return 0
        workday = organization.days_of(organization_id).is_workday(local.date())
        if not rules.is_due(local, queries.hour(organization_id), is_workday=workday):
            return 0
    found = [one for one in what_waits(organization_id) if one[0].address]
    with unscoped(), transaction():
        for person, count, late in found:
            _leave(organization_id, rules.REMINDER, person, _("Your tasks in «Учебная часть»"), told_of(count, late), "/")
        db.session.add(MailDay(organization_id=organization_id, day=local.date(), letters=len(found)))
        audit.record(Actor.system(organization_id, "mail"), "leave_letters", "letter", label="", changes={"count": (None, len(found))})
    return len(found)


def told_of(count: int, late: int) -> str:
    """Write how much waits: «Вас ждут 5 дел, просрочено: 2.»"""
    said = ngettext("%(num)s thing waits for you.", "%(num)s things wait for you.", count)
    overdue = _("Late: %(count)s.", count=late)
    return f"{said} {overdue}" if late else said


def note_sent(letter: Letter, moment: datetime) -> None:
    """Note that the server took a letter."""
    letter.sent_at, letter.try_at, letter.failure = moment, None, None
    audit.record(Actor.system(letter.organization_id, "mail"), "send_mail", letter)


def note_failure(letter: Letter, failure: str, moment: datetime) -> None:
    """Note why a letter did not go and when it is tried again; after the last try it is given up."""
    letter.tries += 1
    letter.failure, letter.try_at = failure[:300], rules.next_try(letter.tries, moment)
    audit.record(Actor.system(letter.organization_id, "mail"), "fail_mail", letter, changes={"failure": (None, letter.failure)})


def forget() -> int:
    """Remove the letters whose days of keeping are over."""
    with unscoped():
        found = queries.outdated(now() - timedelta(days=rules.KEEP_DAYS))
        if not found:
            return 0
        with transaction() as session:
            for one in found:
                audit.record(Actor.system(one.organization_id, "mail"), "forget_mail", one)
                session.delete(one)
    return len(found)
