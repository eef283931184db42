"""The session timetable: what collides and what the college's own rules warn of; pure.

One exam a day and two days between exams are the usual rules of local acts (the law leaves the order of attestation to the
college, 273-ФЗ, art. 58, p. 1); both are settings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, pairwise

from app.core.errors import Invalid
from app.core.text import N_, normalise

# Forms of control held as an exam on a day of the session.
EXAM_FORMS = frozenset({"Э", "ЭМ", "КЭ", "ДЭ"})
CLASH, WARN = "clash", "warn"
_TIME = re.compile(r"([01]?\d|2[0-3])[:.\-]?([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Policy:
    """Settings of a college: minutes that an exam and a consultation take, days between exams, one exam a day."""

    minutes: int = 180
    consultation: int = 60
    gap: int = 2
    one_a_day: bool = True


@dataclass(frozen=True, slots=True)
class Sitting:
    """An exam or a consultation as it stands in the timetable; ``starts`` in minutes from midnight, None not set yet."""

    key: str
    term_id: int
    group: str
    item: str
    day: date
    starts: int | None
    room: str
    people: frozenset[int]
    is_exam: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a sitting: CLASH is refused, WARN is told; msgid with parameters."""

    severity: str
    key: str
    msgid: str
    params: dict[str, object]


def parse_time(typed: str, field: str) -> str | None:
    """Read «9:00», «09.00» or «0900» as «09:00»; None for nothing, Invalid for anything else."""
    text = typed.strip()
    if not text:
        return None
    match = _TIME.fullmatch(text)
    if match is None:
        raise Invalid(N_("«%(typed)s» is no time of day. Type it as 09:00."), field=field, typed=text[:20])
    return f"{int(match[1]):02d}:{match[2]}"


def minutes(time: str | None) -> int | None:
    """Give minutes from midnight of «09:00»."""
    return int(time[:2]) * 60 + int(time[3:]) if time else None


def findings(own: Sequence[Sitting], others: Iterable[Sitting], policy: Policy, span: tuple[date, date]) -> list[Finding]:
    """Give what is wrong with the sittings of a group, clashes first; ``others`` are those of other groups on these days.

    A teacher, a room or the group itself twice at the same time is a clash. Two exams of the group on a day, fewer than
    ``gap`` days between them and a day outside ``span`` are warnings.
    """
    found = [*_clashes(own, others, policy), *_spacing(own, policy), *_outside(own, span)]
    return sorted(found, key=lambda one: one.severity != CLASH)


def _clashes(own: Sequence[Sitting], others: Iterable[Sitting], policy: Policy) -> Iterator[Finding]:
    for one, other in (*combinations(own, 2), *((a, b) for a in own for b in others)):
        if not _meet(one, other, policy):
            continue
        named: dict[str, object] = {"item": one.item, "other": other.item, "group": other.group, "date": f"{one.day:%d.%m.%Y}"}
        if one.people & other.people:
            yield Finding(CLASH, one.key, N_("%(date)s: the examiner of «%(item)s» is at «%(other)s» of group %(group)s then."), named)
        if one.room and normalise(one.room) == normalise(other.room):
            yield Finding(CLASH, one.key, N_("%(date)s: the room of «%(item)s» is taken by «%(other)s» of group %(group)s then."), named)
        if one.term_id == other.term_id:
            yield Finding(CLASH, one.key, N_("%(date)s: the group is at «%(other)s» when «%(item)s» goes on."), named)


def _meet(one: Sitting, other: Sitting, policy: Policy) -> bool:
    """Tell whether two sittings overlap; parts of one complex event share their key and never do."""
    if (one.key == other.key and one.is_exam == other.is_exam) or one.day != other.day or one.starts is None or other.starts is None:
        return False
    first, second = sorted((one, other), key=lambda s: s.starts or 0)
    return (second.starts or 0) < (first.starts or 0) + (policy.minutes if first.is_exam else policy.consultation)


def _spacing(own: Sequence[Sitting], policy: Policy) -> Iterator[Finding]:
    exams = sorted({one.key: one for one in own if one.is_exam}.values(), key=lambda one: one.day)
    for before, one in pairwise(exams):
        named: dict[str, object] = {"item": one.item, "other": before.item, "date": f"{one.day:%d.%m.%Y}", "gap": policy.gap}
        if one.day == before.day:
            if policy.one_a_day:
                yield Finding(WARN, one.key, N_("%(date)s: two exams of the group on one day, «%(other)s» and «%(item)s»."), named)
        elif one.day - before.day <= timedelta(days=policy.gap):
            yield Finding(WARN, one.key, N_("Fewer than %(gap)s days between «%(other)s» and «%(item)s»."), named)


def _outside(own: Sequence[Sitting], span: tuple[date, date]) -> Iterator[Finding]:
    for one in own:
        if not span[0] <= one.day <= span[1]:
            named: dict[str, object] = {"item": one.item, "date": f"{one.day:%d.%m.%Y}"}
            yield Finding(WARN, one.key, N_("%(date)s: «%(item)s» is outside the term of the group."), named)
