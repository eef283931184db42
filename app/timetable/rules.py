"""Rules of the timetable: what clashes with what, weekly patterns laid out over study days, addresses of remote lessons; pure."""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.text import N_, normalise
from app.teaching.rules import PAIR_HOURS, pairs_taken

GROUP, TEACHER, ROOM = "group", "teacher", "room"
CLASHES = {
    GROUP: N_("Group %(group)s already has «%(item)s» on %(day)s, pair %(pair)s."),
    TEACHER: N_("The teacher already teaches «%(item)s» in group %(group)s on %(day)s, pair %(pair)s."),
    ROOM: N_("The room is already taken by «%(item)s», group %(group)s, on %(day)s, pair %(pair)s."),
}
SESSION_CLASHES = {
    GROUP: N_("Group %(group)s has «%(item)s» in the session timetable on %(day)s at %(time)s."),
    TEACHER: N_("The teacher is at «%(item)s» of group %(group)s in the session timetable on %(day)s at %(time)s."),
    ROOM: N_("The room is taken by «%(item)s» of group %(group)s in the session timetable on %(day)s at %(time)s."),
}
LESSON_CLASHES = {
    GROUP: N_("%(day)s, %(time)s, «%(item)s»: the group has the lesson «%(lesson)s» then (pair %(pair)s): move or cancel it."),
    TEACHER: N_("%(day)s, %(time)s, «%(item)s»: the examiner teaches «%(lesson)s» in group %(other)s then (pair %(pair)s)."),
    ROOM: N_("%(day)s, %(time)s, «%(item)s»: the room is taken by the lesson «%(lesson)s» of group %(other)s (pair %(pair)s)."),
}
MOST_PAIR, MOST_ROOM = 8, 30


