"""Papers of the academic record: what their templates see."""

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Count, Letterhead, Signature

RECORD, RECORD_TEMPLATE = "academic_record", "academic_record.html"
LIST, LIST_TEMPLATE = "record_list", "record_list.html"
register_paper(RECORD, "УК", RECORD_TEMPLATE, N_("Academic record of a student"))
register_paper(LIST, "СП", LIST_TEMPLATE, N_("List of students by results"))


@dataclass(frozen=True)
class RecordRow:
    """A control of the record: item, hours, form, result in figures and words, date, the sheet or paper behind it."""

    number: int
    item: str
    hours: str
    control: str
    mark: str
    words: str
    held_on: str
    source: str


@dataclass(frozen=True)
class RecordSemester:
    """Rows of one semester of the plan."""

    title: str
    rows: tuple[RecordRow, ...]


@dataclass(frozen=True)
class RecordPaper:
    """The academic record of a student on a day: rows by semester, mean and shares as texts."""

    letterhead: Letterhead
    name: str
    record_book: str
    group: str
    specialty: str
    state: str
    semesters: tuple[RecordSemester, ...]
    totals: tuple[Count, ...]
    signatures: tuple[Signature, ...]
    drawn_on: date

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"Учебная карточка, группа {self.group}"


@dataclass(frozen=True)
class ListRow:
    """A student of a list."""

    number: int
    name: str
    record_book: str
    group: str
    course: str
    fives: str
    fours: str
    mean: str
    note: str


@dataclass(frozen=True)
class ListPaper:
    """A list of students by their results; ``condition`` says who stands in it, ``state`` which reading it is."""

    letterhead: Letterhead
    title: str
    condition: str
    period: str
    state: str
    rows: tuple[ListRow, ...]
    with_notes: bool
    drawn_on: date
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"{self.title.capitalize()}, {self.period}"
