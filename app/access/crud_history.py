"""The history of a record, written for people: titles of acts and columns, names instead of ids, Russian dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import g
from flask_babel import lazy_gettext as _l
from sqlalchemy import inspect

from app.access.crud_interface import Choices
from app.audit import queries as audit_queries
from app.core.display import plain

MOST_RECORDS = 30
_HIDDEN = frozenset({"id", "organization_id", "row_version", "search_key", "sort_key", "recorded_at"})
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

# How the acts of the log are called in a history; features add their own.
ACT_TITLES: dict[str, Any] = {
    "create": _l("was created"),
    "update": _l("was changed"),
    "delete": _l("was deleted"),
    "import": _l("was imported"),
    "export": _l("was exported"),
    "print": _l("was printed"),
    "issue": _l("was issued"),
    "sign": _l("was signed"),
    "approve": _l("was approved"),
    "close": _l("was closed"),
    "reveal": _l("was viewed"),
}


def register_acts(titles: Mapping[str, Any]) -> None:
    """Name further acts of the log (lazy translations by their code)."""
    ACT_TITLES.update(titles)


def act_title(code: str) -> str:
    """Give the name of an act of the log."""
    return str(ACT_TITLES.get(code, code))


@dataclass(frozen=True, slots=True)
class Change:
    """A changed column: its label, the old and the new value as text (empty for none)."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Line:
    """A record of the log as a card shows it."""

    at: datetime
    actor: str
    act: str
    reason: str | None
    changes: list[Change]


def history(view: Any, item: Any) -> list[Line]:
    """Give the newest records of ``item`` to whom they are shown: readers of the log and who may change the record."""
    may = g.actor.may
    if not (may("audit", "read") or may(view.class_permission_name, "update")):
        return []
    records = audit_queries.history_of(g.actor.organization_id, type(item).__tablename__, item.id, MOST_RECORDS)
    names = _names(view, records)
    return [Line(r.at, r.actor, act_title(r.action), r.reason, list(_changes(view, r, names))) for r in records]


def _changes(view: Any, record: Any, names: Mapping[str, Mapping[str, Any]]) -> Iterable[Change]:
    for column, (old, new) in sorted(record.changes.items()):
        if column not in _HIDDEN and (old not in (None, "") or new not in (None, "")):
            yield Change(view.field_title(column), _text(view, column, old, names), _text(view, column, new, names))


def _text(view: Any, column: str, value: Any, names: Mapping[str, Mapping[str, Any]]) -> str:
    if value is None:
        return ""
    if column in names:
        return str(names[column].get(str(value), f"№ {value}"))
    if isinstance(value, str) and _DAY.fullmatch(value):
        return plain(date.fromisoformat(value))
    return str(view.writer.text(value, column)) if column in view.titles_columns else plain(value)


def _names(view: Any, records: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Give the rows behind logged foreign keys, one statement a relationship: {column: {id as text: row}}."""
    found: dict[str, dict[str, Any]] = {}
    for relationship in inspect(view.datamodel.obj).relationships:
        if relationship.uselist or len(relationship.local_columns) != 1:
            continue
        column = next(iter(relationship.local_columns)).key
        ids = {str(value) for record in records for value in record.changes.get(column, ()) if value is not None}
        if ids:
            found[column] = Choices(relationship.mapper.class_, lambda: view.datamodel.session).many(ids)
    return found
