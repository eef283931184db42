"""The course of a group on a day: from its terms, which a higher floor keeps, else counted from the intake."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date

from app.students import queries
from app.students.models import StudyGroup
from app.students.rules import counted_course

# (ids of groups, day) → {group id: course} for the groups that have a term in the academic year of the day.
Source = Callable[[Collection[int], date], Mapping[int, int]]
_sources: list[Source] = []


def register_courses(source: Source) -> None:
    """Name what knows the course of groups; the last one named is asked."""
    _sources[:] = [source]


def courses_on(groups: Iterable[StudyGroup], day: date) -> dict[int, int]:
    """Give {group id: course} on ``day``; one statement whatever the number of groups."""
    wanted = {group.id: group for group in groups}
    known = _sources[0](list(wanted), day) if _sources and wanted else {}
    return {key: known.get(key) or counted_course(group.intake_year, day) for key, group in wanted.items()}


def all_courses(day: date) -> dict[int, int]:
    """Give {group id: course} on ``day`` of all groups within the reader's reach; two statements."""
    intakes = queries.intakes()
    known = _sources[0](list(intakes), day) if _sources and intakes else {}
    return {key: known.get(key) or counted_course(year, day) for key, year in intakes.items()}


def course_on(group: StudyGroup, day: date) -> int:
    """Give the course of one group on ``day``."""
    return courses_on([group], day)[group.id]
