"""Headers as offices write them, and every error at its cell."""

from datetime import date

import pytest

from app.core.errors import Invalid
from app.exchange import cells
from app.exchange.parsing import parse
from app.exchange.rules import BadCell, Cleaned, Column, Grid, Level, Table, find_header, letter, propose


def upper(cell):
    value = cells.plain(cell)
    return Cleaned(value.capitalize(), "Mended.") if value.islower() else value


def no_future(values, say):
    if values["born"] and values["born"].year > 2015:
        raise Invalid("Too young.", field="born")
    if values["level"] is None:
        say("level", "No level.")
    return values


TABLE = Table(
    "people",
    "People",
    (
        Column("name", "Name", ("Фамилия", "ФИО"), upper, required=True),
        Column("born", "Birth date", ("Дата рождения", "Д.р."), cells.day),
        Column("level", "Level", ("Уровень",), cells.choice({"базовый": "base", "Повышенный": "high"})),
        Column("count", "Count", ("Кол-во",), cells.whole(1, 10)),
    ),
    unique=(("name", "born"),),
    finish=no_future,
)


def grid(*rows):
    return Grid(tuple(tuple(row) for row in rows))


def test_headers_are_known_by_synonym_whatever_their_case_breaks_and_dots():
    row = ["№ п/п", "ФАМИЛИЯ*", "Дата\nрождения (дд.мм.гггг)", "д. р.", "кол-во", "Прочее"]
    assert propose(row, TABLE) == {1: "name", 2: "born", 4: "count"}


def test_a_header_that_only_contains_a_synonym_inside_is_not_taken():
    assert propose(["Место и дата рождения", "Фамилиянов"], TABLE) == {}


def test_titles_above_the_header_are_passed_by():
    assert find_header(grid(["Список группы"], [], ["№", "ФИО", "Уровень"], [1, "Иванов", "базовый"]), TABLE) == 2


def test_a_good_list_becomes_typed_records_with_row_numbers():
    parsed = parse(
        TABLE,
        grid(
            ["ФИО", "Дата рождения", "Уровень"], ["Иванов", "01.09.2007", "ПОВЫШЕННЫЙ"], [""], ["Ёлкин", "", "базовый"]
        ),
    )
    assert parsed.ok and not parsed.findings
    assert [record.number for record in parsed.records] == [2, 4]
    assert parsed.records[0].values == {"name": "Иванов", "born": date(2007, 9, 1), "level": "high", "count": None}


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("Дата рождения", "31.02.2007"),
        ("Дата рождения", "29.02.2025"),
        ("Дата рождения", "01.01.0001"),
        ("Дата рождения", "31.12.9999"),
        ("Дата рождения", "01.09.07"),
        ("Дата рождения", 39326.0),
        ("Дата рождения", "01.09.2020"),
        ("Дата рождения", BadCell("#N/A")),
        ("Дата рождения", BadCell("=")),
        ("Уровень", "средний"),
        ("Уровень", True),
        ("Кол-во", "пять"),
        ("Кол-во", "5.5"),
        ("Кол-во", 11.0),
        ("Кол-во", "٣"),
    ],
)
def test_a_wrong_cell_is_an_error_at_its_address(header, cell):
    parsed = parse(TABLE, grid(["№", "ФИО", header], [], [1, "Петров", cell]))
    (finding,) = parsed.errors
    assert finding.cell == "C3"
    assert not parsed.records and not parsed.ok


def test_every_error_of_the_file_is_found_not_the_first_alone():
    parsed = parse(TABLE, grid(["ФИО", "Дата рождения", "Кол-во"], ["", "x", "y"], ["Петров", "31.04.2007", 0]))
    assert [finding.cell for finding in parsed.errors] == ["A2", "B2", "C2", "B3", "C3"]


@pytest.mark.parametrize("text", ["Ива\x00нов", "Иванов\x07", "Ива\x85нов", "Ива\ufffdнов"])
def test_control_characters_are_a_row_error(text):
    (finding,) = parse(TABLE, grid(["ФИО"], [text])).errors
    assert finding.cell == "A2" and "\x00" not in finding.value


def test_invisible_marks_and_decomposed_letters_are_put_right():
    assert cells.plain("\u202eИ\u200bванои\u0306  Пётр ") == "Иваной Пётр"


def test_what_a_parser_mended_is_a_warning_and_lets_the_row_through():
    parsed = parse(TABLE, grid(["ФИО", "Уровень"], ["иванов", "базовый"]))
    assert parsed.ok and parsed.records[0].values["name"] == "Иванов"
    assert [(finding.cell, finding.level) for finding in parsed.warnings] == [("A2", Level.WARNING)]


def test_a_row_met_twice_is_named_with_its_first_number():
    parsed = parse(
        TABLE,
        grid(["ФИО", "Д.р.", "Уровень"], ["Семёнов", "01.09.2007", "базовый"], ["Семенов", "2007-09-01", "базовый"]),
    )
    (finding,) = parsed.errors
    assert finding.cell == "A3" and finding.params == {"row": 2}


def test_a_missing_required_column_and_a_column_chosen_twice_stop_everything():
    rows = grid(["Что-то", "Ещё"], ["Иванов", "Пётр"])
    assert [f.msgid for f in parse(TABLE, rows).errors] == ["The file has no column «%(column)s»."]
    assert parse(TABLE, rows, {0: "name"}).records[0].values["name"] == "Иванов"
    assert not parse(TABLE, rows, {0: "name", 1: "name"}).ok


def test_an_empty_file_and_a_bare_header_are_errors():
    assert not parse(TABLE, grid()).ok
    assert not parse(TABLE, grid(["ФИО"], [""])).ok


def test_letters_of_columns():
    assert [letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_whole_numbers_of_a_workbook_are_text_without_a_point():
    assert cells.plain(12345.0) == "12345"
    with pytest.raises(Invalid):
        cells.text(3)("четыре")
