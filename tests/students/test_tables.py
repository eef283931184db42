"""Group lists as offices send them."""

from datetime import date

import pytest

from app.core.identity import control_number
from app.exchange.parsing import parse
from app.exchange.reading import read
from app.exchange.rules import BadCell, Grid
from app.exchange.writing import to_xlsx
from app.students.tables import group_list

TODAY, ENROLLED = date(2026, 11, 24), date(2026, 9, 1)
TABLE = group_list(TODAY, ENROLLED)


def rows(*lines):
    return parse(TABLE, Grid(tuple(tuple(line) for line in lines)))


def test_a_list_with_everything():
    parsed = rows(
        [
            "№",
            "Фамилия",
            "Имя",
            "Отчество",
            "Дата рождения",
            "Пол",
            "СНИЛС",
            "№ зачётной книжки",
            "Основа обучения",
            "Телефон",
            "E-mail",
        ],
        [
            1,
            "Ёлкина",
            "Анна",
            "Ильинична",
            "01.09.2010",
            "Ж",
            "112-233-445 95",
            "26-001",
            "Внебюджет",
            "+7 900 000-00-00",
            "a@b.ru",
        ],
    )
    assert not parsed.findings
    values = parsed.records[0].values
    assert (values["last_name"], values["sex"], values["snils"], values["funding"]) == (
        "Ёлкина",
        "f",
        "11223344595",
        "contract",
    )
    assert values["birth_date"] == date(2010, 9, 1) and values["record_book"] == "26-001"


def test_a_list_with_one_column_of_full_names():
    parsed = rows(
        ["№ п/п", "Ф.И.О.", "Дата рожд."], [1, "Алиев Рустам Мамед оглы", "1.2.2010"], [2, "Ким Чен", date(2010, 3, 4)]
    )
    assert parsed.ok
    first, second = (record.values for record in parsed.records)
    assert (first["last_name"], first["middle_name"], first["sex"]) == ("Алиев", "Мамед оглы", "m")
    assert second["middle_name"] is None and second["sex"] is None and second["funding"] == "budget"


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Дата рождения", "31.02.2010"),
        ("Дата рождения", "29.02.2025"),
        ("Дата рождения", "01.01.0001"),
        ("Дата рождения", "31.12.9999"),
        ("Дата рождения", "25.11.2026"),
        ("Дата рождения", 40422.0),
        ("Дата рождения", BadCell("=")),
        ("СНИЛС", "112-233-445 96"),
        ("СНИЛС", 1.5),
        ("СНИЛС", BadCell("#N/A")),
        ("Пол", "мужчина?"),
        ("Пол", True),
        ("Основа обучения", "отл"),
        ("E-mail", "не указан"),
        ("Зачётная книжка", "=1+1"),
        ("Отчество", "Ivanovich"),
        ("Отчество", "Петрович\x00"),
    ],
)
def test_a_wrong_cell_stops_the_list_at_its_address(header, cell):
    parsed = rows(["Фамилия", "Имя", header], ["Иванов", "Пётр", cell])
    assert [finding.cell for finding in parsed.errors] == ["C2"]


def test_a_snils_that_excel_made_a_number_gets_its_zeros_back():
    nine = "012345678"
    full = nine + control_number(nine)
    assert rows(["ФИО", "СНИЛС"], ["Иванов Пётр", float(full)]).records[0].values["snils"] == full


def test_an_unusual_age_and_a_sex_against_the_patronymic_are_only_warnings():
    parsed = rows(["ФИО", "Дата рождения", "Пол"], ["Иванова Анна Петровна", "01.01.2015", "м"])
    assert parsed.ok
    assert [finding.cell for finding in parsed.warnings] == ["B2", "C2"]


def test_a_latin_letter_in_a_surname_is_mended_and_told():
    parsed = rows(["ФИО"], ["Иванoв Пётр"])
    assert parsed.records[0].values["last_name"] == "Иванов"
    assert [finding.cell for finding in parsed.warnings] == ["A2"]


def test_one_person_twice_in_the_file_is_an_error_even_when_one_is_typed_with_a_latin_letter():
    parsed = rows(["ФИО", "Дата рождения"], ["Иванов Пётр", "01.09.2010"], ["Иванoв Петр", "2010-09-01"])
    assert [(finding.cell, finding.params) for finding in parsed.errors] == [("A3", {"row": 2})]
    assert rows(["ФИО", "Дата рождения"], ["Иванов Пётр", "01.09.2010"], ["Иванов Пётр", "02.09.2010"]).ok


def test_one_snils_for_two_people_is_an_error():
    parsed = rows(["ФИО", "СНИЛС"], ["Иванов Пётр", "11223344595"], ["Петров Иван", "112-233-445 95"])
    assert [finding.cell for finding in parsed.errors] == ["B3"]


def test_a_list_of_our_own_making_reads_back():
    data = to_xlsx("Группа", ["Фамилия", "Имя", "Дата рождения"], [["Иванов", "Пётр", date(2010, 9, 1)]])
    assert parse(TABLE, read(data, TABLE.limits)).records[0].values["birth_date"] == date(2010, 9, 1)
