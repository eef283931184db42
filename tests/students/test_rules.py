"""СНИЛС, birth dates, record books, namesakes: as the office meets them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.core.identity import check_snils, control_number, format_snils, mask_snils
from app.students.rules import (
    KnownStudent,
    Likeness,
    Register,
    age_on,
    check_birth_date,
    check_record_book,
    journal_numbers,
    sex_of_patronymic,
    unusual_age,
)

IVANOV = KnownStudent(1, "иванов петр", date(2007, 9, 1), "a" * 64, "2025-01")
NAMELESS_DATE = KnownStudent(2, "сидоров иван", None)
REGISTER = Register([IVANOV, NAMELESS_DATE])


@pytest.mark.parametrize("typed", ["112-233-445 95", "11223344595", " 112 233 445 95", "112-233-445-95"])
def test_a_snils_is_read_however_it_is_typed(typed):
    assert check_snils(typed) == "11223344595"


@pytest.mark.parametrize(
    ("nine", "control"),
    [("112233445", "95"), ("087654302", "00"), ("087654303", "00"), ("000000040", "08"), ("999999999", "01")],
)
def test_control_numbers(nine, control):
    assert control_number(nine) == control


def test_sums_of_one_hundred_and_one_hundred_and_one_give_two_zeros():
    sums = {}
    for head in range(1_000):
        nine = f"{head:03d}{head % 7}{head % 3}{head % 2}{head % 10}00"
        sums.setdefault(sum(int(digit) * (9 - index) for index, digit in enumerate(nine)), nine)
    assert control_number(sums[99]) == "99"
    assert control_number(sums[100]) == "00"
    assert control_number(sums[101]) == "00"
    assert control_number(sums[102]) == "01"
    assert control_number(sums[201]) == "00" and control_number(sums[202]) == "00"


@pytest.mark.parametrize(
    "typed", ["", "112-233-445 96", "1122334459", "112233445955", "00000000000", "112-233-445 9O", "١١٢٢٣٣٤٤٥٩٥"]
)
def test_a_wrong_snils_is_refused(typed):
    with pytest.raises(Invalid):
        check_snils(typed)


@given(
    st.integers(min_value=1, max_value=999_999_999),
    st.integers(min_value=0, max_value=8),
    st.integers(min_value=1, max_value=9),
)
def test_one_mistyped_digit_of_the_nine_never_passes_unnoticed_except_by_the_rule_itself(number, place, shift):
    nine = f"{number:09d}"
    full = nine + control_number(nine)
    wrong = nine[:place] + str((int(nine[place]) + shift) % 10) + nine[place + 1 :]
    assert check_snils(full) == full
    if control_number(wrong) != control_number(nine):
        with pytest.raises(Invalid):
            check_snils(wrong + full[9:])


def test_a_snils_is_shown_whole_or_by_its_last_two_digits():
    assert format_snils("11223344595") == "112-233-445 95"
    assert mask_snils("11223344595") == "***-***-*** 95"
    assert mask_snils(None) == ""


@pytest.mark.parametrize("born", [date(2026, 11, 25), date(1899, 12, 31), date(9999, 1, 1), date(1, 1, 1)])
def test_an_impossible_birth_date_is_refused(born):
    with pytest.raises(Invalid):
        check_birth_date(born, date(2026, 11, 24))


def test_born_today_is_possible_and_unusual():
    assert check_birth_date(date(2026, 11, 24), date(2026, 11, 24)) == date(2026, 11, 24)
    assert unusual_age(date(2026, 11, 24), date(2026, 11, 24)) == 0


@pytest.mark.parametrize(("born", "age"), [(date(2012, 9, 1), 14), (date(2012, 9, 2), 13), (date(2004, 2, 29), 22)])
def test_full_years(born, age):
    assert age_on(born, date(2026, 9, 1)) == age


def test_who_was_born_on_29_february_grows_older_on_1_march():
    assert age_on(date(2008, 2, 29), date(2026, 2, 28)) == 17
    assert age_on(date(2008, 2, 29), date(2026, 3, 1)) == 18


@pytest.mark.parametrize(
    ("born", "unusual"),
    [(date(2012, 9, 1), None), (date(2012, 9, 2), 13), (date(1961, 9, 1), None), (date(1960, 9, 1), 66)],
)
def test_an_age_outside_14_to_65_is_told(born, unusual):
    assert unusual_age(born, date(2026, 9, 1)) == unusual


@pytest.mark.parametrize("number", ["", "25 01", "1" * 31, "=1", "25;01"])
def test_a_wrong_record_book_number(number):
    with pytest.raises(Invalid):
        check_record_book(number)


def test_patronymics_tell_the_sex_or_nothing():
    assert [
        sex_of_patronymic(name)
        for name in ("Иванович", "Ильич", "Ивановна", "Ильинична", "Мамед оглы", "Лейла кызы", "Хосе", None)
    ] == [
        "m",
        "m",
        "f",
        "f",
        "m",
        "f",
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("name", "born", "snils", "book", "likeness"),
    [
        ("петров олег", date(2007, 1, 1), None, None, Likeness.NEW),
        ("иванов петр", date(2007, 9, 1), None, None, Likeness.SAME),
        ("иванов петр", date(2007, 9, 1), "a" * 64, "2025-01", Likeness.SAME),
        ("иванов петр", date(2007, 9, 1), "b" * 64, None, Likeness.NAMESAKE),
        ("иванов петр", date(2008, 9, 1), None, None, Likeness.NAMESAKE),
        ("иванов петр", None, None, None, Likeness.NAMESAKE),
        ("сидоров иван", date(2007, 1, 1), None, None, Likeness.NAMESAKE),
        ("иванова анна", date(2007, 9, 1), "a" * 64, None, Likeness.CONFLICT),
        ("иванов петр", date(2008, 9, 1), "a" * 64, None, Likeness.CONFLICT),
        ("петров олег", date(2007, 1, 1), None, "2025-01", Likeness.CONFLICT),
    ],
)
def test_who_is_who(name, born, snils, book, likeness):
    assert REGISTER.match(name, born, snils, book).likeness is likeness


def test_of_several_namesakes_the_one_with_the_same_birth_date_comes_first():
    register = Register([KnownStudent(1, "и", date(2006, 1, 1), "x"), KnownStudent(2, "и", date(2007, 1, 1), "y")])
    assert register.match("и", date(2007, 1, 1), "z", None).ids == (2, 1)


def test_a_first_list_is_numbered_from_one_and_newcomers_follow_the_last():
    assert journal_numbers([], 3, first_list=True) == [1, 2, 3]
    assert journal_numbers([1, None, 7], 2, first_list=False) == [8, 9]


def test_without_birth_dates_the_same_name_in_the_same_group_is_the_same_person():
    register = Register([KnownStudent(1, "и", None, group_id=5)])
    assert register.match("и", None, None, None, 5).likeness is Likeness.SAME
    assert register.match("и", None, None, None, 6).likeness is Likeness.NAMESAKE
    assert register.match("и", date(2007, 1, 1), None, None, 5).likeness is Likeness.NAMESAKE
