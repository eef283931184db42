"""Reading a backup back: first the whole file is proven, then one transaction fills an empty database."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, MetaData, column, table
from sqlalchemy import text as sql
from sqlalchemy.sql.dml import Insert

from app import schema
from app.backup import container, dump
from app.backup.rules import Manifest
from app.backup.values import DECODERS, TYPES
from app.core import triggers
from app.core.errors import Refused
from app.core.text import N_

BATCH = 1000


class Sink(Protocol):
    """What takes the tables and rows of a backup as they are read."""

    def begin(self, name: str, columns: dict[str, str], key: list[str]) -> None:
        """Take the name of a table, the tags of its columns and its key."""

    def row(self, values: list[Any]) -> None:
        """Take a row."""


class Nothing:
    """A sink for reading a file through without keeping anything."""

    def begin(self, name: str, columns: dict[str, str], key: list[str]) -> None:
        """Drop it."""

    def row(self, values: list[Any]) -> None:
        """Drop it."""


def walk(path: Path, key: bytes, sink: Sink) -> tuple[Manifest, dict[str, Any]]:
    """Read a whole file into ``sink``; gives the manifest and the opening line (with the installation's keys).

    Raises Invalid when a digest, a count or the order of lines does not hold.
    """
    found: dict[str, list[Any]] = {}
    opening: dict[str, Any] | None = None
    summary: dict[str, Any] | None = None
    digest = hashlib.sha256()
    for line in container.lines(path, key):
        value = json.loads(line)
        if summary is not None:
            raise container.damaged()
        if opening is None:
            opening = value
        elif isinstance(value, list):
            digest.update(line + b"\n")
            found[next(reversed(found))][0] += 1
            sink.row(value)
        else:
            if found:
                found[next(reversed(found))][1] = digest.hexdigest()
            digest = hashlib.sha256()
            if "summary" in value:
                summary = value
            else:
                found[value["table"]] = [0, ""]
                sink.begin(value["table"], dict(value["columns"]), value["key"])
    if opening is None or summary is None or found != summary["summary"]:
        raise container.damaged()
    return dump.manifest(opening, summary), opening


def require_empty(engine: Engine) -> None:
    """Refuse a database that holds a college or an account; nothing is ever restored over data."""
    present = MetaData()
    present.reflect(engine, only=lambda name, _: name in ("organization", "ab_user"))
    with engine.connect() as connection:
        for known in present.sorted_tables:
            if connection.execute(known.select().limit(1)).first() is not None:
                raise Refused(
                    N_(
                        "The database already holds data. A backup is restored only into an empty one: "
                        "set another DATA_DIR or DATABASE_URL."
                    )
                )


def prepare(engine: Engine, revision: str) -> None:
    """Bring the empty database to the schema that the backup was made at."""
    if schema.current(engine) == revision:
        return
    if schema.current(engine) is not None:
        schema.downgrade(engine, "base")
    schema.upgrade(engine, revision)


def fill(engine: Engine, path: Path, key: bytes, before_commit: Callable[[], None]) -> None:
    """Load every row in one transaction, guards off before and on after; then migrate to the code's version."""
    with schema.writable(engine, foreign_keys=False) as connection:
        triggers.drop(connection)
        restore_keys = _drop_foreign_keys(connection)
        for known in reversed(dump.Model.metadata.sorted_tables):
            if connection.dialect.has_table(connection, known.name):
                connection.execute(known.delete())
        loader = _Loader(connection)
        walk(path, key, loader)
        loader.finish()
        for statement in restore_keys:
            connection.execute(sql(statement))
        _require_whole(connection)
        if schema.current_on(connection) == schema.head():
            triggers.install(connection)
        before_commit()
    if schema.current(engine) != schema.head():
        schema.upgrade(engine)


class _Loader:
    """Inserts rows in batches and sets the sequences of PostgreSQL behind the largest id."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._insert: Insert | None = None
        self._columns: list[str] = []
        self._decoders: list[Callable[[Any], Any] | None] = []
        self._waiting: list[dict[str, Any]] = []
        self._counted: list[tuple[str, str]] = []

    def begin(self, name: str, columns: dict[str, str], key: list[str]) -> None:
        self._flush()
        self._columns = list(columns)
        self._decoders = [DECODERS.get(tag) for tag in columns.values()]
        self._insert = table(name, *(column(n, TYPES[tag]) for n, tag in columns.items())).insert()
        if len(key) == 1 and columns[key[0]] == "int":
            self._counted.append((name, key[0]))

    def row(self, values: list[Any]) -> None:
        decoded = [
            decode(value) if decode is not None and value is not None else value
            for value, decode in zip(values, self._decoders, strict=True)
        ]
        self._waiting.append(dict(zip(self._columns, decoded, strict=True)))
        if len(self._waiting) >= BATCH:
            self._flush()

    def finish(self) -> None:
        self._flush()
        if self._connection.dialect.name != "postgresql":
            return
        for name, key in self._counted:
            sequence = self._connection.execute(
                sql("SELECT pg_get_serial_sequence(:t, :c)"), {"t": name, "c": key}
            ).scalar()
            if sequence is not None:
                self._connection.execute(
                    sql(f"SELECT setval('{sequence}', coalesce(max({key}), 0) + 1, false) FROM {name}")
                )

    def _flush(self) -> None:
        if self._waiting and self._insert is not None:
            self._connection.execute(self._insert, self._waiting)
        self._waiting = []


def _drop_foreign_keys(connection: Connection) -> list[str]:
    """Drop the foreign keys of PostgreSQL for the load (rows refer to later rows); gives what makes them again."""
    if connection.dialect.name != "postgresql":
        return []
    rows = connection.execute(
        sql(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        )
    ).all()
    for owner, name, _ in rows:
        connection.execute(sql(f'ALTER TABLE {owner} DROP CONSTRAINT "{name}"'))
    return [f'ALTER TABLE {owner} ADD CONSTRAINT "{name}" {definition}' for owner, name, definition in rows]


def _require_whole(connection: Connection) -> None:
    if (
        connection.dialect.name == "sqlite"
        and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None
    ):
        raise container.damaged()
