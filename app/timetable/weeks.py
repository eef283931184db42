"""A week of the timetable by group, teacher or room, drawn alike on the screen, on paper and on the first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.core.actor import Actor
from app.core.workdays import Days
from app.organization.queries import days_of, ringing
from app.teaching.rules import PAIR_HOURS, pairs_taken
from app.timetable import queries, sessions
from app.timetable.rules import Clash, SessionClash, Sitting, Slot, clashes, room_key, session_clashes, spans

BY_GROUP, BY_TEACHER, BY_ROOM = "group", "teacher", "room"
VIEWS = (BY_GROUP, BY_TEACHER, BY_ROOM)


@dataclass(frozen=True, slots=True)
class Cell:
    """A lesson in the table of a week."""

    lesson_id: int
    load_id: int
    day: date
    pair: int
    title: str
    group: str
    subgroup: str
    teacher: str
    room: str
    is_remote: bool
    link: str
    clashes: bool
    hours: int = PAIR_HOURS

    @property
    def pairs(self) -> range:
        """Give the pairs that it takes; a day of practice takes several."""
        return pairs_taken(self.pair, self.hours)


@dataclass(frozen=True, slots=True)
class Week:
    """A week of somebody or something: its days with why nobody studies on them, bells, cells, clashes of the whole college."""

    monday: date
    days: tuple[date, ...]
    off: dict[date, str]
    bells: dict[date, dict[int, str]]
    pairs: tuple[int, ...]
    cells: dict[tuple[date, int], list[Cell]]
    clashes: tuple[Clash | SessionClash, ...]
    exams: dict[date, tuple[Sitting, ...]]

    @property
    def count(self) -> int:
        """Count the lessons."""
        return sum(len(cells) for cells in self.cells.values())

    def usual(self, pair: int) -> str:
        """Give the time of a pair on most days of the week; empty where the college has no bells."""
        times = [times[pair] for day, times in self.bells.items() if pair in times and day not in self.off]
        return max(times, key=times.count, default="")

    def time(self, cell: Cell) -> str:
        """Give when a lesson begins and ends, from the first bell of its pairs to the last; empty without bells."""
        times = [self.bells[cell.day][pair] for pair in cell.pairs if pair in self.bells.get(cell.day, {})]
        return f"{times[0].split('–')[0]}–{times[-1].split('–')[-1]}" if times else ""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a week may be shown of: groups, teachers with their ids, rooms."""

    groups: tuple[tuple[int, str], ...]
    teachers: tuple[tuple[int, str], ...]
    rooms: tuple[str, ...]


def week(actor: Actor, monday: date, by: str, what: str) -> tuple[Week, Choices]:
    """Give the week that begins with ``monday`` of a group, teacher (ids) or room, and what else could be shown."""
    last = monday + timedelta(days=6)
    days = days_of(actor.organization_id or 0)
    lessons = queries.lessons_between(actor, monday, last)
    terms = queries.terms_between(actor, monday, last)
    loads = queries.loads_of(actor, [term.id for term in terms])
    names = queries.short_names(actor)
    slots = {row.id: queries.slot_of(row, loads[row.load_id], row.id) for row in lessons if row.load_id in loads}
    found = tuple(clashes(slots.values()))
    held = sessions.sittings(actor.organization_id or 0, [monday + timedelta(days=number) for number in range(7)])
    met = tuple(session_clashes(slots.values(), held, spans(ringing(held, days)))) if held else ()
    bad = {clash.slot.key for clash in found} | {clash.other.key for clash in found} | {clash.slot.key for clash in met}
    cells: dict[tuple[date, int], list[Cell]] = {}
    for row in lessons:
        slot = slots.get(row.id)
        if slot is None or not _wanted(slot, row.room, by, what):
            continue
        cells.setdefault((row.date, row.pair), []).append(
            Cell(
                row.id, row.load_id, row.date, row.pair, loads[row.load_id].name, slot.group, slot.subgroup, names.get(slot.teacher or 0, ""),
                row.room or "", row.is_remote, row.link or "", row.id in bad, row.hours,
            )
        )  # fmt: skip
    shown = _days(monday, days, cells)
    bells = ringing(shown, days)
    most = max([pair for _day, pair in cells] + [max(pairs, default=0) for pairs in bells.values()] + [4])
    off = {day: days.why_off(day) or "—" for day in shown if not days.is_study_day(day)}
    own = (
        *(clash for clash in found if any(_wanted(one, one.room, by, what) for one in (clash.slot, clash.other))),
        *(clash for clash in met if _wanted(clash.slot, clash.slot.room, by, what)),
    )
    group = next((term.group for term in terms if str(term.group_id) == what), "")
    exams = {day: tuple(one for one in listed if _sits(one, by, what, group)) for day, listed in held.items()}
    rooms = tuple(sorted({row.room for row in lessons if row.room}, key=room_key))
    taught = {slot.teacher for slot in slots.values() if slot.teacher}
    choices = Choices(
        tuple(sorted({(term.group_id, term.group) for term in terms}, key=lambda one: one[1])),
        tuple(sorted(((person, names[person]) for person in taught if person in names), key=lambda one: one[1])), rooms,
    )  # fmt: skip
    return Week(monday, shown, off, bells, tuple(range(1, most + 1)), cells, own, exams), choices


def _wanted(slot: Slot, room: str | None, by: str, what: str) -> bool:
    if by == BY_ROOM:
        return bool(what) and room_key(room) == room_key(what)
    return what == str(slot.group_id if by == BY_GROUP else slot.teacher)


def _sits(one: Sitting, by: str, what: str, group: str) -> bool:
    if by == BY_ROOM:
        return bool(what) and one.room == room_key(what)
    return one.group == group if by == BY_GROUP else what in {str(person) for person in one.people}


def _days(monday: date, days: Days, cells: dict[tuple[date, int], list[Cell]]) -> tuple[date, ...]:
    """Give the days of the week's table: the study week, and a Sunday only when it is worked or has lessons."""
    week = [monday + timedelta(days=number) for number in range(7)]
    used = {day for day, _pair in cells}
    return tuple(day for day in week if day.weekday() < days.study_week or days.is_study_day(day) or day in used)


def day_of(actor: Actor, day: date) -> list[Cell]:
    """Give the acting teacher's lessons of a day in order; one statement."""
    if actor.employee_id is None:
        return []
    return [
        Cell(row[0], row[1], day, row[2], row[5], row[6], row[7] or "", "", row[3] or "", row[4], row[8] or "", False)
        for row in queries.lessons_of_teacher(actor.employee_id, day)
    ]
