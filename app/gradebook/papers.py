"""The journal as an official paper: spreads of marks and lessons, the closing page, the cover of a group's volume."""

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature

JOURNAL = "journal"
JOURNAL_TEMPLATE, COVER_TEMPLATE, NUMBERS_TEMPLATE = "journal.html", "journal_cover.html", "journal_numbers.html"
register_paper(JOURNAL, "ЖУЗ", JOURNAL_TEMPLATE, N_("Journal of lessons"), "ЖУРНАЛ УЧЕБНЫХ ЗАНЯТИЙ")

TITLE = "Журнал учебных занятий"


@dataclass(frozen=True)
class JournalColumn:
    """A lesson: the column of its marks on the left page and its line on the right one."""

    date: date
    hours: str
    topic: str
    kind: str
    homework: str
    held_by: str


@dataclass(frozen=True)
class JournalLine:
    """A student on the left page: the cells of the spread's lessons as texts; ``left`` says why some stay empty."""

    number: int
    name: str
    cells: tuple[str, ...]
    left: str = ""

    @property
    def is_short(self) -> bool:
        """Tell whether every cell is narrow enough for a column whose width nothing can stretch: «5», «б», «5 4»."""
        return all(len(cell) < 2 or (len(cell) < 4 and cell.replace(" ", "").isdecimal()) for cell in self.cells)


@dataclass(frozen=True)
class Spread:
    """Two facing pages: as many lessons as a page has columns."""

    columns: tuple[JournalColumn, ...]
    lines: tuple[JournalLine, ...]


@dataclass(frozen=True)
class ClosingLine:
    """A student on the closing page: mean, hours missed (all and without a reason), the semester mark, results of controls."""

    number: int
    name: str
    mean: str
    missed: str
    unexcused: str
    semester: str
    results: tuple[str, ...]


@dataclass(frozen=True)
class JournalPaper:
    """The journal of one load. ``state`` says that the term is still open, empty for the official paper.

    ``controls`` name the columns of results on the closing page; hours are texts.
    """

    letterhead: Letterhead
    group: str
    course: str
    specialty: str
    semester: str
    academic_year: str
    item: str
    teachers: tuple[str, ...]
    plan_hours: str
    held_hours: str
    spreads: tuple[Spread, ...]
    controls: tuple[str, ...]
    closing: tuple[ClosingLine, ...]
    signatures: tuple[Signature, ...]
    state: str = ""

    @property
    def title(self) -> str:
        """Give what the paper is called."""
        return TITLE

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"{TITLE}: {self.group}, {self.semester} семестр {self.academic_year}, {self.item}"


@dataclass(frozen=True)
class ContentsLine:
    """An item in the contents of the volume: its pages and the number under which its journal is registered."""

    item: str
    teachers: tuple[str, ...]
    plan_hours: str
    held_hours: str
    number: str
    first_page: int
    pages: int


@dataclass(frozen=True)
class StudentLine:
    """A student in the list at the end of the volume."""

    number: int
    name: str
    record_book: str
    stays: str


@dataclass(frozen=True)
class JournalCover:
    """Cover and contents of a group's volume; ``students`` with no ``contents`` makes its last pages instead."""

    letterhead: Letterhead
    group: str
    course: str
    specialty: str
    semester: str
    academic_year: str
    curator: str
    contents: tuple[ContentsLine, ...]
    students: tuple[StudentLine, ...] = ()
    state: str = ""

    @property
    def title(self) -> str:
        """Give what the paper is called."""
        return TITLE


@dataclass(frozen=True)
class PageNumbers:
    """Numbers that run through a whole volume, set apart and laid over its pages; the cover has none."""

    pages: int
