"""A file of lessons against loads, days and other lessons: each remark at its cell, each row with what it would do."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import SimpleNamespace
from typing import Any

from app.core.actor import Actor
from app.core.text import N_
from app.exchange.rules import Finding, Level, Parsed, Record
from app.organization.queries import rooms
from app.timetable import queries, sessions
from app.timetable.matching import Matching
from app.timetable.models import CHANGED, GONE, KEPT, NEW, SAME
from app.timetable.queries import LoadInfo
from app.timetable.rules import GROUP, ROOM, clashes, room_key

KEPT_FIELDS = ("hours", "kind", "room", "held_by_id", "is_remote", "link")
FIELD_OF = {"held_by_id": "teacher"}
DEFAULTS = {"hours": 2, "kind": "lesson", "room": None, "is_remote": False, "link": None}
CLASH_CELLS = {GROUP: "pair", "teacher": "teacher", ROOM: "room"}


@dataclass(slots=True)
class Checked:
    """What a file would do: its rows, remarks, the digest of the lessons it was compared with, its days."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    stamp: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def errors(self) -> int:
        """Count what forbids the publication."""
        return sum(one.level is Level.ERROR for one in self.findings)


class Check(Matching):
    """The comparison of one file; everything it needs is read once, by statements whose number does not follow the rows."""

    def __init__(
        self, actor: Actor, parsed: Parsed, *, replaces: bool, told: Callable[[int], None] = lambda _done: None
    ) -> None:
        self.out = Checked(findings=list(parsed.findings))
        super().__init__(actor, parsed, self.out.findings)
        self.replaces, self.told = replaces, told

    def run(self) -> Checked:
        """Compare row by row, then all together."""
        days: list[Any] = [record.values["date"] for record in self.parsed.records]
        if not days:
            return self.out
        first, last = min(days), max(days)
        self.out.first, self.out.last = first, last
        self._read(first, last)
        for count, record in enumerate(self.parsed.records, start=1):
            self._row(record)
            if count % 5000 == 0:
                self.told(count)
        self._missing()
        self._clashes()
        self._hours()
        self._rooms()
        return self.out

    def _read(self, first: date, last: date) -> None:
        self.read_names(first, last)
        self.lessons = queries.lessons_between(self.actor, first, last)
        self.out.stamp = stamp_of(self.lessons, self.loads)
        self.present = {(row.load_id, row.date, row.pair): row for row in self.lessons}
        self.seen: dict[tuple[int, date, int], int] = {}

    def _row(self, record: Record) -> None:
        values, number = record.values, record.number
        day: date = values["date"]  # type: ignore[assignment]
        term = self._term(record, day)
        if term is None or not self._open(record, term, day):
            return
        load = self._load(record, term, day)
        if load is None:
            return
        key = (load.id, day, int(values["pair"]))  # type: ignore[call-overload]
        before = self.seen.setdefault(key, number)
        if before != number:
            self._say(number, "pair", N_("The same lesson stands in row %(row)s."), values["pair"], row=before)
            return
        self._take(number, load, key, values)

    def _take(self, number: int, load: LoadInfo, key: tuple[int, date, int], values: Mapping[str, object]) -> None:
        before = self.present.get(key)
        row: dict[str, Any] = {
            "number": number, "group_term_id": load.term_id, "load_id": load.id, "date": key[1], "pair": key[2],
            "lesson_id": before.id if before else None,
        }  # fmt: skip
        for name in KEPT_FIELDS:
            row[name] = self._value(name, load, key[1], before, values)
        changed = before is not None and any(row[name] != getattr(before, name) for name in KEPT_FIELDS)
        row["verdict"] = NEW if before is None else CHANGED if changed else SAME
        self.out.rows.append(row)

    def _value(self, name: str, load: LoadInfo, day: date, before: Any, values: Mapping[str, object]) -> Any:
        """Give what a field will be: of the file where it has the column, else what stands, else the customary."""
        if name == "held_by_id":
            return (
                before.held_by_id
                if before is not None and "teacher" not in self.named and before.held_by_id
                else load.teacher_on(day)
            )
        if name in self.named and (values.get(name) is not None or before is None or name in ("room", "link")):
            return DEFAULTS[name] if values.get(name) is None else values[name]
        return getattr(before, name) if before is not None else DEFAULTS[name]

    def _missing(self) -> None:
        """Where the file is the whole timetable of its groups, lessons it does not name go; those with entries stay."""
        named, terms = {row["lesson_id"] for row in self.out.rows}, {row["group_term_id"] for row in self.out.rows}
        if not self.replaces:
            return
        missing = [
            one
            for one in self.lessons
            if one.id not in named and one.load_id in self.loads and self.loads[one.load_id].term_id in terms
        ]
        kept = queries.entered([one.id for one in missing])
        for one in missing:
            self.out.rows.append(
                {
                    "number": 0, "group_term_id": self.loads[one.load_id].term_id, "load_id": one.load_id, "date": one.date, "pair": one.pair,
                    "lesson_id": one.id, "verdict": KEPT if one.id in kept else GONE, **{name: getattr(one, name) for name in KEPT_FIELDS},
                }
            )  # fmt: skip

    def _clashes(self) -> None:
        slots, fresh, numbers = [], set(), {}
        touched = {row["lesson_id"] for row in self.out.rows}
        for at, row in enumerate(self.out.rows):
            if row["verdict"] == GONE:
                continue
            slots.append(queries.slot_of(SimpleNamespace(**row), self.loads[row["load_id"]], at))
            if row["verdict"] in (NEW, CHANGED):
                fresh.add(at)
                numbers[at] = row["number"]
        stay = [one for one in self.lessons if one.id not in touched and one.load_id in self.loads]
        others = [queries.slot_of(one, self.loads[one.load_id], -one.id) for one in stay]
        for clash in clashes((*others, *slots), fresh):
            self._say(numbers[clash.slot.key], CLASH_CELLS[clash.kind], clash.msgid, **clash.params)
        mine = [one for one in slots if one.key in fresh]
        for met in sessions.against(self.actor.organization_id or 0, self.days, mine):
            self._say(numbers[met.slot.key], CLASH_CELLS[met.kind], met.msgid, **met.params)

    def _rooms(self) -> None:
        """Warn of rooms that the college's list does not have, where it has one."""
        listed = {room_key(one.number) for one in rooms()}
        unknown: dict[str, tuple[int, str]] = {}
        for row in self.out.rows if listed else ():
            if row["number"] and row["room"] and room_key(row["room"]) not in listed:
                unknown.setdefault(room_key(row["room"]), (row["number"], row["room"]))
        for number, name in unknown.values():
            said = N_("«%(room)s» is not in the list of rooms.")
            self.out.findings.append(Finding(said, {"room": name}, number, self.letters.get("room"), name, level=Level.WARNING))

    def _hours(self) -> None:
        """Warn of loads that get more hours of lessons than they have."""
        more: dict[int, int] = {}
        for row in self.out.rows:
            if sign := {NEW: 1, GONE: -1}.get(row["verdict"], 0):
                more[row["load_id"]] = more.get(row["load_id"], 0) + sign * row["hours"]
        there = queries.planned_hours(self.actor, list(more))
        for load_id, hours in more.items():
            load, total = self.loads[load_id], hours + there.get(load_id, 0)
            if total > load.hours:
                params = {"item": load.title, "group": load.group, "total": total, "hours": load.hours}
                self.out.findings.append(
                    Finding(
                        N_("«%(item)s», group %(group)s: %(total)s hours of lessons, the load has %(hours)s."),
                        params,
                        level=Level.WARNING,
                    )
                )


def stamp_of(lessons: Iterable[Any], loads: Mapping[int, LoadInfo]) -> str:
    """Give the digest of lessons and loads: what a file was compared with must still stand when it is published."""
    found = hashlib.sha256()
    for row in lessons:
        found.update(repr(tuple(row)).encode())
    for load in sorted(loads.values(), key=lambda one: one.id):
        found.update(repr((load.id, load.term_id, load.subgroup, load.hours, load.teachers)).encode())
    return found.hexdigest()
