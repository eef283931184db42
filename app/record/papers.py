"""Papers of the academic record: what their templates see."""

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Count, Letterhead, Signature

RECORD, RECORD_TEMPLATE = "academic_record", "academic_record.html"
LIST, LIST_TEMPLATE = "record_list", "record_list.html"
BOOK, BOOK_TEMPLATE = "record_book", "record_book.html"
PERIOD, PERIOD_TEMPLATE = "period_summary", "period.html"
register_paper(BOOK, "ЗК", BOOK_TEMPLATE, N_("Pages of the record book"))
register_paper(PERIOD, "СВП", PERIOD_TEMPLATE, N_("Summary of results over the whole time of study"), "СВОДНАЯ ВЕДОМОСТЬ УСПЕВАЕМОСТИ ЗА ВЕСЬ ПЕРИОД ОБУЧЕНИЯ")
register_paper(RECORD, "УК", RECORD_TEMPLATE, N_("Academic record of a student"), "УЧЕБНАЯ КАРТОЧКА")
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
class BookRow:
    """A line of the record book: item, hours, result in words, day, who examined or the paper it stands on."""

    item: str
    hours: str
    words: str
    held_on: str
    examiners: str


@dataclass(frozen=True)
class BookPart:
    """A table of a spread: exams, credits, course projects, practice."""

    title: str
    rows: tuple[BookRow, ...]


@dataclass(frozen=True)
class BookSpread:
    """A spread of the record book: what stands on its left and on its right page."""

    title: str
    left: tuple[BookPart, ...]
    right: tuple[BookPart, ...]


@dataclass(frozen=True)
class BookPaper:
    """The pages of a student's record book, a spread a semester."""

    letterhead: Letterhead
    name: str
    record_book: str
    group: str
    specialty: str
    spreads: tuple[BookSpread, ...]
    drawn_on: date

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"Страницы зачётной книжки, группа {self.group}"


@dataclass(frozen=True)
class PeriodBlock:
    """A semester on a page of the summary: its title and the heads of its columns."""

    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class PeriodRow:
    """A student on a page of the summary: marks in the order of its columns."""

    number: int
    name: str
    marks: tuple[str, ...]
    counts: str = ""
    mean: str = ""
    fives: str = ""
    honours: str = ""


@dataclass(frozen=True)
class PeriodPage:
    """A page of the summary: some semesters; the last one ends with the mean and the share of fives."""

    blocks: tuple[PeriodBlock, ...]
    rows: tuple[PeriodRow, ...]
    is_last: bool

    @property
    def columns(self) -> tuple[str, ...]:
        """Give the heads of all blocks from left to right."""
        return tuple(one for block in self.blocks for one in block.columns)


@dataclass(frozen=True)
class PeriodPaper:
    """Results of a group over the whole time of study, semester after semester."""

    letterhead: Letterhead
    group: str
    specialty: str
    state: str
    rule: str
    pages: tuple[PeriodPage, ...]
    signatures: tuple[Signature, ...]
    drawn_on: date

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Сводная ведомость за весь период обучения: {self.group}"


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
