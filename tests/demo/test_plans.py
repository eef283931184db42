"""The demonstration's plans, people and calendar, without a database."""

from datetime import date, timedelta
from random import Random

import pytest

from app.core.identity import check_snils
from app.demo.calendar import year_around
from app.demo.people import People
from app.demo.plans import YEAR_WEEKS, software_plan
from app.demo.specialties import FIELDS, bases, plan_of

PLANS = [(field, base) for field in FIELDS for base in bases(field)]


def by_semester(lines) -> dict[int, int]:
    totals: dict[int, int] = {}
    for line in lines:
        for semester, hours in line.hours.items():
            totals[semester] = totals.get(semester, 0) + hours
    return dict(sorted(totals.items()))


def test_plan_of_programmers_holds_its_5940_hours() -> None:
    assert by_semester(software_plan()) == {1: 612, 2: 864, 3: 612, 4: 864, 5: 612, 6: 864, 7: 612, 8: 900}


@pytest.mark.parametrize(("field", "base"), PLANS, ids=lambda value: getattr(value, "code", value))
def test_every_semester_of_every_plan_is_full(field, base) -> None:
    lines, years = plan_of(field, base)
    totals = by_semester(lines)
    assert list(totals) == list(range(1, 2 * (years + 1) + 1))
    for semester, hours in totals.items():
        assert hours in (YEAR_WEEKS[(semester - 1) % 2] * 36, 900)


@pytest.mark.parametrize(("field", "base"), PLANS, ids=lambda value: getattr(value, "code", value))
def test_every_line_hangs_on_one_of_its_plan_and_ends_with_a_control(field, base) -> None:
    lines, _ = plan_of(field, base)
    codes = {line.code for line in lines}
    assert len(codes) == len(lines)
    for line in lines:
        assert line.parent is None or line.parent in codes
        if line.hours and line.kind not in ("interim_attestation", "final_attestation"):
            assert max(line.controls) == max(line.hours)


@pytest.mark.parametrize("day", [date(2026, 1, 1) + timedelta(days=step) for step in range(0, 366, 3)])
def test_any_day_lies_in_the_middle_of_a_semester(day: date) -> None:
    year = year_around(day)
    starts, ends = year.term
    assert timedelta(weeks=5) < day - starts
    assert ends > day
    assert year.starts_on <= starts < ends <= year.ends_on
    (_, first_ends), (second_starts, _) = year.semesters
    assert first_ends < second_starts


def test_people_have_right_numbers_and_repeat_with_the_seed() -> None:
    people, again = People(Random(5)), People(Random(5))
    made = [(people.person(0.5), people.snils()) for _ in range(500)]
    assert made == [(again.person(0.5), again.snils()) for _ in range(500)]
    assert len({number for _, number in made}) == 500
    for person, number in made:
        assert check_snils(number) == number
        assert number >= "900"
        assert person.middle is None or person.middle.endswith("ич" if person.sex == "m" else "на")
