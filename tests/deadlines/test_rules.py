"""Every term of the regulation on a synthetic year of Samara: weekends, holidays, the clock moved past midnight."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from app.core.clock import frozen, today
from app.core.errors import Invalid
from app.core.workdays import add_workdays
from app.deadlines import defaults, rules
from app.deadlines.rules import Duty, Event, Line

YEAR = date(2026, 9, 1)
BY_CODE = {duty.code: duty for duty in defaults.DEFAULTS if duty.code}


def due(code, on, week=5):
    return rules.due_day(BY_CODE[code], on, YEAR, partial(add_workdays, week=week))


TERMS = [
    (defaults.LOCAL_ACT, date(2026, 9, 1), date(2026, 9, 15)),
    (defaults.EMPLOYEE, date(2026, 9, 7), date(2026, 9, 10)),
    (defaults.EMPLOYEE, date(2026, 11, 2), date(2026, 11, 6)),  # Unity Day between
    (defaults.EMPLOYEE, date(2026, 12, 29), date(2027, 1, 12)),  # 31.12 off by transfer, ten days of New Year
    (defaults.ORGANIZATION_CHECK, YEAR, date(2026, 9, 1)),
    (defaults.CALENDAR_YEAR, YEAR, date(2026, 8, 25)),
    (defaults.CURRICULUM, YEAR, date(2026, 8, 31)),  # 30.08 is a Sunday
    (defaults.WORK_PROGRAMME, YEAR, date(2026, 8, 31)),
    (defaults.PLAN_CHANGE, date(2026, 10, 15), date(2026, 10, 20)),  # over a weekend
    (defaults.LOAD, YEAR, date(2026, 9, 1)),
    (defaults.LESSON_PLAN, YEAR, date(2026, 9, 10)),
    (defaults.LESSON_PLAN, date(2027, 1, 11), date(2027, 1, 20)),  # the spring term has the second day
    (defaults.LESSON_PLAN, date(2027, 2, 1), date(2027, 1, 20)),  # after the last day it is the last
    (defaults.ENROLMENT, YEAR, date(2026, 9, 7)),  # 05.09 is a Saturday
    (defaults.ROLLOVER, YEAR, date(2026, 9, 10)),
    (defaults.MOVEMENT, date(2026, 10, 16), date(2026, 10, 19)),  # Friday → Monday
    (defaults.MOVEMENT, date(2027, 2, 19), date(2027, 2, 20)),  # a Saturday worked instead of 22.02
    (defaults.FILE, date(2026, 10, 30), date(2026, 11, 9)),  # Unity Day and two weekends
    (defaults.FILE_CHECK, date(2026, 10, 1), date(2026, 10, 1)),
    (defaults.FILE_CHECK, date(2027, 2, 1), date(2027, 2, 1)),
    (defaults.TOPIC, date(2026, 10, 12), date(2026, 10, 12)),
    (defaults.TOPIC, date(2026, 10, 17), date(2026, 10, 17)),  # a lesson on Saturday: the same day, not Monday
    (defaults.HOMEWORK, date(2026, 10, 17), date(2026, 10, 17)),
    (defaults.CELLS, date(2026, 10, 12), date(2026, 10, 12)),
    (defaults.WRITTEN, date(2026, 10, 12), date(2026, 10, 19)),
    (defaults.SLICE, date(2026, 10, 12), date(2026, 10, 19)),  # five days end on a Saturday
    (defaults.ABSENCE, date(2026, 10, 16), date(2026, 10, 19)),
    (defaults.ABSENCE, date(2026, 12, 30), date(2027, 1, 11)),  # the holidays of New Year
    (defaults.REPLACEMENT, date(2026, 10, 12), date(2026, 10, 9)),  # the working day before a Monday is the Friday
    (defaults.REPLACEMENT, date(2027, 1, 11), date(2026, 12, 30)),  # before the holidays of New Year
    (defaults.TIMETABLE, date(2026, 10, 12), date(2026, 10, 5)),
    (defaults.TIMETABLE, date(2027, 1, 11), date(2026, 12, 30)),
    (defaults.SHEET, date(2026, 12, 25), date(2026, 12, 28)),
    (defaults.SHEET, date(2026, 12, 28), date(2027, 1, 11)),  # 31.12 is off, then the New Year
    (defaults.FINAL_EXAM, date(2027, 6, 14), date(2027, 6, 15)),
    (defaults.DIPLOMA, date(2027, 6, 30), date(2027, 7, 1)),
    (defaults.REGISTER, date(2027, 6, 30), date(2027, 7, 20)),
    (defaults.TERM_SHEETS, date(2026, 12, 30), date(2027, 1, 11)),
    (defaults.TERM_CLOSE, date(2026, 12, 30), date(2027, 1, 15)),
    (defaults.TERM_CLOSE, date(2027, 6, 11), date(2027, 6, 21)),  # Russia Day is moved to Monday
    (defaults.RESITS, date(2026, 12, 30), date(2027, 1, 11)),
    (defaults.JOURNALS_WEEKLY, date(2026, 10, 12), date(2026, 10, 16)),
    (defaults.JOURNALS_WEEKLY, date(2027, 2, 15), date(2027, 2, 20)),  # that Saturday is worked
    (defaults.JOURNALS_WEEKLY, date(2027, 1, 4), date(2027, 1, 10)),  # a week of holidays ends on its Sunday
    (defaults.JOURNALS_MONTHLY, date(2026, 10, 1), date(2026, 10, 30)),
    (defaults.STATISTICS, date(2026, 10, 1), date(2026, 10, 1)),
    (defaults.BACKUP, date(2026, 10, 17), date(2026, 10, 17)),
    (defaults.ARCHIVE, date(2027, 7, 2), date(2027, 7, 5)),
]
CASES = {code for code, _on, _expected in TERMS}


@pytest.mark.parametrize(("code", "on", "expected"), TERMS)
def test_the_term_of_every_computed_duty(code, on, expected):
    assert due(code, on) == expected


def test_every_computed_duty_has_a_default_and_a_case():
    assert set(BY_CODE) == {*defaults.COMPUTED, *defaults.NOTED}
    assert set(BY_CODE) == CASES
    for duty in defaults.DEFAULTS:
        rules.check_duty(duty)


def test_a_term_keeps_the_day_off_it_was_moved_from():
    event = Event(defaults.ENROLMENT, "x", YEAR, None)
    line = rules.judge(BY_CODE[defaults.ENROLMENT], event, YEAR, date(2026, 9, 8), add_workdays)
    assert (line.named, line.due) == (date(2026, 9, 5), date(2026, 9, 7))


def test_a_six_day_week_counts_saturdays():
    assert due(defaults.MOVEMENT, date(2026, 10, 16), week=6) == date(2026, 10, 17)


@pytest.mark.parametrize(("month_day", "expected"), [("08-25", date(2026, 8, 25)), ("01-20", date(2027, 1, 20)), ("07-01", date(2026, 7, 1)), ("06-30", date(2027, 6, 30))])
def test_a_fixed_day_falls_into_its_academic_year(month_day, expected):
    assert rules.fixed_days(month_day, YEAR) == [expected]


def test_rounds_are_the_fixed_days_or_the_begins_of_periods():
    weekly, monthly, checks = BY_CODE[defaults.JOURNALS_WEEKLY], BY_CODE[defaults.JOURNALS_MONTHLY], BY_CODE[defaults.FILE_CHECK]
    assert rules.rounds(weekly, date(2026, 12, 21), date(2027, 1, 11), YEAR) == [date(2026, 12, 21), date(2026, 12, 28), date(2027, 1, 4), date(2027, 1, 11)]
    assert rules.rounds(monthly, date(2026, 12, 1), date(2027, 2, 3), YEAR) == [date(2026, 12, 1), date(2027, 1, 1), date(2027, 2, 1)]
    assert rules.rounds(checks, YEAR, date(2027, 6, 30), YEAR) == [date(2026, 10, 1), date(2027, 2, 1)]
    assert rules.fixed_days("01-20,09-10", YEAR) == [date(2026, 9, 10), date(2027, 1, 20)]


@pytest.mark.parametrize(
    ("done", "now", "verdict", "late"),
    [
        (date(2026, 10, 12), date(2026, 10, 20), rules.IN_TIME, 0),
        (date(2026, 10, 15), date(2026, 10, 20), rules.LATE, 3),
        (None, date(2026, 10, 12), rules.PENDING, 0),
        (None, date(2026, 10, 13), rules.OVERDUE, 1),
    ],
)
def test_the_verdict_of_a_topic(done, now, verdict, late):
    line = rules.judge(BY_CODE[defaults.TOPIC], Event(defaults.TOPIC, "тема", date(2026, 10, 12), done), YEAR, now, add_workdays)
    assert (line.due, line.verdict, line.days_late) == (date(2026, 10, 12), verdict, late)


def test_the_day_of_the_college_decides_what_is_late():
    lesson = date(2026, 10, 12)
    entered = datetime(2026, 10, 12, 19, 59, tzinfo=UTC)  # 23:59 in Samara
    with frozen(entered):
        assert today("Europe/Samara") == lesson
    with frozen(entered.replace(hour=20, minute=1)):
        assert today("Europe/Samara") == date(2026, 10, 13) and today("Europe/Moscow") == lesson
    assert entered.astimezone(ZoneInfo("Europe/Samara")).date() == lesson


@pytest.mark.parametrize(("late", "expected"), [(1, rules.RESPONSIBLE), (6, rules.RESPONSIBLE), (7, rules.CONTROLLER), (13, rules.CONTROLLER), (14, rules.DIRECTOR)])
def test_an_overdue_record_rises_step_by_step(late, expected):
    assert rules.level(_line(rules.OVERDUE, late)) == expected


def test_without_escalation_it_stays_with_the_responsible():
    duty = replace(BY_CODE[defaults.TOPIC], escalate_days=0)
    assert rules.level(replace(_line(rules.OVERDUE, 90), duty=duty)) == rules.RESPONSIBLE


def test_a_reminder_comes_the_named_days_before():
    duty = replace(BY_CODE[defaults.MOVEMENT], remind_days=2)
    line = Line(duty, Event("", "", YEAR, None), date(2026, 10, 19), rules.PENDING, 0)
    assert rules.is_soon(line, date(2026, 10, 17)) and not rules.is_soon(line, date(2026, 10, 16))


def _line(verdict, late=0, day=date(2026, 10, 12), what="тема"):
    return Line(BY_CODE[defaults.TOPIC], Event(defaults.TOPIC, what, day, None), day, verdict, late)


def test_the_share_counts_what_was_due_alone():
    lines = [_line(rules.IN_TIME), _line(rules.IN_TIME), _line(rules.LATE), _line(rules.PENDING)]
    assert rules.share(lines).percent == Decimal("66.7") and rules.share(lines).due == 3
    assert rules.share([_line(rules.PENDING)]).percent is None
    by_name = rules.shares_by([*lines, _line(rules.OVERDUE, what="б")], lambda one: one.event.what)
    assert [(name, one.percent) for name, one in by_name] == [("б", Decimal("0.0")), ("тема", Decimal("66.7"))]


def test_weeks_have_their_shares_and_none_where_nothing_was_due():
    lines = [_line(rules.IN_TIME, day=date(2026, 10, 14)), _line(rules.LATE, day=date(2026, 10, 16))]
    weeks = rules.by_week(lines, date(2026, 10, 5), date(2026, 10, 18))
    assert [(monday, one.percent) for monday, one in weeks] == [(date(2026, 10, 5), None), (date(2026, 10, 12), Decimal("50.0"))]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"section": ""}, "section"), ({"action": ""}, "action"), ({"unit": "weeks"}, "unit"), ({"unit": "fixed", "fixed": "02-30"}, "fixed"),
        ({"unit": "fixed", "fixed": "09-01,1001"}, "fixed"), ({"unit": "fixed", "fixed": ",".join(["09-01"] * 6)}, "fixed"),
        ({"unit": "words", "words": ""}, "words"), ({"days": 366}, "days"), ({"remind_days": -1}, "remind_days"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_kept_is_refused(changes, field):
    good = Duty("", "Журнал", "Записать тему", "teacher", "deputy", rules.WORKDAYS, 1)
    rules.check_duty(good)
    with pytest.raises(Invalid) as refusal:
        rules.check_duty(replace(good, **changes))
    assert refusal.value.field == field
