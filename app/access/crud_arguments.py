"""What a list was asked for in its address: read strictly, unknown arguments ignored, malformed ones refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from werkzeug.exceptions import BadRequest

from app.core.text import clean

PAGE_SIZES = (25, 50, 100, 200)
LONGEST_QUERY = 100
FILTER_PREFIX = "f."


@dataclass(frozen=True, slots=True)
class ListArguments:
    """One view of a list. ``page`` counts from 1; ``sort`` is a column, ``-column`` for descending, or empty."""

    q: str = ""
    page: int = 1
    size: int = 50
    sort: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    default_size: int = 50

    @property
    def sort_column(self) -> str:
        """The column of the order, without its direction."""
        return self.sort.removeprefix("-")

    @property
    def descending(self) -> bool:
        """Whether the order goes down."""
        return self.sort.startswith("-")

    def query_string(self, **changes: Any) -> str:
        """Give ``?…`` of this list with some parts changed; whatever is not a page leads to the first page."""
        if "page" not in changes:
            changes["page"] = 1
        new = replace(self, **changes)
        pairs = [("q", new.q), *((FILTER_PREFIX + name, value) for name, value in new.filters.items())]
        pairs += [("sort", new.sort), ("size", "" if new.size == new.default_size else new.size)]
        pairs += [("page", "" if new.page == 1 else new.page)]
        written = urlencode([(name, value) for name, value in pairs if value != ""])
        return f"?{written}" if written else "?"

    def without_filter(self, name: str) -> str:
        """Give the address of the same list without one filter."""
        return self.query_string(filters={key: value for key, value in self.filters.items() if key != name})


def _number(text: str, name: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise BadRequest(f"malformed {name}")
    return int(text)


def parse(
    args: Mapping[str, str], *, sortable: Collection[str], filterable: Collection[str], default_size: int
) -> ListArguments:
    """Read list arguments from a query string.

    Unknown names, hidden filters and orders outside ``sortable`` are ignored; a page or size that is no number
    raises BadRequest (400); a size outside the offered ones becomes the nearest offered one.
    """
    page = max(1, _number(args["page"], "page")) if args.get("page") else 1
    size = _number(args["size"], "size") if args.get("size") else default_size
    if size != default_size:
        size = min(PAGE_SIZES, key=lambda offered: abs(offered - size))
    sort = args.get("sort", "")
    filters = {
        name: value[:LONGEST_QUERY]
        for name in filterable
        if (value := args.get(FILTER_PREFIX + name, "").strip()) and "\x00" not in value
    }
    return ListArguments(
        q=clean(args.get("q", "").replace("\x00", ""))[:LONGEST_QUERY],
        page=page,
        size=size,
        sort=sort if sort.removeprefix("-") in sortable else "",
        filters=filters,
        default_size=default_size,
    )
