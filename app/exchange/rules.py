"""What a table is: declared columns, headers recognised by their synonyms, findings at their cells."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from app.core.errors import DomainError
from app.core.text import clean, normalise

HEADER_SEARCH_ROWS = 30


class Unsupported(DomainError):
    """The file is not a table this product reads."""

    status = 415


class TooLarge(DomainError):
    """The file is beyond the declared limits."""

    status = 413


class Msg(str):
    """A parameter of a message that is itself a msgid and is translated with it."""


class Level(StrEnum):
    """An error stops the import, a warning is shown and let through."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell without a usable value: an error of the spreadsheet, or a formula nobody calculated."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of a file as they stand; ``sheet`` and the ``others`` left unread are names of a workbook's sheets."""

    rows: tuple[tuple[object, ...], ...]
    sheet: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold: rows with data, columns, bytes as sent, bytes unpacked."""

    rows: int = 5_000
    columns: int = 200
    file_bytes: int = 5 * 1024 * 1024
    unpacked_bytes: int = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A value a parser put right, with the msgid of what it says about that."""

    value: object
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a declared table.

    ``title`` is a msgid; ``synonyms`` are headers as offices write them; ``parse`` turns a cell into a value, gives
    ``Cleaned`` when it mended something, raises DomainError otherwise. A required column may be absent when the column
    named by ``unless`` is there. Cells of a ``special`` column are not shown on the screen.
    """

    key: str
    title: str
    synonyms: tuple[str, ...]
    parse: Callable[[object], object]
    required: bool = False
    unless: str | None = None
    special: bool = False


Say = Callable[..., None]


@dataclass(frozen=True, slots=True)
class Table:
    """A declared table; ``finish`` checks a row as a whole: gives its values, raises at ``field``, says warnings."""

    key: str
    title: str
    columns: tuple[Column, ...]
    limits: Limits = Limits()
    unique: tuple[tuple[str, ...], ...] = ()
    finish: Callable[[dict[str, object], Say], dict[str, object]] | None = None

    def column(self, key: str) -> Column:
        """Give the column of ``key``; raises KeyError."""
        return next(column for column in self.columns if column.key == key)


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong, and where: row number and column letter as the spreadsheet shows them, None for the whole table.

    Who judges a row after it was read names the columns by their ``keys``; the first one that the file has is the cell.
    """

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    row: int | None = None
    column: str | None = None
    value: str = ""
    level: Level = Level.ERROR
    keys: tuple[str, ...] = ()

    @property
    def cell(self) -> str:
        """Give the address, as «C7»."""
        return f"{self.column or ''}{self.row or ''}"


@dataclass(frozen=True, slots=True)
class Record:
    """A row that was read without an error: its number in the file and its typed values by column key."""

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Parsed:
    """A file as typed records with its findings; ``mapping`` is column index → key, ``header`` its row index."""

    grid: Grid
    header: int
    mapping: Mapping[int, str]
    records: tuple[Record, ...]
    findings: tuple[Finding, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing stops the import."""
        return not any(finding.level is Level.ERROR for finding in self.findings)

    def located(self, findings: Iterable[Finding]) -> list[Finding]:
        """Give findings on the rows of this file with the letters of their columns."""
        letters = {key: letter(index) for index, key in self.mapping.items()}
        return [replace(one, column=one.column or next((letters[key] for key in one.keys if key in letters), None)) for one in findings]

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Give the findings that stop the import."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Give the findings that are shown and let through."""
        return tuple(finding for finding in self.findings if finding.level is Level.WARNING)


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """A row as the preview shows it: number, texts of its cells, the msgid of what will happen to it."""

    number: int
    cells: tuple[str, ...]
    state: str
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers to a question: the value that is sent, and its msgid."""

    value: str
    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Question:
    """A row a person must judge: what it says and the possible answers."""

    number: int
    subject: str
    answers: tuple[Answer, ...]

    def allows(self, value: str) -> bool:
        """Tell whether ``value`` is one of the answers."""
        return any(answer.value == value for answer in self.answers)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a confirmed import would do: ``heads`` are msgids, ``findings`` stop it, ``questions`` wait for answers."""

    heads: tuple[str, ...]
    rows: tuple[PlannedRow, ...]
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()

    @property
    def ok(self) -> bool:
        """Tell whether nothing stops the import but unanswered questions."""
        return not any(finding.level is Level.ERROR for finding in self.findings)

    @property
    def fresh(self) -> int:
        """How many rows would change the records."""
        return sum(row.fresh for row in self.rows)


def letter(index: int) -> str:
    """Give the spreadsheet's name of the column ``index`` (from 0): A … Z, AA …"""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name


def is_blank(cell: object) -> bool:
    """Tell whether the cell holds nothing that a person would see."""
    return cell is None or (isinstance(cell, str) and not clean(cell))


def shown(cell: object) -> str:
    """Give the cell as a short text for a message."""
    if cell is None:
        return ""
    if isinstance(cell, BadCell):
        return cell.text
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = cell.strftime("%d.%m.%Y") if hasattr(cell, "strftime") else str(cell)
    text = re.sub(r"[\x00-\x1f\x7f]", "�", text)
    return text if len(text) <= 60 else text[:59] + "…"


def header_key(cell: object) -> str:
    """Give the form in which headers are compared: letters and digits only, case and ё aside."""
    return " ".join(re.findall(r"[^\W_]+", normalise(cell))) if isinstance(cell, str) else ""


def recognise(cell: object, table: Table) -> str | None:
    """Give the key of the column whose synonym the header is or begins with; None when nothing fits."""
    head = header_key(cell)
    if not head:
        return None
    best: tuple[int, str] | None = None
    for column in table.columns:
        for synonym in map(header_key, column.synonyms):
            if head == synonym:
                return column.key
            if head.startswith(synonym + " ") and (best is None or len(synonym) > best[0]):
                best = len(synonym), column.key
    return best[1] if best else None


def propose(row: Sequence[object], table: Table) -> dict[int, str]:
    """Give the columns recognised in a header row; of two equal headers the first one counts."""
    mapping: dict[int, str] = {}
    for index, cell in enumerate(row):
        key = recognise(cell, table)
        if key and key not in mapping.values():
            mapping[index] = key
    return mapping


def find_header(grid: Grid, table: Table) -> int:
    """Give the index of the row that names most columns; titles above it are passed by. -1 for an empty file."""
    best, score = -1, 0
    for index, row in enumerate(grid.rows[:HEADER_SEARCH_ROWS]):
        if best < 0 and not all(map(is_blank, row)):
            best = index
        if (found := len(propose(row, table))) > score:
            best, score = index, found
    return best
