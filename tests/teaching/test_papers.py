"""Papers of the load and the staff as they are printed: golden texts with long names."""

from datetime import date

import pytest

from app.documents import rendering
from app.documents.rules import Letterhead, Signature
from app.staff import papers as staff
from app.teaching import papers as load
from app.teaching.titles import PRINTED_MONTHS
from tests.gradebook.test_papers import same_as_golden

HEAD = Letterhead(
    "государственное бюджетное профессиональное образовательное учреждение Самарской области «Приволжский колледж»",
    "Министерство образования Самарской области", "ГБПОУ СО «Приволжский колледж»", "г. Самара",
)  # fmt: skip
LONG = "Хабибуллина-Воскресенская Александра-Виктория Константиновна"
ITEM = "МДК.01.02 Организация и технология разработки, тестирования и сопровождения программных модулей информационных систем"
DAY = date(2026, 11, 23)
SIGNS = (Signature("Директор", "М. П. Орлова"), Signature("Специалист по кадрам"))
MONTHS = tuple(PRINTED_MONTHS[month] for month in (9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 7, 8))


def card(count):
    rows = tuple(
        load.CardRow(ITEM, "ИСП-31, подгруппа 1", 5, 120, (16, 18, 20, *[0] * 9), 54, 4, 62) if number % 2 else
        load.CardRow("ОП.04 Основы алгоритмизации", "ИСП-21", 3, 0, (0, 6, 0, *[0] * 9), 6, 0, 0, True)
        for number in range(1, count + 1)
    )  # fmt: skip
    total = load.CardRow("", "", 0, 120, (16, 24, 20, *[0] * 9), 60, 4, 62)
    return load.LoadCardPaper(HEAD, LONG, "преподаватель высшей категории", "2026/2027", DAY, "1,5", 1080, MONTHS, rows, total, 40, 6, SIGNS)


def tarification(count):
    items = (load.TarificationItem(ITEM, "ИСП-31, ИСП-32, ИСП-33", 120, 96), load.TarificationItem("УП.01 Учебная практика", "ИСП-31", 0, 72))
    education = "высшее (специалитет): Самарский государственный социально-педагогический университет, 2005, Математика, учитель математики"
    row = load.TarificationRow(LONG, "преподаватель", education, "высшая", "21", "1", 720, items)
    short = load.TarificationRow("Цой Ким", "мастер производственного обучения", "", "нет", "—", "0,5", 100, items[1:] * 2)
    return load.TarificationPaper(HEAD, "2026/2027", DAY, tuple(short if number % 2 else row for number in range(count)), SIGNS)


def substitutions(count):
    row = load.SubstitutionRow(12, "18.11.2026 – 25.11.2026", LONG, "болезнь", "приказ № 125/1-к от 17.11.2026", ITEM, "ИСП-31, подгруппа 1", "Цой Ким", 16)
    return load.SubstitutionsPaper(HEAD, date(2026, 11, 1), date(2026, 11, 30), (row,) * count, 16 * count, SIGNS[:1])


def listed(count):
    row = staff.StaffRow(
        LONG, "преподаватель; заведующий лабораторией информационных технологий", "основное, внутр. совм.", "1,5",
        "Отделение информационных технологий", "01.09.2015, пр. № 15-к", "высшее (магистратура): Самарский университет, 2010, Информатика", "21", "19",
    )  # fmt: skip
    parts = (staff.StaffPart("Педагогические работники", (row,) * count), staff.StaffPart("Группа должностей не указана", (row,))) if count else ()
    return staff.StaffListPaper(HEAD, "Отделение информационных технологий", DAY, parts, SIGNS)


def qualified(count):
    training = "ПК «Современные образовательные технологии в среднем профессиональном образовании», 72 ч, 30.10.2025, УПК № 2600"
    row = staff.QualificationRow(
        LONG, "преподаватель", "Математика, Информатика, Основы алгоритмизации и программирования",
        "высшее (специалитет): Самарский государственный университет, 2005, Математика, математик", "первая, 25.02.2022, распоряжение № 403-р, до 24.02.2027",
        training, "21", "19", "кандидат педагогических наук; Почётная грамота министерства", "категория истекает",
    )  # fmt: skip
    return staff.QualificationPaper(HEAD, "", DAY, (row,) * count, (("первая", count), ("с замечаниями", count)) if count else (), SIGNS)


@pytest.mark.parametrize(
    ("name", "template", "paper"),
    [
        ("load_card", load.LOAD_CARD_TEMPLATE, card(4)),
        ("tarification", load.TARIFICATION_TEMPLATE, tarification(5)),
        ("substitutions", load.SUBSTITUTIONS_TEMPLATE, substitutions(2)),
        ("staff_list", staff.STAFF_LIST_TEMPLATE, listed(2)),
        ("staff_qualification", staff.QUALIFICATION_TEMPLATE, qualified(2)),
        ("load_card_empty", load.LOAD_CARD_TEMPLATE, card(0)),
    ],
)
def test_a_paper_says_what_it_always_said(name, template, paper):
    pdf = rendering.render(template, paper)
    same_as_golden(name, pdf)
