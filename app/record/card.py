"""The results of a student by semester, told to the printed personal card, whose floor lies below."""

from __future__ import annotations

from app.attestation.controls import FORMS
from app.attestation.rules import WORDS, Result
from app.core.display import day
from app.record import book
from app.record.book import Line, Semester
from app.students.card_tables import Table, register_card_table
from app.students.models import Student


def results(student: Student) -> Table:
    """Give what counts of every control, semester by semester."""
    rows = tuple(_row(semester, line) for semester in book.record_of(student.id).semesters for line in semester.lines if line.counts)
    return "Результаты по семестрам", ("Семестр", "Дисциплина, модуль, практика", "Часов", "Форма контроля", "Оценка", "Дата"), rows


def _row(semester: Semester, line: Line) -> tuple[str, ...]:
    number = f"{semester.number} ({semester.year})" if semester.year else str(semester.number)
    mark = WORDS[Result(line.result)] if line.result else ""
    held = day(line.counts.held_on) if line.counts else ""
    return number, line.control.title, str(line.control.hours).replace(".", ","), FORMS[line.control.form].name, mark, held


register_card_table(results, 20)
