"""Printed forms of oversight: the month's report for the director, the journal of incidents, the table of measures."""

from dataclasses import dataclass

from app.documents.rules import Letterhead, Signature

TABLE_TEMPLATE = "oversight_table.html"


@dataclass(frozen=True)
class Table:
    """A titled table; ``widths`` in millimetres, an empty one takes the rest."""

    title: str
    heads: tuple[str, ...]
    widths: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str


@dataclass(frozen=True)
class OversightPaper:
    """A report of one or more tables."""

    letterhead: Letterhead
    title: str
    under: str
    tables: tuple[Table, ...]
    signatures: tuple[Signature, ...]
