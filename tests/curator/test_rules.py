"""Papers about absences and the month of attendance, as the field has them."""

from datetime import date

import pytest

from app.curator import rules
from app.curator.rules import ILLNESS, ORDER, STATEMENT, TRUANCY, Missed, NoteFacts

TODAY = date(2026, 11, 23)


def facts(**changes):
    fields = {
        "student_id": 1, "kind": ILLNESS, "number": "15", "issuer": "Поликлиника № 3", "starts_on": date(2026, 11, 2),
        "ends_on": date(2026, 11, 9), "received_on": date(2026, 11, 10),
    }  # fmt: skip
    return NoteFacts(**(fields | changes))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, None),
        ({"ends_on": date(2026, 11, 2)}, None),
        ({"ends_on": date(2026, 12, 30), "received_on": TODAY}, None),
        ({"kind": "rumour"}, "kind"),
        ({"ends_on": date(2026, 11, 1)}, "ends_on"),
        ({"ends_on": date(2027, 11, 3)}, "ends_on"),
        ({"received_on": date(2026, 11, 24)}, "received_on"),
        ({"kind": ORDER, "number": " "}, "number"),
        ({"kind": STATEMENT, "number": ""}, None),
    ],
)
def test_what_is_wrong_with_a_paper_is_said_at_its_field(changes, field):
    assert [one.field for one in rules.problems(facts(**changes), TODAY)] == ([field] if field else [])


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        ("н", None, TRUANCY), ("б", None, ILLNESS), ("у", None, STATEMENT), ("у", ORDER, ORDER), ("у", STATEMENT, STATEMENT),
        ("б", ILLNESS, ILLNESS), ("у", ILLNESS, STATEMENT), ("н", ILLNESS, TRUANCY),
    ],
)  # fmt: skip
def test_hours_count_under_the_paper_that_put_the_code_there(code, kind, reason):
    assert rules.reason_of(code, kind) == reason


def test_a_month_adds_up_by_student_day_and_reason():
    missed = [
        Missed(7, date(2026, 10, 5), 2, ILLNESS), Missed(7, date(2026, 10, 5), 2, ILLNESS), Missed(7, date(2026, 10, 6), 2, TRUANCY),
        Missed(9, date(2026, 10, 5), 1, ORDER), Missed(99, date(2026, 10, 5), 8, TRUANCY),
    ]  # fmt: skip
    lines, totals = rules.attendance_lines({7: "Абрамов", 8: "Белов", 9: "Васильев"}, missed)
    assert [(one.number, one.name, one.days, one.total) for one in lines] == [
        (1, "Абрамов", {5: 4, 6: 2}, 6), (2, "Белов", {}, 0), (3, "Васильев", {5: 1}, 1)
    ]  # fmt: skip
    assert (totals.days, totals.total, totals.reasons) == ({5: 5, 6: 2}, 7, {ILLNESS: 4, TRUANCY: 2, ORDER: 1})


@pytest.mark.parametrize(
    ("typed", "month"),
    [("2026-10", date(2026, 10, 1)), ("2026-02-14", date(2026, 2, 1)), ("", date(2026, 11, 1)), ("2026-13", date(2026, 11, 1)), ("9999-01", date(2026, 11, 1)), ("x", date(2026, 11, 1))],
)
def test_a_month_is_read_or_the_present_one_taken(typed, month):
    assert rules.month_of(typed, TODAY) == month


def test_months_have_neighbours_and_a_last_day():
    assert rules.neighbours(date(2026, 1, 1)) == (date(2025, 12, 1), date(2026, 2, 1))
    assert rules.last_day(date(2028, 2, 1)) == date(2028, 2, 29)
