"""Reads the tables out of a drawn page: what a person sees in them, without buttons and boxes to tick."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from app.screens.rules import Cell, Page, Table

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_SILENT = frozenset({"button", "script", "style", "svg", "template", "dialog"})
_BLOCKS = frozenset({"br", "div", "li", "p", "dt", "dd", "ul", "form", "details"})
_INLINE = frozenset({"a", "b", "em", "i", "mark", "strong", "sub", "sup"})
# A heading speaks for what stands beside it, not for what follows its part of the page.
_PARTS = frozenset({"section", "fieldset", "details", "nav", "header", "article"})
_HEADINGS = frozenset({"h1", "h2", "h3", "legend", "summary", "caption"})
Attributes = dict[str, str | None]


def read(html: str) -> Page:
    """Give the title, the choices of the filters, the tables and the number of pages of a drawn page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return Page(reader.title, tuple(reader.chosen), tuple(reader.tables), reader.pages)


def tidy(text: str) -> str:
    """Give a text as it is seen: spaces joined, lines kept apart, no space before a comma."""
    lines = (re.sub(r"\s+([,.;:)])", r"\1", " ".join(line.split())) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    """Walks the page once; ``_open`` are the elements it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.title, self.pages = "", 1
        self.chosen: list[str] = []
        self.tables: list[Table] = []
        self._open: list[tuple[str, bool]] = []
        self._silent = 0
        self._heading: list[str] | None = None
        self._last_heading = ""
        self._building: _Building | None = None
        self._cell: list[str] | None = None
        self._select: _Select | None = None
        self._is_filter = self._is_pager = self._is_chips = False
        self._chip: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        classes = (given.get("class") or "").split()
        if tag not in _VOID:
            silent = tag in _SILENT or "hidden" in given or bool({"visually-hidden", "sr-only", "count"} & set(classes))
            self._open.append((tag, silent))
            self._silent += silent
        if self._silent:
            return
        if tag == "form" and given.get("role") == "search":
            self._is_filter = True
        elif tag == "nav" and "pager" in classes:
            self._is_pager = True
        elif tag == "ul" and "chips" in classes and "saved" not in classes:
            self._is_chips = True
        elif tag == "li" and self._is_chips:
            self._chip = []
        elif tag in _HEADINGS and self._cell is None:
            self._heading = []
        self._control(tag, given)
        self._table(tag, given)

    def _control(self, tag: str, given: Attributes) -> None:
        if tag == "select":
            self._select = _Select()
        elif tag == "option" and self._select is not None:
            self._select.begin(given)
        elif tag == "input":
            told = _typed(given)
            if self._cell is not None:
                self._cell.append(f" {told}")
            elif self._is_filter and told and given.get("type") not in ("checkbox", "radio"):
                self.chosen.append(told)

    def _table(self, tag: str, given: Attributes) -> None:
        if tag == "table":
            self._building = _Building(self._last_heading)
        elif self._building is None:
            return
        elif tag == "thead":
            self._building.is_head = True
        elif tag == "tr":
            self._building.rows.append(([], self._building.is_head))
        elif tag in ("td", "th"):
            self._end_cell()
            self._cell = []
            self._building.begin(tag, given)
        elif self._cell is not None:
            self._cell.append("\n" if tag in _BLOCKS else "" if tag in _INLINE else " ")

    def handle_endtag(self, tag: str) -> None:
        while self._open:
            closed, silent = self._open.pop()
            self._silent -= silent
            if closed == tag:
                break
        if tag in _HEADINGS and self._heading is not None:
            self._end_heading(tag)
        elif tag in _PARTS:
            self._last_heading = ""
            self._is_pager = False
        elif tag == "form":
            self._is_filter = False
        elif tag == "li" and self._chip is not None:
            self.chosen.append(tidy("".join(self._chip)).removesuffix("×").strip())
            self._chip = None
        elif tag == "ul":
            self._is_chips = False
        elif tag == "select":
            self._end_select()
        elif tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "thead" and self._building is not None:
            self._building.is_head = False
        elif tag == "table" and self._building is not None:
            self._end_cell()
            self.tables.append(self._building.table())
            self._building = None
        elif self._cell is not None and tag not in _INLINE:
            self._cell.append("\n" if tag in _BLOCKS else " ")

    def _end_heading(self, tag: str) -> None:
        text, self._heading = tidy("".join(self._heading or ())).replace("\n", " "), None
        if tag == "h1" and not self.title:
            self.title = text
        elif tag == "caption" and self._building is not None:
            self._building.caption = text
        elif tag != "h1":
            self._last_heading = text

    def _end_select(self) -> None:
        told, self._select = self._select.shown if self._select is not None else "", None
        if self._cell is not None:
            self._cell.append(f" {told}")
        elif self._is_filter and told:
            self.chosen.append(told)

    def _end_cell(self) -> None:
        if self._cell is not None and self._building is not None:
            self._building.end(tidy("".join(self._cell)))
        self._cell = None

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._select is not None:
            self._select.add(data)
        elif self._cell is not None:
            self._cell.append(data.replace("\n", " "))
        elif self._heading is not None:
            self._heading.append(data)
        elif self._chip is not None:
            self._chip.append(data)
        elif self._is_pager and data.strip().isdigit():
            self.pages = max(self.pages, int(data))


class _Select:
    """A field of choices: the marked one is what a person sees, else the first."""

    def __init__(self) -> None:
        self._options: list[tuple[list[str], bool, bool]] = []

    def begin(self, given: Attributes) -> None:
        self._options.append(([], "selected" in given, given.get("value", "1") == ""))

    def add(self, data: str) -> None:
        if self._options:
            self._options[-1][0].append(data)

    @property
    def shown(self) -> str:
        """Give the text of the marked choice; the empty choice («any», «—») says nothing."""
        found = next((one for one in self._options if one[1]), self._options[0] if self._options else ([], False, True))
        return "" if found[2] else tidy("".join(found[0]))


class _Building:
    """A table while it is read."""

    def __init__(self, caption: str) -> None:
        self.caption, self.is_head = caption, False
        self.rows: list[tuple[list[Cell], bool]] = []
        self._spans = (1, 1)
        self._is_th = False

    def begin(self, tag: str, given: Attributes) -> None:
        if not self.rows:
            self.rows.append(([], self.is_head))
        self._is_th, self._spans = tag == "th", (_span(given, "colspan"), _span(given, "rowspan"))

    def end(self, text: str) -> None:
        self.rows[-1][0].append(Cell(text, *self._spans, self._is_th))

    def table(self) -> Table:
        rows = [(tuple(cells), is_head or all(cell.is_head for cell in cells)) for cells, is_head in self.rows if cells]
        count = next((at for at, (_cells, is_head) in enumerate(rows) if not is_head), len(rows))
        listed = [cells for cells, _is_head in rows]
        return Table(self.caption, tuple(listed[:count]), tuple(listed[count:]))


def _typed(given: Attributes) -> str:
    kind = given.get("type") or "text"
    if kind in ("checkbox", "radio"):
        return "да" if "checked" in given and given.get("name") != "rowid" else ""
    return "" if kind in ("hidden", "submit", "button", "file", "password") else given.get("value") or ""


def _span(given: Attributes, name: str) -> int:
    value = given.get(name) or "1"
    return min(1000, int(value)) if value.isascii() and value.isdigit() and int(value) else 1
