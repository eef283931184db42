"""The time of the demonstration: «today» always lies in the middle of a semester."""

from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 17
# Within these days the customary calendar already is in mid-semester.
_FIRST, _SECOND = ((10, 10), (12, 20)), ((3, 1), (6, 15))


@dataclass(frozen=True, slots=True)
class Year:
    """An academic year with its two semesters, and which of them goes on."""

    label: str
    begins: int
    starts_on: date
    ends_on: date
    semesters: tuple[tuple[date, date], tuple[date, date]]
    number: int

    @property
    def term(self) -> tuple[date, date]:
        """Give the first and the last day of the semester that goes on."""
        return self.semesters[self.number - 1]


def year_around(today: date) -> Year:
    """Give the academic year of ``today``; early in a semester and in holidays its dates are moved, never the day itself."""
    begins = today.year if today.month >= 8 else today.year - 1
    label = f"{begins}/{begins + 1}"
    first = (date(begins, 9, 1), date(begins, 12, 30))
    second = (date(begins + 1, 1, 12), date(begins + 1, 6, 30))
    ends = date(begins + 1, 8, 31)
    for number, (low, high) in ((1, _FIRST), (2, _SECOND)):
        if low <= (today.month, today.day) <= high:
            return Year(label, begins, first[0], ends, (first, second), number)
    start = today - timedelta(weeks=11, days=today.weekday())
    current = (start, start + timedelta(weeks=WEEKS, days=5))
    if today.month >= 8:
        after = (current[1] + timedelta(days=14), current[1] + timedelta(weeks=24))
        return Year(label, begins, start, max(ends, after[1]), (current, after), 1)
    before = (start - timedelta(weeks=20), start - timedelta(weeks=2))
    return Year(label, begins, before[0], max(ends, current[1]), (before, current), 2)
