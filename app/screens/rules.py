"""A table as a person sees it, and its two other shapes: a flat one for a spreadsheet, a printed one without idle columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

# Longer numbers are telephones and registrations, those with a leading nought are codes: they stay texts.
_NUMBER = re.compile(r"-?(0|[1-9]\d{0,8})(,\d{1,4})?")
_DAY = re.compile(r"(\d{2})\.(\d{2})\.(\d{4})")
WIDEST, NARROWEST, PADDING = 45.0, 4.0, 2.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text, how many columns and rows it takes, whether it is a head."""

    text: str
    columns: int = 1
    rows: int = 1
    is_head: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a page; ``heads`` and ``rows`` hold the cells as they were written, spans and all."""

    caption: str
    heads: tuple[tuple[Cell, ...], ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A drawn page: its title, what its filters say, its tables, how many pages its pager counts."""

    title: str
    chosen: tuple[str, ...]
    tables: tuple[Table, ...]
    pages: int = 1


def grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell | None]]:
    """Lay cells out: a cell stands in its first place, None in the others it takes."""
    laid: list[list[Cell | None]] = []
    taken: dict[tuple[int, int], bool] = {}
    for number, cells in enumerate(rows):
        line: list[Cell | None] = []
        for cell in cells:
            while taken.get((number, len(line))):
                line.append(None)
            at = len(line)
            for down in range(min(cell.rows, len(rows) - number)):
                for right in range(cell.columns):
                    taken[number + down, at + right] = True
            line += [cell, *[None] * (cell.columns - 1)]
        while taken.get((number, len(line))):
            line.append(None)
        laid.append(line)
    width = max(map(len, laid), default=0)
    return [[*line, *[None] * (width - len(line))] for line in laid]


def idle(table: Table) -> set[int]:
    """Give the columns without any text that nothing spans: marks to tick and buttons."""
    laid = grid((*table.heads, *table.rows))
    width = len(laid[0]) if laid else 0
    busy = {
        at + right
        for line in laid for at, cell in enumerate(line)
        if cell is not None and (cell.text or cell.columns > 1)
        for right in range(cell.columns if cell.columns < width else 0)
    }  # fmt: skip
    return set(range(width)) - busy


def without_idle(table: Table) -> Table:
    """Give the table without its idle columns; a row that spans all of them becomes narrower."""
    laid, gone = grid((*table.heads, *table.rows)), idle(table)
    width = len(laid[0]) if laid else 0
    if not gone or len(gone) == width:
        return table

    def kept(line: list[Cell | None]) -> tuple[Cell, ...]:
        whole = [
            Cell(one.text, width - len(gone), one.rows, one.is_head) if one.columns >= width else one
            for at, one in enumerate(line)
            if one is not None and (at not in gone or one.columns >= width)
        ]
        return tuple(whole)

    lines = [kept(line) for line in laid]
    return Table(table.caption, tuple(lines[: len(table.heads)]), tuple(lines[len(table.heads) :]))


def flat_heads(table: Table) -> list[str]:
    """Give one head a column: those above each other joined, «Оценки / Экзамен»."""
    laid = grid(table.heads)
    width = max((len(line) for line in (laid or grid(table.rows))), default=0)
    heads: list[list[str]] = [[] for _ in range(width)]
    for line in laid:
        for at, cell in enumerate(line):
            for right in range(cell.columns if cell is not None else 0):
                if cell is not None and cell.text and at + right < width:
                    heads[at + right].append(cell.text.replace("\n", " "))
    return [" / ".join(dict.fromkeys(texts)) for texts in heads]


def flat_rows(table: Table) -> list[list[object]]:
    """Give the rows with a typed value in the first place of each cell; a cell over several rows stands in each."""
    laid = grid(table.rows)
    found: list[list[object]] = [[""] * len(line) for line in laid]
    for number, line in enumerate(laid):
        for at, cell in enumerate(line):
            for down in range(min(cell.rows, len(laid) - number) if cell is not None else 0):
                found[number + down][at] = typed(cell.text) if cell is not None else ""
    return found


def typed(text: str) -> object:
    """Give a number or a day where the text is one, so that a spreadsheet can count and sort; any other text as it is."""
    if _NUMBER.fullmatch(text):
        return Decimal(text.replace(",", ".")) if "," in text else int(text)
    told = _DAY.fullmatch(text)
    if told is None:
        return text
    try:
        return date(int(told[3]), int(told[2]), int(told[1]))
    except ValueError:
        return text


def joined(tables: Sequence[Table]) -> Table:
    """Give one table of the same table of several pages."""
    return Table(tables[0].caption, tables[0].heads, tuple(row for one in tables for row in one.rows))


def widths(table: Table, letters: int) -> list[float]:
    """Give the share of each column in percent on a line of so many letters: first its longest word, the rest by its longest text."""
    least, wanted = needs(table)
    spare = letters - sum(least)
    more = sum(wanted) - sum(least)
    if spare > 0 and more > 0:
        least = [low + min(1.0, spare / more) * (high - low) for low, high in zip(least, wanted, strict=True)]
    return [round(100 * one / sum(least), 2) for one in least]


def needs(table: Table) -> tuple[list[float], list[float]]:
    """Give the letters that each column needs for its longest word, and for its longest text within reason."""
    laid = grid((*table.heads, *table.rows))
    least = [NARROWEST] * (len(laid[0]) if laid else 0)
    wanted = list(least)
    for line in laid:
        for at, cell in enumerate(line):
            if cell is not None and cell.columns == 1:
                word = min(WIDEST, max(map(len, cell.text.split()), default=0) + PADDING)
                text = min(WIDEST, max(map(len, cell.text.split("\n")), default=0) + PADDING)
                least[at] = max(least[at], word)
                wanted[at] = max(wanted[at], word if cell.is_head else text)
    return least, wanted
