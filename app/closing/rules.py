"""What a close checks, which findings block it and from which day somebody is late; pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from app.core.text import N_


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of finding: a stable code, how the settings call it, whether it blocks the close unless the college says so.

    ``fixed`` ones guard the truth of the snapshot: no local act can let a term close past them.
    """

    code: str
    title: str
    blocks: bool
    fixed: bool = False


CHECKS = (
    Check("no_students", N_("Nobody is in the group"), True, fixed=True),
    Check("control_without_load", N_("A control of the plan that nobody teaches"), True, fixed=True),
    Check("control_without_sheet", N_("A control of the plan without a sheet"), True, fixed=True),
    Check("optional_without_sheet", N_("A control without an official result that has no sheet"), False),
    Check("empty_entry", N_("Empty lines in a sheet"), True, fixed=True),
    Check("sheet_not_signed", N_("A sheet that its teacher has not signed"), True, fixed=True),
    Check("outside_group", N_("In the sheet but not in the group"), True, fixed=True),
    Check("not_in_sheet", N_("In the group but not in the sheet"), True, fixed=True),
    Check("sheet_not_closed", N_("A sheet that the office has not closed"), True),
    Check("not_confirmed", N_("The head of the department has not confirmed the group"), True),
    Check("load_without_teacher", N_("A load without a teacher"), True),
    Check("no_curator", N_("A group without a curator"), False),
    Check("item_without_load", N_("An item of the plan that was given to nobody"), False),
    Check("change_waits", N_("A request to correct a mark that waits for the deputy director"), True),
    Check("order_not_applied", N_("A signed order on students of the group that is not applied"), True),
    Check("plan_not_approved", N_("A calendar-thematic plan that is not approved"), False),
    Check("no_topic", N_("Lessons without a topic"), False),
    Check("hours_differ", N_("Hours held differ from the load"), False),
    Check("no_marks", N_("A journal without marks"), False),
    Check("no_proposal", N_("Students without a proposed mark"), False),
)
BY_CODE = {check.code: check for check in CHECKS}
SIGN_DAYS, OFFICE_DAYS, TOPIC_DAYS, PLAN_DAYS = 2, 2, 3, 10


@dataclass(frozen=True, slots=True)
class Policy:
    """What the local act of the college says: codes that block, days after which a deed is late, steps in use."""

    blocks: frozenset[str] = frozenset(check.code for check in CHECKS if check.blocks)
    sign_days: int = SIGN_DAYS
    office_days: int = OFFICE_DAYS
    topic_days: int = TOPIC_DAYS
    plan_days: int = PLAN_DAYS
    heads_confirm: bool = True

    def is_blocking(self, code: str) -> bool:
        """Tell whether a finding of this code forbids the close; the fixed ones always do."""
        return BY_CODE[code].fixed or code in self.blocks


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the cockpit: a short head and the codes it gathers."""

    key: str
    head: str
    codes: tuple[str, ...]


COLUMNS = (
    Column("issued", N_("Sheets issued"), ("control_without_load", "control_without_sheet", "optional_without_sheet")),
    Column("filled", N_("Lines filled"), ("empty_entry",)),
    Column("signed", N_("Signed"), ("sheet_not_signed",)),
    Column("accepted", N_("Closed by the office"), ("sheet_not_closed",)),
    Column("members", N_("Students match"), ("no_students", "outside_group", "not_in_sheet")),
    Column("orders", N_("Orders"), ("order_not_applied",)),
    Column("plans", N_("Lesson plans"), ("plan_not_approved",)),
    Column("topics", N_("Topics"), ("no_topic",)),
    Column("hours", N_("Hours"), ("hours_differ",)),
    Column("marks", N_("Marks"), ("change_waits", "no_marks")),
    Column("load", N_("Load"), ("load_without_teacher", "item_without_load")),
    Column("curator", N_("Curator"), ("no_curator",)),
    Column("confirmed", N_("Confirmed"), ("not_confirmed",)),
)
DONE, MISSING, LATE = "done", "missing", "late"


@dataclass(slots=True)
class Tally:
    """How many rows of a term a code concerns, how many of them are late and since when; ``place`` leads there."""

    count: int = 0
    late: int = 0
    since: date | None = None
    place: tuple[str, int] | None = None

    def add(self, count: int, place: tuple[str, int], since: date | None = None, late: int = 0) -> None:
        """Count rows found at ``place`` (endpoint, id), the first place is kept; ``late`` of them are late ``since``."""
        self.count += count
        self.place = self.place or place
        if late:
            self.late += late
            self.since = min(filter(None, (self.since, since)), default=None)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the cockpit: its state, how many rows it concerns, whether they block, where they are mended."""

    state: str
    count: int = 0
    blocks: bool = False
    since: date | None = None
    place: tuple[str, int] | None = None


