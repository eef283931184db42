"""Rows of a file as typed records of a declared table, with every error at its cell."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from app.core.errors import DomainError
from app.core.text import N_, normalise
from app.exchange.rules import (
    Cleaned,
    Column,
    Finding,
    Grid,
    Level,
    Msg,
    Parsed,
    Record,
    Table,
    find_header,
    is_blank,
    letter,
    propose,
    shown,
)


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
            findings += seen.repeats(record, row, chosen)
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

    def repeats(self, record: Record, row: Sequence[object], mapping: Mapping[int, str]) -> Iterable[Finding]:
        """Give a finding for every unique key that an earlier row already has, at the first column it is read from."""
        for keys in self._table.unique:
            values = [record.values.get(key) for key in keys]
            if any(value is None for value in values):
                continue
            parts = tuple(normalise(value) if isinstance(value, str) else value for value in values)
            first = self._met.setdefault((keys, *parts), record.number)
            if first != record.number:
                place = next((index for index, key in sorted(mapping.items()) if key in keys), min(mapping))
                value = shown(row[place]) if place < len(row) else ""
                yield Finding(N_("The same as in row %(row)s."), {"row": first}, record.number, letter(place), value)
