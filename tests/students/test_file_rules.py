"""Fields of a personal file, table-driven: what is kept as typed, what is tidied, what is refused."""

from datetime import date

import pytest

from app.core import identity
from app.core.errors import Invalid
from app.students import file_rules as rules
from app.students import rules as students

GOOD = [
    (identity.check_inn, "500100732259", "500100732259"),
    (identity.check_inn, " 5001 0073 2259 ", "500100732259"),
    (rules.check_phone, "89001234567", "+7 900 123-45-67"),
    (rules.check_phone, "+7 (900) 123-45-67", "+7 900 123-45-67"),
    (rules.check_phone, "900 123 45 67", "+7 900 123-45-67"),
    (rules.check_phone, "+375 29 123-45-67", "+375 29 123-45-67"),
    (rules.check_country, "643", "643"),
    (rules.check_unit, "630 001", "630-001"),
    (lambda value: rules.check_identity("passport", value), "3620 № 123456", "36 20 123456"),
    (lambda value: rules.check_identity("passport", value), "3620123456", "36 20 123456"),
    (lambda value: rules.check_identity("birth_certificate", value), "iv-ер 123456", "IV-ЕР 123456"),
]
BAD = [
    (identity.check_inn, "500100732258"), (identity.check_inn, "7707083893"), (identity.check_inn, "50010073225a"),
    (rules.check_phone, "123"), (rules.check_phone, "нет"), (rules.check_phone, "+7 900 123-45-678 доб. 1"), (rules.check_phone, "+12"),
    (rules.check_country, "RU"), (rules.check_country, "000"), (rules.check_country, "0643"),
    (rules.check_unit, "63-001"), (rules.check_unit, "abc-def"),
    (lambda value: rules.check_identity("passport", value), "362012345"), (lambda value: rules.check_identity("passport", value), "36AB 123456"),
    (lambda value: rules.check_identity("other", value), "=1+1"), (lambda value: rules.check_identity("other", value), "12"),
    (rules.one_of(rules.HEALTH_GROUPS), "strong"),
]  # fmt: skip


@pytest.mark.parametrize(("check", "typed", "kept"), GOOD)
def test_a_right_value_is_kept_in_its_form(check, typed, kept):
    assert check(typed) == kept


@pytest.mark.parametrize(("check", "typed"), BAD)
def test_a_wrong_value_is_refused(check, typed):
    with pytest.raises(Invalid):
        check(typed)


def test_a_document_is_issued_between_the_birth_and_today():
    born, today = date(2010, 1, 1), date(2026, 11, 23)
    assert rules.check_issue_day(date(2024, 1, 20), born, today) == date(2024, 1, 20)
    assert rules.check_issue_day(date(2000, 1, 20), None, today)
    for wrong in (date(2009, 12, 31), date(2026, 11, 24)):
        with pytest.raises(Invalid):
            rules.check_issue_day(wrong, born, today)


@pytest.mark.parametrize(
    ("value", "shown"), [("36 20 123456", "•••••• 56"), ("disabled_2", "••••••"), ("ОВМ УМВД, 20.01.2024", "••••••"), ("", ""), (None, "")]
)
def test_a_mask_tells_no_more_than_two_digits(value, shown):
    assert identity.masked(value) == shown


@pytest.mark.parametrize(
    ("starts", "years", "months", "ends"),
    [
        (date(2025, 9, 1), 3, 10, date(2029, 6, 30)), (date(2025, 9, 1), 2, 10, date(2028, 6, 30)),
        (date(2025, 9, 1), 1, 0, date(2026, 8, 31)), (date(2026, 2, 1), 1, 11, date(2027, 12, 31)),
    ],
)  # fmt: skip
def test_a_programme_ends_the_day_before_its_months_are_over(starts, years, months, ends):
    assert students.study_ends(starts, years, months) == ends


@pytest.mark.parametrize(
    ("intake", "day", "course"),
    [(2025, date(2026, 8, 31), 1), (2025, date(2026, 9, 1), 2), (2026, date(2026, 8, 20), 1), (2023, date(2026, 11, 1), 4)],
)
def test_the_course_is_counted_by_academic_years(intake, day, course):
    assert students.counted_course(intake, day) == course
