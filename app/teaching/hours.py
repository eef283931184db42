"""Hours of a load: by kind against the plan, by months against what was held, against the norm of a rate (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.core.errors import Invalid
from app.core.text import N_
from app.teaching.rules import Coverage, Part, coverage, whole_hours

# The kinds in which a plan gives the hours of an item's semester (columns of CurriculumTerm), in the order of the forms.
HOUR_KINDS = ("lectures", "practicals", "labs", "seminars", "course_work", "consultations", "exam_hours", "practice")
FIRST_KIND = HOUR_KINDS[0]
SUBSTITUTION_REASONS = ("illness", "leave", "trip", "training", "vacancy", "other")
MOST_HOURS = 2000
Kinds = dict[str, int]


def plan_kinds(hours: Mapping[str, Decimal | int], contact: Decimal | int) -> Kinds:
    """Give the plan's hours by kind as whole numbers that sum to the whole contact hours.

    What rounding or an unsplit plan leaves over counts as theory, the first kind.
    """
    found = {kind: whole_hours(hours.get(kind, 0)) for kind in HOUR_KINDS}
    rest = whole_hours(contact) - sum(found.values())
    found[FIRST_KIND] += rest
    for kind in HOUR_KINDS[1:]:  # rounded up more than there is: taken from the kinds that have it
        if found[FIRST_KIND] >= 0:
            break
        taken = min(found[kind], -found[FIRST_KIND])
        found[kind] -= taken
        found[FIRST_KIND] += taken
    return {kind: count for kind, count in found.items() if count}


def load_kinds(stored: Mapping[str, int], hours: int, plan: Mapping[str, int]) -> Kinds:
    """Give the kinds of a load: as stored; otherwise the plan's in their order until its hours are used up, the rest is theory."""
    if stored:
        return {kind: stored[kind] for kind in HOUR_KINDS if stored.get(kind)}
    found: Kinds = {}
    for kind in HOUR_KINDS:
        taken = min(plan.get(kind, 0), hours)
        if taken > 0:
            found[kind] = taken
            hours -= taken
    if hours > 0:
        found[FIRST_KIND] = found.get(FIRST_KIND, 0) + hours
    return found


@dataclass(frozen=True, slots=True)
class KindPart:
    """A part of an item's semester: hours by kind, whether somebody teaches it, whether it is a subgroup's."""

    kinds: Mapping[str, int]
    has_teacher: bool
    is_subgroup: bool = False


def coverage_by_kind(plan: Mapping[str, int], parts: Sequence[KindPart]) -> dict[str, Coverage]:
    """Compare what is given out with the plan kind by kind; kinds that neither has are left out."""
    kinds = [kind for kind in HOUR_KINDS if plan.get(kind) or any(part.kinds.get(kind) for part in parts)]
    return {
        kind: coverage(plan.get(kind, 0), [Part(part.kinds.get(kind, 0), part.has_teacher, part.is_subgroup) for part in parts])
        for kind in kinds
    }


@dataclass(frozen=True, slots=True)
class Norm:
    """Norm and limit of a teacher's year for the sum of the rates held."""

    rate: Decimal
    hours: int
    limit: int

    @property
    def rate_text(self) -> str:
        """Write the rates held: «1,5»."""
        return f"{self.rate.normalize():f}".replace(".", ",")


def norm_of(rate: Decimal | None, per_rate: int, limit: int) -> Norm:
    """Give the norm for a sum of rates (720 h a rate, 1440 h at most: order 1601); no rate entered means one."""
    held = Decimal(1) if rate is None else Decimal(rate)
    return Norm(held, int((held * per_rate).quantize(Decimal(1), ROUND_HALF_UP)), limit)


