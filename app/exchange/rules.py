"""What a table is: declared columns, findings at their cells, recognised headers, typed records."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.core.errors import DomainError
from app.core.text import N_, clean, normalise

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
    named by ``unless`` is there.
    """

    key: str
    title: str
    synonyms: tuple[str, ...]
    parse: Callable[[object], object]
    required: bool = False
    unless: str | None = None


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
    """What is wrong, and where: row number and column letter as the spreadsheet shows them, None for the whole table."""

    msgid: str
    params: Mapping[str, object] = field(default_factory=dict)
    row: int | None = None
    column: str | None = None
    value: str = ""
    level: Level = Level.ERROR

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

    @property
    def errors(self) -> tuple[Finding, ...]:
        """Give the findings that stop the import."""
        return tuple(finding for finding in self.findings if finding.level is Level.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        """Give the findings that are shown and let through."""
        return tuple(finding for finding in self.findings if finding.level is Level.WARNING)


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


def parse(table: Table, grid: Grid, mapping: Mapping[int, str] | None = None) -> Parsed:
    """Read the grid as ``table``; without ``mapping`` the recognised one is taken. Never raises for what a cell holds."""
    header = find_header(grid, table)
    if header < 0:
        return Parsed(grid, 0, {}, (), (Finding(N_("The file has no rows.")),))
    chosen = propose(grid.rows[header], table) if mapping is None else dict(mapping)
    findings = [*_sheet_findings(grid), *_mapping_findings(table, chosen)]
    if any(finding.level is Level.ERROR for finding in findings):
        return Parsed(grid, header, chosen, (), tuple(findings))
    records: list[Record] = []
    seen = _Seen(table)
    for index in range(header + 1, len(grid.rows)):
        row = grid.rows[index]
        if all(map(is_blank, row)):
            continue
        record, found = _read_row(table, row, index + 1, chosen)
        findings += found
        if record:
            findings += seen.repeats(record, chosen)
            records.append(record)
    if not records and not any(finding.row for finding in findings):
        findings.append(Finding(N_("There are no rows under the header.")))
    return Parsed(grid, header, chosen, tuple(records), tuple(findings))


def _sheet_findings(grid: Grid) -> Iterable[Finding]:
    if grid.others:
        yield Finding(
            N_("Only the sheet «%(sheet)s» is read; the sheets %(others)s are not."),
            {"sheet": grid.sheet or "", "others": ", ".join(f"«{name}»" for name in grid.others)},
            level=Level.WARNING,
        )


def _mapping_findings(table: Table, mapping: Mapping[int, str]) -> Iterable[Finding]:
    chosen = list(mapping.values())
    for column in table.columns:
        if chosen.count(column.key) > 1:
            yield Finding(N_("Two columns of the file are chosen as «%(column)s»."), {"column": Msg(column.title)})
        if column.required and column.key not in chosen and column.unless not in chosen:
            yield Finding(N_("The file has no column «%(column)s»."), {"column": Msg(column.title)})


def _read_row(
    table: Table, row: Sequence[object], number: int, mapping: Mapping[int, str]
) -> tuple[Record | None, list[Finding]]:
    values: dict[str, object] = {column.key: None for column in table.columns}
    findings: list[Finding] = []
    places = {key: index for index, key in mapping.items()}

    def note(level: Level, key: str | None, msgid: str, params: Mapping[str, object]) -> None:
        place = places.get(key) if key else None
        raw = row[place] if place is not None and place < len(row) else None
        column = letter(place) if place is not None else None
        findings.append(Finding(msgid, params, number, column, shown(raw), level))

    for index, key in sorted(mapping.items()):
        cell = row[index] if index < len(row) else None
        try:
            values[key] = _read_cell(table.column(key), cell, lambda *said: note(Level.WARNING, *said))
        except DomainError as error:
            note(Level.ERROR, key, error.msgid, error.params)
    if not any(finding.level is Level.ERROR for finding in findings) and table.finish:
        try:
            values = table.finish(values, lambda key, msgid, **params: note(Level.WARNING, key, msgid, params))
        except DomainError as error:
            note(Level.ERROR, error.field, error.msgid, error.params)
    broken = any(finding.level is Level.ERROR for finding in findings)
    return None if broken else Record(number, values), findings


def _read_cell(column: Column, cell: object, say: Callable[..., None]) -> object:
    if is_blank(cell):
        if column.required:
            raise DomainError(N_("«%(column)s» is empty."), column=Msg(column.title))
        return None
    value = column.parse(cell)
    if isinstance(value, Cleaned):
        say(column.key, value.msgid, value.params)
        return value.value
    return value


class _Seen:
    """Values of the declared unique keys met so far."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._met: dict[tuple[object, ...], int] = {}

    def repeats(self, record: Record, mapping: Mapping[int, str]) -> Iterable[Finding]:
        """Give a finding for every unique key that an earlier row already has."""
        for keys in self._table.unique:
            values = [record.values.get(key) for key in keys]
            if any(value is None for value in values):
                continue
            parts = tuple(normalise(value) if isinstance(value, str) else value for value in values)
            first = self._met.setdefault((keys, *parts), record.number)
            if first != record.number:
                place = next((index for index, key in sorted(mapping.items()) if key in keys), None)
                yield Finding(
                    N_("The same as in row %(row)s."), {"row": first}, record.number,
                    letter(place) if place is not None else None, shown(values[0]),
                )
