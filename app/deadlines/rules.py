"""Arithmetic of the update regulation: when an event's record is due, whether it came in time, shares by person and week."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_

WORKDAYS, CALENDAR, BEFORE, FIXED, DAILY, WEEKLY, MONTHLY, WORDS = UNITS = (
    "work", "calendar", "before", "fixed", "day", "week", "month", "words",
)  # fmt: skip
UNIT_TITLES = {
    WORKDAYS: N_("working days after the event"),
    CALENDAR: N_("calendar days after the event"),
    BEFORE: N_("calendar days before the event"),
    FIXED: N_("by days of the year"),
    DAILY: N_("every day"),
    WEEKLY: N_("every week, by its last working day"),
    MONTHLY: N_("every month, by its last working day"),
    WORDS: N_("in words, not computed"),
}
COUNTED = frozenset({WORKDAYS, CALENDAR, BEFORE})
# A duty with such a term comes round by itself: where the data do not show it done, the responsible person notes it.
ROUND = frozenset({FIXED, DAILY, WEEKLY, MONTHLY})
IN_TIME, LATE, OVERDUE, PENDING = VERDICTS = ("in_time", "late", "overdue", "pending")
VERDICT_TITLES = {
    IN_TIME: N_("in time"), LATE: N_("entered late"), OVERDUE: N_("not entered, the term is over"), PENDING: N_("the term goes on"),
}  # fmt: skip
RESPONSIBLE, CONTROLLER, DIRECTOR = "responsible", "controller", "director"
MOST_DAYS, MOST_FIXED = 365, 5
# Days off in a row that a term before an event is moved over at most.
LONGEST_REST = 31
AddWorkdays = Callable[[date, int], date]


@dataclass(frozen=True, slots=True)
class Duty:
    """A line of the duty matrix and of the regulation.

    ``code`` names what the program computes it from, or under which it is noted as done. ``responsible`` and
    ``controller`` are roles; a named person comes before the role. ``fixed`` is «MM-DD» or several of them parted by
    commas, ``days`` counts in ``unit``; ``words`` are printed where nothing is computed. ``escalate_days`` after the term
    it goes to the controller, twice as many to the director.
    """

    code: str
    section: str
    action: str
    responsible: str
    controller: str
    unit: str = WORKDAYS
    days: int = 0
    fixed: str = ""
    words: str = ""
    remind_days: int = 1
    escalate_days: int = 3
    responsible_id: int | None = None
    controller_id: int | None = None
    is_active: bool = True
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something that had to be recorded: what, on which day it happened, the day it was entered (None: not yet).

    ``what`` is a text, or one that is translated only when somebody reads it, where there are thousands. ``person_id`` is
    the employee it is asked of where the data name one. ``target`` is (endpoint, argument, id). ``noted`` is the id of the
    thing whose doing is noted by hand (0: none in particular), None where the data themselves show it.
    """

    code: str
    what: Any
    on: date
    done: date | None
    person_id: int | None = None
    target: tuple[str, str, int] | None = None
    times: int = 1
    noted: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """An event judged by its duty; ``named`` is the term as the regulation names it, ``due`` the one moved off days off."""

    duty: Duty
    event: Event
    due: date
    verdict: str
    days_late: int
    named: date | None = None


def due_day(duty: Duty, on: date, year_start: date, add: AddWorkdays) -> date:
    """Give the last day for recording what happened ``on``, moved off weekends, holidays and the college's own days off.

    A term that ends on a day off ends on the next working day (as art. 193 of the Civil Code has it), one before an event
    on the working day before; what is due on the very day of the event stays on it, for that day was worked.
    """
    day = named_day(duty, on, year_start, add)
    if duty.unit == FIXED or (duty.unit == CALENDAR and duty.days):
        return add(day, 0)
    return _last_workday(day - timedelta(days=LONGEST_REST), day, add) if duty.unit == BEFORE else day


def named_day(duty: Duty, on: date, year_start: date, add: AddWorkdays) -> date:
    """Give the term as the regulation names it; ``year_start`` places fixed days in their academic year.

    Of several fixed days it is the first one not before ``on``, after the last of them the last.
    """
    if duty.unit == FIXED:
        days = fixed_days(duty.fixed, year_start)
        return next((day for day in days if day >= on), days[-1])
    if duty.unit == WORKDAYS:
        return add(on, duty.days)
    if duty.unit == BEFORE:
        return on - timedelta(days=duty.days)
    if duty.unit in (WEEKLY, MONTHLY):
        return _last_workday(on, last_of_period(duty.unit, on), add)
    return on + timedelta(days=duty.days if duty.unit == CALENDAR else 0)


def last_of_period(unit: str, on: date) -> date:
    """Give the last day of the day, week or month that ``on`` lies in."""
    if unit == WEEKLY:
        return on + timedelta(days=6 - on.weekday())
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1) if unit == MONTHLY else on


def _last_workday(first: date, last: date, add: AddWorkdays) -> date:
    """Give the last working day of [first, last], ``last`` itself when all are free."""
    days = (last - timedelta(days=back) for back in range((last - first).days + 1))
    return next((day for day in days if add(day, 0) == day), last)


