"""The summary of a group over the whole time of study: students × controls of the plan × semesters, in a reading."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from app.record import book, queries, queries_plan
from app.record.book import Record
from app.record.item_marks import LAST_RULE, ItemKey, counted, item_mark, key_of
from app.record.queries_plan import PlanControl
from app.record.rules import Reading, summary, with_honours
from app.record.settings import item_rule
from app.students.models import StudyGroup


@dataclass(frozen=True, slots=True)
class PeriodSemester:
    """The controls of one plan semester that stand in the summary."""

    number: int
    controls: tuple[PlanControl, ...]


@dataclass(frozen=True, slots=True)
class PeriodItem:
    """An item with one mark over its semesters: hours of all of them, the places of its controls, whether all are over."""

    title: str
    form: str
    hours: Decimal
    places: tuple[int, ...]
    is_over: bool


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """A student with the results in the order of the controls and the marks in that of the items; None where there is none."""

    record: Record
    results: tuple[str | None, ...]
    marks: tuple[str | None, ...] = ()

    @property
    def may_have_honours(self) -> bool:
        """Tell whether the time may end with honours: a diploma asks for the marks of items, and nothing may be unsettled."""
        return with_honours(replace(summary(self.marks), unsettled=self.record.summary.unsettled))


@dataclass(frozen=True, slots=True)
class Period:
    """The whole summary; the mean and the share of fives of a student are those of the record."""

    group: StudyGroup
    semesters: tuple[PeriodSemester, ...]
    lines: tuple[PeriodLine, ...]
    items: tuple[PeriodItem, ...] = ()
    rule: str = LAST_RULE

    @property
    def controls(self) -> list[PlanControl]:
        """Give the controls of all semesters from left to right."""
        return [one for semester in self.semesters for one in semester.controls]


def of_group(group_id: int, reading: Reading = Reading.FINAL) -> Period:
    """Give the summary of those who are in the group now; ten statements whatever their number.

    Its columns are the controls of the group's plan for the semesters that are over, and later ones that have results.
    NotFound outside the reader's reach.
    """
    group = queries.group(group_id)
    plan, hours = queries_plan.controls_of(group.curriculum_id), queries_plan.hours_of(group.curriculum_id)
    return summary_of(group, book.records_of_group(group, reading), plan, hours, item_rule(group.organization_id))


def summary_of(
    group: StudyGroup, records: Sequence[Record], plan: Sequence[PlanControl], hours: Mapping[int, Decimal], rule: str
) -> Period:
    """Put the records of a group together by the controls and the items of its plan."""
    shown = {line.control.id for one in records for line in one.lines}
    kept = [one for one in plan if one.id in shown]
    semesters = tuple(PeriodSemester(number, tuple(part)) for number, part in groupby(kept, key=lambda one: one.semester))
    lines, items = [], items_of(kept, plan, hours)
    for one in records:
        found = {line.control.id: line.result for line in one.lines}
        results = tuple(found.get(control.id) for control in kept)
        marks = tuple(item_mark(rule, (results[place] for place in item.places)) for item in items)
        lines.append(PeriodLine(one, results, tuple(str(mark) if mark else None for mark in marks)))
    return Period(group, semesters, tuple(lines), tuple(items), rule)


def items_of(kept: Sequence[PlanControl], plan: Sequence[PlanControl], hours: Mapping[int, Decimal]) -> list[PeriodItem]:
    """Give the items that the ``kept`` controls belong to, in the order of the plan; course projects apart."""
    places: dict[ItemKey, list[int]] = defaultdict(list)
    for place, control in enumerate(kept):
        places[key_of(control.item_key, control.form)].append(place)
    last = {key_of(one.item_key, one.form): one.id for one in plan}
    found = []
    for key, own in sorted(places.items(), key=lambda pair: (kept[pair[1][0]].position, pair[0].form)):
        first = kept[own[0]]
        chosen = tuple(own[place] for place in counted([kept[one].form for one in own]))
        found.append(PeriodItem(first.title, key.form, hours.get(first.item_id, first.hours), chosen, last.get(key) == kept[own[-1]].id))
    return found
