"""Requisites and the calendar of the college."""

from datetime import date

import pytest

from app.organization.rules import (
    Interval,
    inn_is_right,
    kpp_is_right,
    licence_line,
    licence_problems,
    ogrn_is_right,
    requisite_problems,
    semester_problems,
    year_problems,
)

YEAR = Interval(date(2026, 9, 1), date(2027, 8, 31), "2026/2027")
AUTUMN = Interval(date(2026, 9, 1), date(2026, 12, 30), "2026/2027, 1")


@pytest.mark.parametrize(
    ("inn", "right"),
    [
        ("7707083893", True),
        ("6316001235", False),
        ("7707083894", False),
        ("770708389", False),
        ("770708389312", False),
        ("٧٧٠٧٠٨٣٨٩٣", False),
        ("77070 8389", False),
    ],
)
def test_the_inn_of_a_college_has_ten_digits_and_a_control_digit(inn: str, right: bool) -> None:
    assert inn_is_right(inn) is right


@pytest.mark.parametrize(("kpp", "right"), [("773601001", True), ("7736AB001", True), ("77360100", False), ("7736ab001", False)])
def test_the_kpp_has_nine_characters(kpp: str, right: bool) -> None:
    assert kpp_is_right(kpp) is right


@pytest.mark.parametrize(("ogrn", "right"), [("1027700132195", True), ("1027700132196", False), ("102770013219", False)])
def test_the_ogrn_has_thirteen_digits_and_a_control_digit(ogrn: str, right: bool) -> None:
    assert ogrn_is_right(ogrn) is right


def test_empty_requisites_are_allowed_and_each_wrong_one_is_named() -> None:
    assert list(requisite_problems(None, "", None)) == []
    assert [p.field for p in requisite_problems("1", "2", "3")] == ["inn", "kpp", "ogrn"]


@pytest.mark.parametrize(
    ("begin", "end"),
    [
        (date(2026, 9, 1), date(2026, 9, 1)),
        (date(2027, 8, 31), date(2026, 9, 1)),
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2027, 12, 31)),
        (date(2026, 9, 1), date(2028, 8, 31)),
    ],
)
def test_a_year_goes_from_one_calendar_year_into_the_next(begin: date, end: date) -> None:
    assert [p.field for p in year_problems(Interval(begin, end), [])] == ["ends_on"]


def test_a_year_may_touch_but_not_share_days() -> None:
    next_year = Interval(date(2027, 9, 1), date(2028, 8, 31))
    assert list(year_problems(next_year, [YEAR])) == []
    shared = Interval(date(2027, 8, 31), date(2028, 8, 30))
    assert [p.params["name"] for p in year_problems(shared, [YEAR])] == ["2026/2027"]


def spring(begin: date = date(2027, 1, 12), end: date = date(2027, 6, 30), number: int = 2) -> list[str | None]:
    return [p.field for p in semester_problems(Interval(begin, end), YEAR, [(1, AUTUMN)], number)]


def test_a_semester_lies_in_its_year_after_the_first_one() -> None:
    assert spring() == []
    assert spring(end=date(2027, 9, 1)) == ["ends_on"]
    assert spring(begin=date(2026, 12, 30)) == ["starts_on"]
    assert spring(begin=date(2027, 6, 30)) == ["ends_on"]
    assert spring(number=3) == ["number"]


def test_the_second_semester_cannot_come_first() -> None:
    late = [(1, Interval(date(2027, 1, 12), date(2027, 6, 30), "1"))]
    assert [p.field for p in semester_problems(Interval(date(2026, 9, 1), date(2026, 12, 30)), YEAR, late, 2)] == ["number"]


def test_a_licence_is_told_as_papers_print_it():
    line = licence_line(
        "licence", "0002048", series="63Л01", issued_on=date(2015, 5, 12), issuer="министерством образования", appendix="№ 2 от 01.09.2020",
    )  # fmt: skip
    assert line == (
        "Лицензия на осуществление образовательной деятельности серия 63Л01 № 0002048 от 12.05.2015, приложение № 2 от 01.09.2020, "
        "выдана: министерством образования, бессрочно"
    )
    until = licence_line("accreditation", "17", valid_until=date(2027, 3, 1), programmes="09.00.00")
    assert until == "Государственная аккредитация образовательной деятельности № 17, действует до 01.03.2027, программы: 09.00.00"
    fields = [one.field for one in licence_problems("", None, "", None)]
    assert fields == ["number", "issued_on", "issuer"]
    assert [one.field for one in licence_problems("1", date(2026, 2, 1), "кто", date(2026, 1, 1))] == ["valid_until"]
