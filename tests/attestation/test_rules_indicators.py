"""Indicators of an item, classes of students and totals of a group, on figures counted by hand."""

from decimal import Decimal

import pytest

from app.attestation.rules import GroupTotals, Result, StudentClass, group_totals, indicators, mean, student_class


def shown(results):
    got = indicators(results)
    return tuple(None if value is None else str(value) for value in (got.absolute, got.quality, got.mean, got.training))


@pytest.mark.parametrize(
    ("results", "total", "expected"),
    [
        (["5", "5", "4", "3"], 4, ("100.0", "75.0", "4.25", "75.0")),
        (["5", "4", "3", "2"], 4, ("75.0", "50.0", "3.50", "54.0")),
        (["5", "4", "3", "2", "н/а"], 5, ("60.0", "40.0", "3.50", "44.6")),
        (["5", "4", "н/доп", "неявка"], 4, ("50.0", "50.0", "4.50", "44.5")),
        (["5", "4", "неявка (ув.)", "осв."], 2, ("100.0", "100.0", "4.50", "82.0")),
        (["зачтено", "зачтено", "не зачтено"], 3, ("66.7", None, None, None)),
        (["зачтено", "н/доп"], 2, ("50.0", None, None, None)),
        (["н/а", "неявка"], 2, ("0.0", "0.0", None, "7.0")),
        (["осв.", "неявка (ув.)"], 0, (None, None, None, None)),
        ([None, "", "5"], 1, ("100.0", "100.0", "5.00", "100.0")),
        ([], 0, (None, None, None, None)),
    ],
)
def test_indicators_of_an_item(results, total, expected):
    assert indicators(results).total == total
    assert shown(results) == expected


def test_counts_stand_by_kind():
    got = indicators(["5", "5", "4", "3", "2", "2", "н/а", "неявка", "н/доп", "осв.", "неявка (ув.)"])
    assert (got.fives, got.fours, got.threes, got.twos) == (2, 1, 1, 2)
    assert (got.ungraded, got.outside, got.total) == (3, 2, 9)


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        (["5", "4", "4", "4", "4", "4", "4", "4"], "4.13"),  # 4.125: half goes up, never to the even digit
        (["3", "3", "3", "3", "3", "3", "3", "4"], "3.13"),
        (["4", "4", "5"], "4.33"),
        (["5", "4", "4", "зачтено", "н/а", None], "4.33"),
    ],
)
def test_mean_is_rounded_half_up(results, expected):
    assert mean(results) == Decimal(expected)


def test_percent_is_rounded_half_up():
    assert str(indicators(["5"] + ["2"] * 15).absolute) == "6.3"  # 6.25
    assert str(indicators(["5"] * 3 + ["2"] * 77).absolute) == "3.8"  # 3.75


def test_an_unknown_result_is_an_error():
    with pytest.raises(ValueError):
        indicators(["6"])


@pytest.mark.parametrize(
    ("results", "expected"),
    [
        ("5 5 5 зачтено", StudentClass.EXCELLENT),
        ("5 4 5", StudentClass.GOOD),
        ("4 4", StudentClass.GOOD),
        ("5 5 3", StudentClass.ONE_THREE),
        ("5 3 3", StudentClass.PASSING),
        ("3", StudentClass.PASSING),
        ("зачтено зачтено", StudentClass.PASSING),
        ("5 5 2", StudentClass.FAILING),
        ("5 незачтено", StudentClass.FAILING),
        ("5 н/а", StudentClass.FAILING),
        ("5 неявка", StudentClass.FAILING),
        ("5 н/доп", StudentClass.FAILING),
        ("5 осв. неявкаув", StudentClass.EXCELLENT),
        ("осв. неявкаув", None),
        ("", None),
    ],
)
def test_class_of_a_student(results, expected):
    full = {"незачтено": "не зачтено", "неявкаув": "неявка (ув.)"}
    assert student_class([full.get(word, word) for word in results.split()]) is expected


def test_group_totals_are_by_students_and_sum_to_n():
    C = StudentClass
    got = group_totals([C.EXCELLENT, C.GOOD, C.GOOD, C.ONE_THREE, C.PASSING, C.FAILING, None])
    assert got == GroupTotals(1, 2, 1, 1, 1, 6, absolute=Decimal("83.3"), quality=Decimal("50.0"))


def test_totals_of_a_group_without_results():
    assert group_totals([None]) == GroupTotals(0, 0, 0, 0, 0, 0, None, None)


def test_every_result_has_its_words():
    from app.attestation.rules import WORDS

    assert set(WORDS) == set(Result)
