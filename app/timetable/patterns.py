"""Weekly patterns of pairs: read as people type them, laid out over the days of a term; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Invalid
from app.core.text import N_, normalise

WEEKDAYS = {"пн": 0, "вт": 1, "ср": 2, "чт": 3, "пт": 4, "сб": 5, "вс": 6}
EVERY, ODD, EVEN = 0, 1, 2
_SLOT = re.compile(r"(пн|вт|ср|чт|пт|сб|вс)\.?\s*-?\s*([1-8])([нч](?![а-я]))?")


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
