"""The table of lessons as a dispatcher's spreadsheet holds it, and its template."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from app.core.errors import Invalid
from app.core.text import N_, normalise
from app.exchange import cells
from app.exchange.rules import Column, Limits, Table
from app.exchange.writing import to_xlsx
from app.lessonplans.rules import kind_of
from app.teaching.models import LESSON_KINDS
from app.teaching.rules import check_link
from app.timetable.rules import MOST_PAIR

MOST_ROWS = 100_000


def kind_cell(cell: object) -> str:
    """Read the kind of a lesson by the beginning of its Russian name."""
    found = kind_of(cells.plain(cell), LESSON_KINDS)
    if found is None:
        raise Invalid(N_("There is no kind of lesson «%(typed)s»."), typed=str(cell)[:40])
    return found


def remote_cell(cell: object) -> bool:
    """Read «да», «дист.», «дистанционно», «+» as held remotely, «нет», «очно», «-» as not."""
    word = normalise(cells.plain(cell))
    if word in ("да", "+", "1") or word.startswith("дист"):
        return True
    if word in ("нет", "-", "—", "0") or word.startswith("очно"):
        return False
    raise Invalid(N_("«yes» or «no» is expected."))


def link_cell(cell: object) -> str | None:
    """Read the address of a remote lesson."""
    return check_link(cells.plain(cell))


LESSONS = Table(
    "timetable",
    N_("Timetable"),
    (
        Column("date", N_("Date"), ("Дата", "День", "Дата занятия"), cells.day, required=True),
        Column("pair", N_("Pair number"), ("Пара", "№ пары", "Номер пары", "Урок"), cells.whole(1, MOST_PAIR), required=True),
        Column("group", N_("Group"), ("Группа",), cells.text(50), required=True),
        Column("subgroup", N_("Subgroup"), ("Подгруппа", "П/гр", "П/г"), cells.text(50)),
        Column("item", N_("Item of the plan"), ("Предмет", "Дисциплина", "Дисциплина (МДК)", "МДК", "Индекс"), cells.text(300), required=True),
        Column("teacher", N_("Teacher"), ("Преподаватель", "ФИО преподавателя"), cells.text(150)),
        Column("room", N_("Room"), ("Аудитория", "Ауд", "Кабинет", "Каб", "Место"), cells.text(30)),
        Column("kind", N_("Kind of lesson"), ("Вид занятия", "Вид", "Тип занятия"), kind_cell),
        Column("hours", N_("Hours"), ("Часы", "Часов"), cells.whole(1, 8)),
        Column("is_remote", N_("Held remotely"), ("Дистанционно", "Формат"), remote_cell),
        Column("link", N_("Address of the remote lesson"), ("Ссылка",), link_cell),
    ),
    Limits(rows=MOST_ROWS, columns=40, file_bytes=12 * 1024 * 1024, unpacked_bytes=150 * 1024 * 1024),
)  # fmt: skip


def template(rows: list[tuple[date, int, str, str, str, str, str]]) -> bytes:
    """Give a workbook with the heads of the table and, as a pattern, rows of loads there are."""
    heads = [
        "Дата",
        "Пара",
        "Группа",
        "Подгруппа",
        "Предмет",
        "Преподаватель",
        "Аудитория",
        "Вид занятия",
        "Часы",
        "Дистанционно",
        "Ссылка",
    ]
    return to_xlsx(_("Timetable"), heads, [(*row, "", 2, "", "") for row in rows])
