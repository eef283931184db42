"""The history of a record, written for people: titles of acts and columns, names instead of ids, Russian dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import g
from sqlalchemy import inspect

from app.access.crud_interface import Choices
from app.audit import queries as audit_queries
from app.audit.titles import ACT_TITLES, act_title, field_title, register_acts, value_text

__all__ = ["ACT_TITLES", "Change", "Line", "act_title", "history", "register_acts"]

MOST_RECORDS = 30


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
    for column, old, new in record.altered():
        if view.visible([column]):
            yield Change(field_title(record.object_type, column), _text(view, column, old, names), _text(view, column, new, names))


def _text(view: Any, column: str, value: Any, names: Mapping[str, Mapping[str, Any]]) -> str:
    if value is None:
        return ""
    if column in names:
        return str(names[column].get(str(value), f"№ {value}"))
    return value_text(view.datamodel.obj.__tablename__, column, value)


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
