"""The calendar-thematic plan as it is printed: golden text with long names, approved and as a draft."""

from datetime import date

import pytest

from app.documents import rendering
from app.lessonplans.papers import TEMPLATE, LessonPlanPaper, PlanLine
from tests.gradebook.test_papers import same_as_golden
from tests.teaching.test_papers import HEAD, ITEM, LONG

TOPIC = "Проектирование интерфейса пользователя: сценарии работы, прототипы, согласование с заказчиком и проверка удобства"


def plan(approved: bool) -> LessonPlanPaper:
    rows = tuple(
        PlanLine(
            number, f"Раздел {number // 20 + 1}. Разработка программного обеспечения" if number % 20 == 1 else "", TOPIC if number % 3 else "Входной контроль",
            2, "практическое занятие" if number % 2 else "лекция", number % 2, "Проектор, раздаточный материал, стенд № 4", f"Учебник, § {number}, задачи 1–5",
            date(2026, 9, 1 + number % 28), () if approved else (date(2026, 9, 2),) if number < 3 else (),
        )
        for number in range(1, 31)
    )  # fmt: skip
    told = ("№ 1 от 28.08.2026", "М. П. Орлова, заместитель директора по учебной работе", date(2026, 8, 31)) if approved else ("", "", None)
    return LessonPlanPaper(
        HEAD, ITEM, (LONG, "Ким Олег Павлович"), "09.02.07 Информационные системы и программирование", "ИСП-21 (п/гр 1)", 2, 3, "2026/2027", rows, 60, 15,
        (("практическое занятие", 30), ("лекция", 30)), LONG if approved else "", *told,
    )  # fmt: skip


@pytest.mark.parametrize(("name", "approved"), [("lesson_plan", True), ("lesson_plan_draft", False)])
def test_a_plan_says_what_it_always_said(name, approved):
    same_as_golden(name, rendering.render(TEMPLATE, plan(approved)))
