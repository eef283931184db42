"""States of an order, numbers of the register, findings, dates; pure. Kinds and reasons are in ``kinds``."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Conflict, Invalid
from app.core.text import N_, clean

# ---- states of an order ------------------------------------------------------------------------------------------

DRAFT, ON_APPROVAL, SIGNED, APPLIED, CANCELLED = "draft", "on_approval", "signed", "applied", "cancelled"
STATES = (DRAFT, ON_APPROVAL, SIGNED, APPLIED, CANCELLED)
STATE_TITLES = {
    DRAFT: N_("draft"), ON_APPROVAL: N_("on approval"), SIGNED: N_("signed"), APPLIED: N_("applied"), CANCELLED: N_("cancelled"),
}  # fmt: skip
SEALED = (SIGNED, APPLIED, CANCELLED)
# The batch of orders of the time before the college came, entered to carry the past over: nothing is due from them.
CARRIED_OVER = "carried-over"

# verb -> (states it starts from, state it ends in)
TRANSITIONS = {
    "edit": ((DRAFT,), DRAFT),
    "submit": ((DRAFT,), ON_APPROVAL),
    "endorse": ((ON_APPROVAL,), ON_APPROVAL),
    "give_back": ((ON_APPROVAL,), DRAFT),
    "sign": ((ON_APPROVAL,), SIGNED),
    "register": ((ON_APPROVAL, SIGNED), SIGNED),
    "apply": ((SIGNED,), APPLIED),
    "cancel": ((APPLIED,), CANCELLED),
    "discard": ((DRAFT,), DRAFT),
}


def transition(verb: str, state: str) -> str:
    """Give the state after ``verb`` from ``state``; Conflict where the passage does not exist."""
    sources, target = TRANSITIONS[verb]
    if state not in sources:
        raise Conflict(N_("The order is already in another state. Refresh the page to see what has changed."))
    return target


def possible(state: str) -> frozenset[str]:
    """Give the verbs that may be done from ``state``."""
    return frozenset(verb for verb, (sources, _target) in TRANSITIONS.items() if state in sources)


# ---- numbers of the register -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the director's register: «125/1-с» is serial 125, text «125/1», series «с»."""

    serial: int
    text: str
    series: str

    def __str__(self) -> str:
        return f"{self.text}-{self.series}" if self.series else self.text


_NUMBER = re.compile(r"(\d{1,6})((?:/\d{1,4})?)(?:\s*-\s*([0-9A-Za-zА-Яа-яЁё./-]{1,10}))?")
SHOWN_GAPS = 200


def parse_number(typed: str) -> Number:
    """Read a number as the register has it («125», «125-с», «125/1-с»); raises Invalid."""
    text = clean(typed).removeprefix("№").strip()
    found = _NUMBER.fullmatch(text)
    if found is None or int(found[1]) == 0:
        raise Invalid(N_("A number is written as in the register: 125-с or 125/1-с."), field="number")
    return Number(int(found[1]), found[1].lstrip("0") + found[2], (found[3] or "").lower())


def gaps(serials: Iterable[int]) -> list[tuple[int, int]]:
    """Give the runs of numbers that are missing between 1 and the last one: [(first, last), …]."""
    found, expected = [], 1
    for serial in sorted(set(serials)):
        if serial > expected:
            found.append((expected, serial - 1))
        expected = serial + 1
    return found[:SHOWN_GAPS]


# ---- findings ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Finding:
    """What speaks against an order: a refusal (``blocks``) or a warning; ``line`` is the position it belongs to."""

    msgid: str
    params: tuple[tuple[str, object], ...] = ()
    blocks: bool = True
    line: int | None = None
    field: str | None = None


def refusal(msgid: str, line: int | None = None, field: str | None = None, **params: object) -> Finding:
    """Give a finding that stops the order."""
    return Finding(msgid, tuple(params.items()), True, line, field)


def warning(msgid: str, line: int | None = None, field: str | None = None, **params: object) -> Finding:
    """Give a finding that is shown and let through."""
    return Finding(msgid, tuple(params.items()), False, line, field)


FARTHEST = timedelta(days=366)
FAR = timedelta(days=100)


def date_findings(order_date: date | None, effective_on: date, today: date, previous: date | None) -> list[Finding]:
    """Judge the dates of an order: ``previous`` is the latest date among the lower numbers of its series."""
    found = []
    base = order_date or today
    if order_date and order_date > today:
        found.append(
            refusal(N_("The date of the order lies in the future: %(day)s."), field="order_date", day=shown(order_date))
        )
    if effective_on - base > FARTHEST:
        found.append(
            refusal(
                N_("The order would take effect on %(day)s, more than a year after its date."),
                field="effective_on",
                day=shown(effective_on),
            )
        )
    elif effective_on - base > FAR:
        found.append(
            warning(
                N_("The order takes effect on %(day)s, more than three months after its date."),
                field="effective_on",
                day=shown(effective_on),
            )
        )
    if effective_on < base and (base - effective_on).days > 0:
        found.append(
            warning(
                N_(
                    "The order takes effect on %(day)s, before its date: marks and sheets made since then stay as they are."
                ),
                field="effective_on",
                day=shown(effective_on),
            )
        )
    if previous and order_date and order_date < previous:
        found.append(
            warning(
                N_("The date is earlier than that of the previous number: %(day)s."),
                field="order_date",
                day=shown(previous),
            )
        )
    return found


DECISION_DAYS = 10


def decision_findings(applied_on: Iterable[date | None], decided_on: date) -> list[Finding]:
    """Judge the time of a decision on an academic leave: ten days from the application (order № 455, p. 4)."""
    first = min((day for day in applied_on if day is not None), default=None)
    if first is None or (decided_on - first).days <= DECISION_DAYS:
        return []
    return [
        warning(
            N_("The application is of %(day)s: a leave is decided on within %(days)s days."), field="bases", day=shown(first), days=DECISION_DAYS
        )
    ]


def shown(day: date) -> str:
    """Write a date as 01.09.2026."""
    return f"{day:%d.%m.%Y}"


def add_years(day: date, years: int) -> date:
    """Give the same day ``years`` later; 29 February gives 28 February."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def runs(found: Sequence[tuple[int, int]]) -> str:
    """Write gaps as «3, 7–9»."""
    return ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in found)
