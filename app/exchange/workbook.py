"""An xlsx file to a grid without trusting it: the archive's directory, its XML and its dimensions are checked first."""

import io
import posixpath
import re
import zipfile
import zlib
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml import ElementTree, sax
from defusedxml.common import DefusedXmlException
from python_calamine import CalamineError, CalamineWorkbook

from app.core.text import N_
from app.exchange.rules import BadCell, Grid, Limits, TooLarge, Unsupported, is_blank

MAX_MEMBERS = 500
MAX_CELLS = 500_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(data: bytes, limits: Limits) -> Grid:
    """Read the first visible sheet that holds anything.

    Raises TooLarge from the archive's directory before unpacking, and at the first row or column beyond the limits;
    Unsupported for macros, passwords, entities, other formats and broken files.
    """
    parts = _unpack(data, limits)
    try:
        return _read(parts, limits)
    except (CalamineError, SAXException, DefusedXmlException, ElementTree.ParseError, KeyError, ValueError):
        raise _broken() from None


def _broken() -> Unsupported:
    return Unsupported(N_("The file is damaged or is not an .xlsx table."))


def _unpack(data: bytes, limits: Limits) -> dict[str, bytes]:
    """Give the XML parts. What is read later is built anew from them, so that a lying directory deceives nobody."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            _check_directory(members, limits)
            return {
                member.filename: _extract(archive, member)
                for member in members
                if member.filename.endswith((".xml", ".rels")) and not member.is_dir()
            }
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error, RuntimeError):
        raise _broken() from None


def _extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    with archive.open(member) as stream:  # read with a length: without one a false size is unpacked before it is noticed
        return stream.read(member.file_size + 1)


def _check_directory(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = {member.filename for member in members}
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise TooLarge(
            N_("Unpacked, the file is larger than %(megabytes)s MB."), megabytes=limits.unpacked_bytes // 1024 // 1024
        )
    if any(member.flag_bits & 1 for member in members):
        raise Unsupported(N_("The file is protected by a password; save it without one."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unsupported(N_("The file holds macros; save it as .xlsx without them."))
    if "xl/workbook.xml" not in names:
        raise Unsupported(N_("This is not an .xlsx table; save it as .xlsx or .csv."))
    if len(names) != len(members):
        raise _broken()


def _read(parts: dict[str, bytes], limits: Limits) -> Grid:
    if b"macroEnabled" in parts.get("[Content_Types].xml", b""):
        raise Unsupported(N_("The file holds macros; save it as .xlsx without them."))
    paths = _sheet_paths(parts)
    scans: dict[str, _Scan] = {}
    for name, path in paths.items():
        scans[name] = _scan(parts[path], limits)
    for name, content in parts.items():  # the other parts have no entities to expand either
        if name not in paths.values():
            sax.parseString(content, ContentHandler(), forbid_dtd=True)
    filled = [name for name, scan in scans.items() if scan.rows]
    if not filled:
        return Grid(())
    book = CalamineWorkbook.from_filelike(_pack(parts))
    rows = book.get_sheet_by_name(filled[0]).to_python(skip_empty_area=False)
    return Grid(_cells(rows, scans[filled[0]].bad), filled[0], tuple(filled[1:]))


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """Give the parts of the visible sheets by name, in the order of the workbook."""
    relations = {
        node.get("Id"): node.get("Target", "")
        for node in ElementTree.fromstring(parts["xl/_rels/workbook.xml.rels"], forbid_dtd=True)
    }
    paths: dict[str, str] = {}
    for node in ElementTree.fromstring(parts["xl/workbook.xml"], forbid_dtd=True).iter():
        if node.tag.endswith("}sheet") and node.get("state", "visible") == "visible":
            path = posixpath.normpath(posixpath.join("/xl", relations[node.get(_RELATION)])).lstrip("/")
            if path.startswith("xl/worksheets/"):
                paths[node.attrib["name"]] = path
    return paths


def _pack(parts: dict[str, bytes]) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    buffer.seek(0)
    return buffer


class _Scan(ContentHandler):
    """Walks a sheet's cells before anything allocates them: counts, bounds, cells without a usable value."""

    def __init__(self, limits: Limits) -> None:
        super().__init__()
        self.limits = limits
        self.rows = self.cells = 0
        self.bad: dict[tuple[int, int], str] = {}
        self._place = (0, 0)
        self._type = ""
        self._formula = self._filled = self._inside = self._row_filled = False
        self._text = ""

    def startElement(self, name: str, attrs: Any) -> None:
        name = name.rpartition(":")[2]
        if name == "row":
            self._row_filled = False
        elif name == "c":
            self._place = self._find(attrs.get("r", ""))
            self._type, self._formula, self._filled, self._text = attrs.get("t", ""), False, False, ""
        elif name == "f":
            self._formula = True
        elif name in ("v", "t"):
            self._inside = True

    def characters(self, content: str) -> None:
        if self._inside and len(self._text) < 40:
            self._text += content

    def endElement(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name in ("v", "t"):
            self._inside = False
            self._filled = self._filled or bool(self._text)
        elif name == "c":
            self._close_cell()
        elif name == "row" and self._row_filled:
            self.rows += 1
            if self.rows > self.limits.rows + 1:
                raise TooLarge(N_("The table has more than %(limit)s rows."), limit=self.limits.rows)

    def _find(self, reference: str) -> tuple[int, int]:
        match = _REFERENCE.fullmatch(reference)
        if not match:
            raise ValueError("a cell without its address")
        column = 0
        for character in match[1]:
            column = column * 26 + ord(character) - 64
        return int(match[2]) - 1, column - 1

    def _close_cell(self) -> None:
        self.cells += 1
        if self.cells > MAX_CELLS:
            raise TooLarge(N_("The table has more than %(limit)s rows."), limit=self.limits.rows)
        if self._type == "e":
            self.bad[self._place] = self._text or "#ERROR!"
        elif self._formula and not self._filled and self._type != "str":
            self.bad[self._place] = "="
        if self._filled or self._formula:
            self._row_filled = True
            self._check_place(*self._place)

    def _check_place(self, row: int, column: int) -> None:
        """Refuse a cell far away: what reads the sheet later allocates everything between the first cell and the last."""
        if row >= self.limits.rows * 2:
            raise TooLarge(N_("The table has more than %(limit)s rows."), limit=self.limits.rows)
        if column >= self.limits.columns:
            raise TooLarge(N_("The table has more than %(limit)s columns."), limit=self.limits.columns)


def _scan(content: bytes, limits: Limits) -> _Scan:
    scan = _Scan(limits)
    sax.parseString(content, scan, forbid_dtd=True)
    return scan


def _cells(rows: list[list[Any]], bad: dict[tuple[int, int], str]) -> tuple[tuple[object, ...], ...]:
    grid = [[_cell(cell) for cell in row] for row in rows]
    for (row, column), text in bad.items():
        while len(grid) <= row:
            grid.append([])
        grid[row].extend([""] * (column + 1 - len(grid[row])))
        grid[row][column] = BadCell(text)
    while grid and all(map(is_blank, grid[-1])):
        grid.pop()
    return tuple(map(tuple, grid))


def _cell(cell: Any) -> object:
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, (time, timedelta)):
        return str(cell)
    return cell if isinstance(cell, (str, float, int, bool, date)) else ""
