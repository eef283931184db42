"""A calendar-thematic plan without the web: cells as people type them, states, hours, topics for lessons."""

from datetime import date

import pytest

from app.core.errors import Conflict, Refused
from app.lessonplans import rules
from app.lessonplans.rules import APPROVED, DRAFT, SUBMITTED, PlanRow
from app.teaching.models import LESSON_KINDS

TERM = (date(2026, 9, 1), date(2027, 1, 20))


def read(**cells):
    return rules.read_rows([{"topic": "Пределы", "hours": "2", **cells}], TERM, LESSON_KINDS)


def test_a_row_is_read_as_it_was_typed():
    rows, wrong = read(section=" Раздел 1 ", kind="Практ. занятие", self_study="1", homework="§ 4", planned_on="05.09", id="7")
    assert not wrong
    assert rows == [PlanRow("Пределы", 2, "practical", "Раздел 1", 1, "", "§ 4", date(2026, 9, 5), 7)]


def test_empty_rows_are_left_out_and_an_empty_kind_is_a_lesson():
    rows, wrong = rules.read_rows([{"kind": "lesson"}, {"topic": "Ряды", "hours": "4", "kind": ""}, {}], TERM, LESSON_KINDS)
    assert not wrong and [(row.topic, row.kind) for row in rows] == [("Ряды", "lesson")]


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"topic": ""}, "topic"), ({"topic": "я" * 501}, "topic"), ({"hours": ""}, "hours"), ({"hours": "0"}, "hours"),
        ({"hours": "37"}, "hours"), ({"hours": "2,5"}, "hours"), ({"hours": "²"}, "hours"), ({"self_study": "-1"}, "self_study"),
        ({"self_study": "201"}, "self_study"), ({"kind": "танцы"}, "kind"), ({"planned_on": "завтра"}, "planned_on"),
        ({"planned_on": "31.02.2026"}, "planned_on"), ({"planned_on": "31.08.2026"}, "planned_on"), ({"section": "я" * 301}, "section"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_named(cells, column):
    rows, wrong = read(**cells)
    assert list(wrong) == [f"0-{column}"] and not rows


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("05.09.2026", date(2026, 9, 5)), ("5.9.26", date(2026, 9, 5)), ("2026-09-05", date(2026, 9, 5)), ("05/09/2026", date(2026, 9, 5)),
        ("05.09", date(2026, 9, 5)), ("12.01", date(2027, 1, 12)), ("30.02", None), ("", None), ("5 сентября", None),
    ],
)  # fmt: skip
def test_days_are_read_in_the_ways_people_write_them(typed, day):
    assert rules.read_day(typed, TERM) == day


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("Лекция", "lecture"), ("лекц.", "lecture"), ("урок", "lesson"), ("ПРАКТИЧЕСКОЕ ЗАНЯТИЕ", "practical"), ("пр", "practical"),
        ("лабораторная работа", "lab"), ("контрольная работа", "test"), ("практика", "practice"), ("зачёт", "credit"), ("lab", "lab"),
        ("практическая работа", "workshop"), ("сам. работа", "independent"), ("Экскурсия", "excursion"), ("сочинение", "essay"),
        ("деловая игра", "game"), ("нормативы ГТО", "standards"), ("", None), ("песня", None),
    ],
)  # fmt: skip
def test_kinds_are_known_by_the_beginning_of_their_names(typed, kind):
    assert rules.kind_of(typed, LESSON_KINDS) == kind


@pytest.mark.parametrize("verb", rules.TRANSITIONS)
@pytest.mark.parametrize("status", rules.STATUSES)
def test_a_step_leads_only_from_its_state(verb, status):
    before, after = rules.TRANSITIONS[verb]
    if status == before:
        assert rules.transition(verb, status) == after
    else:
        with pytest.raises(Conflict):
            rules.transition(verb, status)


def test_every_state_can_be_left_and_reached():
    assert {before for before, _ in rules.TRANSITIONS.values()} == {DRAFT, SUBMITTED, APPROVED} == {after for _, after in rules.TRANSITIONS.values()}


def test_hours_must_be_those_of_the_load():
    even = rules.balance([PlanRow("а", 4, "lesson", self_study=1), PlanRow("б", 2, "lesson")], 6, 2)
    assert (even.hours, even.self_study, even.is_even) == (6, 1, True)
    rules.require_even(even)
    with pytest.raises(Refused, match="6 hours, the load has 8"):
        rules.require_even(rules.balance([PlanRow("а", 6, "lesson")], 8, 0))


@pytest.mark.parametrize(
    ("rows", "used", "lessons", "found"),
    [
        ([(1, 2), (2, 2)], {}, [(11, 2), (12, 2)], {11: [(1, 2)], 12: [(2, 2)]}),
        # A row of four hours has two lessons, two rows of an hour fit one.
        ([(1, 4), (2, 2)], {}, [(11, 2), (12, 2), (13, 2)], {11: [(1, 2)], 12: [(1, 2)], 13: [(2, 2)]}),
        ([(1, 1), (2, 1), (3, 2)], {}, [(11, 2), (12, 2)], {11: [(1, 1), (2, 1)], 12: [(3, 2)]}),
        ([(1, 3), (2, 1)], {}, [(11, 2), (12, 2)], {11: [(1, 2)], 12: [(1, 1), (2, 1)]}),
        # A day of practice takes what fits into its six hours.
        ([(1, 2), (2, 6), (3, 4)], {}, [(11, 6), (12, 6)], {11: [(1, 2), (2, 4)], 12: [(2, 2), (3, 4)]}),
        ([(1, 2), (2, 2)], {1: 2}, [(13, 2)], {13: [(2, 2)]}),
        ([(1, 2), (2, 2)], {1: 2, 2: 2}, [(13, 2)], {}),
        ([(1, 1)], {}, [(11, 2), (12, 2)], {11: [(1, 2)]}),
        ([], {}, [(11, 2)], {}),
    ],
)
def test_lessons_take_topics_in_the_order_of_the_plan_until_its_hours_are_held(rows, used, lessons, found):
    assert rules.next_topics(rows, used, lessons) == found


def test_a_row_chosen_by_hand_begins_there_and_one_used_up_is_taught_again():
    plan = [(1, 2), (2, 1), (3, 4)]
    assert rules.cover(plan, {}, 2, 2) == [(2, 1), (3, 1)]
    assert rules.cover(plan, {2: 1}, 2, 2) == [(2, 2)]
    assert rules.cover(plan, {}, 8, 3) == [(3, 8)]
    assert rules.titled([(2, "Ряды"), (3, "Пределы")]) == "2–3. Ряды; Пределы" and rules.titled([(1, "я" * 120)]) == f"1. {'я' * 90}…"


@pytest.mark.parametrize(("pieces", "hours", "found"), [([2], 1, [1]), ([1, 1], 2, [1, 1]), ([1, 1], 1, [1, 0]), ([4, 2], 8, [4, 4])])
def test_hours_of_rows_follow_the_lesson(pieces, hours, found):
    assert rules.followed(pieces, hours) == found
