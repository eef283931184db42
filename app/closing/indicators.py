"""Indicators of a period out of the totals of its closed terms: by group, course, department, teacher, item; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.attestation import rules
from app.attestation.rules import GroupTotals, Indicators
from app.core.text import N_

GROUP, COURSE, DEPARTMENT, TEACHER, ITEM = "group", "course", "department", "teacher", "item"
KINDS = {
    GROUP: N_("By group"),
    COURSE: N_("By course"),
    DEPARTMENT: N_("By department"),
    TEACHER: N_("By teacher"),
    ITEM: N_("By item of the plan"),
}
BY_STUDENTS = (GROUP, COURSE, DEPARTMENT)


@dataclass(frozen=True)
class Line:
    """A line of the report; ``students`` is None where the line is counted by marks only (a teacher, an item)."""

    name: str
    students: GroupTotals | None
    marks: Indicators
    attendance: Decimal | None
    debtors: int


@dataclass(frozen=True, slots=True)
class Told:
    """The totals of a closed term with the name of its group and its plan semester."""

    group: str
    semester: int
    totals: Mapping[str, Any]


def lines(found: Sequence[Told], kind: str) -> list[Line]:
    """Give the lines of one kind in order of their names, and for groups, courses and departments a last one of them all."""
    if kind in BY_STUDENTS:
        gathered: dict[str, list[Told]] = {}
        for one in found:
            gathered.setdefault(_key(one, kind), []).append(one)
        made = [_by_students(name, terms) for name, terms in sorted(gathered.items())]
        return [*made, _by_students("Всего", found)] if len(made) > 1 else made
    items: dict[str, list[Indicators]] = {}
    for one in found:
        for item in one.totals["items"]:
            for name in item["teachers"] if kind == TEACHER else [f"{item['code']} {item['name']}, {item['control']}".strip()]:
                items.setdefault(name, []).append(_indicators(item["indicators"]))
    return [Line(name, None, rules.together(some), None, 0) for name, some in sorted(items.items())]


def _key(one: Told, kind: str) -> str:
    if kind == GROUP:
        return f"{one.group}, {one.semester} сем."
    return f"{one.totals['course']} курс" if kind == COURSE else one.totals["department"] or "Без отделения"


def _by_students(name: str, terms: Sequence[Told]) -> Line:
    planned = sum(int(one.totals["absence"]["planned"]) for one in terms)
    missed = sum(int(one.totals["absence"]["hours"]) for one in terms)
    return Line(
        name, rules.totals_together(_group(one.totals["group"]) for one in terms),
        rules.together(_indicators(item["indicators"]) for one in terms for item in one.totals["items"]),
        rules.share(planned - missed, planned), sum(int(one.totals["debtors"]) for one in terms),
    )  # fmt: skip


def _indicators(told: Mapping[str, Any]) -> Indicators:
    return Indicators(**_numbers(told))


def _group(told: Mapping[str, Any]) -> GroupTotals:
    return GroupTotals(**_numbers(told))


def _numbers(told: Mapping[str, Any]) -> dict[str, Any]:
    """Read the text of a snapshot: percents and the mean hold a point, counts are whole, nothing stays None."""
    return {name: value if value is None else (Decimal(value) if "." in value else int(value)) for name, value in told.items()}


HEADS = {
    True: ("", "N", "отл.", "хор.", "с одной «3»", "проч.", "неусп.", "Абс., %", "Кач., %", "Ср. балл", "СОУ, %", "Посещ., %", "Должн."),
    False: ("", "N", "«5»", "«4»", "«3»", "«2»", "зач.", "незач.", "н/а", "ув.", "Абс., %", "Кач., %", "Ср. балл", "СОУ, %"),
}


def cells(line: Line) -> tuple[str, ...]:
    """Give a line as text, in the order of its heads: the same on the page, on paper and in the workbook."""
    marks, group = line.marks, line.students
    if group is None:
        counts = (marks.total, marks.fives, marks.fours, marks.threes, marks.twos, marks.passed, marks.failed, marks.ungraded, marks.outside)
        return (line.name, *map(str, counts), *map(_text, (marks.absolute, marks.quality, marks.mean, marks.training)))
    counts = (group.total, group.excellent, group.good, group.one_three, group.passing, group.failing)  # type: ignore[assignment]
    shares = (group.absolute, group.quality, marks.mean, marks.training, line.attendance)
    return (line.name, *map(str, counts), *map(_text, shares), str(line.debtors))


def table(found: Iterable[Line], kind: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Give (heads, rows) of the lines of a kind."""
    return HEADS[kind in BY_STUDENTS], [cells(one) for one in found]


def _text(value: Decimal | None) -> str:
    return "—" if value is None else str(value).replace(".", ",")
