"""Reads of terms: the matrix in force, what is due to whom, names of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from sqlalchemy import or_, select

from app.access.permissions import Role
from app.core.actor import Actor
from app.core.clock import today
from app.core.workdays import add_workdays
from app.deadlines import defaults, rules
from app.deadlines.models import UpdateRule
from app.deadlines.rules import Duty, Line
from app.deadlines.settings import WEEK
from app.deadlines.sources import PERSONAL, SOURCES, Span
from app.extensions import db
from app.organization import queries as organization
from app.settings import queries as settings
from app.staff.models import Employee

_FIELDS = tuple(name for name in Duty.__slots__)


def duties() -> list[Duty]:
    """Give the matrix in force: the college's lines, or the defaults while it has none; one statement."""
    rows = list(db.session.scalars(select(UpdateRule).order_by(UpdateRule.position, UpdateRule.id)))
    return [Duty(**{name: getattr(row, name) for name in _FIELDS}) for row in rows] or list(defaults.DEFAULTS)


def stored() -> dict[int, UpdateRule]:
    """Give the college's own lines by id."""
    return {row.id: row for row in db.session.scalars(select(UpdateRule))}


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


def lines(actor: Actor, period: Period, *, own: bool, codes: frozenset[str] | None = None) -> list[Line]:
    """Give everything whose term lies by the period, judged as of today; a fixed number of statements.

    ``own``: only what is asked of the acting person, by name or by role. Events are read from a month before the period,
    so that late ones are not lost at its edge.
    """
    year = organization.active_year()
    if year is None or actor.organization_id is None:
        return []
    add = partial(add_workdays, week=int(settings.value(actor.organization_id, WEEK)))
    day = today(actor.zone)
    found: list[Line] = []
    for duty in duties():
        if not duty.is_active or duty.code not in SOURCES or (codes is not None and duty.code not in codes):
            continue
        if own and not is_asked(actor, duty):
            continue
        span = _span(actor, duty, period, own, year, day)
        judged = [rules.judge(duty, event, year.starts_on, day, add) for event in SOURCES[duty.code](span) if event.on <= period.until]
        found.extend(line for line in judged if line.due >= period.since or line.verdict == rules.OVERDUE)
    return found


def _span(actor: Actor, duty: Duty, period: Period, own: bool, year, day: date) -> Span:  # type: ignore[no-untyped-def]
    person = actor.employee_id if own and duty.code in PERSONAL and duty.responsible_id is None else None
    fixed = duty.unit == rules.FIXED
    since = year.starts_on - timedelta(days=62) if fixed else max(period.since - timedelta(days=31), year.starts_on - timedelta(days=62))
    return Span(since, max(period.until, day) if not fixed else period.until, year, person, actor.zone)


def is_asked(actor: Actor, duty: Duty) -> bool:
    """Tell whether a duty is the acting person's: named in the matrix, else by the role."""
    if duty.responsible_id is not None:
        return duty.responsible_id == actor.employee_id
    if duty.code in PERSONAL:
        return actor.has_role(Role.TEACHER, Role.MASTER)
    return actor.has_role(duty.responsible)


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
