"""Qualification of the staff: experience, the last training, categories; what is overdue or about to expire (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.core.errors import Invalid
from app.core.text import N_

STAFF_GROUPS = ("leader", "pedagogue", "support", "service")
EMPLOYMENTS = ("main", "internal", "external")
EDUCATION_LEVELS = ("secondary", "vocational", "bachelor", "specialist", "master", "postgraduate")
CATEGORIES = ("fit", "first", "highest", "methodist", "mentor")
TRAININGS = ("development", "retraining", "internship")
CHECKS = ("criminal_record", "medical", "demo_expert")
CONFIRMED, PROPOSED = "confirmed", "proposed"
TRAINING_STATES = (PROPOSED, CONFIRMED)
MOST_RATE = Decimal("2")
# Attestation that confirms fitness for the position is held every five years (273-ФЗ, ст. 49 ч. 2).
FIT_YEARS = 5


class Alert(StrEnum):
    """What waits for the personnel office."""

    DEVELOPMENT_NEVER = "development_never"
    DEVELOPMENT_OLD = "development_old"
    CATEGORY_EXPIRED = "category_expired"
    CATEGORY_EXPIRES = "category_expires"
    CHECK_EXPIRED = "check_expired"
    CHECK_EXPIRES = "check_expires"
    NO_CRIMINAL_RECORD = "no_criminal_record"


LATE = frozenset({Alert.DEVELOPMENT_NEVER, Alert.DEVELOPMENT_OLD, Alert.CATEGORY_EXPIRED, Alert.CHECK_EXPIRED, Alert.NO_CRIMINAL_RECORD})


@dataclass(frozen=True, slots=True)
class Limits:
    """What the college watches: years between trainings, months ahead of an expiry."""

    development_years: int = 3
    ahead_months: int = 6


@dataclass(frozen=True, slots=True)
class Held:
    """A category or a check as it is judged: its code, from which day, to which day (None: without an end)."""

    code: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an employee: day of hiring, group of positions, ends of confirmed professional development."""

    hired_on: date | None
    is_pedagogue: bool
    developments: Sequence[date] = ()
    categories: Sequence[Held] = ()
    checks: Sequence[Held] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """An alert with the day it is counted from or to; ``code`` names the category or the check."""

    alert: Alert
    day: date | None = None
    code: str = ""

    @property
    def is_late(self) -> bool:
        """Tell whether it is overdue already."""
        return self.alert in LATE


def add_months(day: date, months: int) -> date:
    """Give the same day so many months later (or earlier); the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, min(day.day, 28))


def full_years(since: date | None, day: date) -> int | None:
    """Give the whole years of experience from a base date to ``day``; None where the base is not entered."""
    if since is None:
        return None
    return max(0, day.year - since.year - ((day.month, day.day) < (since.month, since.day)))


def present_category(categories: Iterable[Held], day: date) -> Held | None:
    """Give the category in force on ``day``, the latest of several."""
    valid = [one for one in categories if one.since <= day and (one.until is None or one.until >= day)]
    return max(valid, key=lambda one: one.since, default=None)


def category_until(code: str, since: date, typed: date | None) -> date | None:
    """Give to which day a category holds: as typed; fitness for the position for five years; the others without an end.

    Since 01.09.2023 categories are given without a term (order of the Ministry of Enlightenment № 196 of 24.03.2023).
    Raises Invalid for an end before the begin.
    """
    if typed is not None:
        if typed < since:
            raise Invalid(N_("The end lies before the begin."), field="ends_on")
        return typed
    return add_months(since, 12 * FIT_YEARS) if code == "fit" else None


def findings(facts: Facts, day: date, limits: Limits) -> list[Finding]:
    """Give what is overdue or expires soon; professional development is asked of pedagogues only (273-ФЗ, ст. 47 ч. 5)."""
    found = [*_development(facts, day, limits)] if facts.is_pedagogue else []
    found += _category(facts, day, limits)
    found += _checks(facts, day, limits)
    return sorted(found, key=lambda one: (not one.is_late, one.day or date.min))


def _development(facts: Facts, day: date, limits: Limits) -> Iterable[Finding]:
    """A newcomer has the whole period from the day of hiring, as one who was trained on it."""
    last = max(facts.developments, default=None)
    begin = last or facts.hired_on
    if begin is not None and add_months(begin, 12 * limits.development_years) >= day:
        return
    yield Finding(Alert.DEVELOPMENT_OLD, last) if last else Finding(Alert.DEVELOPMENT_NEVER)


def _category(facts: Facts, day: date, limits: Limits) -> Iterable[Finding]:
    latest = max((one for one in facts.categories if one.since <= day), key=lambda one: one.since, default=None)
    if latest is None or latest.until is None:
        return
    if latest.until < day:
        yield Finding(Alert.CATEGORY_EXPIRED, latest.until, latest.code)
    elif latest.until <= add_months(day, limits.ahead_months):
        yield Finding(Alert.CATEGORY_EXPIRES, latest.until, latest.code)


def _checks(facts: Facts, day: date, limits: Limits) -> Iterable[Finding]:
    for code in CHECKS:
        latest = max((one for one in facts.checks if one.code == code), key=lambda one: one.since, default=None)
        if latest is None:
            if code == "criminal_record" and facts.is_pedagogue:
                yield Finding(Alert.NO_CRIMINAL_RECORD, None, code)
        elif latest.until is not None and latest.until < day:
            yield Finding(Alert.CHECK_EXPIRED, latest.until, code)
        elif latest.until is not None and latest.until <= add_months(day, limits.ahead_months):
            yield Finding(Alert.CHECK_EXPIRES, latest.until, code)


def check_rate(value: Decimal) -> Decimal:
    """Give a share of a rate as 0,25 … 2; raises Invalid."""
    if not Decimal("0.05") <= value <= MOST_RATE:
        raise Invalid(N_("A rate lies between 0.05 and 2."), field="rate")
    return value