CLEAN = Cell(DONE)


def cell(column: Column, tallies: Mapping[str, Tally], policy: Policy) -> Cell:
    """Gather the tallies of a column's codes."""
    if tallies.keys().isdisjoint(column.codes):
        return CLEAN
    found = [(code, tallies[code]) for code in column.codes if code in tallies and tallies[code].count]
    if not found:
        return CLEAN
    since = min((one.since for _, one in found if one.since), default=None)
    return Cell(
        LATE if since else MISSING, sum(one.count for _, one in found), any(policy.is_blocking(code) for code, _ in found),
        since, found[0][1].place,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delay:
    """Something a person or a role was to do: who, what (a code), in which term, how many rows, late since, where."""

    addressee: str
    code: str
    term_id: int
    count: int
    since: date
    place: tuple[str, int]


@dataclass(slots=True)
class Delays:
    """Delays gathered by addressee, code and term."""

    found: dict[tuple[str, str, int], Delay] = field(default_factory=dict)

    def add(self, one: Delay) -> None:
        """Count a delay together with those of the same person, term and kind."""
        key = (one.addressee, one.code, one.term_id)
        there = self.found.get(key)
        if there is not None:
            one = Delay(*key, there.count + one.count, min(there.since, one.since), there.place)
        self.found[key] = one


def employee(employee_id: int) -> str:
    """Give the addressee of a person."""
    return f"employee:{employee_id}"


def role(name: str) -> str:
    """Give the addressee of everybody who has a role."""
    return f"role:{name}"


def late_from(day: date | None, days: int, today: date) -> date | None:
    """Give the first late day of a deed that had ``days`` after ``day``, None while there is time."""
    if day is None:
        return None
    due = day + timedelta(days=days + 1)
    return due if due <= today else None


def progress(days: Sequence[date], closed_on: Iterable[date]) -> list[int]:
    """Give how many were closed by the end of each of ``days`` (in order)."""
    closed = sorted(closed_on)
    return [sum(1 for one in closed if one <= day) for day in days]


def half_of(starts_on: date, ends_on: date, halves: Iterable[tuple[int, date, date]]) -> int | None:
    """Give the id of the college's half-year (id, first day, last day) that a term lies in: the one it shares most days with."""
    shared = {
        half_id: (min(ends_on, last) - max(starts_on, first)).days + 1
        for half_id, first, last in halves
        if starts_on <= last and ends_on >= first
    }
    return max(shared, key=lambda half_id: (shared[half_id], -half_id)) if shared else None


def polyline(values: Sequence[int], top: int, width: int, height: int) -> str:
    """Give the points «x,y x,y» of a line through ``values``, the first at the left edge, ``top`` at the upper one."""
    step = width / max(len(values) - 1, 1)
    return " ".join(f"{round(at * step, 1):g},{round(height - height * value / max(top, 1), 1):g}" for at, value in enumerate(values))


def root_sha256(lines: Iterable[tuple[str, str, str, str]]) -> str:
    """Give the one digest of many snapshots: SHA-256 of the sorted lines «group, semester, revision, SHA-256» parted by tabs."""
    return hashlib.sha256("\n".join(sorted("\t".join(line) for line in lines)).encode()).hexdigest()
