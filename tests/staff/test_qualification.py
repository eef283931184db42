"""What the personnel office is told of: overdue training, categories and papers; experience and posts."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.errors import Invalid
from app.staff.qualification import (
    Alert,
    Facts,
    Held,
    Limits,
    add_months,
    category_until,
    check_rate,
    findings,
    full_years,
    present_category,
)

DAY, LIMITS = date(2026, 11, 23), Limits(3, 6)
CLEAN = Held("criminal_record", date(2020, 9, 1))


def told(**facts):
    known = {"hired_on": date(2010, 9, 1), "is_pedagogue": True, "developments": [date(2025, 5, 1)], "checks": [CLEAN]}
    return [(one.alert, one.day) for one in findings(Facts(**known | facts), DAY, LIMITS)]


@pytest.mark.parametrize(
    ("facts", "alerts"),
    [
        ({}, []),
        ({"developments": [date(2019, 1, 1), date(2023, 11, 23)]}, []),
        ({"developments": [date(2023, 11, 22)]}, [(Alert.DEVELOPMENT_OLD, date(2023, 11, 22))]),
        ({"developments": []}, [(Alert.DEVELOPMENT_NEVER, None)]),
        ({"developments": [], "hired_on": date(2024, 9, 1)}, []),  # a newcomer has three years
        ({"developments": [], "checks": [], "is_pedagogue": False}, []),
        ({"checks": []}, [(Alert.NO_CRIMINAL_RECORD, None)]),
        ({"categories": [Held("first", date(2021, 1, 1), date(2026, 11, 22))]}, [(Alert.CATEGORY_EXPIRED, date(2026, 11, 22))]),
        ({"categories": [Held("first", date(2022, 5, 1), date(2027, 5, 23))]}, [(Alert.CATEGORY_EXPIRES, date(2027, 5, 23))]),
        ({"categories": [Held("first", date(2022, 5, 1), date(2027, 5, 24))]}, []),
        ({"categories": [Held("first", date(2018, 1, 1), date(2023, 1, 1)), Held("highest", date(2024, 1, 1))]}, []),
        ({"checks": [CLEAN, Held("medical", date(2025, 10, 1), date(2026, 10, 1))]}, [(Alert.CHECK_EXPIRED, date(2026, 10, 1))]),
    ],
)  # fmt: skip
def test_what_is_overdue_or_expires_soon(facts, alerts):
    assert told(**facts) == alerts


def test_the_overdue_comes_first():
    found = told(developments=[], checks=[CLEAN, Held("medical", date(2026, 1, 1), date(2027, 1, 1))])
    assert [alert for alert, _day in found] == [Alert.DEVELOPMENT_NEVER, Alert.CHECK_EXPIRES]


def test_fitness_holds_five_years_and_a_category_without_end():
    assert category_until("fit", date(2024, 2, 29), None) == date(2029, 2, 28)
    assert category_until("first", date(2024, 2, 29), None) is None
    with pytest.raises(Invalid):
        category_until("first", date(2024, 2, 29), date(2024, 2, 28))


def test_months_end_on_the_last_day_of_a_shorter_month():
    assert add_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert add_months(date(2026, 1, 31), -2) == date(2025, 11, 30)


def test_experience_is_counted_in_whole_years():
    assert (full_years(date(2010, 11, 23), DAY), full_years(date(2010, 11, 24), DAY), full_years(None, DAY)) == (16, 15, None)


def test_the_latest_category_in_force_counts():
    held = [Held("first", date(2020, 1, 1)), Held("highest", date(2025, 1, 1)), Held("fit", date(2027, 1, 1))]
    assert present_category(held, DAY) == held[1]


@pytest.mark.parametrize("rate", ["0", "2.01", "-1"])
def test_a_rate_beyond_the_law_is_refused(rate):
    with pytest.raises(Invalid):
        check_rate(Decimal(rate))
