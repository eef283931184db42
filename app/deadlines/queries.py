"""Reads of terms: the matrix in force, what is due to whom, names of people."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select

from app.access.permissions import Role
from app.audit.models import AuditEvent
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import NotFound
from app.core.text import N_
from app.deadlines import (
    defaults,
    rules,
    sources_lessons,  # noqa: F401 registers its sources
    sources_office,  # noqa: F401
    sources_plans,  # noqa: F401
    sources_students,  # noqa: F401
    sources_teaching,  # noqa: F401
)
from app.deadlines.models import DutyNote, UpdateRule
from app.deadlines.rules import Duty, Line
from app.deadlines.sources import PERSONAL, Noted, Span, source_of
from app.extensions import db
from app.organization import queries as organization
from app.staff.models import Employee

BEFORE_YEAR = timedelta(days=62)
_FIELDS = tuple(name for name in Duty.__slots__)


def duties() -> list[Duty]:
    """Give the matrix in force: the college's lines, or the defaults while it has none; one statement."""
    rows = list(db.session.scalars(select(UpdateRule).order_by(UpdateRule.position, UpdateRule.id)))
    return [Duty(**{name: getattr(row, name) for name in _FIELDS}) for row in rows] or list(defaults.DEFAULTS)


def stored() -> dict[int, UpdateRule]:
    """Give the college's own lines by id."""
    return {row.id: row for row in db.session.scalars(select(UpdateRule))}


def stamp(*, locked: bool = False) -> str:
    """Give what tells whether the sheet is still the one a page was drawn from; ``locked`` keeps two from saving at once."""
    rows = select(UpdateRule).order_by(UpdateRule.position, UpdateRule.id).execution_options(populate_existing=locked)
    told = [[row.id, *(getattr(row, name) for name in _FIELDS)] for row in db.session.scalars(rows.with_for_update() if locked else rows)]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def people(day: date) -> dict[int, str]:
    """Give {id: «Иванов И. И.»} of who works on ``day``; one statement."""
    rows = db.session.scalars(
        select(Employee).where(or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= day)).order_by(Employee.sort_key)
    )
    return {row.id: row.short_name for row in rows}


@dataclass(frozen=True, slots=True)
class Period:
    """The days that are looked at, both included."""

    since: date
    until: date


def back(actor: Actor, weeks: int) -> Period:
    """Give the last ``weeks`` weeks up to today."""
    day = today(actor.zone)
    return Period(day - timedelta(days=day.weekday() + 7 * (weeks - 1)), day)


def lines(actor: Actor, period: Period, *, own: bool, only_left: bool = False) -> list[Line]:
    """Give everything whose term lies by the period, judged as of today; a fixed number of statements.

    ``own``: only what is asked of the acting person, by name or by role; ``only_left``: what is not entered yet. Events are
    read from a month before the period, so that late ones are not lost at its edge.
    """
    year = organization.active_year()
    if year is None or actor.organization_id is None:
        return []
    add = organization.adder(actor.organization_id)
    day, noted = today(actor.zone), _noted(year.starts_on - BEFORE_YEAR)
    start = min((_since(actor), *(on for _code, on, _thing in noted)))
    found: list[Line] = []
    readings: dict[Hashable, Any] = {}
    for duty in duties():
        source = source_of(duty)
        if not duty.is_active or source is None or (own and not is_asked(actor, duty)):
            continue
        span = replace(_span(actor, duty, period, own, year, day, noted, start), only_left=only_left, readings=readings)
        judged = [
            rules.judge(duty, event, year.starts_on, day, add) for event in source(span) if not only_left or event.done is None
        ]
        found.extend(line for line in judged if line.due >= period.since or line.verdict == rules.OVERDUE)
    return found


def _span(  # type: ignore[no-untyped-def]
    actor: Actor, duty: Duty, period: Period, own: bool, year, day: date, noted: Noted, start: date
) -> Span:
    person = actor.employee_id if own and duty.code in PERSONAL and duty.responsible_id is None else None
    first = year.starts_on - BEFORE_YEAR
    since = first if duty.unit == rules.FIXED else max(period.since - timedelta(days=31), first)
    if duty.unit in rules.ROUND and duty.unit != rules.FIXED:
        since, start = _begin(duty.unit, max(since, year.starts_on)), _begin(duty.unit, start)
    # What comes soon is asked for as well: a term before the event, a reminder some days before a day of the year. A term
    # moved over the New Year is known before it.
    ahead = duty.days + duty.remind_days + 14 if duty.unit == rules.BEFORE else duty.remind_days if duty.unit == rules.FIXED else 0
    return Span(duty, since, max(period.until, day) + timedelta(days=ahead), year, person, actor.zone, noted, start)


def _begin(unit: str, day: date) -> date:
    """Give the first day of the week or month of ``day``, so that a round is the same whatever period is looked at."""
    if unit == rules.WEEKLY:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == rules.MONTHLY else day


def _since(actor: Actor) -> date:
    """Give the day of the college's first record in the log."""
    first = db.session.scalar(
        select(AuditEvent.at).where(AuditEvent.chain == actor.organization_id).order_by(AuditEvent.seq).limit(1)
    )
    return first.astimezone(ZoneInfo(actor.zone)).date() if first is not None else today(actor.zone)


def _noted(since: date) -> Noted:
    rows = db.session.execute(
        select(DutyNote.code, DutyNote.day, DutyNote.thing, DutyNote.recorded_at).where(DutyNote.day >= since)
    )
    return {(row.code, row.day, row.thing): row.recorded_at for row in rows}


def notes(limit: int) -> list[DutyNote]:
    """Give the newest notes of duties done."""
    return list(db.session.scalars(select(DutyNote).order_by(DutyNote.id.desc()).limit(limit)))


def to_note(actor: Actor, code: str, day: date, thing: int) -> Line:
    """Give the round of a duty that is asked of the acting person and not noted yet; NotFound otherwise."""
    wide = Period(min(day, today(actor.zone)), max(day, today(actor.zone)))
    for line in lines(actor, wide, own=True):
        event = line.event
        if event.noted == thing and (event.code, event.on, event.done) == (code, day, None):
            return line
    raise NotFound(N_("This duty is not asked of you, or it is noted as done already."))


def is_asked(actor: Actor, duty: Duty) -> bool:
    """Tell whether a duty is the acting person's: named in the matrix, else by the role."""
    if duty.responsible_id is not None:
        return duty.responsible_id == actor.employee_id
    return actor.has_role(*PERSONAL.get(duty.code, (duty.responsible,)))


def is_mine(actor: Actor, line: Line) -> bool:
    """Tell whether a line read for everybody is asked of the acting person: as ``lines`` reads it for the own ones."""
    if not is_asked(actor, line.duty):
        return False
    return line.duty.code not in PERSONAL or line.duty.responsible_id is not None or line.event.person_id == actor.employee_id


def is_controlled(actor: Actor, line: Line) -> bool:
    """Tell whether an overdue line has come up to the acting person as its controller or the director."""
    reached = rules.level(line)
    if reached == rules.DIRECTOR and actor.has_role(Role.DIRECTOR):
        return True
    if reached == rules.RESPONSIBLE:
        return False
    if line.duty.controller_id is not None:
        return line.duty.controller_id == actor.employee_id
    return actor.has_role(line.duty.controller)
