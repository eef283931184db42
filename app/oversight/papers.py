"""Printed forms of oversight: the month's report for the director, the journal of incidents, the table of measures."""

from dataclasses import dataclass

from app.core.text import N_
from app.documents.headings import declare_heading
from app.documents.rules import Letterhead, Signature

TABLE_TEMPLATE = "oversight_table.html"
MONTH = "ОТЧЁТ о доступе к персональным данным"
INCIDENTS = "ЖУРНАЛ инцидентов безопасности персональных данных"
MEASURES = "ТАБЛИЦА МЕР по обеспечению безопасности персональных данных"
declare_heading("oversight.month", N_("Report on access to personal data"), MONTH)
declare_heading("oversight.incidents", N_("Journal of incidents"), INCIDENTS)
declare_heading("oversight.measures", N_("Table of measures"), MEASURES)


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
