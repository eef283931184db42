"""Builders of the journal's papers over the contents of a term: the same for a snapshot and for live rows; pure.

``told`` is what the close of a term makes of it, turned into text, or a parsed snapshot: so a closed journal is printed
from what was closed and never from the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.core.errors import NotFound
from app.core.text import N_, short_name
from app.documents.rules import Signature
from app.gradebook.cells import IMPROVED
from app.gradebook.papers import (
    ClosingLine,
    ContentsLine,
    JournalColumn,
    JournalCover,
    JournalLine,
    JournalPaper,
    Spread,
    StudentLine,
)
from app.organization.heads import letterhead_told
from app.students.endings import short

Told = Mapping[str, Any]
# What a page of A4 has room for beside the names.
COLUMNS = 20
KINDS = {
    "lesson": "урок", "lecture": "лекция", "practical": "практ. занятие", "workshop": "практ. работа", "lab": "лаб. работа", "seminar": "семинар",
    "test": "контр. работа", "independent": "сам. работа", "consultation": "консультация", "excursion": "экскурсия", "essay": "сочинение",
    "game": "деловая игра", "practice": "практика", "standards": "нормативы", "credit": "зачёт", "other": "другое",
}  # fmt: skip
CONTROLS = {
    "Э": "экзамен", "ДЗ": "диф. зачёт", "З": "зачёт", "КР": "контр. работа", "КП": "курс. проект", "КРаб": "курс. работа",
    "ЭМ": "экзамен по модулю", "КЭ": "квалиф. экзамен",
}  # fmt: skip


def journal_paper(told: Told, load_id: int, state: str = "", day: date | None = None) -> JournalPaper:
    """Give the journal of a load; NotFound for a load of another term.

    ``state`` and ``day`` mark a print of an open term: lessons after ``day`` are not held yet, so nobody signs for them.
    """
    load = next((one for one in told["loads"] if one["id"] == str(load_id)), None)
    if load is None:
        raise NotFound(N_("There is no such journal, or it is not yours."))
    lessons = sorted((one for one in told["lessons"] if one["load"] == load["id"]), key=lambda one: (one["date"], int(one["pair"])))
    students = students_of(told, load)
    chunks = [lessons[at : at + COLUMNS] for at in range(0, len(lessons), COLUMNS)] or [[]]
    sheets = [one for one in told["sheets"] if one["load"] == load["id"] and one["status"] != "superseded"]
    return JournalPaper(
        letterhead=letterhead_told(told["college"]), item=_item(load), teachers=tuple(one["name"] for one in load["teachers"]),
        plan_hours=load["hours"], held_hours=str(sum(int(one["hours"]) for one in lessons if _is_held(one, day))),
        spreads=tuple(_spread(told, chunk, students, day) for chunk in chunks),
        controls=tuple(CONTROLS.get(one["form"], one["form"]) for one in sheets),
        closing=tuple(_closing(told, load, sheets, number, one) for number, one in enumerate(students, start=1)),
        signatures=_signatures(told, load), state=state, **_heading(told),
    )  # fmt: skip


def cover(told: Told, contents: Sequence[ContentsLine], state: str = "") -> JournalCover:
    """Give cover and contents of the volume of a group."""
    return JournalCover(
        letterhead=letterhead_told(told["college"]), curator=told["term"]["curator"] or "", contents=tuple(contents), state=state, **_heading(told)
    )


def last_pages(told: Told) -> JournalCover:
    """Give the pages at the end of the volume: the students, briefings on safety, remarks of those who check."""
    students = tuple(
        StudentLine(number, one["name"], one["record_book"] or "", "; ".join(_stay(*span) for span in one["stays"]) + _order(one))
        for number, one in enumerate(told["students"], start=1)
    )
    return JournalCover(
        letterhead=letterhead_told(told["college"]), curator=told["term"]["curator"] or "", contents=(), students=students, **_heading(told)
    )


def contents_line(paper: JournalPaper, number: str, first_page: int, pages: int) -> ContentsLine:
    """Give the line of a journal in the contents."""
    return ContentsLine(paper.item, paper.teachers, paper.plan_hours, paper.held_hours, number, first_page, pages)


def loads_in_order(told: Told) -> list[Told]:
    """Give the loads as the plan has them, parts of a group one after another."""
    return sorted(told["loads"], key=lambda one: (int(one["position"]), one["subgroup"] or "", int(one["id"])))


def students_of(told: Told, load: Told) -> list[Told]:
    """Give the students of the load's (sub)group in the order of the journal."""
    own = told["standings"].get(load["id"], {})
    return [one for one in told["students"] if one["id"] in own]


