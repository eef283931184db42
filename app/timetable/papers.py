"""A week of the timetable for the board."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature
from app.organization.heads import director, letterhead
from app.organization.models import Organization
from app.timetable.weeks import BY_GROUP, BY_TEACHER, Cell, Week

WEEK, TEMPLATE = "week_timetable", "week_timetable.html"
register_paper(WEEK, "РЗ", TEMPLATE, N_("Timetable of a week"), "РАСПИСАНИЕ ЗАНЯТИЙ")
DAYS = ("Понедельник", "Вторник", "Среда", "Четверг", "Пятница", "Суббота", "Воскресенье")


@dataclass(frozen=True)
class WeekLine:
    """A pair of a day: time and what is held, several lines for subgroups."""

    pair: int
    time: str
    lessons: tuple[str, ...]


@dataclass(frozen=True)
class WeekDay:
    """A day of the board: its name, why nobody studies, its pairs."""

    name: str
    off: str
    lines: tuple[WeekLine, ...]
    exams: tuple[str, ...] = ()


@dataclass(frozen=True)
class WeekPaper:
    """The week of a group, a teacher or a room."""

    letterhead: Letterhead
    whose: str
    first: str
    last: str
    days: tuple[WeekDay, ...]
    signatures: tuple[Signature, ...]
    director: str = ""
    director_position: str = "Директор"

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Расписание занятий {self.whose} с {self.first} по {self.last}"


def week_paper(college: Organization, found: Week, by: str, name: str) -> WeekPaper:
    """Build the paper of a week; what the title says names, the cells leave out."""
    whose = {BY_GROUP: f"группы {name}", BY_TEACHER: f"преподавателя {name}"}.get(by, f"аудитории {name}")
    days = tuple(
        WeekDay(f"{DAYS[day.weekday()]}, {day:%d.%m}", found.off.get(day, ""), tuple(_lines(found, day, by)), tuple(_exams(found, day, by)))
        for day in found.days
    )
    return WeekPaper(
        letterhead(college), whose, f"{found.days[0]:%d.%m.%Y}", f"{found.days[-1]:%d.%m.%Y}", days,
        (Signature("Диспетчер"),), director(college).name, director(college).position,
    )  # fmt: skip


def _lines(found: Week, day: date, by: str) -> list[WeekLine]:
    last = max((pair for on, pair in found.cells if on == day), default=0)
    lines = []
    for pair in range(1, last + 1):
        texts = []
        for cell in found.cells.get((day, pair), ()):
            group = cell.group + (f" (п/гр {cell.subgroup})" if cell.subgroup else "")
            own = f"п/гр {cell.subgroup}" if cell.subgroup else ""
            long = _long(found, cell)
            place = "дистанционно" if cell.is_remote else f"ауд. {cell.room}" if cell.room else ""
            parts = {BY_GROUP: (cell.title, own, cell.teacher, place, long), BY_TEACHER: (cell.title, group, place, long)}.get(
                by, (cell.title, group, cell.teacher, long)
            )
            texts.append(", ".join(filter(None, parts)))
        lines.append(WeekLine(pair, found.bells.get(day, {}).get(pair, ""), tuple(texts)))
    return lines


def _long(found: Week, cell: Cell) -> str:
    """Tell how long a lesson of several pairs is: a day of practice."""
    if len(cell.pairs) == 1:
        return ""
    return ", ".join(filter(None, (f"{cell.hours} ч, пары {cell.pairs[0]}–{cell.pairs[-1]}", found.time(cell))))


def _exams(found: Week, day: date, by: str) -> list[str]:
    texts = []
    for one in found.exams.get(day, ()):
        parts = (one.item, one.group if by != BY_GROUP else "", f"ауд. {one.room}" if one.room else "")
        texts.append(f"{one.time} {'экзамен' if one.is_exam else 'консультация'}: " + ", ".join(filter(None, parts)))
    return texts
