"""Rules of the load: who belongs to a (sub)group and when, hours against the plan, intervals of teachers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlsplit

from app.core.errors import Invalid
from app.core.text import N_, clean, normalise
from app.curricula.tree import PRACTICES

Span = tuple[date, date | None]
# What a teacher writes into the column of homework where none was given; a paper journal has the same words there.
NO_HOMEWORK = "Без задания"
# Kinds of lessons after which nothing is given to do at home: the column may stay empty.
WITHOUT_HOMEWORK = frozenset({"consultation", "practice", "credit"})


@dataclass(frozen=True, slots=True)
class Member:
    """A student of a (sub)group during its term, as the journal and sheets list them.

    ``spans`` are the stays in the group that touch the term, in order: first and last day, both included, None for a
    stay that goes on; ``subgroup`` is the part in which the student hears an item, where it was asked for, and
    ``is_own`` tells that whoever asked teaches this part.
    """

    student_id: int
    name: str
    record_book: str | None
    journal_number: int | None
    spans: tuple[Span, ...]
    subgroup: str | None = None
    is_own: bool = False

    def present_on(self, day: date) -> bool:
        """Tell whether the student belongs to the group on ``day``."""
        return any(covers(span, day) for span in self.spans)

    def present_throughout(self, first: date, last: date) -> bool:
        """Tell whether one stay holds both days and so every day between them."""
        return any(covers(span, first) and covers(span, last) for span in self.spans)

    @property
    def left_on(self) -> date | None:
        """Give the last day in the group of a student who has left it, None for one who has not."""
        return self.spans[-1][1] if self.spans else None


def covers(span: Span, day: date) -> bool:
    """Tell whether an interval with both days included holds ``day``."""
    return span[0] <= day and (span[1] is None or day <= span[1])


MOST_SUBGROUPS = 3
# Hours of a pair and of a day of practice: six hours a day, 36 a week (domain rule: «практика 6 ч в день, неделя 36 ч»).
PAIR_HOURS, PRACTICE_DAY = 2, 6
# Lines of a plan that only gather others, or that a commission holds and no teacher's journal records.
NOT_TAUGHT = frozenset({"cycle", "module", "choice", "interim_attestation", "final_attestation"})


@dataclass(frozen=True, slots=True)
class Part:
    """What is given out of an item's semester: to the whole group or to one of its subgroups."""

    hours: int
    has_teacher: bool
    is_subgroup: bool = False


@dataclass(frozen=True, slots=True)
class Coverage:
    """How the plan's hours are covered: ``unassigned`` have no teacher, ``excess`` are more than the plan gives."""

    planned: int
    unassigned: int
    excess: int
    has_teachers: bool

    @property
    def is_complete(self) -> bool:
        """Tell whether every hour has its teacher and none is too many."""
        return not self.unassigned and not self.excess and self.has_teachers


def whole_hours(hours: Decimal | int) -> int:
    """Give the hours of a plan as a load counts them: whole ones, half up."""
    return int(Decimal(hours).quantize(Decimal(1), ROUND_HALF_UP))


def coverage(planned: int, parts: Sequence[Part]) -> Coverage:
    """Compare what is given out with the plan.

    A student hears the hours of the whole group and those of one subgroup, so the subgroup with the fewest hours tells
    what is missing and the one with the most tells what is too much.
    """
    whole = [part for part in parts if not part.is_subgroup]
    subgroups = [part for part in parts if part.is_subgroup]
    covered = sum(part.hours for part in whole if part.has_teacher)
    covered += min((part.hours if part.has_teacher else 0 for part in subgroups), default=0)
    given = sum(part.hours for part in whole) + max((part.hours for part in subgroups), default=0)
    return Coverage(
        planned, max(0, planned - covered), max(0, given - planned), bool(parts) and all(p.has_teacher for p in parts)
    )


def total(coverages: Iterable[Coverage]) -> Coverage:
    """Add up the items of a term."""
    found = list(coverages)
    return Coverage(
        sum(c.planned for c in found),
        sum(c.unassigned for c in found),
        sum(c.excess for c in found),
        all(c.has_teachers for c in found),
    )


def lesson_hours(item_kind: str) -> int:
    """Give the customary hours of a lesson: a day of practice has six, every other lesson is a pair of two."""
    return PRACTICE_DAY if item_kind in PRACTICES else PAIR_HOURS


def lesson_kind(item_kind: str) -> str:
    """Give the customary kind of a lesson of an item."""
    return "practice" if item_kind in PRACTICES else "lesson"


def pairs_taken(pair: int, hours: int) -> range:
    """Give the pairs that a lesson takes from its first one on: a day of practice takes three."""
    return range(pair, pair + max(1, hours // PAIR_HOURS))


def check_subgroups(names: Sequence[str], members: Sequence[Collection[int]]) -> None:
    """Refuse a split with too many parts, parts of one name or without students, and a student in two parts."""
    if len(names) > MOST_SUBGROUPS:
        raise Invalid(N_("A group is split into three subgroups at most."))
    if len({normalise(name) for name in names}) != len(names) or not all(clean(name) for name in names):
        raise Invalid(N_("Subgroups of one item need different names."))
    for name, students in zip(names, members, strict=True):
        if not students:
            raise Invalid(N_("Subgroup «%(name)s» has no students."), name=name)
    if len({student for students in members for student in students}) != sum(len(set(one)) for one in members):
        raise Invalid(N_("A student is in one subgroup of an item only."))


def replacement_end(current: Span, from_date: date, term: tuple[date, date]) -> date:
    """Give the last day of the present teacher when another one teaches from ``from_date``; raises Invalid for the day."""
    if not term[0] <= from_date <= term[1]:
        raise Invalid(
            N_("The day must lie within the term: from %(first)s to %(last)s."),
            field="from_date",
            first=f"{term[0]:%d.%m.%Y}",
            last=f"{term[1]:%d.%m.%Y}",
        )
    if from_date <= current[0]:
        raise Invalid(
            N_("The present teacher has the load since %(day)s; the replacement must begin later."),
            field="from_date",
            day=f"{current[0]:%d.%m.%Y}",
        )
    return from_date - timedelta(days=1)


MOST_LINK = 500


def check_link(typed: str) -> str | None:
    """Give the address of a remote lesson, None for an empty one; Invalid unless it is a whole http(s) address."""
    link = clean(typed)
    if not link:
        return None
    try:
        parts = urlsplit(link)
        good = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and "." in (parts.hostname or "")
            and " " not in link
        )
    except ValueError:
        good = False
    if not good or len(link) > MOST_LINK:
        raise Invalid(
            N_("An address begins with https:// or http://, for example https://telemost.yandex.ru/j/123."),
            field="link",
        )
    return link
