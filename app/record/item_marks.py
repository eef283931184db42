"""The mark of an item over all its semesters, as the summary of the whole time shows it and a diploma will ask; pure.

By default the mark of the last control; the local act may take the mean of all of them instead (domain of the college, 273-ФЗ,
art. 58, p. 1). Course projects stand apart, with marks of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from app.attestation.controls import COURSE, FORMS
from app.attestation.rules import GRADES, Result
from app.core.text import N_

LAST_RULE, MEAN_RULE = "last", "mean"
ITEM_RULES = (LAST_RULE, MEAN_RULE)
RULE_TITLES = {
    LAST_RULE: N_("the mark of the last control of the item"),
    MEAN_RULE: N_("the mean of the marks of all semesters, a half is rounded up"),
}
PAPER_RULES = {
    LAST_RULE: "отметка последнего контроля дисциплины",
    MEAN_RULE: "среднее отметок всех семестров, половина округляется вверх",
}
# Papers of a semester that a diploma does not ask about: their item has a control of its own as well.
_PASSING = frozenset({"КР", "К", "ДКР", "ДР", "Оц"})


@dataclass(frozen=True, slots=True)
class ItemKey:
    """What has one mark: an item of the plan, or a course project in it (``form`` is its form then, else empty)."""

    item: str
    form: str = ""


def key_of(item: str, form: str) -> ItemKey:
    """Give what a control counts towards."""
    return ItemKey(item, form if FORMS[form].block == COURSE else "")


def counted(forms: Sequence[str]) -> list[int]:
    """Give the places of the controls that make the mark: papers of a semester only where there is nothing else."""
    own = [place for place, form in enumerate(forms) if form not in _PASSING]
    return own or list(range(len(forms)))


def item_mark(rule: str, results: Iterable[str | None]) -> Result | None:
    """Give the mark from the results of the item's controls in the order of semesters; None while one of them has none.

    An item is not passed while one of its controls is not: that result stands instead of a mark. Credits are beside the mean;
    an item with credits only is «зачтено». Raises ValueError on an unknown rule or result.
    """
    if rule not in ITEM_RULES:
        raise ValueError(rule)
    told = list(results)
    known = [Result(one) for one in told if one]
    if not known or len(known) < len(told):
        return None
    failed = next((one for one in reversed(known) if one not in (Result.PASSED, Result.EXEMPT) and GRADES.get(one, 0) < 3), None)
    if failed is not None or rule == LAST_RULE:
        return failed or _last(known)
    grades = [GRADES[one] for one in known if one in GRADES]
    if not grades:
        return known[-1]
    return Result(str((Decimal(sum(grades)) / len(grades)).quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def _last(known: Sequence[Result]) -> Result:
    """Give the last mark; a credit after it does not take it away."""
    return next((one for one in reversed(known) if one in GRADES), known[-1])