def shares(hours: int, principals: Sequence[int], held: Mapping[int, int]) -> dict[int, int]:
    """Split the hours of a load between its teachers in the order of their turns, substitutes aside.

    A teacher who was replaced keeps what was held until then; the last one has the rest.
    """
    turns = list(dict.fromkeys(principals))
    found, rest = {}, hours
    for teacher in turns[:-1]:
        found[teacher] = min(held.get(teacher, 0), rest)
        rest -= found[teacher]
    if turns:
        found[turns[-1]] = found.get(turns[-1], 0) + rest
    return found


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A load in a teacher's year: given, held by months, taken off (held by substitutes), and what is left to hold.

    A line of a substitution has nothing given: its hours are held above the own load.
    """

    load_id: int
    item: str
    group: str
    semester: int
    given: int
    months: Mapping[int, int]
    off: int = 0
    is_substitution: bool = False
    kinds: Mapping[str, int] = field(default_factory=dict)

    @property
    def held(self) -> int:
        """Give the hours held."""
        return sum(self.months.values())

    @property
    def left(self) -> int:
        """Give the hours still to hold; below zero when more was held than given. A substitution leaves nothing."""
        return 0 if self.is_substitution else self.given - self.held - self.off


@dataclass(frozen=True, slots=True)
class Account:
    """A teacher's year: lines, the months of the year, the norm."""

    lines: tuple[AccountLine, ...]
    months: tuple[int, ...]
    norm: Norm

    @property
    def given(self) -> int:
        """Give the assigned hours of the year."""
        return sum(one.given for one in self.lines)

    @property
    def held(self) -> int:
        """Give all hours held, own and as a substitute."""
        return sum(one.held for one in self.lines)

    @property
    def off(self) -> int:
        """Give the hours taken off."""
        return sum(one.off for one in self.lines)

    @property
    def extra(self) -> int:
        """Give the hours held for others."""
        return sum(one.held for one in self.lines if one.is_substitution)

    @property
    def left(self) -> int:
        """Give the hours still to hold."""
        return sum(one.left for one in self.lines)

    @property
    def over(self) -> int:
        """Give the assigned hours above (below zero: under) the norm of the rates held."""
        return self.given - self.norm.hours

    @property
    def is_beyond_limit(self) -> bool:
        """Tell whether more is given than the law allows."""
        return self.given > self.norm.limit

    def month(self, number: int) -> int:
        """Give the hours held in a month."""
        return sum(one.months.get(number, 0) for one in self.lines)

    def semester(self, is_odd: bool) -> int:
        """Give the assigned hours of the first (odd plan semesters) or the second half-year."""
        return sum(one.given for one in self.lines if one.semester % 2 == (1 if is_odd else 0))


def months_of(first: date, last: date) -> tuple[int, ...]:
    """Give the months of an academic year in their order: 9 … 12, 1 … 8."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return tuple((first.month - 1 + step) % 12 + 1 for step in range(min(max(count, 1), 12)))


def check_kinds(kinds: Mapping[str, int], field_name: str) -> int:
    """Give the sum of hours by kind; raises Invalid naming the field for hours out of range."""
    if any(hours < 0 for hours in kinds.values()) or sum(kinds.values()) > MOST_HOURS:
        raise Invalid(N_("Hours are a whole number from 0 to %(most)s."), field=field_name, most=MOST_HOURS)
    return sum(kinds.values())


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of a teacher at a load; ``substitution`` names the one it belongs to."""

    employee_id: int
    starts_on: date
    ends_on: date | None
    substitution: int | None = None


def split_turn(turn: Turn, first: date, last: date) -> tuple[Turn | None, Turn | None]:
    """Give what is left of a turn before and after the days [first, last] that somebody else takes.

    Raises Invalid where nothing would be left: that is a replacement, not a substitution.
    """
    day = date.resolution
    before = Turn(turn.employee_id, turn.starts_on, first - day) if turn.starts_on < first else None
    goes_on = turn.ends_on is None or turn.ends_on > last
    after = Turn(turn.employee_id, last + day, turn.ends_on) if goes_on else None
    if before is None and after is None:
        raise Invalid(N_("The substitution covers the whole time of the teacher: replace the teacher instead."), field="ends_on")
    return before, after


def principals_of(turns: Iterable[Turn]) -> list[int]:
    """Give the teachers whose load it is or was, in the order of their turns; substitutes aside."""
    ordered = sorted((one for one in turns if one.substitution is None), key=lambda one: one.starts_on)
    return list(dict.fromkeys(one.employee_id for one in ordered))
