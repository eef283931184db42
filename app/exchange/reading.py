"""A file as sent to a grid of cells: tells what the file is by its bytes, never by its name."""

import csv
import io
import re

from app.core.text import N_
from app.exchange.rules import BadCell, Grid, Limits, TooLarge, Unsupported, is_blank
from app.exchange.workbook import read_workbook

_OLE, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (b"PK\x03\x04", b"PK\x05\x06")
_BINARY = (b"\x7fELF", b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"{\\rtf")
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ";,\t"
# Letters of cp1251 that Russian does not have: a sign of text in another encoding read as this one.
_FOREIGN = re.compile("[ЂЃѓЉЊЌЋЏђљњќћџЎўЈҐґЄєЇїІіЅѕ]")
# «РРІР°РЅРѕРІ» and «Ð\x98Ð²Ð°»: UTF-8 that somebody already saved as if it were one byte a letter.
_DOUBLE = re.compile(r"(?:[РС][^\sа-яёА-ЯЁA-Za-z0-9.,;:()\"'/-]){2}|(?:[ÐÑ][\x80-\xbf]){2}")
# KOI8-R read as cp1251 turns the case of every word inside out: «иБАМНБ».
_INSIDE_OUT = re.compile(r"\b[а-яё][А-ЯЁ]{2,}\b")
_WORD = re.compile(r"[А-Яа-яЁё]{3,}")
# What writing.py puts before a cell that a spreadsheet would take for a formula.
_GUARDED = re.compile(r"'(?=[=+\-@\t\r])")


def read(data: bytes, limits: Limits) -> Grid:
    """Read xlsx or csv within ``limits``.

    Raises Unsupported (415) for other kinds, unreadable encodings and broken files, TooLarge (413) beyond the limits.
    """
    if len(data) > limits.file_bytes:
        raise TooLarge(N_("The file is larger than %(megabytes)s MB."), megabytes=limits.file_bytes // 1024 // 1024)
    if not data.strip():
        raise Unsupported(N_("The file is empty."))
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Unsupported(N_("The file is protected by a password; save it without one."))
        raise Unsupported(N_("This is a file of the old format (.xls, .doc); save it as .xlsx or .csv."))
    if data.startswith(_ZIP):
        return read_workbook(data, limits)
    if data.startswith(_BINARY) or (data.startswith(b"MZ") and b"\0" in data[:200]):
        raise Unsupported(N_("This is not a table; .xlsx and .csv files are read."))
    return _read_csv(decode(data), limits)


def decode(data: bytes) -> str:
    """Give the text in UTF-8 (with or without BOM), UTF-16 with BOM, or cp1251; raises Unsupported rather than guess."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _plausible(_strict(data, encoding).lstrip("\ufeff"))
    if data[:2000].count(0) > len(data[:2000]) // 5:
        raise Unsupported(N_("This is not a table; .xlsx and .csv files are read."))
    try:
        return _plausible(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    text = _strict(data, "cp1251")
    words = _WORD.findall(text)
    if _FOREIGN.search(text) or len(_INSIDE_OUT.findall(text)) * 2 > len(words):
        raise _unknown_encoding()
    return _plausible(text)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise _unknown_encoding() from None


def _plausible(text: str) -> str:
    if "\ufffd" in text or _DOUBLE.search(text):
        raise _unknown_encoding()
    return text


def _unknown_encoding() -> Unsupported:
    return Unsupported(N_("The encoding of the file is not recognised; save it as «CSV UTF-8» or as .xlsx."))


def _read_csv(text: str, limits: Limits) -> Grid:
    if text.startswith("sep=") and len(text) > 4:
        delimiter, text = text[4], text.partition("\n")[2]
        skipped = 1
    else:
        delimiter, skipped = find_delimiter(text), 0
    rows: list[tuple[object, ...]] = [()] * skipped
    filled = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(row) > limits.columns:
                raise TooLarge(N_("The table has more than %(limit)s columns."), limit=limits.columns)
            filled += any(cell.strip() for cell in row)
            if filled > limits.rows + 1:
                raise TooLarge(N_("The table has more than %(limit)s rows."), limit=limits.rows)
            rows.append(tuple(_csv_cell(cell) for cell in row))
    except csv.Error:
        raise Unsupported(
            N_("Row %(row)s of the file cannot be read: check its quotation marks."), row=len(rows) + 1
        ) from None
    while rows and all(map(is_blank, rows[-1])):
        rows.pop()
    return Grid(tuple(rows))


def _csv_cell(cell: str) -> object:
    if re.fullmatch(r"#(N/A|Н/Д|REF!|ССЫЛКА!|VALUE!|ЗНАЧ!|DIV/0!|ДЕЛ/0!|NAME\?|ИМЯ\?|NUM!|ЧИСЛО!|NULL!|ПУСТО!)", cell):
        return BadCell(cell)
    return _GUARDED.sub("", cell, count=1) if cell.startswith("'") else cell


def find_delimiter(text: str) -> str:
    """Give the delimiter by which most of the first lines have the same number (over one) of cells; «;» in doubt."""
    head = text[:20_000]
    best, score = ";", 0
    for delimiter in DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(head, newline=""), delimiter=delimiter) if row][:20]
        except csv.Error:
            continue
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=1)
        fit = widths.count(common) * common if common > 1 else 0
        if fit > score:
            best, score = delimiter, fit
    return best
