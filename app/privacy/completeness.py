"""Which columns of the schema still wait for their classification."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Column, DateTime, Integer, MetaData, Table

from app.core.types import UTCDateTime
from app.privacy.declared import DROPPED, FRAMEWORK, PERSONAL, PLAIN

KEYS = frozenset({"search_key", "sort_key"})


def undeclared(metadata: MetaData) -> list[str]:
    """Give «table.column» of every column that can hold personal data and is declared neither personal nor plain."""
    known = {f"{table}.{name}" for table, columns in PERSONAL.items() for name in columns}
    known |= {f"{table}.{name}" for table, columns in PLAIN.items() for name in columns.split()}
    return sorted(set(wanted(metadata)) - known)


def stale(metadata: MetaData) -> list[str]:
    """Give the declared columns that the schema has no more, and those declared twice."""
    plain = {f"{table}.{name}" for table, columns in PLAIN.items() for name in columns.split()}
    personal = {f"{table}.{name}" for table, columns in PERSONAL.items() for name in columns}
    there = {f"{table.name}.{column.name}" for table in metadata.tables.values() for column in table.columns}
    return sorted(((plain | personal) - there) | (plain & personal))


def wanted(metadata: MetaData) -> Iterator[str]:
    """Give every column that needs a line."""
    for table in metadata.tables.values():
        if table.name in DROPPED or (table.name.startswith(FRAMEWORK) and table.name != "ab_user"):
            continue
        yield from (f"{table.name}.{column.name}" for column in table.columns if _can_tell(table, column))


def _can_tell(table: Table, column: Column[Any]) -> bool:
    if column.foreign_keys or column.name in KEYS or isinstance(column.type, Integer | Boolean | DateTime | UTCDateTime):
        return False
    return not any(isinstance(one, CheckConstraint) and f"{column.name} IN (" in str(one.sqltext) for one in table.constraints)