def _heading(told: Told) -> dict[str, Any]:
    term = told["term"]
    return {
        "group": term["group"], "course": term["course"], "specialty": term["specialty"], "semester": term["semester"],
        "academic_year": term["year"],
    }  # fmt: skip


def _item(load: Told) -> str:
    name = f"{load['code']} {load['name']}".strip()
    return f"{name} (подгруппа {load['subgroup']})" if load["subgroup"] else name


def _signatures(told: Told, load: Told) -> tuple[Signature, ...]:
    teachers = [Signature("Преподаватель", one["sign"]) for one in load["teachers"]] or [Signature("Преподаватель")]
    head = [Signature("Заведующий отделением")] if told["term"]["department"] else []
    return (*teachers, *head)


def _is_held(lesson: Told, day: date | None) -> bool:
    return day is None or date.fromisoformat(lesson["date"]) <= day


def _kind(lesson: Told) -> str:
    return KINDS.get(lesson["kind"], lesson["kind"]) + (", дистанционно" if lesson.get("remote") else "")


def _short(name: str) -> str:
    """Give «Иванов И. И.» of a full name; nothing for nobody."""
    return short_name(*name.split()[:3]) if len(name.split()) > 1 else name


def _column(told: Told, lesson: Told, day: date | None) -> JournalColumn:
    """Give a line of the right page; a lesson ahead has only what its teacher has already written."""
    held, topic = _is_held(lesson, day), lesson["topic"] or ""
    return JournalColumn(
        date.fromisoformat(lesson["date"]), lesson["hours"], topic, _kind(lesson) if held or topic else "", lesson["homework"] or "",
        _short(told["staff"].get(lesson["held_by"] or "", "")) if held else "",
    )


def _spread(told: Told, lessons: Sequence[Told], students: Sequence[Told], day: date | None) -> Spread:
    columns = tuple(_column(told, one, day) for one in lessons)
    lines = tuple(
        JournalLine(number, one["name"], tuple(_cell(told, lesson, one) for lesson in lessons), _left(one))
        for number, one in enumerate(students, start=1)
    )
    return Spread(columns, lines)


def _cell(told: Told, lesson: Told, student: Told) -> str:
    """Give a cell as paper has it: an improved mark with a stroke, as by hand; the typeface has no arrow."""
    text = told["marks"].get(lesson["id"], {}).get(student["id"], "")
    return text.replace(f"незач{IMPROVED}", f"незач{IMPROVED} ").replace(IMPROVED, "/")


def _closing(told: Told, load: Told, sheets: Sequence[Told], number: int, student: Told) -> ClosingLine:
    standing = told["standings"][load["id"]][student["id"]]
    missed = int(standing["absent"])
    results = tuple(
        next((line["result"] or "" for line in sheet["entries"] if line["student"] == student["id"]), "") for sheet in sheets
    )
    return ClosingLine(
        number, student["name"], (standing["mean"] or "—").replace(".", ","), str(missed), str(missed - int(standing["excused"])),
        standing["proposal"] or "—", results,
    )  # fmt: skip


def _left(student: Told) -> str:
    last = student["stays"][-1][1] if student["stays"] else None
    if not last:
        return ""
    order = f", {short(student['left_by'])}" if student.get("left_by") else ""
    return f"выбыл(а) {date.fromisoformat(last):%d.%m.%Y}{order}"


def _order(student: Told) -> str:
    return f", {student['left_by']}" if student.get("left_by") else ""


def _stay(start: str, end: str | None) -> str:
    until = f" по {date.fromisoformat(end):%d.%m.%Y}" if end else ""
    return f"с {date.fromisoformat(start):%d.%m.%Y}{until}"
