"""Rules of the timetable: what clashes with what, weekly patterns laid out over study days, addresses of remote lessons; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_, normalise

GROUP, TEACHER, ROOM = "group", "teacher", "room"
CLASHES = {
    GROUP: N_("Group %(group)s already has «%(item)s» on %(day)s, pair %(pair)s."),
    TEACHER: N_("The teacher already teaches «%(item)s» in group %(group)s on %(day)s, pair %(pair)s."),
    ROOM: N_("The room is already taken by «%(item)s», group %(group)s, on %(day)s, pair %(pair)s."),
}
MOST_PAIR, MOST_ROOM = 8, 30
WEEKDAYS = {"пн": 0, "вт": 1, "ср": 2, "чт": 3, "пт": 4, "сб": 5, "вс": 6}
EVERY, ODD, EVEN = 0, 1, 2
_SLOT = re.compile(r"(пн|вт|ср|чт|пт|сб|вс)\.?\s*-?\s*([1-8])([нч](?![а-я]))?")


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
        moment = (slot.day, slot.pair)
        wanted: list[tuple[str, object]] = [(GROUP, slot.group_id)]
        if slot.teacher is not None:
            wanted.append((TEACHER, slot.teacher))
        if slot.room:
            wanted.append((ROOM, slot.room))
        for kind, what in wanted:
            before = met.setdefault((*moment, kind, what), [])
            for other in before:
                if _collide(kind, slot, other) and (only is None or slot.key in only or other.key in only):
                    yield Clash(kind, slot, other) if only is None or slot.key in only else Clash(kind, other, slot)
                    break
            before.append(slot)


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
class Weekly:
    """A pair every week, or in odd or even weeks of the term."""

    weekday: int
    pair: int
    parity: int = EVERY


def read_pattern(typed: str) -> tuple[Weekly, ...]:
    """Read «пн1 ср3 пт2ч» (ч: even weeks, н: odd ones); Invalid names the piece that is not understood."""
    text = normalise(typed).replace(",", " ").replace(";", " ")
    found, at = [], 0
    for match in _SLOT.finditer(text):
        if text[at : match.start()].strip():
            break
        found.append(Weekly(WEEKDAYS[match[1]], int(match[2]), {"н": ODD, "ч": EVEN}.get(match[3], EVERY)))
        at = match.end()
    if rest := text[at:].strip():
        raise Invalid(
            N_(
                "«%(piece)s» is not understood: type days and pairs as «пн1 ср3», even weeks as «пт2ч», odd ones as «пт2н»."
            ),
            piece=rest[:20],
        )
    if len(set(found)) != len(found):
        raise Invalid(N_("A day and pair is named twice."))
    return tuple(found)


def lay_out(
    pattern: Sequence[Weekly],
    term: tuple[date, date],
    is_open: Callable[[date], bool],
    taken: Collection[tuple[date, int]],
    pairs: int,
) -> list[tuple[date, int]]:
    """Give the first ``pairs`` (day, pair) of a weekly pattern within a term, on open days where nothing stands yet.

    Weeks are counted from the Monday of the term's first week, which is odd.
    """
    monday = term[0] - timedelta(days=term[0].weekday())
    found: list[tuple[date, int]] = []
    for week in range((term[1] - monday).days // 7 + 1):
        for one in sorted(pattern, key=lambda each: (each.weekday, each.pair)):
            day = monday + timedelta(weeks=week, days=one.weekday)
            suits = one.parity == EVERY or week % 2 == (0 if one.parity == ODD else 1)
            if suits and term[0] <= day <= term[1] and is_open(day) and (day, one.pair) not in taken:
                found.append((day, one.pair))
    return found[:pairs]


def room_key(room: str | None) -> str:
    """Give the form in which rooms are compared: «каб. 12» and «12» are the same."""
    return re.sub(r"^(каб|ауд|кабинет|аудитория)\.?\s*", "", normalise(room or ""))
