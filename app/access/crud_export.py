"""Export of exactly what a list shows: the engine of tables writes the file, the log keeps who took it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from flask import Response
from flask_babel import gettext as _

from app.access.crud_arguments import ListArguments
from app.access.crud_display import value_of
from app.access.crud_list import shown_columns, statement_of
from app.audit import operations as audit
from app.core import display
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Refused
from app.core.text import N_

MOST_ROWS = 20_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# (title of the sheet, heads, rows of texts) → bytes of an xlsx whose cells are never formulas.
TableWriter = Callable[[str, Sequence[str], Iterable[Sequence[Any]]], bytes]
_writers: list[TableWriter] = []


def register_writer(writer: TableWriter) -> None:
    """Name the engine that writes tables; it lies on a higher floor and says so at the start."""
    _writers[:] = [writer]


def export(view: Any, actor: Actor, arguments: ListArguments) -> bytes:
    """Write the listed rows (all pages) and record it; raises Refused above ``MOST_ROWS`` rows.

    Must run inside a transaction: the record of the export is part of it.
    """
    statement = statement_of(view, arguments)
    count = view.datamodel.count(statement)
    if count > MOST_ROWS:
        raise Refused(N_("The list has more than %(most)s rows. Narrow it with a filter."), most=MOST_ROWS)
    columns = shown_columns(view)
    items = view.datamodel.page(statement, [*columns, *view.load_columns], None)
    heads = [str(view.label_columns[name]) for name in columns]
    rows = [[_cell(view, item, name) for name in columns] for item in items]
    asked = arguments.query_string()
    label = _("%(title)s: %(count)s rows", title=view.list_title, count=count)
    audit.record(actor, "export", view.datamodel.obj.__tablename__, label=label, changes={"query": (None, asked), "columns": (None, ", ".join(columns))})
    return _writers[0](str(view.list_title), heads, rows)


def _cell(view: Any, item: Any, name: str) -> Any:
    """Give numbers and days as they are, so that a spreadsheet can count with them; anything else as it is shown."""
    value = value_of(item, name)
    typed = isinstance(value, int | float | Decimal | date) and not isinstance(value, bool)
    if typed and name not in view.formatters_columns and name not in view.titles_columns:
        return value.astimezone(display.zone()) if isinstance(value, datetime) else value
    return str(view.writer.text(value, name))


def download(title: str, content: bytes) -> Response:
    """Answer with the file, named by the list and the day."""
    name = f"{title} {today().isoformat()}.xlsx"
    safe = "".join(c for c in name if c.isprintable() and c not in '\\/:*?"<>|;')
    response = Response(content, mimetype=XLSX)
    response.headers["Content-Disposition"] = f"attachment; filename=\"table.xlsx\"; filename*=UTF-8''{quote(safe)}"
    return response
