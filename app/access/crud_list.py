"""What the list template draws: heads, rows already written as text, filters, chips, pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for

from app.access import crud_filters, crud_keeping
from app.access.crud_arguments import PAGE_SIZES, ListArguments
from app.access.crud_display import Writer, value_of
from app.access.crud_filters import Chip, FilterField


@dataclass(frozen=True, slots=True)
class Head:
    """Head of a column; ``href`` sorts by it, ``state`` is asc, desc or empty."""

    label: str
    href: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its id, the address of its card (or empty) and its cells."""

    pk: int
    href: str
    cells: list[Any]


@dataclass(frozen=True, slots=True)
class ListPage:
    """Everything a list page shows."""

    arguments: ListArguments
    heads: list[Head]
    rows: list[Row]
    count: int
    first: int
    pages: list[int | None]
    page: int
    filters: list[FilterField]
    chips: list[Chip]
    tools: Tools
    sizes: tuple[int, ...] = PAGE_SIZES


@dataclass(frozen=True, slots=True)
class Tools:
    """What the person may do with the list itself: columns as (name, label, shown), saved filters as (id, name, query)."""

    columns: list[tuple[str, str, bool]]
    filters: list[tuple[int, str, str]]


def statement_of(view: Any, arguments: ListArguments) -> Any:
    """Give the select of exactly what the list shows (all pages), in its order."""
    statement = crud_filters.apply(view.rows(), view.filters, arguments.filters)
    if arguments.q:
        statement = view.datamodel.find(statement, arguments.q)
    if arguments.sort:
        column, descending = arguments.sort_column, arguments.descending
    else:
        column, descending = view.base_order[0], view.base_order[1] == "desc"
    return view.datamodel.order(statement, column, descending, view.sort_expressions.get(column))


def build_page(view: Any, arguments: ListArguments, may_open: bool) -> ListPage:
    """Read one page; a page beyond the last one shows the last."""
    statement = statement_of(view, arguments)
    shown = shown_columns(view)
    items, count, page = _rows(view, statement, arguments, [*shown, *view.load_columns])
    last = max(1, -(-count // arguments.size))
    first = (page - 1) * arguments.size
    writer = view.writer.for_page()
    prefix = url_for(f"{view.endpoint}.show", pk="").rstrip("/") + "/" if may_open else ""
    return ListPage(
        arguments=arguments,
        heads=[_head(view, name, arguments) for name in shown],
        rows=[Row(item.id, f"{prefix}{item.id}" if may_open else "", cells(view, item, writer, shown)) for item in items],
        count=count,
        first=first,
        pages=page_numbers(page, last),
        page=page,
        tools=Tools(
            [(name, str(view.label_columns[name]), name in shown) for name in crud_keeping.offered(view)],
            crud_keeping.kept(view).filters,
        ),
        filters=[view.filters[n].draw(arguments.filters.get(n, ""), _lookup(view, view.filters[n])) for n in filterable(view)],
        chips=[
            Chip(str(view.filters[name].label), view.filters[name].text(value), arguments.without_filter(name))
            for name, value in arguments.filters.items()
        ],
    )


def _rows(view: Any, statement: Any, arguments: ListArguments, columns: list[str]) -> tuple[list[Any], int, int]:
    """Give (rows, number of all rows, page): a first page that holds them all needs no count, one scan less."""
    data, size = view.datamodel, arguments.size
    if arguments.page == 1:
        items = data.page(statement, columns, size + 1)
        return (items[:size], data.count(statement), 1) if len(items) > size else (items, len(items), 1)
    count = data.count(statement)
    page = min(arguments.page, max(1, -(-count // size)))
    return data.page(statement, columns, size, (page - 1) * size) if count else [], count, page


def shown_columns(view: Any) -> list[str]:
    """Give the columns of the list for the acting person."""
    return crud_keeping.chosen(view)


def filterable(view: Any) -> list[str]:
    """Give the names of the filters that the acting person may set: those of columns that are seen."""
    return [name for name in view.filters if view.visible([name.split(".")[0]])]


def cells(view: Any, item: Any, writer: Writer, columns: list[str]) -> list[Any]:
    """Write the columns of a row."""
    return [writer.text(value_of(item, name), name) for name in columns]


def _lookup(view: Any, chosen: crud_filters.Filter) -> str | None:
    if not isinstance(chosen, crud_filters.RelatedFilter):
        return None
    return url_for(f"{view.endpoint}.lookup", name=chosen.name)


def _head(view: Any, name: str, arguments: ListArguments) -> Head:
    label = str(view.label_columns[name])
    if name not in view.order_columns:
        return Head(label)
    current = arguments.sort or ("-" if view.base_order[1] == "desc" else "") + view.list_columns[0]
    if not arguments.sort and view.base_order[0] not in (name, "sort_key"):
        current = ""
    state = "asc" if current == name else "desc" if current == f"-{name}" else ""
    return Head(label, arguments.query_string(sort=f"-{name}" if state == "asc" else name), state)


def page_numbers(page: int, last: int) -> list[int | None]:
    """Give the pages to link: the ends, the neighbours, None for a gap; nothing for a single page."""
    if last == 1:
        return []
    near = sorted({1, last, *(n for n in range(page - 2, page + 3) if 1 <= n <= last)})
    linked: list[int | None] = []
    for number in near:
        if linked and number - (linked[-1] or 0) > 1:
            linked.append(None)
        linked.append(number)
    return linked
