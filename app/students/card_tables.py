"""Tables of the printed personal card that higher floors fill: orders, results by semester."""

from __future__ import annotations

from collections.abc import Callable

from app.students.models import Student

Table = tuple[str, tuple[str, ...], tuple[tuple[str, ...], ...]]
Source = Callable[[Student], Table]
_sources: dict[Source, int] = {}


def register_card_table(source: Source, order: int) -> None:
    """Name a source of a table (title, heads, rows) by the student; ``order`` is its place after the card's own ones."""
    _sources[source] = order


def told_tables(student: Student) -> list[Table]:
    """Give the tables of higher floors in their order."""
    return [source(student) for source in sorted(_sources, key=lambda one: _sources[one])]
