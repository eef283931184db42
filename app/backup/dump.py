"""Reading the whole database as lines: one consistent reading transaction, no writer waits for it."""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Column, Connection, Engine, LargeBinary, String, Table, collate, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement

from app import catalogue  # noqa: F401 - every table must be known
from app.backup.rules import Manifest, TableCount
from app.backup.values import ENCODERS, tag_of
from app.core.types import EncryptedText

BATCH, BATCH_WITH_BODIES = 2000, 50
# What lives for hours: a session that was ended after the backup must not come alive by restoring it.
PASSING = frozenset({"user_session", "login_attempt", "setup_token", "upload", "job", "job_failure", "job_result"})


def tables() -> list[Table]:
    """Give every table that a backup holds, those that others refer to first."""
    return [table for table in Model.metadata.sorted_tables if table.name not in PASSING]


def reading(engine: Engine) -> Connection:
    """Open the connection of a dump: SQLite's transaction is a snapshot, PostgreSQL is asked for one."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection.execution_options(stream_results=True)


def canonical(value: Any) -> bytes:
    """Give the one text of a line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def lines(connection: Connection, opening: dict[str, Any]) -> Iterator[bytes]:
    """Give the lines of a backup: the opening, then each table (its columns, its rows), then the summary."""
    yield canonical(opening)
    counts: dict[str, list[Any]] = {}
    heads: dict[int, list[Any]] = {}
    for table in tables():
        tags = {column.name: tag_of(column) for column in table.columns}
        yield canonical(
            {"table": table.name, "columns": list(tags.items()), "key": [c.name for c in table.primary_key.columns]}
        )
        digest, rows = hashlib.sha256(), 0
        for row in _rows(connection, table, list(tags.values())):
            line = canonical(row)
            digest.update(line + b"\n")
            rows += 1
            if table.name == "audit_event":
                _note_head(heads, dict(zip(tags, row, strict=True)))
            yield line
        counts[table.name] = [rows, digest.hexdigest()]
    yield canonical({"summary": counts, "heads": {str(chain): head for chain, head in heads.items()}})


def _note_head(heads: dict[int, list[Any]], row: dict[str, Any]) -> None:
    if row["seq"] > heads.get(row["chain"], [0])[0]:
        heads[row["chain"]] = [row["seq"], row["hash"]]


def _rows(connection: Connection, table: Table, tags: list[str]) -> Iterator[list[Any]]:
    encoders = [ENCODERS.get(tag) for tag in tags]
    size = BATCH_WITH_BODIES if "bytes" in tags else BATCH
    query = select(*(_raw(column) for column in table.columns)).order_by(*_order(connection, table))
    for row in connection.execute(query.execution_options(yield_per=size)):
        yield [
            encode(value) if encode is not None and value is not None else value
            for value, encode in zip(row, encoders, strict=True)
        ]


def _raw(column: Column[Any]) -> ColumnElement[Any]:
    return type_coerce(column, LargeBinary()) if isinstance(column.type, EncryptedText) else column


def _order(connection: Connection, table: Table) -> list[ColumnElement[Any]]:
    """Order by the key, texts by their bytes on both engines."""
    plain = connection.dialect.name == "sqlite"
    return [
        collate(column, "C") if isinstance(column.type, String) and not plain else column
        for column in table.primary_key.columns
    ]


def manifest(opening: dict[str, Any], summary: dict[str, Any]) -> Manifest:
    """Give the manifest told by the first and the last line."""
    return Manifest(
        revision=opening["revision"],
        made_at=opening["made_at"],
        product=opening["product"],
        colleges=tuple(opening["colleges"]),
        tables={name: TableCount(rows, digest) for name, (rows, digest) in summary["summary"].items()},
        heads={int(chain): (seq, digest) for chain, (seq, digest) in summary["heads"].items()},
    )
