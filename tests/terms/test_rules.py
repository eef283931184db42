"""Plan semester and course of a group, the days of its term, its transitions."""

from datetime import date

import pytest

from app.core.errors import Conflict
from app.terms import rules
from app.terms.rules import Proposal

YEAR = (date(2026, 9, 1), date(2027, 8, 31))


@pytest.mark.parametrize(
    ("intake", "first_year", "number", "last", "expected"),
    [
        (2026, 2026, 1, 8, Proposal(1, 1)),
        (2026, 2026, 2, 8, Proposal(2, 1)),
        (2024, 2026, 1, 8, Proposal(5, 3)),
        (2023, 2026, 2, 8, Proposal(8, 4)),
        (2027, 2026, 1, 8, None),  # taken in for the next year
        (2022, 2026, 1, 8, None),  # graduated
        (2025, 2026, 1, 2, None),  # a plan of one year
        (2026, 2026, 1, 0, None),  # a plan without hours
    ],
)
def test_a_group_studies_the_semester_that_follows_from_its_intake(intake, first_year, number, last, expected):
    assert rules.propose(intake, first_year, number, last) == expected


def problems(**changes):
    given = {
        "plan_semester": 3,
        "course": 2,
        "days": (date(2026, 9, 1), date(2026, 12, 30)),
        "year": YEAR,
        "others": (),
    } | changes
    return [(type(one).__name__, one.field) for one in rules.term_problems(**given)]


def test_an_ordinary_term_has_no_problems():
    assert problems(others=[(2, date(2026, 1, 12), date(2026, 6, 30))]) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"plan_semester": 0}, ("Invalid", "plan_semester")),
        ({"plan_semester": 13}, ("Invalid", "plan_semester")),
        ({"course": 7}, ("Invalid", "course")),
        ({"days": (date(2026, 12, 30), date(2026, 12, 30))}, ("Invalid", "ends_on")),
        ({"days": (date(2026, 8, 31), date(2026, 12, 30))}, ("Invalid", "starts_on")),
        ({"days": (date(2026, 9, 1), date(2027, 9, 1))}, ("Invalid", "ends_on")),
        ({"others": [(3, date(2025, 9, 1), date(2025, 12, 30))]}, ("Conflict", "plan_semester")),
        ({"others": [(2, date(2026, 1, 12), date(2026, 9, 1))]}, ("Conflict", "starts_on")),
    ],
)
def test_a_wrong_term_is_refused_at_its_field(changes, expected):
    assert problems(**changes) == [expected]


def test_the_last_day_of_the_year_is_allowed():
    assert problems(days=(date(2027, 1, 11), date(2027, 8, 31))) == []


@pytest.mark.parametrize(
    ("verb", "status", "expected"),
    [
        ("announce_closing", "open", "closing"),
        ("withdraw_closing", "closing", "open"),
        ("close", "open", "closed"),
        ("close", "closing", "closed"),
    ],
)
def test_passages_between_states(verb, status, expected):
    assert rules.transition(verb, status) == expected


@pytest.mark.parametrize(
    ("verb", "status"),
    [("close", "closed"), ("announce_closing", "closed"), ("withdraw_closing", "open"), ("withdraw_closing", "closed")],
)
def test_the_freeze_is_not_left_by_a_passage(verb, status):
    with pytest.raises(Conflict):
        rules.transition(verb, status)


def test_only_a_closed_term_refuses_changes():
    rules.require_open("open", "ИСП-11", 1)
    rules.require_open("closing", "ИСП-11", 1)
    with pytest.raises(Conflict) as refusal:
        rules.require_open("closed", "ИСП-11", 1)
    assert refusal.value.params == {"group": "ИСП-11", "semester": 1}
