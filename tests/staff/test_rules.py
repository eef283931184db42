"""Names as people type them, and employees met twice."""

import unicodedata

import pytest

from app.core.errors import Invalid
from app.staff.rules import KnownEmployee, Likeness, name_key, person_name, recognise, split_name


@pytest.mark.parametrize(
    "name",
    ["Ли", "Салтыков-Щедрин", "О'Коннор", "Мамед оглы", "Иванова (Петрова)", "д.Артаньян", "Ғабитов", "Ёлкин", "А"],
)
def test_names_as_they_are(name):
    assert person_name(name).text == name


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Иванов  ", "Иванов"),
        ("Ива\u200bнов\u202e", "Иванов"),
        (unicodedata.normalize("NFD", "Йодко"), "Йодко"),
        ("Салтыков – Щедрин", "Салтыков-Щедрин"),
        ("О’Коннор", "О'Коннор"),
        ("Мамед   оглы", "Мамед оглы"),
        ("Ив\x00анов", "Иванов"),
    ],
)
def test_what_nobody_sees_is_put_right(typed, stored):
    assert person_name(typed).text == stored


def test_a_latin_letter_inside_a_russian_word_is_replaced_and_named():
    name = person_name("Иванoв")
    assert (name.text, name.replaced) == ("Иванов", "o")
    assert name_key(name.text, "Пётр", None) == name_key("ИВАНОВ", "Петр", "")


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "\u200b",
        "Ivanov",
        "Ивaнoвs",
        "Иванов1",
        "Салтыков--Щедрин",
        "-Иванов",
        "Иванов-",
        "'",
        "<b>Иванов</b>",
        "=Иванов",
        "Иванов;",
        "А" * 51,
        "Иванов (",
        "...",
        "{{7*7}}",
    ],
)
def test_what_is_no_name_is_refused(name):
    with pytest.raises(Invalid):
        person_name(name)


def test_a_full_name_in_one_cell_is_split_by_words():
    assert split_name("Иванов  Пётр Ильич") == ("Иванов", "Пётр", "Ильич")
    assert split_name("Алиев Рустам Мамед оглы") == ("Алиев", "Рустам", "Мамед оглы")
    assert split_name("Ким Чен") == ("Ким", "Чен", None)
    with pytest.raises(Invalid):
        split_name("Иванов")


KNOWN = [KnownEmployee(1, "иванов петр", "007", "Преподаватель"), KnownEmployee(2, "ким анна", None, "Методист")]


@pytest.mark.parametrize(
    ("name", "number", "position", "likeness"),
    [
        ("иванов петр", "007", "Мастер", Likeness.SAME),
        ("иванов петр", "008", "Преподаватель", Likeness.NAMESAKE),
        ("иванов петр", None, "преподаватель", Likeness.SAME),
        ("иванов петр", None, "Мастер", Likeness.NAMESAKE),
        ("ким анна", "5", "Методист", Likeness.SAME),
        ("петров олег", "007", "Преподаватель", Likeness.NEW),
    ],
)
def test_an_employee_met_twice(name, number, position, likeness):
    assert recognise(name, number, position, KNOWN)[0] is likeness
