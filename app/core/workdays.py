"""Working days of Russia: weekends, holidays and the transferred days that the government names for each year."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import holidays

FIVE, SIX = 5, 6


@functools.cache
def _calendar() -> holidays.HolidayBase:
    return holidays.country_holidays("RU", language="ru")


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


DAY_OFF, WORKDAY, SHORTENED = "day_off", "workday", "shortened"
KINDS_OF_DAYS = (DAY_OFF, WORKDAY, SHORTENED)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one college: the public calendar, and over it the days that the college itself has moved.

    ``special`` gives {day: (kind, why)} of the college's own days, ``study_week`` the days of teaching in a week (5 or 6).
    The one answer to «is this a working day» and «is this a day of study» for terms, lessons and timetables.
    """

    special: Mapping[date, tuple[str, str]] = field(default_factory=dict)
    study_week: int = SIX

    def is_workday(self, day: date, week: int = FIVE) -> bool:
        """Tell whether people work on ``day`` in a week of ``week`` working days; a day of the college's own list decides first."""
        if day in self.special:
            return self.special[day][0] != DAY_OFF
        return is_workday(day, week)

    def is_study_day(self, day: date) -> bool:
        """Tell whether lessons may be held on ``day``."""
        return self.is_workday(day, self.study_week)

    def is_shortened(self, day: date) -> bool:
        """Tell whether the college has declared shortened lessons on ``day``."""
        return day in self.special and self.special[day][0] == SHORTENED

    def why_off(self, day: date) -> str:
        """Give the name of the holiday or the college's own reason why nobody studies on ``day``; empty for a weekend or a day of study."""
        if self.is_study_day(day):
            return ""
        return self.special[day][1] if day in self.special else str(_calendar().get(day) or "")

    def add_workdays(self, day: date, count: int, week: int = FIVE) -> date:
        """Give the ``count``-th working day after ``day``; 0 gives ``day`` itself, or the next working day when it is none."""
        found = self._next(day, week)
        if not count:
            return found
        found = day
        for _ in range(count):
            found = self._next(found + timedelta(days=1), week)
        return found

    def _next(self, day: date, week: int) -> date:
        for _ in range(400):
            if self.is_workday(day, week):
                return day
            day += timedelta(days=1)
        return day
