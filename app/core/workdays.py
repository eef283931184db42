"""Working days of Russia: weekends, holidays and the transferred days that the government names for each year."""

from __future__ import annotations

import functools
from datetime import date, timedelta

import holidays

FIVE, SIX = 5, 6


@functools.cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("RU")


def is_holiday(day: date) -> bool:
    """Tell whether ``day`` is a public holiday or a day off by transfer."""
    return day in _calendar()


def is_workday(day: date, week: int = FIVE) -> bool:
    """Tell whether people work on ``day`` in a week of ``week`` working days (5 or 6), Saturdays by transfer included."""
    if is_holiday(day):
        return False
    return day.weekday() < week or day in _calendar().weekend_workdays


def add_workdays(day: date, count: int, week: int = FIVE) -> date:
    """Give the ``count``-th working day after ``day``; 0 gives ``day`` itself, or the next working day when it is none."""
    found = day
    while not is_workday(found, week):
        if count:
            break
        found += timedelta(days=1)
    for _ in range(count):
        found += timedelta(days=1)
        while not is_workday(found, week):
            found += timedelta(days=1)
    return found
