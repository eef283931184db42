"""What had to be recorded: the sources by code, what they are asked for, and duties that are noted as done by hand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Subquery, func, select

from app.access.permissions import Role
from app.audit.models import AuditEvent
from app.deadlines import rules
from app.deadlines.rules import Duty, Event
from app.organization.models import AcademicYear

Noted = Mapping[tuple[str, date, int], datetime]
Reading = TypeVar("Reading")


@dataclass(frozen=True, slots=True)
class Span:
    """Which events are asked for: of which duty and days, the academic year, whose (None: everybody's within reach), the zone.

    ``only_left`` asks for what is not entered yet; a source that reads many rows then leaves the rest in the database, the
    others may give all. ``readings`` holds what several duties of one request read from the same tables.
    ``noted`` tells when a duty was noted as done: {(code, day, id of the thing or 0): moment}. ``start`` is the day since
    which the college keeps its records here: nobody is late with what came round before.
    """

    duty: Duty
    since: date
    until: date
    year: AcademicYear
    employee_id: int | None
    zone: str
    noted: Noted
    start: date
    only_left: bool = False
    readings: dict[Hashable, Any] = field(default_factory=dict)

    def once(self, what: str, read: Callable[[], Reading]) -> Reading:
        """Give what was read under this name for the same days and person, reading it the first time."""
        key = (what, self.since, self.until, self.employee_id)
        if key not in self.readings:
            self.readings[key] = read()
        return cast(Reading, self.readings[key])

    def rounds(self) -> list[date]:
        """Give the rounds of the duty since the college keeps its records here."""
        return rules.rounds(self.duty, max(self.since, self.start), self.until, self.year.starts_on)

    def local(self, moment: datetime | None) -> date | None:
        """Give the day of a moment on the college's wall calendar."""
        return moment.astimezone(ZoneInfo(self.zone)).date() if moment is not None else None

    def done(self, day: date, thing: int = 0) -> date | None:
        """Give the day on which the duty of ``day`` was noted as done."""
        return self.local(self.noted.get((self.duty.code, day, thing)))


Source = Callable[[Span], Iterable[Event]]
SOURCES: dict[str, Source] = {}
# Whose person the data name, with the roles that are asked; the others are asked of the role in the matrix.
PERSONAL: dict[str, tuple[Role, ...]] = {}


def source(code: str, *personal: Role) -> Callable[[Source], Source]:
    """Register where the events of a duty come from; ``personal``: the data name the person, who has one of these roles."""

    def keep(found: Source) -> Source:
        SOURCES[code] = found
        if personal:
            PERSONAL[code] = personal
        return found

    return keep


def source_of(duty: Duty) -> Source | None:
    """Give where the events of a duty come from: the data, its own rounds, or None for a line that is only printed."""
    if duty.code in SOURCES:
        return SOURCES[duty.code]
    return own_rounds if duty.code and duty.unit in rules.ROUND else None


def own_rounds(span: Span) -> Iterable[Event]:
    """Rounds of a duty that the responsible person notes as done."""
    for day in span.rounds():
        yield Event(span.duty.code, f"{span.duty.action} ({_period(span.duty.unit, day)})", day, span.done(day), noted=0)


def _period(unit: str, day: date) -> str:
    if unit == rules.MONTHLY:
        return f"{day:%m.%Y}"
    last = rules.last_of_period(unit, day)
    return short(day) if last == day else _("week from %(day)s to %(last)s", day=short(day), last=short(last))


def short(value: date) -> str:
    """Give «07.09», a day inside a sentence of a year that is known."""
    return f"{value:%d.%m}"


def first_logged(object_type: str, span: Span, *actions: str) -> Subquery:
    """Select (object_id, at) of the first record of one of the acts in the college's log."""
    return (
        select(AuditEvent.object_id, func.min(AuditEvent.at).label("at"))
        .where(AuditEvent.object_type == object_type, AuditEvent.action.in_(actions), AuditEvent.chain == span.year.organization_id)
        .group_by(AuditEvent.object_id)
        .subquery()
    )
