"""Members by date, hours against the plan, subgroups, the day a replacement begins."""

from datetime import date
from decimal import Decimal

import pytest

from app.core.errors import Invalid
from app.teaching import rules
from app.teaching.rules import Coverage, Member, Part

TERM = (date(2026, 9, 1), date(2026, 12, 30))


def test_a_member_belongs_to_the_group_on_both_border_days_of_a_stay():
    member = Member(1, "Белов Пётр", None, 2, ((date(2026, 9, 1), date(2026, 10, 5)), (date(2026, 11, 1), None)))
    days = [
        date(2026, 8, 31),
        date(2026, 9, 1),
        date(2026, 10, 5),
        date(2026, 10, 6),
        date(2026, 11, 1),
        date(2027, 6, 1),
    ]
    assert [member.present_on(day) for day in days] == [False, True, True, False, True, True]
    assert member.left_on is None


def test_who_left_has_a_last_day():
    assert Member(1, "Белов", None, 2, ((date(2026, 9, 1), date(2026, 10, 5)),)).left_on == date(2026, 10, 5)


@pytest.mark.parametrize(
    ("hours", "expected"), [(36, 36), (Decimal("63.75"), 64), (Decimal("63.50"), 64), (Decimal("63.49"), 63), (0, 0)]
)
def test_hours_of_a_plan_are_given_out_whole(hours, expected):
    assert rules.whole_hours(hours) == expected


@pytest.mark.parametrize(
    ("planned", "parts", "unassigned", "excess"),
    [
        (76, [], 76, 0),
        (76, [Part(76, True)], 0, 0),
        (76, [Part(76, False)], 76, 0),  # a load without a teacher is not covered
        (76, [Part(70, True)], 6, 0),
        (76, [Part(80, True)], 0, 4),
        (
            90,
            [Part(60, True), Part(30, True, True), Part(30, True, True)],
            0,
            0,
        ),  # lectures together, labs in subgroups
        (
            90,
            [Part(60, True), Part(30, True, True), Part(20, True, True)],
            10,
            0,
        ),  # the second subgroup lacks ten hours
        (90, [Part(60, True), Part(30, True, True), Part(30, False, True)], 30, 0),  # the second one has no teacher
        (60, [Part(60, True, True), Part(64, True, True)], 0, 4),
        (0, [Part(0, True)], 0, 0),
    ],
)
def test_what_is_given_out_is_compared_with_the_plan(planned, parts, unassigned, excess):
    found = rules.coverage(planned, parts)
    assert (found.unassigned, found.excess) == (unassigned, excess)


def test_an_item_without_hours_still_needs_a_teacher():
    assert not rules.coverage(0, []).is_complete
    assert rules.coverage(0, [Part(0, True)]).is_complete


def test_the_total_of_a_term_is_complete_only_when_each_item_is():
    assert rules.total([Coverage(76, 0, 0, True), Coverage(40, 10, 2, True)]) == Coverage(116, 10, 2, True)
    assert rules.total([Coverage(76, 0, 0, True)]).is_complete


@pytest.mark.parametrize(
    ("names", "members"),
    [
        (["1", "2", "3", "4"], [{1}, {2}, {3}, {4}]),
        (["Первая", "первая "], [{1}, {2}]),
        (["1", " "], [{1}, {2}]),
        (["1", "2"], [{1, 2}, {2, 3}]),
        (["1", "2"], [{1, 2}, set()]),
    ],
)
def test_a_wrong_split_is_refused(names, members):
    with pytest.raises(Invalid):
        rules.check_subgroups(names, members)


def test_a_split_may_leave_students_out():
    rules.check_subgroups(["Английский", "Немецкий"], [{1, 2}, {3}])


def test_the_former_teacher_keeps_the_day_before():
    assert rules.replacement_end((date(2026, 9, 1), None), date(2026, 11, 10), TERM) == date(2026, 11, 9)


@pytest.mark.parametrize("day", [date(2026, 8, 31), date(2026, 9, 1), date(2026, 12, 31)])
def test_a_replacement_begins_after_the_first_day_and_within_the_term(day):
    with pytest.raises(Invalid) as refusal:
        rules.replacement_end((date(2026, 9, 1), None), day, TERM)
    assert refusal.value.field == "from_date"
