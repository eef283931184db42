"""The printed extract for the person concerned."""

from dataclasses import dataclass

from app.core.text import N_
from app.documents.headings import declare_heading
from app.documents.rules import Letterhead, Signature

EXTRACT_TEMPLATE = "subject_extract.html"
declare_heading("subject_extract", N_("Extract of personal data"), "ВЫПИСКА о персональных данных")
Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Table:
    """A titled table, or, where columns are many, each record as pairs of label and value."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    records: tuple[Facts, ...]


@dataclass(frozen=True)
class SubjectPaper:
    """Everything the college holds about one student (152-ФЗ ст. 14)."""

    letterhead: Letterhead
    name: str
    facts: Facts
    tables: tuple[Table, ...]
    signature: Signature
