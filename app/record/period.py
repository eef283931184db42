"""The summary of a group over the whole time of study: students × controls of the plan × semesters, in a reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from app.record import book, queries, queries_plan
from app.record.book import Record
from app.record.queries_plan import PlanControl
from app.record.rules import Reading
from app.students.models import StudyGroup


@dataclass(frozen=True, slots=True)
class PeriodSemester:
    """The controls of one plan semester that stand in the summary."""

    number: int
    controls: tuple[PlanControl, ...]


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A student with the results in the order of the controls; None where there is none."""

    record: Record
    results: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Period:
    """The whole summary; the mean and the share of fives of a student are those of the record."""

    group: StudyGroup
    semesters: tuple[PeriodSemester, ...]
    lines: tuple[PeriodLine, ...]

    @property
    def controls(self) -> list[PlanControl]:
        """Give the controls of all semesters from left to right."""
        return [one for semester in self.semesters for one in semester.controls]


def of_group(group_id: int, reading: Reading = Reading.FINAL) -> Period:
    """Give the summary of those who are in the group now; eight statements whatever their number.

    Its columns are the controls of the group's plan for the semesters that are over, and later ones that have results.
    NotFound outside the reader's reach.
    """
    group = queries.group(group_id)
    return summary_of(group, book.records_of_group(group, reading), queries_plan.controls_of(group.curriculum_id))


def summary_of(group: StudyGroup, records: Sequence[Record], plan: Sequence[PlanControl]) -> Period:
    """Put the records of a group together by the controls of its plan."""
    shown = {line.control.id for one in records for line in one.lines}
    kept = [one for one in plan if one.id in shown]
    semesters = tuple(PeriodSemester(number, tuple(part)) for number, part in groupby(kept, key=lambda one: one.semester))
    lines = []
    for one in records:
        found = {line.control.id: line.result for line in one.lines}
        lines.append(PeriodLine(one, tuple(found.get(control.id) for control in kept)))
    return Period(group, semesters, tuple(lines))
