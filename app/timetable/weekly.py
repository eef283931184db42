"""Lessons of a group's term made in one step from the weeks of the plan: days and pairs given once a load."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import insert

from app.access import crud_writing
from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, DomainError, Invalid, NotFound, Refused
from app.core.integrity import explained
from app.core.text import N_
from app.core.workdays import Days
from app.extensions import db
from app.organization.queries import days_of
from app.studyyear import queries as chart
from app.studyyear.rules import PRACTICE, THEORY
from app.teaching.models import Lesson, LessonBatch
from app.teaching.rules import lesson_hours, lesson_kind
from app.terms.models import GroupTerm
from app.terms.operations import ensure_open
from app.timetable import patterns, queries, rules, sessions
from app.timetable.queries import LoadInfo


@dataclass(slots=True)
class WeeklyLine:
    """A load of the term: hours given and hours that have lessons already, what was typed, the lessons it would make."""

    load: LoadInfo
    there: int
    weeks: int
    teacher: str = ""
    typed: str = ""
    lessons: list[tuple[date, int]] = field(default_factory=list)
    problems: list[DomainError] = field(default_factory=list)

    @property
    def left(self) -> int:
        """Give the hours that have no lesson yet."""
        return max(0, self.load.hours - self.there)

    @property
    def hours(self) -> int:
        """Give the hours of the lessons to be made; the last one has what is left."""
        return min(self.left, self.step * len(self.lessons))

    @property
    def step(self) -> int:
        """Give the hours of one lesson: a pair, or a day of practice."""
        return lesson_hours(self.load.item_kind)

    @property
    def planned(self) -> list[tuple[date, int, int]]:
        """Give (day, pair, hours) of the lessons to be made."""
        return [(day, pair, min(self.step, self.left - self.step * number)) for number, (day, pair) in enumerate(self.lessons)]

    @property
    def weekly(self) -> str:
        """Give hours a week over the weeks of the chart, as people say them."""
        return f"{self.left / self.weeks:.1f}".rstrip("0").rstrip(".").replace(".", ",") if self.weeks else ""


def lines(actor: Actor, group_term: GroupTerm, typed: Mapping[int, str]) -> list[WeeklyLine]:
    """Give the loads of a term with the lessons that the typed patterns would make, clashes named; reads only."""
    loads = queries.loads_of(actor, [group_term.id])
    there, names = queries.planned_hours(actor, list(loads)), queries.short_names(actor)
    weeks, cells, uses = chart.cells_of(group_term.group_id, group_term.starts_on)
    days, term = days_of(actor.organization_id or 0), (group_term.starts_on, group_term.ends_on)
    lessons = queries.lessons_between(actor, *term)
    found = []
    for load in loads.values():
        used_as = PRACTICE if lesson_kind(load.item_kind) == "practice" else THEORY
        open_weeks = (
            {monday for monday, cell in zip(weeks, cells, strict=False) if uses.get(cell) == used_as}
            if any(cells)
            else None
        )

        def is_open(day: date, open_weeks: set[date] | None = open_weeks) -> bool:
            return days.is_study_day(day) and (open_weeks is None or queries.monday_of(day) in open_weeks)

        count = (
            sum(1 for monday in open_weeks if term[0] <= monday <= term[1])
            if open_weeks is not None
            else (term[1] - term[0]).days // 7
        )
        line = WeeklyLine(
            load, there.get(load.id, 0), count, names.get(load.teacher_on(term[0]) or 0, ""), typed.get(load.id, "")
        )
        _fill(line, term, is_open, {(row.date, row.pair) for row in lessons if row.load_id == load.id})
        found.append(line)
    _clash(actor, days, found, lessons)
    return found


def _fill(
    line: WeeklyLine, term: tuple[date, date], is_open: Callable[[date], bool], taken: set[tuple[date, int]]
) -> None:
    try:
        pattern = patterns.read_pattern(line.typed)
    except Invalid as refusal:
        line.problems.append(refusal)
        return
    line.lessons = patterns.lay_out(pattern, term, is_open, taken, -(-line.left // line.step))


def _clash(actor: Actor, open_days: Days, found: list[WeeklyLine], lessons: list) -> None:  # type: ignore[type-arg]
    """Name the clashes of the new lessons with each other and with whatever the college has on these days."""
    slots: list[rules.Slot] = []
    owners: dict[int, WeeklyLine] = {}
    days = [day for line in found for day, _pair in line.lessons]
    if not days:
        return
    terms = queries.terms_between(actor, min(days), max(days))
    loads = queries.loads_of(actor, [term.id for term in terms])
    for row in lessons:
        if row.load_id in loads:
            slots.append(queries.slot_of(row, loads[row.load_id], -row.id))
    for line in found:
        for day, pair, hours in line.planned:
            key = len(owners) + 1
            owners[key] = line
            load = line.load
            slots.append(
                rules.Slot(
                    key,
                    day,
                    pair,
                    load.group_id,
                    load.group,
                    load.subgroup,
                    load.teacher_on(day),
                    "",
                    rules.item_key(load.name),
                    load.title,
                    hours,
                )
            )
    for clash in rules.clashes(slots, owners.keys()):
        owners[clash.slot.key].problems.append(Conflict(clash.msgid, **clash.params))
    for met in sessions.against(actor.organization_id or 0, open_days, [slot for slot in slots if slot.key in owners]):
        owners[met.slot.key].problems.append(Conflict(met.msgid, **met.params))


def make(actor: Actor, group_term: GroupTerm, typed: Mapping[int, str]) -> LessonBatch:
    """Make the lessons of all typed patterns, or none: a clash or a pattern that is not understood refuses everything.

    Raises Forbidden without the right, Conflict for a closed term or a clash, Refused when nothing would be made.
    """
    crud_writing.require(actor, "timetable", "create")
    ensure_open(group_term)
    found = lines(actor, group_term, typed)
    if typed.keys() - {line.load.id for line in found}:
        raise NotFound(N_("There is no such load."))
    for line in found:
        for problem in line.problems:
            raise problem
    count = sum(len(line.lessons) for line in found)
    if not count:
        raise Refused(
            N_(
                "Nothing to make: type days and pairs, for example «пн1 ср3». Loads that have all their lessons are left out."
            )
        )
    batch = LessonBatch(
        organization_id=actor.organization_id,
        kind="weeks",
        label=str(group_term),
        lessons=count,
        made_by_id=actor.user_id,
    )
    db.session.add(batch)
    db.session.flush()
    record(actor, "make_lessons", batch, changes={"lessons": (None, count)}, label=str(group_term))
    with unscoped(), explained():
        db.session.execute(
            insert(Lesson.__table__), [row for line in found for row in _rows(group_term, line, batch.id)]
        )  # type: ignore[arg-type]
    return batch


def _rows(group_term: GroupTerm, line: WeeklyLine, batch_id: int) -> list[dict[str, object]]:
    kind = lesson_kind(line.load.item_kind)
    return [
        {
            "organization_id": group_term.organization_id, "group_term_id": group_term.id, "load_id": line.load.id, "date": day, "pair": pair,
            "hours": hours, "kind": kind, "weight": 1, "is_required": False,
            "held_by_id": line.load.teacher_on(day), "is_remote": False, "batch_id": batch_id, "recorded_at": now(),
        }
        for day, pair, hours in line.planned
    ]  # fmt: skip
