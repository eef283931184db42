"""Excused absences and the sheet of attendance: kinds of papers, what an «н» becomes, hours missed by reason; pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.core.errors import DomainError, Invalid
from app.core.text import N_, clean

ILLNESS, STATEMENT, ORDER = "illness", "statement", "order"
KINDS = (ILLNESS, STATEMENT, ORDER)
TRUANCY = "truancy"
# The columns of the sheet of attendance, as colleges of the region print them.
REASONS = (STATEMENT, ILLNESS, TRUANCY, ORDER)
# What stands in the journal for a day that such a paper covers (domain rules of attendance codes).
CODES = {ILLNESS: "б", STATEMENT: "у", ORDER: "у"}
LONGEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class NoteFacts:
    """What is typed of a paper; both days are included."""

    student_id: int
    kind: str
    number: str
    issuer: str
    starts_on: date
    ends_on: date
    received_on: date


def problems(facts: NoteFacts, today: date) -> Iterable[DomainError]:
    """Give what is wrong with a paper."""
    if facts.kind not in KINDS:
        yield Invalid(N_("There is no such kind of paper."), field="kind")
    if facts.ends_on < facts.starts_on:
        yield Invalid(N_("The paper must begin before it ends."), field="ends_on")
    elif (facts.ends_on - facts.starts_on).days >= LONGEST_DAYS:
        yield Invalid(N_("A paper covers at most a year. Check the dates."), field="ends_on")
    if facts.received_on > today:
        yield Invalid(N_("The paper cannot have been received after today."), field="received_on")
    if facts.kind == ORDER and not clean(facts.number):
        yield Invalid(N_("Give the number of the order."), field="number")


def reason_of(code: str, kind: str | None) -> str:
    """Give the column in which hours are counted: by the paper, without one by the code of the journal."""
    if kind is not None and CODES.get(kind) == code:
        return kind
    return {"б": ILLNESS, "у": STATEMENT}.get(code, TRUANCY)


def month_of(typed: str, today: date) -> date:
    """Read «2026-10» as the first day of the month; the present month for anything else."""
    try:
        found = date.fromisoformat(f"{typed[:7]}-01")
    except ValueError:
        return today.replace(day=1)
    return found if 1990 <= found.year <= 2100 else today.replace(day=1)


def last_day(month: date) -> date:
    """Give the last day of a month."""
    return month.replace(day=monthrange(month.year, month.month)[1])


def neighbours(month: date) -> tuple[date, date]:
    """Give the months before and after."""
    return (month - timedelta(days=1)).replace(day=1), last_day(month) + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Missed:
    """Hours missed by a student on a day under one reason."""

    student_id: int
    day: date
    hours: int
    reason: str


@dataclass(slots=True)
class AttendanceLine:
    """A student's month: {day of the month: hours}, {reason: hours}."""

    number: int
    student_id: int
    name: str
    days: dict[int, int] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Give all hours missed."""
        return sum(self.days.values())


def attendance_lines(names: Mapping[int, str], missed: Iterable[Missed]) -> tuple[list[AttendanceLine], AttendanceLine]:
    """Give the lines of the month in the order of ``names`` and the line of totals; hours of others are left out."""
    lines = {key: AttendanceLine(number, key, name) for number, (key, name) in enumerate(names.items(), start=1)}
    totals = AttendanceLine(0, 0, "")
    for one in missed:
        line = lines.get(one.student_id)
        for target in (line, totals) if line is not None else ():
            target.days[one.day.day] = target.days.get(one.day.day, 0) + one.hours
            target.reasons[one.reason] = target.reasons.get(one.reason, 0) + one.hours
    return list(lines.values()), totals
