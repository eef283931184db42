"""Rules of the load: who belongs to a (sub)group and when, hours against the plan, intervals of teachers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

Span = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class Member:
    """A student of a (sub)group during its term, as the journal and sheets list them.

    ``spans`` are the stays in the group that touch the term, in order: first and last day, both included, None for a
    stay that goes on.
    """

    student_id: int
    name: str
    record_book: str | None
    journal_number: int | None
    spans: tuple[Span, ...]

    def present_on(self, day: date) -> bool:
        """Tell whether the student belongs to the group on ``day``."""
        return any(covers(span, day) for span in self.spans)

    @property
    def left_on(self) -> date | None:
        """Give the last day in the group of a student who has left it, None for one who has not."""
        return self.spans[-1][1] if self.spans else None


def covers(span: Span, day: date) -> bool:
    """Tell whether an interval with both days included holds ``day``."""
    return span[0] <= day and (span[1] is None or day <= span[1])
