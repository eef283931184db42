"""The chain of a statement as a table, its terms in working days, and what each step asks for."""

from datetime import date

import pytest

from app.core.errors import Conflict, Forbidden, Invalid
from app.core.workdays import add_workdays, is_workday
from app.inaccuracies import rules


def test_the_whole_chain_to_the_end_and_its_branches():
    path = rules.REPORTED
    for verb in ("state", "approve", "send", "answer", "correct", "close"):
        assert verb in rules.verbs_from(path)
        path = rules.transition(verb, path)
    assert path == rules.CLOSED
    assert rules.transition("omit", rules.APPROVED) == rules.UNSENT
    assert rules.transition("correct", rules.UNSENT) == rules.CORRECTED
    assert {status for status in rules.STATUSES if not rules.verbs_from(status)} == rules.FINAL


@pytest.mark.parametrize("verb", rules.TRANSITIONS)
@pytest.mark.parametrize("status", rules.STATUSES)
def test_no_step_is_taken_twice_or_out_of_turn(verb, status):
    if status in rules.TRANSITIONS[verb][0]:
        assert rules.transition(verb, status) == rules.TRANSITIONS[verb][1] != status
    else:
        with pytest.raises(Conflict):
            rules.transition(verb, status)


@pytest.mark.parametrize(
    ("status", "since", "expected"),
    [
        (rules.STATED, date(2026, 11, 23), date(2026, 11, 25)),
        (rules.STATED, date(2026, 11, 20), date(2026, 11, 24)),  # Friday: the weekend does not count
        (rules.STATED, date(2026, 12, 30), date(2027, 1, 12)),  # 31.12 is off by transfer, then the New Year holidays
        (rules.STATED, date(2026, 11, 3), date(2026, 11, 6)),  # Unity Day
        (rules.CLOSED, date(2026, 11, 23), None),
    ],
)
def test_a_step_is_due_in_working_days(status, since, expected):
    assert rules.due(status, since, {rules.STATED: 2}, add_workdays) == expected


@pytest.mark.parametrize(
    ("day", "week", "expected"),
    [
        (date(2026, 11, 28), 5, False), (date(2026, 11, 28), 6, True), (date(2026, 11, 29), 6, False),
        (date(2027, 2, 20), 5, True),  # a Saturday worked instead of 22.02
        (date(2027, 2, 22), 5, False), (date(2027, 1, 8), 6, False),
    ],
)  # fmt: skip
def test_working_days_follow_the_calendar_of_russia(day, week, expected):
    assert is_workday(day, week) is expected


def test_a_deadline_of_no_days_moves_from_a_day_off_to_the_next_working_day():
    assert add_workdays(date(2026, 11, 28), 0) == date(2026, 11, 30)
    assert add_workdays(date(2026, 11, 27), 0) == date(2026, 11, 27)
    assert add_workdays(date(2026, 11, 28), 1) == date(2026, 11, 30)


def test_a_report_says_something_new():
    rules.check_report("4", "5")
    for actual in ("", " 4 "):
        with pytest.raises(Invalid) as refusal:
            rules.check_report("4", actual)
        assert refusal.value.field == "actual"


@pytest.mark.parametrize(
    ("number", "day", "field"),
    [("", date(2026, 11, 23), "number"), ("1", date(2026, 11, 24), "day"), ("1", date(2026, 11, 19), "day")],
)
def test_a_letter_has_its_number_and_a_possible_date(number, day, field):
    with pytest.raises(Invalid) as refusal:
        rules.check_paper(number, day, date(2026, 11, 20), date(2026, 11, 23))
    assert refusal.value.field == field


def test_nobody_decides_on_the_own_statement():
    rules.require_other_person(1, 2)
    with pytest.raises(Forbidden):
        rules.require_other_person(1, 1)


@pytest.mark.parametrize("days", [0, 31])
def test_a_window_has_its_bounds(days):
    with pytest.raises(Invalid):
        rules.check_window(days)


def test_a_correction_changes_the_record_or_says_where_it_was_made():
    rules.check_correction({"a": "4"}, {"a": "5"}, "")
    rules.check_correction({"a": "4"}, {"a": "4"}, "исправлено оператором")
    with pytest.raises(Invalid):
        rules.check_correction({"a": "4"}, {"a": "4"}, "")
