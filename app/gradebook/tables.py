"""The journal as a workbook: the very lines of the paper, numbers as numbers."""

from __future__ import annotations

from app.exchange.writing import Cell, Table
from app.gradebook.papers import JournalPaper


def journal(paper: JournalPaper) -> list[Table]:
    """Give the sheets of the workbook: marks by student with what follows from them, then lessons."""
    columns = [column for spread in paper.spreads for column in spread.columns]
    heads = ["№", "Фамилия, имя, отчество", *(f"{column.date:%d.%m.%Y}" for column in columns)]
    heads += ["Средний балл", "Пропущено, ч", "Без уважительной причины, ч", "Предлагается за семестр", *paper.controls]
    rows: list[list[Cell]] = []
    for at, closing in enumerate(paper.closing):
        cells = [number_of(cell) for spread in paper.spreads for cell in spread.lines[at].cells]
        sums = [
            number_of(one)
            for one in (closing.mean, closing.missed, closing.unexcused, closing.semester, *closing.results)
        ]
        rows.append([closing.number, closing.name, *cells, *sums])
    lessons: list[list[Cell]] = [
        [one.date, number_of(one.hours), one.topic, one.kind, one.homework, one.held_by] for one in columns
    ]
    return [
        Table("Отметки", heads, rows),
        Table("Занятия", ["Дата", "Часов", "Тема", "Вид занятия", "Домашнее задание", "Преподаватель"], lessons),
    ]


def number_of(text: str) -> Cell:
    """Give a number for a text that is one («5», «4,12»), so that a spreadsheet counts with it; other texts as they are."""
    plain = text.replace(",", ".")
    if plain.isdecimal():
        return int(plain)
    whole, dot, part = plain.partition(".")
    return float(plain) if dot and whole.isdecimal() and part.isdecimal() else text
