"""The load as a table of a spreadsheet: a line a part, hours in one column or by kinds."""

from __future__ import annotations

from app.core.errors import Invalid
from app.core.text import N_, normalise
from app.exchange import cells
from app.exchange.rules import Column, Limits, Say, Table
from app.teaching.hours import HOUR_KINDS, MOST_HOURS
from app.teaching.titles import KIND_TITLES

# Headers as study offices write them.
SYNONYMS = {
    "lectures": ("Теория", "Теоретические", "Лекции", "Уроки"), "practicals": ("Практические", "Практика занятия", "ПЗ", "Практ."),
    "labs": ("Лабораторные", "ЛР", "Лаб."), "seminars": ("Семинары",), "course_work": ("КП (КР)", "Курсовая", "Курсовое проектирование", "КП"),
    "consultations": ("Консультации", "Конс."), "exam_hours": ("Аттестация", "Экзамен", "Промежуточная аттестация"), "practice": ("Практика", "УП", "ПП"),
}  # fmt: skip


def _finish(values: dict[str, object], say: Say) -> dict[str, object]:
    kinds = {kind: values.pop(f"kind_{kind}", None) for kind in HOUR_KINDS}
    found = dict(values)
    named = {kind: hours for kind, hours in kinds.items() if hours is not None}
    if named and found.get("hours") is not None and sum(named.values()) != found["hours"]:  # type: ignore[arg-type]
        raise Invalid(N_("The hours by kinds do not sum to the hours of the line."), field="hours")
    found["kinds"] = named or None
    found["place"] = "|".join(normalise(str(found.get(key) or "")) for key in ("group", "semester", "item", "subgroup"))
    return found


LOADS = Table(
    "loads",
    N_("Load of the year"),
    (
        Column("group", N_("Group"), ("Группа", "Учебная группа"), cells.text(50), required=True),
        Column("semester", N_("Plan semester"), ("Семестр", "Сем.", "Семестр плана"), cells.whole(1, 12), required=True),
        Column("item", N_("Item of the plan"), ("Индекс", "Код", "Дисциплина", "Дисциплина, модуль", "Наименование"), cells.text(300), required=True),
        Column("subgroup", N_("Subgroup"), ("Подгруппа",), cells.text(50)),
        Column("teacher", N_("Teacher"), ("Преподаватель", "ФИО преподавателя", "ФИО"), cells.text(200), required=True),
        Column("hours", N_("Hours"), ("Часы", "Часов", "Всего часов", "Всего"), cells.whole(0, MOST_HOURS)),
        *(Column(f"kind_{kind}", KIND_TITLES[kind], SYNONYMS[kind], cells.whole(0, MOST_HOURS)) for kind in HOUR_KINDS),
    ),
    Limits(rows=20_000, columns=40, file_bytes=5 * 1024 * 1024, unpacked_bytes=60 * 1024 * 1024),
    unique=(("place",),),
    finish=_finish,
)
