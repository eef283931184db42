"""Hours of a load: kinds against the plan, the norm of rates, shares of several teachers, the account, days of a substitution."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.errors import Invalid
from app.teaching.hours import (
    Account,
    AccountLine,
    KindPart,
    Norm,
    Turn,
    check_kinds,
    coverage_by_kind,
    load_kinds,
    months_of,
    norm_of,
    plan_kinds,
    principals_of,
    shares,
    split_turn,
)
from app.teaching.naming import Named, Names

PLAN = {"lectures": 40, "practicals": 30, "labs": 10}


@pytest.mark.parametrize(
    ("hours", "contact", "kinds"),
    [
        ({"lectures": 40, "practicals": 20}, 60, {"lectures": 40, "practicals": 20}),
        ({}, 36, {"lectures": 36}),  # a plan that is not split is theory
        ({"lectures": Decimal("20.5"), "practicals": Decimal("20.5")}, 41, {"lectures": 20, "practicals": 21}),
        ({"practicals": Decimal("0.5"), "labs": Decimal("0.5")}, 1, {"labs": 1}),
        ({"practice": 72}, 72, {"practice": 72}),
    ],
)
def test_the_kinds_of_a_plan_sum_to_its_contact_hours(hours, contact, kinds):
    assert plan_kinds(hours, contact) == kinds


@pytest.mark.parametrize(
    ("stored", "hours", "kinds"),
    [
        ({}, 80, PLAN),
        ({}, 60, {"lectures": 40, "practicals": 20}),
        ({}, 90, {"lectures": 50, "practicals": 30, "labs": 10}),
        ({"labs": 12}, 12, {"labs": 12}),
    ],
)
def test_a_load_without_kinds_of_its_own_follows_the_plan(stored, hours, kinds):
    assert load_kinds(stored, hours, PLAN) == kinds


def test_each_kind_is_compared_with_the_plan():
    whole = KindPart({"lectures": 40}, True)
    halves = [KindPart({"practicals": 30, "labs": 12}, True, True), KindPart({"practicals": 30, "labs": 10}, False, True)]
    found = coverage_by_kind(PLAN, [whole, *halves])
    assert found["lectures"].is_complete is False  # a subgroup has no teacher yet
    assert (found["lectures"].unassigned, found["practicals"].unassigned, found["labs"].excess) == (0, 30, 2)


def test_the_norm_follows_the_rates_and_one_rate_where_none_is_entered():
    assert norm_of(Decimal("1.5"), 720, 1440) == Norm(Decimal("1.5"), 1080, 1440)
    assert norm_of(Decimal("0.25"), 720, 1440).hours == 180
    assert norm_of(None, 720, 1440).hours == 720


def test_a_replaced_teacher_keeps_what_was_held_and_the_last_has_the_rest():
    assert shares(60, [7], {7: 10}) == {7: 60}
    assert shares(60, [7, 8, 7], {7: 20, 9: 4}) == {7: 20, 8: 40}
    assert shares(60, [7, 8], {7: 90}) == {7: 60, 8: 0}
    assert shares(60, [], {}) == {}


def test_the_account_sums_what_is_given_held_taken_off_and_left():
    own = AccountLine(1, "ОП.01", "ИСП-11", 1, 60, {9: 10, 10: 12}, off=4)
    other = AccountLine(2, "ОП.02", "ИСП-21", 4, 700, {})
    instead = AccountLine(3, "ОП.03", "ИСП-31", 5, 0, {10: 6}, is_substitution=True)
    told = Account((own, other, instead), (9, 10), norm_of(None, 720, 1440))
    assert (own.held, own.left, instead.left) == (22, 34, 0)
    assert (told.given, told.held, told.off, told.extra, told.left, told.over) == (760, 28, 4, 6, 734, 40)
    assert (told.month(10), told.semester(True), told.semester(False), told.is_beyond_limit) == (18, 60, 700, False)


def test_an_academic_year_begins_in_its_first_month():
    assert months_of(date(2026, 9, 1), date(2027, 6, 30)) == (9, 10, 11, 12, 1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize("kinds", [{"lectures": -1}, {"lectures": 1999, "labs": 2}])
def test_hours_out_of_range_are_refused(kinds):
    with pytest.raises(Invalid):
        check_kinds(kinds, "x")


def test_a_turn_is_split_around_the_days_of_a_substitution():
    turn, first, last = Turn(7, date(2026, 9, 1), None), date(2026, 11, 10), date(2026, 11, 14)
    assert split_turn(turn, first, last) == (Turn(7, date(2026, 9, 1), date(2026, 11, 9)), Turn(7, date(2026, 11, 15), None))
    assert split_turn(turn, date(2026, 9, 1), last) == (None, Turn(7, date(2026, 11, 15), None))
    with pytest.raises(Invalid):
        split_turn(Turn(7, first, last), first, last)


def test_a_substitute_is_no_principal():
    turns = [Turn(8, date(2026, 11, 10), date(2026, 11, 14), 1), Turn(7, date(2026, 11, 15), None), Turn(7, date(2026, 9, 1), date(2026, 11, 9))]
    assert principals_of(turns) == [7]


PEOPLE = Names([Named(1, "Белова Анна Ильинична", "Белова А. И.", "преподаватель"), Named(2, "Белов Пётр", "Белов П.", "мастер"),
                Named(3, "Котов Иван", "Котов И.", "мастер"), Named(4, "Котов Иван", "Котов И.", "лаборант")])  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "found"), [("белова", 1), ("Белова А.И.", 1), ("Белов Петр", 2), ("  ", None), ("Котов Иван, лаборант № 4", 4), ("Белов П", 2)]
)
def test_a_teacher_is_found_by_what_is_typed(typed, found):
    assert PEOPLE.find(typed, "x") == found


@pytest.mark.parametrize(("typed", "said"), [("Бел", "fits"), ("Котов Иван", "fits"), ("Жуков", "Nobody")])
def test_nobody_and_several_are_refused(typed, said):
    with pytest.raises(Invalid, match=said):
        PEOPLE.find(typed, "x")