def rounds(duty: Duty, since: date, until: date, year_start: date) -> list[date]:
    """Give the days by which a duty that comes round is known in [since, until]: the fixed days, the begins of its periods."""
    if duty.unit == FIXED:
        return [day for day in fixed_days(duty.fixed, year_start) if since <= day <= until]
    day, found = since, []
    while day <= until:
        found.append(day)
        day = last_of_period(duty.unit, day) + timedelta(days=1)
    return found


def fixed_days(typed: str, year_start: date) -> list[date]:
    """Give the days «MM-DD,MM-DD» of the academic year that begins on ``year_start``, in order; July and August prepare it."""
    return sorted(date(year_start.year + (month < 7), month, day) for month, day in check_fixed(typed))


def check_fixed(typed: str) -> list[tuple[int, int]]:
    """Read «MM-DD» or several parted by commas; Invalid for what is no day of every year and for too many."""
    parts = typed.split(",")
    if len(parts) > MOST_FIXED:
        raise Invalid(N_("Type at most %(most)s days of the year."), field="fixed", most=MOST_FIXED)
    try:
        found = [date.fromisoformat(f"2027-{part}") for part in parts]
    except ValueError:
        raise Invalid(N_("Type a day and a month such as 10.09, several parted by commas."), field="fixed") from None
    return [(one.month, one.day) for one in found]


def judge(duty: Duty, event: Event, year_start: date, today: date, add: AddWorkdays) -> Line:
    """Tell whether an event was recorded in time; a day late is a calendar day after the term."""
    due = due_day(duty, event.on, year_start, add)
    end = event.done or today
    late = max(0, (end - due).days)
    if event.done is not None:
        verdict = LATE if late else IN_TIME
    else:
        verdict = OVERDUE if late else PENDING
    return Line(duty, event, due, verdict, late, named_day(duty, event.on, year_start, add))


def level(line: Line) -> str:
    """Give who is told of an overdue line now: the responsible, then the controller, then the director."""
    if line.duty.escalate_days and line.days_late >= 2 * line.duty.escalate_days:
        return DIRECTOR
    return CONTROLLER if line.duty.escalate_days and line.days_late >= line.duty.escalate_days else RESPONSIBLE


def is_soon(line: Line, today: date) -> bool:
    """Tell whether a pending line is to be reminded of."""
    return line.verdict == PENDING and line.due - timedelta(days=line.duty.remind_days) <= today


@dataclass(frozen=True, slots=True)
class Share:
    """How many records were due and how many came in time; ``percent`` to one decimal, None when none was due."""

    in_time: int
    late: int
    overdue: int

    @property
    def due(self) -> int:
        """Give how many were due."""
        return self.in_time + self.late + self.overdue

    @property
    def percent(self) -> Decimal | None:
        """Give in time / due."""
        return (Decimal(self.in_time * 100) / self.due).quantize(Decimal("0.1"), ROUND_HALF_UP) if self.due else None


def share(lines: Iterable[Line]) -> Share:
    """Count what was due; what is still pending is not counted."""
    found = dict.fromkeys(VERDICTS, 0)
    for line in lines:
        found[line.verdict] += line.event.times
    return Share(found[IN_TIME], found[LATE], found[OVERDUE])


def shares_by(lines: Iterable[Line], key: Callable[[Line], str]) -> list[tuple[str, Share]]:
    """Give the share of each value of ``key``, the worst first."""
    groups: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    found = [(name, share(members)) for name, members in groups.items()]
    return sorted((one for one in found if one[1].due), key=lambda one: (one[1].percent or 0, one[0]))


def by_week(lines: Sequence[Line], since: date, until: date) -> list[tuple[date, Share]]:
    """Give the share of each week (by the term) from ``since`` to ``until``: (its Monday, share)."""
    groups: dict[date, list[Line]] = defaultdict(list)
    for line in lines:
        groups[line.due - timedelta(days=line.due.weekday())].append(line)
    monday = since - timedelta(days=since.weekday())
    weeks = []
    while monday <= until:
        weeks.append((monday, share(groups.get(monday, ()))))
        monday += timedelta(days=7)
    return weeks


def check_duty(duty: Duty) -> None:
    """Refuse a line of the matrix that cannot be kept; the refusal names its field."""
    if not duty.section or not duty.action:
        raise Invalid(N_("Name the section and the duty."), field="action" if duty.section else "section")
    if duty.unit not in UNITS:
        raise Invalid(N_("Choose how the term is counted."), field="unit")
    if duty.unit == FIXED:
        check_fixed(duty.fixed)
    if duty.unit == WORDS and not duty.words:
        raise Invalid(N_("Write the term in words."), field="words")
    for name in ("days", "remind_days", "escalate_days"):
        if not 0 <= getattr(duty, name) <= MOST_DAYS:
            raise Invalid(N_("The value must be from %(low)s to %(high)s."), field=name, low=0, high=MOST_DAYS)


def unlike(stored: Iterable[Duty], typed: Iterable[Duty]) -> list[Duty]:
    """Give the stored lines that stand otherwise, or not at all, on the typed sheet."""
    there = {replace(one, id=None) for one in typed}
    return [one for one in stored if replace(one, id=None) not in there]


def missing(defaults: Iterable[Duty], sheet: Iterable[Duty]) -> list[Duty]:
    """Give the lines of the model matrix whose duty is not on a sheet."""
    known = {one.code for one in sheet}
    return [one for one in defaults if one.code not in known]
