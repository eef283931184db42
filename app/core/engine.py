"""Connection rules: writable only inside a transaction, one queue of writers on SQLite, read only otherwise."""

import fcntl
import os
import sqlite3
import threading
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, event

from app.core.transaction import writing

_held = threading.local()


class SecondWriterError(RuntimeError):
    """A thread opened a second write connection while its first one holds the queue; it would wait for itself."""


def sqlite_module() -> ModuleType:
    """Give the SQLite driver: pysqlite3 where its wheel exists, else the standard library's."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2


def wal_is_safe(version: tuple[int, int, int]) -> bool:
    """Tell whether this SQLite is free of the WAL-reset bug (fixed in 3.51.3, backported to 3.50.7 and 3.44.6)."""
    return version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51, 0) or (3, 44, 6) <= version < (3, 45, 0)


# The product has some 1 500 different statements; SQLAlchemy keeps 500 compiled ones by default and compiles the rest again and again.
KEPT_STATEMENTS = 2000


def engine_options(url: str) -> dict[str, Any]:
    """Give the SQLAlchemy engine options for ``url``."""
    options: dict[str, Any] = {"query_cache_size": KEPT_STATEMENTS}
    if url.startswith("sqlite"):
        return options | {"module": sqlite_module(), "connect_args": {"timeout": 30, "isolation_level": None}}
    return options | {"pool_pre_ping": True}


def install(engine: Engine, queue_file: Path | None) -> None:
    """Put the rules on ``engine``; ``queue_file`` is the lock file of the writer queue (SQLite only)."""
    if engine.dialect.name == "sqlite":
        _install_sqlite(engine, queue_file)
    else:
        _install_postgresql(engine)


def _install_sqlite(engine: Engine, queue_file: Path | None) -> None:
    version = sqlite_module().sqlite_version_info
    journal = "WAL" if wal_is_safe(version) else "DELETE"
    sync = "OFF" if os.environ.get("SQLITE_SYNC") == "off" else "FULL"

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        for pragma in ("busy_timeout=30000", "foreign_keys=ON", f"synchronous={sync}", f"journal_mode={journal}", "cache_size=-32000"):
            connection.execute(f"PRAGMA {pragma}").fetchall()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        if not writing.get():
            connection.exec_driver_sql("PRAGMA query_only=ON")
            connection.exec_driver_sql("BEGIN")
            return
        handle = _queue(queue_file)
        connection.info["queue"] = handle
        try:
            connection.exec_driver_sql("PRAGMA query_only=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except BaseException:
            _release(connection.info.pop("queue", None))
            raise

    @event.listens_for(engine, "commit")
    @event.listens_for(engine, "rollback")
    def _noop(connection: Any) -> None:
        """Keep the queue until the connection is returned, when the commit is on disk."""

    @event.listens_for(engine.pool, "reset")
    def _reset(_connection: Any, record: Any, _state: Any) -> None:
        _release(record.info.pop("queue", None))


def _queue(path: Path | None) -> int | None:
    if path is None:
        return None
    if getattr(_held, "handle", None) is not None:
        raise SecondWriterError
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    _held.handle = handle
    return handle


def _release(handle: int | None) -> None:
    if handle is not None:
        os.close(handle)
        _held.handle = None


def _install_postgresql(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.connection.dbapi_connection.read_only = not writing.get()
