"""The list of employees from a spreadsheet."""

from datetime import date

from app.exchange.parsing import parse
from app.exchange.rules import Grid
from app.staff.tables import EMPLOYEES


def rows(*lines):
    return parse(EMPLOYEES, Grid(tuple(tuple(line) for line in lines)))


def test_a_list_of_employees():
    parsed = rows(
        ["Таб. №", "ФИО", "Должность", "Дата приёма на работу", "Эл. почта"],
        [7.0, "Иванова Анна Петровна", "Преподаватель", "01.09.2015", "a@b.ru"],
    )
    assert not parsed.findings
    values = parsed.records[0].values
    assert (values["personnel_number"], values["last_name"], values["hired_on"]) == ("7", "Иванова", date(2015, 9, 1))


def test_a_position_is_required():
    assert not rows(["ФИО"], ["Иванова Анна"]).ok
    assert [finding.cell for finding in rows(["ФИО", "Должность"], ["Иванова Анна", ""]).errors] == ["B2"]


def test_one_employee_twice_is_an_error_and_two_posts_of_one_name_are_not():
    header = ["ФИО", "Должность"]
    assert not rows(header, ["Иванова Анна", "Методист"], ["ИВАНОВА АННА", "методист"]).ok
    assert rows(header, ["Иванова Анна", "Методист"], ["Иванова Анна", "Преподаватель"]).ok
