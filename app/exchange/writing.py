"""Rows to xlsx and csv in which text stays text, and the header of a download that no name can break."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import quote

import xlsxwriter

from app.access.scope import current_actor
from app.core.clock import now
from app.core.display import moment

# A spreadsheet takes a cell that begins so for a formula (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\"'\\/:*?<>|;%\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_LATIN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "№": "N", "«": "", "»": "", "–": "-", "—": "-",
}
MAX_NAME = 100
Cell = str | int | float | Decimal | date | bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook: its title, heads and rows."""

    title: str
    headers: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def to_xlsx(title: str, headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Give a workbook with one sheet; ``title`` names it. Dates and numbers are typed, every string stays a string."""
    return to_workbook([Table(title, headers, rows)])


def to_workbook(tables: Iterable[Table], made: datetime | None = None) -> bytes:
    """Give a workbook with a sheet per table, as ``to_xlsx`` does; titles must differ. The same tables ``made`` then are the same bytes."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        mark = _mark() if made is None else ""
        if made is not None or mark:
            book.set_properties({"created": made} if made is not None else {"comments": mark})
        formats = {
            "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
            "date": book.add_format({"num_format": "dd.mm.yyyy", "align": "left"}),
            "moment": book.add_format({"num_format": "dd.mm.yyyy hh:mm", "align": "left"}),
            "quoted": book.add_format({"quote_prefix": True}),
        }
        for table in tables:
            _sheet(book, formats, table, mark)
    return buffer.getvalue()


def _mark() -> str:
    """Give who takes the file and when, printed at the foot of every page of it; empty for what the program makes by itself."""
    actor = current_actor()
    return "" if actor is None or actor.is_system else _printable(f"{actor.name}, {moment(now())}")


def _sheet(book: xlsxwriter.Workbook, formats: dict, table: Table, mark: str) -> None:
    sheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", _printable(table.title))[:31].strip() or None)
    widths = [len(header) for header in table.headers]
    for column, header in enumerate(table.headers):
        sheet.write_string(0, column, _printable(header), formats["head"])
    last = 0
    for last, row in enumerate(table.rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, formats, last, column, cell)
            if column < len(widths):
                widths[column] = max(widths[column], min(len(str(cell or "")), 60))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, max(6, width + 2))
    if mark:
        sheet.set_footer(f"&L&8{mark.replace('&', '&&')}&R&8&P")
    sheet.freeze_panes(1, 0)
    if table.headers:
        sheet.autofilter(0, 0, last, len(table.headers) - 1)


def _write(sheet: xlsxwriter.worksheet.Worksheet, formats: dict, row: int, column: int, cell: Cell) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell)
    elif isinstance(cell, (int, float, Decimal)):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.replace(tzinfo=None), formats["moment"])
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats["date"])
    else:
        text = _printable(str(cell))
        sheet.write_string(row, column, text, formats["quoted"] if text.startswith(_FORMULA) else None)


def to_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Give UTF-8 with BOM and «;», as a Russian Excel opens it; a would-be formula gets an apostrophe before it."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_text(header) for header in headers])
    writer.writerows([_csv_text(cell) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + stream.getvalue().encode()


def _csv_text(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, (int, float, Decimal)):
        return str(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d.%m.%Y")
    text = _printable(str(cell))
    return "'" + text if text.startswith(_FORMULA) else text


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub("", text)


def file_name(name: str) -> str:
    """Give a name safe on every system: no path, quotes, breaks or direction marks, at most 100 characters."""
    stem, dot, suffix = unicodedata.normalize("NFC", name).rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,5}", suffix):
        stem, suffix = name, ""
    stem = re.sub(r"\s+", " ", _UNSAFE.sub(" ", stem)).strip(" .")[:MAX_NAME].strip(" .") or "file"
    return f"{stem}.{suffix}" if suffix else stem


def content_disposition(name: str) -> str:
    """Give the header of a download: a transliterated ``filename`` for old clients and the true one in ``filename*``."""
    safe = file_name(name)
    latin = "".join(_transliterate(character) for character in safe)
    return f"attachment; filename=\"{latin.strip() or 'file'}\"; filename*=UTF-8''{quote(safe, safe='')}"


def _transliterate(character: str) -> str:
    if character.isascii():
        return character
    found = _LATIN.get(character.lower())
    if found is None:
        return "_"
    return found.capitalize() if character.isupper() else found
