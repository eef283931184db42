"""Numbers in the journal: alphabetical at the begin of the academic year, stable afterwards."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import or_, select

from app.extensions import db
from app.movement.kinds import STUDYING
from app.students.models import Placement, Student
from app.students.rules import ACADEMIC_YEAR_STARTS


def year_start(day: date) -> date:
    """Give the first day of the academic year that holds ``day``."""
    return date(day.year if (day.month, day.day) >= ACADEMIC_YEAR_STARTS else day.year - 1, *ACADEMIC_YEAR_STARTS)


def free_numbers(taken: set[int], wanted: int, *, at_start: bool) -> Iterator[int]:
    """Give ``wanted`` numbers: the lowest free ones on the first day of the year, behind the last one later."""
    number = 0 if at_start else max(taken, default=0)
    for _ in range(wanted):
        number += 1
        while number in taken:
            number += 1
        yield number


def give_numbers(fresh: Sequence[Placement], students: Mapping[int, Student]) -> None:
    """Number new placements of who studies in a group, group by group; one statement for all groups and years."""
    waiting = [one for one in fresh if one.group_id and one.journal_number is None and one.state == STUDYING]
    taken = _taken(waiting)
    waiting.sort(key=lambda one: (one.group_id or 0, one.starts_on, students[one.student_id].sort_key))
    for (group, day), rows in groupby(waiting, key=lambda one: (one.group_id or 0, one.starts_on)):
        found, start = list(rows), year_start(day)
        own = taken.setdefault((group, start), set())
        for place in found:
            place.journal_number = _continued(place, fresh)
        found = [place for place in found if place.journal_number is None]
        for place, number in zip(found, free_numbers(own, len(found), at_start=day == start), strict=True):
            place.journal_number = number
            own.add(number)


def _continued(place: Placement, fresh: Sequence[Placement]) -> int | None:
    """Give the number of the new stay that this one continues: several orders may be written at once."""
    for other in fresh:
        if other.student_id == place.student_id and other.ends_on == place.starts_on - timedelta(days=1):
            return other.journal_number if (other.group_id, other.course) == (place.group_id, place.course) else None
    return None


def _taken(waiting: Sequence[Placement]) -> dict[tuple[int, date], set[int]]:
    if not waiting:
        return {}
    rows = db.session.execute(
        select(Placement.group_id, Placement.starts_on, Placement.ends_on, Placement.journal_number).where(
            Placement.group_id.in_({one.group_id for one in waiting}), Placement.journal_number.is_not(None),
            or_(Placement.ends_on.is_(None), Placement.ends_on >= min(year_start(one.starts_on) for one in waiting)),
        )
    ).all()  # fmt: skip
    found: dict[tuple[int, date], set[int]] = {}
    for one in waiting:
        start = year_start(one.starts_on)
        found[(one.group_id or 0, start)] = {
            number for group, first, last, number in rows
            if group == one.group_id and first < start.replace(year=start.year + 1) and (last is None or last >= start)
        }  # fmt: skip
    return found
