"""Clashes, weekly patterns over days of study, addresses of remote lessons."""

from datetime import date

import pytest

from app.core.errors import Invalid
from app.teaching.rules import check_link
from app.timetable import patterns, rules
from app.timetable.patterns import EVEN, EVERY, ODD, Weekly
from app.timetable.rules import GROUP, ROOM, TEACHER, Slot

DAY = date(2026, 11, 24)


def slot(key, group=1, teacher=1, room="12", subgroup="", item="математика", pair=1, day=DAY, hours=2):
    return Slot(key, day, pair, group, f"Г-{group}", subgroup, teacher, room, item, item, hours)


@pytest.mark.parametrize(
    ("other", "kinds"),
    [
        (slot(2, group=2, teacher=2, room="13"), []),
        (slot(2, pair=2), []),
        (slot(2, teacher=2, room="13"), [GROUP]),
        (slot(2, group=2, room="13"), [TEACHER]),
        (slot(2, group=2, teacher=2, item="история"), [ROOM]),
        (slot(2, group=2, teacher=None, room=""), []),
        (slot(2, group=2), []),  # a stream: one teacher, one room, one item, two groups
        (slot(2, group=2, item="история"), [TEACHER, ROOM]),
    ],
)
def test_two_lessons_clash_in_group_teacher_or_room(other, kinds):
    assert [one.kind for one in rules.clashes([slot(1), other])] == kinds


@pytest.mark.parametrize(("pair", "kinds"), [(1, [GROUP]), (3, [GROUP]), (4, [])])
def test_a_day_of_practice_takes_three_pairs(pair, kinds):
    day, other = slot(1, hours=6), slot(2, pair=pair, teacher=2, room="13")
    assert [one.kind for one in rules.clashes([day, other])] == [one.kind for one in rules.clashes([other, day])] == kinds
    assert [one.kind for one in rules.clashes([day, slot(3, teacher=2, room="13", hours=6)])] == [GROUP], "told once, not once a pair"


def test_subgroups_of_a_group_are_taught_at_once_by_two_teachers():
    first, second = slot(1, subgroup="1"), slot(2, subgroup="2", teacher=2, room="13")
    assert list(rules.clashes([first, second])) == []
    assert [one.kind for one in rules.clashes([first, slot(3, subgroup="2")])] == [TEACHER, ROOM]
    assert [one.kind for one in rules.clashes([first, slot(3, subgroup="", teacher=3, room="14")])] == [GROUP]


def test_a_clash_speaks_of_the_lesson_that_was_asked_about():
    (found,) = rules.clashes([slot(1), slot(2, teacher=2, room="13")], {1})
    assert (found.slot.key, found.other.key) == (1, 2)
    assert list(rules.clashes([slot(1), slot(2)], {3})) == []


def test_days_and_pairs_are_read_as_a_dispatcher_types_them():
    assert patterns.read_pattern("Пн1, ср 3; пт-2ч чт5 сб4н") == (Weekly(0, 1, EVERY), Weekly(2, 3, EVERY), Weekly(4, 2, EVEN), Weekly(3, 5, EVERY), Weekly(5, 4, ODD))
    assert patterns.read_pattern("  ") == ()
    for wrong in ("пн9", "пн", "пн1 среда", "пн1 пн1"):
        with pytest.raises(Invalid):
            patterns.read_pattern(wrong)


def test_a_pattern_is_laid_out_over_open_days_until_the_hours_are_spent():
    term = (date(2026, 9, 1), date(2026, 9, 30))  # a Tuesday; its Monday is 31 August
    pattern = patterns.read_pattern("пн1 вт2н ср3ч")
    found = patterns.lay_out(pattern, term, lambda day: day != date(2026, 9, 14), {(date(2026, 9, 7), 1)}, 4)
    assert found == [(date(2026, 9, 1), 2), (date(2026, 9, 9), 3), (date(2026, 9, 15), 2), (date(2026, 9, 21), 1)]


@pytest.mark.parametrize("typed", ["javascript:alert(1)", "ftp://a.ru/x", "https://", "telemost.yandex.ru/j/1", "https://a b.ru", "https://localhost", "http://[::1", "https://a.ru/" + "x" * 500])
def test_an_address_that_is_none_is_refused(typed):
    with pytest.raises(Invalid) as refusal:
        check_link(typed)
    assert refusal.value.field == "link"


def test_whole_addresses_are_kept():
    assert check_link(" https://telemost.yandex.ru/j/12?x=1 ") == "https://telemost.yandex.ru/j/12?x=1"
    assert check_link("") is None
    assert rules.room_key("Каб. 12") == rules.room_key("12") and rules.room_key(None) == ""


EXAM = rules.Sitting("1-5", DAY, (9 * 60, 12 * 60), "Г-1", "Физика", frozenset({7}), "40")
TIMES = rules.spans({DAY: {1: "08:30–10:00", 4: "13:20–14:50"}})


@pytest.mark.parametrize(
    ("lesson", "kinds"),
    [
        (slot(1), [GROUP]),
        (slot(1, subgroup="1"), [GROUP]),
        (slot(1, group=2, teacher=7), [TEACHER]),
        (slot(1, group=2, teacher=2, room="40"), [ROOM]),
        (slot(1, group=2, teacher=2), []),
        (slot(1, pair=4), []),
        (slot(1, pair=2), []),  # a pair without bells has no time
        (slot(1, day=date(2026, 11, 25)), []),
    ],
)
def test_a_lesson_meets_an_exam_of_its_group_teacher_or_room(lesson, kinds):
    found = list(rules.session_clashes([lesson], {DAY: (EXAM,)}, TIMES))
    assert [one.kind for one in found] == kinds
    assert all(one.msgid % one.params and one.lesson_msgid % one.lesson_params for one in found)


def test_an_exam_meets_a_day_of_practice_after_its_first_pair():
    times = rules.spans({DAY: {1: "07:00–07:45", 2: "07:50–08:35", 3: "08:40–09:25"}})
    assert [one.kind for one in rules.session_clashes([slot(1, hours=6)], {DAY: (EXAM,)}, times)] == [GROUP]
    assert not list(rules.session_clashes([slot(1, hours=2)], {DAY: (EXAM,)}, times))
