"""Which result of a control counts, and what a record comes to."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from app.record.item_marks import counted, item_mark, key_of
from app.record.period import PeriodLine
from app.record.rules import (
    COMMISSION,
    IMPROVEMENT,
    OPENING,
    PRIMARY,
    RECREDITED,
    RESIT,
    Attempt,
    Reading,
    counting,
    past_limit,
    summary,
    with_honours,
)


def made(*attempts):
    return [Attempt(kind, result, date(2026, 1, number)) for number, (kind, result) in enumerate(attempts, start=1)]


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (["5", "5", "5", "4"], True), (["5", "5", "4", "4"], False), (["5"] * 9 + ["3"], False), (["5", "5", "5", "4", "зачтено", "осв."], True),
        (["5"] * 9 + ["не зачтено"], False), (["5"] * 9 + ["неявка (ув.)"], True), (["зачтено"], False), ([], False),
    ],
)  # fmt: skip
def test_a_record_may_end_with_honours(results, expected):
    """only «5» and «4», at least 75 % «5», credits not counted; the final attestation is judged apart."""
    assert with_honours(summary(results)) is expected


@pytest.mark.parametrize(
    "attempts, closed, current, final",
    [
        ([], None, None, None),
        ([(PRIMARY, "4")], "4", "4", "4"),
        ([(OPENING, "3")], "3", "3", "3"),
        ([(RECREDITED, "5")], None, "5", "5"),
        ([(PRIMARY, "2"), (RESIT, "3")], "2", "3", "3"),
        ([(PRIMARY, "2"), (RESIT, "2"), (COMMISSION, "3")], "2", "3", "3"),
        ([(RESIT, "3"), (PRIMARY, "2")], "2", "3", "3"),
        ([(PRIMARY, "3"), (IMPROVEMENT, "5")], "3", "3", "5"),
        ([(PRIMARY, "4"), (IMPROVEMENT, "3")], "4", "4", "4"),
        ([(PRIMARY, "2"), (RESIT, "неявка (ув.)")], "2", "2", "2"),
        ([(PRIMARY, "неявка (ув.)"), (RESIT, "4")], "неявка (ув.)", "4", "4"),
        ([(PRIMARY, "неявка (ув.)")], "неявка (ув.)", "неявка (ув.)", "неявка (ув.)"),
    ],
)
def test_the_result_that_counts_in_each_reading(attempts, closed, current, final):
    found = {reading: counting(made(*attempts), reading) for reading in Reading}
    assert [found[one].result if found[one] else None for one in Reading] == [closed, current, final]


@pytest.mark.parametrize(
    ("results", "last", "mean"),
    [
        (("5", "4"), "4", "5"), (("3", "4", "4"), "4", "4"), (("4", "5", "3"), "3", "4"), (("зачтено", "4"), "4", "4"), (("4", "зачтено"), "4", "4"),
        (("зачтено",), "зачтено", "зачтено"), (("2", "5"), "2", "2"), (("5", "н/а"), "н/а", "н/а"), (("5", "неявка (ув.)"), "неявка (ув.)", "неявка (ув.)"),
        (("осв.", "5"), "5", "5"), (("5", None), None, None), ((None, "5"), None, None), ((), None, None),
    ],
)  # fmt: skip
def test_the_mark_of_an_item_over_its_semesters(results, last, mean):
    assert (item_mark("last", results), item_mark("mean", results)) == (last, mean)


def test_a_course_project_has_a_mark_of_its_own_and_papers_of_a_semester_count_only_alone():
    assert key_of("МДК.01", "КП") != key_of("МДК.01", "Э") == key_of("МДК.01", "ДЗ")
    assert counted(["КР", "ДЗ", "Э"]) == [1, 2] and counted(["КР", "Оц"]) == [0, 1]
    with pytest.raises(ValueError):
        item_mark("best", ["5"])


@pytest.mark.parametrize(
    "marks, unsettled, expected",
    [(["5", "5", "5", "4"], 0, True), (["5", "5", "5", "3"], 0, False), (["5", "5", "5", "зачтено"], 1, False), (["5", "4", "4", None], 0, False)],
)
def test_honours_are_asked_of_the_marks_of_items_though_a_semester_was_worse(marks, unsettled, expected):
    worse = replace(summary(["3", *(mark for mark in marks if mark)]), unsettled=unsettled)
    assert not with_honours(worse) and PeriodLine(SimpleNamespace(summary=worse), (), tuple(marks)).may_have_honours is expected


def test_mean_and_share_of_fives_are_over_marks_only():
    found = summary(["5", "5", "4", "зачтено", "осв.", None, "2", "неявка (ув.)"])
    assert (found.counts, found.mean, found.fives_share) == ({"5": 2, "4": 1, "3": 0, "2": 1}, Decimal("4.00"), Decimal("50.0"))
    assert (found.passed, found.unsettled) == (1, 1)
    assert summary(["зачтено"]).mean is None and summary([]).fives_share is None


@pytest.mark.parametrize("terms, proposed, expected", [([], None, 1), ([], 5, 5), ([3, 4], 5, 3)])
def test_the_past_ends_where_this_system_begins(terms, proposed, expected):
    assert past_limit(terms, proposed) == expected
