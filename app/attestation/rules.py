"""Results of attestation and the indicators made of them; formulas of the field, half-up decimals, no float."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from app.core.text import N_


class Result(StrEnum):
    """What may stand in a sheet; the values are those of the paper."""

    FIVE = "5"
    FOUR = "4"
    THREE = "3"
    TWO = "2"
    PASSED = "зачтено"
    FAILED = "не зачтено"
    ABSENT = "неявка"
    ABSENT_EXCUSED = "неявка (ув.)"
    NOT_ADMITTED = "н/доп"
    EXEMPT = "осв."
    NOT_ATTESTED = "н/а"


WORDS = {
    Result.FIVE: "отлично",
    Result.FOUR: "хорошо",
    Result.THREE: "удовлетворительно",
    Result.TWO: "неудовлетворительно",
    Result.PASSED: "зачтено",
    Result.FAILED: "не зачтено",
    Result.ABSENT: "неявка",
    Result.ABSENT_EXCUSED: "неявка (уваж. причина)",
    Result.NOT_ADMITTED: "не допущен",
    Result.EXEMPT: "освобождён",
    Result.NOT_ATTESTED: "не аттестован",
}
GRADES = {Result.FIVE: 5, Result.FOUR: 4, Result.THREE: 3, Result.TWO: 2}
CREDITS = frozenset({Result.PASSED, Result.FAILED})
# Inside N without a mark: they lower every share. Excused absence and exemption are outside N.
UNGRADED = frozenset({Result.ABSENT, Result.NOT_ADMITTED, Result.NOT_ATTESTED})
OUTSIDE = frozenset({Result.ABSENT_EXCUSED, Result.EXEMPT})
FAILING = UNGRADED | {Result.TWO, Result.FAILED}

# What is printed under the indicators, with N beside them (domain of the field: the formula is always told).
FORMULAS = (
    "По студентам: абсолютная успеваемость = (N − неуспевающие) / N · 100; качество = (отличники + хорошисты) / N · 100.",
    "По отметкам: абсолютная = (n5 + n4 + n3 + зачтено) / N · 100; качество = (n5 + n4) / N · 100;"
    " СОУ = (100·n5 + 64·n4 + 36·n3 + 16·n2 + 7·н/а) / N. Неявка по уважительной причине и освобождение в N не входят.",
    "Посещаемость = (человеко-часы по занятиям − пропущенные часы) / человеко-часы · 100. Средний балл — до сотых, проценты — до"
    " десятых, половина вверх.",
)


class StudentClass(StrEnum):
    """Where a student stands by the results of a term; every student with a result is in exactly one class."""

    EXCELLENT = "excellent"
    GOOD = "good"
    ONE_THREE = "one_three"
    PASSING = "passing"
    FAILING = "failing"


CLASS_TITLES = {
    StudentClass.EXCELLENT: N_("Excellent students"),
    StudentClass.GOOD: N_("Good students"),
    StudentClass.ONE_THREE: N_("With a single «3»"),
    StudentClass.PASSING: N_("Other passing students"),
    StudentClass.FAILING: N_("Failing students"),
}


@dataclass(frozen=True)
class Indicators:
    """Indicators of one item over its students.

    Percents have one decimal, the mean two, all half-up; None where there is nothing to compute (printed as a dash).
    ``total`` is N: results inside the shares. ``ungraded`` are н/а, н/доп and unexcused absence; ``outside`` are
    excused absence and exemption.
    """

    fives: int
    fours: int
    threes: int
    twos: int
    passed: int
    failed: int
    ungraded: int
    outside: int
    total: int
    absolute: Decimal | None
    quality: Decimal | None
    mean: Decimal | None
    training: Decimal | None


@dataclass(frozen=True)
class GroupTotals:
    """Indicators of a group by students: the classes sum to ``total``; percents as in Indicators."""

    excellent: int
    good: int
    one_three: int
    passing: int
    failing: int
    total: int
    absolute: Decimal | None
    quality: Decimal | None


def half_up(value: Decimal, places: int) -> Decimal:
    """Round the school way: 4.45 to one place is 4.5."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def share(part: int, whole: int) -> Decimal | None:
    """Give a percent with one decimal; None of nothing."""
    return half_up(Decimal(part) * 100 / whole, 1) if whole else None