@dataclass(frozen=True, slots=True)
class Slot:
    """A lesson as conflicts see it; ``key`` tells it from others, ``room`` and ``item`` are in the form of comparison."""

    key: int
    day: date
    pair: int
    group_id: int
    group: str
    subgroup: str
    teacher: int | None
    room: str
    item: str
    title: str
    hours: int = PAIR_HOURS

    @property
    def pairs(self) -> range:
        """Give the pairs it takes; a day of practice takes several."""
        return pairs_taken(self.pair, self.hours)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two lessons that cannot both be: of what they want the same."""

    kind: str
    slot: Slot
    other: Slot

    @property
    def msgid(self) -> str:
        """Give the sentence about ``slot``."""
        return CLASHES[self.kind]

    @property
    def params(self) -> dict[str, Any]:
        """Give its parameters: the other lesson."""
        return {
            "group": self.other.group,
            "item": self.other.title,
            "day": f"{self.other.day:%d.%m.%Y}",
            "pair": self.other.pair,
        }


def clashes(slots: Iterable[Slot], only: Collection[int] | None = None) -> Iterator[Clash]:
    """Find lessons on one pair that want the same group, teacher or room; ``only`` limits to pairs with one of these keys.

    Different subgroups of a group do not clash. One teacher in one room with one item for several groups is a stream.
    """
    met: dict[tuple[object, ...], list[Slot]] = {}
    for slot in slots:
        wanted: list[tuple[str, object]] = [(GROUP, slot.group_id)]
        if slot.teacher is not None:
            wanted.append((TEACHER, slot.teacher))
        if slot.room:
            wanted.append((ROOM, slot.room))
        for kind, what in wanted:
            told = False
            for pair in slot.pairs:
                before = met.setdefault((slot.day, pair, kind, what), [])
                other = None if told else next((one for one in before if _counts(kind, slot, one, only)), None)
                if other is not None:
                    told = True
                    yield Clash(kind, slot, other) if only is None or slot.key in only else Clash(kind, other, slot)
                before.append(slot)


def _counts(kind: str, slot: Slot, other: Slot, only: Collection[int] | None) -> bool:
    return _collide(kind, slot, other) and (only is None or slot.key in only or other.key in only)


def _collide(kind: str, one: Slot, other: Slot) -> bool:
    if kind == GROUP:
        return not (one.subgroup and other.subgroup and one.subgroup != other.subgroup)
    if one.group_id == other.group_id and one.subgroup == other.subgroup:
        return False  # the clash of the group says it already
    return not (
        one.teacher == other.teacher
        and one.room == other.room
        and one.item == other.item
        and one.group_id != other.group_id
    )


@dataclass(frozen=True, slots=True)
class Sitting:
    """An exam or a consultation as lessons meet it: minutes from midnight, ids of those who hold it, room as compared."""

    key: str
    day: date
    span: tuple[int, int]
    group: str
    item: str
    people: frozenset[int]
    room: str
    is_exam: bool = True

    @property
    def time(self) -> str:
        """Give the hour at which it begins, as «09:00»."""
        return f"{self.span[0] // 60:02d}:{self.span[0] % 60:02d}"


@dataclass(frozen=True, slots=True)
class SessionClash:
    """A lesson and an exam or consultation that want the same: told about the lesson, or to whoever plans the exam."""

    kind: str
    slot: Slot
    sitting: Sitting

    @property
    def msgid(self) -> str:
        """Give the sentence about the lesson."""
        return SESSION_CLASHES[self.kind]

    @property
    def params(self) -> dict[str, Any]:
        """Give its parameters."""
        one = self.sitting
        return {"group": one.group, "item": one.item, "day": f"{one.day:%d.%m.%Y}", "time": one.time}

    @property
    def lesson_msgid(self) -> str:
        """Give the sentence about the exam."""
        return LESSON_CLASHES[self.kind]

    @property
    def lesson_params(self) -> dict[str, Any]:
        """Give its parameters."""
        return self.params | {"lesson": self.slot.title, "other": self.slot.group, "pair": self.slot.pair}


def spans(bells: Mapping[date, Mapping[int, str]]) -> dict[date, dict[int, tuple[int, int]]]:
    """Turn {day: {pair: «08:30–10:00»}} into minutes from midnight."""

    def minutes(time: str) -> int:
        hours, _colon, rest = time.partition(":")
        return int(hours) * 60 + int(rest)

    return {
        day: {pair: (minutes(time.split("–")[0]), minutes(time.split("–")[1])) for pair, time in pairs.items()}
        for day, pairs in bells.items()
    }


def session_clashes(
    slots: Iterable[Slot],
    held: Mapping[date, Sequence[Sitting]],
    bells: Mapping[date, Mapping[int, tuple[int, int]]],
) -> Iterator[SessionClash]:
    """Find lessons whose pair overlaps an exam or a consultation of the same group, teacher or room.

    A pair without bells has no time and meets nothing.
    """
    for slot in slots:
        span = _span(bells.get(slot.day, {}), slot) if slot.day in held else None
        for one in held[slot.day] if span else ():
            if not (span[0] < one.span[1] and one.span[0] < span[1]):  # type: ignore[index]
                continue
            if slot.group == one.group:
                yield SessionClash(GROUP, slot, one)
            elif slot.teacher in one.people:
                yield SessionClash(TEACHER, slot, one)
            elif slot.room and slot.room == one.room:
                yield SessionClash(ROOM, slot, one)


def _span(bells: Mapping[int, tuple[int, int]], slot: Slot) -> tuple[int, int] | None:
    """Give when a lesson begins and ends, from the first bell of its pairs to the last."""
    times = [bells[pair] for pair in slot.pairs if pair in bells]
    return (times[0][0], times[-1][1]) if times else None


@functools.lru_cache(maxsize=8_192)
def item_key(name: str) -> str:
    """Give the form in which items are compared; a week of a college names a few hundred in thousands of lessons."""
    return normalise(name)


@functools.lru_cache(maxsize=8_192)
def room_key(room: str | None) -> str:
    """Give the form in which rooms are compared: «каб. 12» and «12» are the same."""
    return re.sub(r"^(каб|ауд|кабинет|аудитория)\.?\s*", "", normalise(room or ""))
