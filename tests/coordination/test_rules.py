"""Days and states of an appointment, and the order in which undertakings are ticked."""

from datetime import date

import pytest

from app.coordination import rules
from app.coordination.rules import Present, Term
from app.core.errors import Conflict, Invalid, Refused

TODAY, SEPTEMBER = date(2026, 11, 23), date(2026, 9, 1)


def problems(**changes):
    given = {
        "employee_id": 1, "order_date": date(2026, 11, 20), "term": Term(date(2026, 11, 23)), "zone": None,
        "is_backup": False, "others": (), "today": TODAY,
    } | changes  # fmt: skip
    return [(type(one), one.field) for one in rules.appointment_problems(**given)]


def other(employee_id=2, term=Term(SEPTEMBER), zone=None, is_backup=False):
    return [Present(employee_id, "Иванов И. И.", term, zone, is_backup)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"order_date": date(2026, 11, 24)}, [(Invalid, "order_date"), (Invalid, "starts_on")]),
        ({"term": Term(date(2026, 11, 19))}, [(Invalid, "starts_on")]),
        ({"term": Term(date(2026, 11, 23), date(2026, 11, 22))}, [(Invalid, "ends_on")]),
        ({"order_date": SEPTEMBER, "term": Term(SEPTEMBER, date(2026, 10, 1))}, [(Invalid, "ends_on")]),
        ({"term": Term(TODAY, TODAY)}, []),
        ({"others": other(employee_id=1)}, [(Conflict, "employee")]),
        ({"others": other(employee_id=1, term=Term(SEPTEMBER, date(2026, 11, 22)))}, []),
        ({"others": other(employee_id=1, term=Term(SEPTEMBER, None, TODAY))}, []),
        ({"others": other()}, [(Conflict, "employee")]),
        ({"others": other(zone="Отделение информатики")}, []),
        ({"zone": " отделение Информатики", "others": other(zone="Отделение информатики")}, [(Conflict, "employee")]),
        ({"is_backup": True, "others": other()}, []),
        ({"others": other(is_backup=True)}, []),
    ],
)
def test_who_may_be_appointed_for_which_days(changes, expected):
    assert problems(**changes) == expected


@pytest.mark.parametrize(
    ("term", "signed", "account", "expected"),
    [
        (Term(SEPTEMBER), False, False, rules.AWAITS_UNDERTAKING),
        (Term(SEPTEMBER), True, False, rules.AWAITS_ACCOUNT),
        (Term(SEPTEMBER), True, True, rules.IN_FORCE),
        (Term(date(2026, 12, 1)), True, True, rules.AHEAD),
        (Term(SEPTEMBER, TODAY), True, True, rules.IN_FORCE),
        (Term(SEPTEMBER, date(2026, 11, 22)), True, True, rules.EXPIRED),
        (Term(SEPTEMBER, None, TODAY), True, True, rules.ENDED),
        (Term(SEPTEMBER, None, date(2026, 11, 24)), True, True, rules.IN_FORCE),
    ],
)
def test_the_state_tells_what_is_missing(term, signed, account, expected):
    assert rules.state_of(term, has_undertaking=signed, has_account=account, today=TODAY) == expected


def test_an_appointment_ended_on_its_first_day_was_never_in_force():
    assert Term(TODAY, None, TODAY).last_day == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("term", "on", "error"),
    [
        (Term(SEPTEMBER, None, TODAY), TODAY, Conflict),
        (Term(SEPTEMBER), date(2026, 8, 31), Invalid),
        (Term(SEPTEMBER, TODAY), date(2026, 11, 25), Invalid),
    ],
)
def test_a_wrong_end_is_refused(term, on, error):
    with pytest.raises(error):
        rules.check_end(term, on)


def test_the_director_signs_first():
    rules.require_director_first(own=True, director_signed=False)
    rules.require_director_first(own=False, director_signed=True)
    with pytest.raises(Refused):
        rules.require_director_first(own=False, director_signed=False)


def test_nobody_signs_tomorrow():
    rules.check_signed_on(TODAY, TODAY)
    with pytest.raises(Invalid):
        rules.check_signed_on(date(2026, 11, 24), TODAY)
