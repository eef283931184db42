"""The three marks of an exam item: semester, exam, final; one formula of the final mark for screens and papers; pure.

«The result is the semester mark» holds only for credits: an exam has a mark of its own, and the final mark
of the item follows from both by the rule of the college's local act.
"""

from __future__ import annotations

from decimal import ROUND_HALF_DOWN, ROUND_HALF_UP, Decimal

from app.attestation.rules import GRADES, Result
from app.core.text import N_

EXAM_RULE, MEAN_RULE, TOWARDS_RULE = "exam", "mean", "mean_to_exam"
FINAL_RULES = (EXAM_RULE, MEAN_RULE, TOWARDS_RULE)
RULE_TITLES = {
    EXAM_RULE: N_("the final mark is the mark of the exam"),
    MEAN_RULE: N_("the final mark is the mean of the semester and the exam mark, a half is rounded up"),
    TOWARDS_RULE: N_("the final mark is the mean of the semester and the exam mark, a half is rounded towards the exam"),
}


def final_mark(rule: str, semester: str | None, exam: str | None) -> Result | None:
    """Give the final mark that follows from the semester mark and the exam; None while the exam has no result.

    A failed, missed or forbidden exam is the final result itself whatever the semester; without a semester mark the exam
    decides alone. Raises ValueError on an unknown rule or result.
    """
    if rule not in FINAL_RULES:
        raise ValueError(rule)
    if not exam:
        return None
    result = Result(exam)
    if rule == EXAM_RULE or result not in GRADES or result is Result.TWO or semester not in GRADES:
        return result
    first, second = GRADES[Result(semester)], GRADES[result]
    rounding = ROUND_HALF_DOWN if rule == TOWARDS_RULE and second < first else ROUND_HALF_UP
    return Result(str((Decimal(first + second) / 2).quantize(Decimal(1), rounding=rounding)))
