"""A leave to correct something closed: its states, what it must say, what a new revision changed; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.errors import Conflict, DomainError, Invalid
from app.core.text import N_

REQUESTED, OPEN, FINISHED, REJECTED, WITHDRAWN = "requested", "open", "finished", "rejected", "withdrawn"
STATES = (REQUESTED, OPEN, FINISHED, REJECTED, WITHDRAWN)
LIVE = (REQUESTED, OPEN)
STATE_TITLES = {
    REQUESTED: N_("waits for the second person"),
    OPEN: N_("open for the correction"),
    FINISHED: N_("finished by a new revision"),
    REJECTED: N_("not confirmed"),
    WITHDRAWN: N_("withdrawn"),
}
TRANSITIONS = {
    "confirm": (REQUESTED, OPEN),
    "reject": (REQUESTED, REJECTED),
    "withdraw": (REQUESTED, WITHDRAWN),
    "prolong": (OPEN, OPEN),
    "finish": (OPEN, FINISHED),
}
MOST_DAYS = 30
BY_ORDER, BY_STATEMENT = "order", "statement"
BASES = {BY_ORDER: "приказ", BY_STATEMENT: "заявление о неточности"}


class NoOrderError(Invalid):
    """Something closed was to be reopened without an order: an attempt on it, not a slip of the pen."""

    is_recorded = True


def transition(verb: str, status: str) -> str:
    """Give the state after ``verb``; Conflict where it does not start from ``status``."""
    source, target = TRANSITIONS[verb]
    if status != source:
        raise Conflict(N_("The reopening is already in another state. Refresh the page to see what has changed."))
    return target


def problems(order_number: str, order_date: date, reason: str, until: date, today: date) -> Iterator[DomainError]:
    """Give what is missing in a request: the order, a reason, a day not far ahead."""
    if not order_number.strip():
        yield NoOrderError(N_("Say the number of the order: nothing closed is reopened without one."), field="order_number")
    if order_date > today:
        yield Invalid(N_("The order is dated in the future."), field="order_date")
    if len(reason.strip()) < 5:
        yield Invalid(N_("Say the reason: it stays in the new revision."), field="reason")
    yield from until_problems(until, today)


def until_problems(until: date, today: date) -> Iterator[DomainError]:
    """Give what is wrong with the last day of a leave."""
    if not 0 <= (until - today).days <= MOST_DAYS:
        yield Invalid(N_("The last day must lie within %(days)s days from today."), field="until", days=MOST_DAYS)


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of two revisions: what kind, of which item, whose, what it was and what it is (empty for nothing)."""

    kind: str
    item: str
    student: str
    old: str
    new: str


RESULT, CELL, LESSON, PROPOSAL, DEBT, STIPEND, SHARE = "result", "cell", "lesson", "proposal", "debt", "stipend", "share"
KIND_TITLES = {
    RESULT: N_("result in the sheet"),
    CELL: N_("cell of the journal"),
    LESSON: N_("lesson"),
    PROPOSAL: N_("semester mark by the journal"),
    DEBT: N_("debt"),
    STIPEND: N_("stipend"),
    SHARE: N_("indicators of the group"),
}
CONSEQUENCES = frozenset({PROPOSAL, DEBT, STIPEND, SHARE})
Told = Mapping[str, Any]


def changes(old: Told, new: Told) -> list[Change]:
    """Give every difference of two snapshots of a term: what was corrected first, then what follows from it."""
    names = {one["id"]: one["name"] for told in (old, new) for one in told["students"]}
    items = {one["id"]: one["name"] for told in (old, new) for one in told["loads"]}
    return [
        *_pairs(RESULT, _results(old), _results(new), items, names),
        *_pairs(CELL, _cells(old), _cells(new), items, names),
        *_pairs(LESSON, _lessons(old), _lessons(new), items, {}),
        *_pairs(PROPOSAL, _proposals(old), _proposals(new), items, names),
        *_pairs(DEBT, _debts(old), _debts(new), {}, {}),
        *_pairs(STIPEND, _stipends(old), _stipends(new), {}, {}),
        *_pairs(SHARE, _shares(old), _shares(new), {}, {}),
    ]


Key = tuple[str, str, str]


def _pairs(kind: str, old: Mapping[Key, str], new: Mapping[Key, str], items: Mapping[str, str], names: Mapping[str, str]) -> list[Change]:
    changed = [key for key in sorted(old.keys() | new.keys()) if old.get(key, "") != new.get(key, "")]
    return [
        Change(kind, f"{items.get(item, item)}{place and f', {place}'}", names.get(student, student), old.get(key, ""), new.get(key, ""))
        for key in changed
        for item, student, place in [key]
    ]


def _results(told: Told) -> dict[Key, str]:
    return {
        (_load_of(one, line), line["student"], one["number"] or ""): line.get("final") or line["result"] or ""
        for one in told["sheets"]
        if one["status"] != "superseded"
        for line in one["entries"]
    }


def _load_of(sheet: Told, line: Told) -> str:
    return next((part["load"] for part in sheet.get("parts", ()) if part["id"] == line.get("part")), sheet["load"])


def _cells(told: Told) -> dict[Key, str]:
    places = {one["id"]: (one["load"], _day(one["date"])) for one in told["lessons"]}
    found: dict[Key, str] = {}
    for lesson, cells in told["marks"].items():
        load, day = places[lesson]
        for student, text in cells.items():
            # Two lessons of one day are told apart by the number of the lesson.
            found[(load, student, f"{day} ({lesson})")] = text
    return found


def _lessons(told: Told) -> dict[Key, str]:
    return {
        (one["load"], "", f"{_day(one['date'])} ({one['id']})"): f"{one['hours']} ч, {one['topic'] or '—'}" for one in told["lessons"]
    }


def _proposals(told: Told) -> dict[Key, str]:
    return {
        (load, student, ""): one["proposal"] or "" for load, found in told["standings"].items() for student, one in found.items()
    }


def _debts(told: Told) -> dict[Key, str]:
    return {(item, name, ""): result for name, item, result in told.get("totals", {}).get("debts", ())}


def _stipends(told: Told) -> dict[Key, str]:
    return {("", name, ""): "+" for name in told.get("totals", {}).get("stipends", ())}


def _shares(told: Told) -> dict[Key, str]:
    group = told.get("totals", {}).get("group", {})
    return {(name, "", ""): group.get(name) or "—" for name in ("absolute", "quality")}


def _day(iso: str) -> str:
    return f"{iso[8:10]}.{iso[5:7]}.{iso[:4]}"
