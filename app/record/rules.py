"""The academic record of a student: which result of a control counts, its mean, what past semesters are; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.attestation import attempts as rule
from app.attestation import rules as attestation
from app.attestation.rules import GRADES, OUTSIDE, Result
from app.attestation.states import COMMISSION, DEFERRED, IMPROVEMENT, PRIMARY, RESIT
from app.core.text import N_, normalise

OPENING, RECREDITED, REATTESTED, DIFFERENCE = "opening", "recredited", "reattested", "difference"
ORIGINS = (OPENING, RECREDITED, REATTESTED, DIFFERENCE)
ORIGIN_TITLES = {
    OPENING: N_("carried over"),
    RECREDITED: N_("re-credited"),
    REATTESTED: N_("re-attested"),
    DIFFERENCE: N_("difference of plans"),
}
SHEET_TITLES = {
    PRIMARY: N_("sheet"),
    DEFERRED: N_("another day after an excused absence"),
    RESIT: N_("re-sit"),
    COMMISSION: N_("re-sit before a commission"),
    IMPROVEMENT: N_("improvement"),
}
# What may be carried over from an old summary: a result of the control, or «н/а», which old summaries write for a debt.
CARRIED = frozenset(Result) - {Result.ABSENT_EXCUSED}
PASSED = frozenset({Result.FIVE, Result.FOUR, Result.THREE, Result.PASSED})
_ORDER = {PRIMARY: 0, OPENING: 0, RECREDITED: 1, REATTESTED: 1, DIFFERENCE: 1, DEFERRED: 1, RESIT: 2, COMMISSION: 3, IMPROVEMENT: 4}


class Reading(StrEnum):
    """Three ways to read results: as the term was closed, as they stand now, with improved marks too."""

    CLOSED = "closed"
    CURRENT = "current"
    FINAL = "final"


READING_TITLES = {
    Reading.CLOSED: N_("as the terms were closed"),
    Reading.CURRENT: N_("with re-sits"),
    Reading.FINAL: N_("final, with improved marks"),
}
_KINDS = {
    Reading.CLOSED: frozenset({PRIMARY, OPENING}),
    Reading.CURRENT: frozenset(_ORDER) - {IMPROVEMENT},
    Reading.FINAL: frozenset(_ORDER),
}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One result of a control: ``kind`` is that of its sheet or the origin of what no sheet stands behind."""

    kind: str
    result: str | None
    held_on: date | None = None
    number: int = 0
    """The attempt within the kind; an excused absence is followed by another date of the same attempt."""

    @property
    def mark(self) -> str | None:
        """Give the mark that counting looks at."""
        return self.result

    @property
    def order(self) -> tuple[int, date, int]:
        """Give the key by which later attempts follow earlier ones."""
        return _ORDER[self.kind], self.held_on or date.min, self.number


def counting(attempts: Iterable[Attempt], reading: Reading = Reading.FINAL) -> Attempt | None:
    """Give the attempt that counts in a reading, by the one rule of attempts; None for none."""
    return rule.counting(one for one in attempts if one.kind in _KINDS[reading])


def _grade(result: str | None) -> int:
    return GRADES.get(Result(result), 0) if result else 0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a record comes to: marks by value, mean (two decimals), shares in percent (one decimal), None of nothing.

    ``fives_share`` is n5 over all marks 5–2: the share that a diploma with honours asks about. ``unsettled`` counts results
    that are not passed and not outside the count.
    """

    counts: Mapping[str, int]
    mean: Decimal | None
    fives_share: Decimal | None
    passed: int
    unsettled: int


def summary(results: Sequence[str | None]) -> Summary:
    """Compute mean and share of fives over the counting results; the same functions as everywhere else."""
    known = [Result(one) for one in results if one]
    counts = {str(grade): known.count(grade) for grade in GRADES}
    return Summary(
        counts, attestation.mean(known), attestation.share(counts["5"], sum(counts.values())), known.count(Result.PASSED),
        sum(1 for one in known if one not in PASSED and one not in OUTSIDE),
    )  # fmt: skip


# Diploma with honours so far (domain of the local act): only «5» and «4», three quarters of the marks «5», nothing unsettled.
HONOURS_SHARE = Decimal(75)


def with_honours(found: Summary) -> bool:
    """Tell whether a record may still end with honours; credits are not counted, the final attestation is judged apart."""
    no_worse = not (found.counts[Result.THREE] or found.counts[Result.TWO] or found.unsettled)
    return no_worse and found.fives_share is not None and found.fives_share >= HONOURS_SHARE


def past_limit(terms: Iterable[int], proposed: int | None) -> int:
    """Give the first plan semester that this system keeps itself: results of earlier ones are carried over.

    ``terms`` are the plan semesters of the group's terms here; a group without any has its ``proposed`` present one.
    """
    return min(terms, default=proposed or 1)


# ---- comparison of plans -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Earned:
    """What a student has earned by another plan: name of the item, hours, result."""

    name: str
    hours: Decimal
    result: str


def compared(name: str, hours: Decimal, earned: Iterable[Earned]) -> tuple[str, Earned | None]:
    """Propose what becomes of a control of the present plan for which there is no result.

    The same item passed with as many hours or more is re-credited, with fewer re-attested; otherwise it is the difference of
    plans, which has a deadline of its own and is no debt of art. 58 (the local act on re-credits decides; a person confirms).
    """
    same = [one for one in earned if normalise(one.name) == normalise(name) and one.result in PASSED]
    best = max(same, key=lambda one: (one.hours, _grade(one.result)), default=None)
    if best is None:
        return DIFFERENCE, None
    return (RECREDITED if best.hours >= hours else REATTESTED), best
