"""The sheet of attendance as a workbook: the lines of the paper, numbers as numbers."""

from __future__ import annotations

from app.curator.papers import AttendancePaper, AttendanceRow
from app.curator.papers_report import ReportPaper
from app.curator.papers_standing import StandingPaper
from app.exchange.writing import Cell, to_xlsx
from app.gradebook.tables import number_of


def attendance(paper: AttendancePaper) -> bytes:
    """Give the workbook of a month."""
    heads = ["№", "Фамилия, имя, отчество", *(str(day) for day in paper.days), "Всего, ч", "Заявление", "Болезнь", "Прогул", "Приказ"]
    return to_xlsx(f"Посещаемость {paper.month}", heads, [*map(_line, paper.rows), ["", "Итого", *_numbers(paper.totals)]])


def standing(paper: StandingPaper) -> bytes:
    """Give the workbook of a group in all items: the mean and the mark expected of each."""
    heads = ["№", "Фамилия, имя, отчество", *(head for item in paper.items for head in (f"{item}: средний", f"{item}: вышло бы"))]
    heads += ["Средний по дисциплинам", "Пропущено, ч", "Без уважительной причины, ч", "Отстаёт, дисциплин", "Нет обязательных отметок"]
    rows = [
        [
            row.number, row.name, *(number_of(text) for cell in row.cells for text in cell),
            *map(number_of, (row.mean, row.missed, row.unexcused, row.behind, row.open_tasks)),
        ]
        for row in paper.rows
    ]  # fmt: skip
    return to_xlsx(f"Успеваемость {paper.group}", heads, rows)


def report(paper: ReportPaper) -> bytes:
    """Give the workbook of a curator's report: the parts with their lines."""
    rows: list[list[Cell]] = []
    for part in paper.parts:
        rows.extend([part.head, what, number_of(told)] for what, told in part.lines)
        if not part.lines:
            rows.append([part.head, "", part.text])
    return to_xlsx("Отчёт куратора", ["Раздел", "Показатель", f"Группа {paper.group}, {paper.period}"], rows)


def _line(row: AttendanceRow) -> list[Cell]:
    return [int(row.number), row.name, *_numbers(row)]


def _numbers(row: AttendanceRow) -> list[Cell]:
    return [int(text) if text else None for text in (*row.days, row.total, *row.reasons)]