def mean(results: Iterable[str | None]) -> Decimal | None:
    """Give the mean of the marks 5–2 with two decimals; other results do not count; None without marks."""
    grades = [GRADES[Result(result)] for result in results if result in GRADES]
    return half_up(Decimal(sum(grades)) / len(grades), 2) if grades else None


def indicators(results: Iterable[str | None]) -> Indicators:
    """Count the results of one item (empty ones are left out) and compute its indicators.

    Absolute = (n5 + n4 + n3 + passed) / N; quality = (n5 + n4) / N; СОУ (degree of training) =
    (100·n5 + 64·n4 + 36·n3 + 16·n2 + 7·ungraded) / N. An item with credits only has no quality, mean or СОУ.
    Raises ValueError on an unknown result.
    """
    known = [Result(result) for result in results if result]
    fives, fours, threes, twos = (known.count(grade) for grade in GRADES)
    passed, failed = known.count(Result.PASSED), known.count(Result.FAILED)
    ungraded, outside = (sum(result in kind for result in known) for kind in (UNGRADED, OUTSIDE))
    total = len(known) - outside
    # Credits know only passed and failed: they are outside the shares that rest on marks.
    marked = 0 if passed + failed and not fives + fours + threes + twos else total - passed - failed
    points = 100 * fives + 64 * fours + 36 * threes + 16 * twos + 7 * ungraded
    return Indicators(
        fives, fours, threes, twos, passed, failed, ungraded, outside, total,
        absolute=share(fives + fours + threes + passed, total),
        quality=share(fives + fours, marked),
        mean=mean(known),
        training=half_up(Decimal(points) / marked, 1) if marked else None,
    )  # fmt: skip


def student_class(results: Iterable[str | None]) -> StudentClass | None:
    """Give the class of a student by the results of a term; None for one whose every result is outside N or missing.

    Any failing result makes the class failing; credits do not raise it: a student with credits only is «passing».
    «With a single 3» needs another mark beside it: who has one mark in all and it is 3 is «passing».
    """
    inside = [result for item in results if item and (result := Result(item)) not in OUTSIDE]
    if not inside:
        return None
    if any(result in FAILING for result in inside):
        return StudentClass.FAILING
    threes = inside.count(Result.THREE)
    if threes:
        return StudentClass.ONE_THREE if threes == 1 and len(_marks(inside)) > 1 else StudentClass.PASSING
    if Result.FOUR in inside:
        return StudentClass.GOOD
    return StudentClass.EXCELLENT if Result.FIVE in inside else StudentClass.PASSING


def group_totals(classes: Sequence[StudentClass | None]) -> GroupTotals:
    """Count the classes of a group's students; None (nothing inside N) is left out of the total."""
    counts = [sum(one is kind for one in classes) for kind in StudentClass]
    excellent, good, one_three, passing, failing = counts
    total = sum(counts)
    absolute, quality = share(total - failing, total), share(excellent + good, total)
    return GroupTotals(excellent, good, one_three, passing, failing, total, absolute, quality)


def together(found: Iterable[Indicators]) -> Indicators:
    """Give the indicators of several items together: their results are put in one list, so that the formula is the same."""
    stands_for = {
        "fives": Result.FIVE, "fours": Result.FOUR, "threes": Result.THREE, "twos": Result.TWO, "passed": Result.PASSED,
        "failed": Result.FAILED, "ungraded": Result.NOT_ATTESTED, "outside": Result.EXEMPT,
    }  # fmt: skip
    return indicators([result for one in found for name, result in stands_for.items() for _ in range(getattr(one, name))])


def totals_together(found: Iterable[GroupTotals]) -> GroupTotals:
    """Give the totals of several groups together."""
    return group_totals([kind for one in found for kind in StudentClass for _ in range(getattr(one, kind.value))])


def _marks(results: list[Result]) -> list[Result]:
    return [result for result in results if result in GRADES]
