"""Making and migrating the schema: one transaction, guards dropped before and made anew after."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_appbuilder import Model
from sqlalchemy import Connection, Engine

from app import catalogue  # noqa: F401 - every table must be known
from app.core import grams, triggers
from app.core.transaction import writing

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaMismatchError(RuntimeError):
    """The database is of another version than the code, or its guards were touched."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def writable(engine: Engine, *, foreign_keys: bool = True) -> Iterator[Connection]:
    """Open a write transaction outside the session, for the schema and for restoring."""
    token = writing.set(True)
    connection = engine.connect()
    sqlite = engine.dialect.name == "sqlite"
    try:
        if sqlite and not foreign_keys:  # has no effect inside a transaction
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=OFF").fetchall()  # type: ignore[union-attr]
        with connection.begin():
            yield connection
    finally:
        if sqlite and not foreign_keys:
            connection.connection.dbapi_connection.execute("PRAGMA foreign_keys=ON").fetchall()  # type: ignore[union-attr]
        connection.close()
        writing.reset(token)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Migrate up to ``revision``; everything or nothing."""
    _migrate(engine, lambda config: command.upgrade(config, revision), upwards=revision == "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Migrate down to ``revision``; everything or nothing."""
    _migrate(engine, lambda config: command.downgrade(config, revision))


def _migrate(engine: Engine, move: Callable[[Config], None], *, guarded: bool = True, upwards: bool = False) -> None:
    with writable(engine, foreign_keys=False) as connection:
        # The index of search keys takes seconds to fill: it stays where no table moves and its guards are whole.
        still = upwards and current_on(connection) == head() and not triggers.differences(connection)
        triggers.drop(connection, index=not still)
        move(_config(connection))
        if guarded and MigrationContext.configure(connection).get_current_revision() == head():
            triggers.install(connection)
        if engine.dialect.name == "sqlite":
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise SchemaMismatchError(f"foreign keys are broken after the migration: {broken[:3]}")


def head() -> str | None:
    """Give the revision that the code wants."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def current(engine: Engine) -> str | None:
    """Give the revision of the database, None for an empty one."""
    with engine.connect() as connection:
        return current_on(connection)


def current_on(connection: Connection) -> str | None:
    """Give the revision that an open connection sees."""
    return MigrationContext.configure(connection).get_current_revision()


def drift(engine: Engine) -> list[object]:
    """List what the models have and the database lacks or the other way round; empty when they agree."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "include_object": known})
        return list(compare_metadata(context, Model.metadata))


def known(_item: Any, name: str | None, _kind: str, _reflected: bool, _compared: Any) -> bool:
    """Tell migrations which tables and indexes are theirs: the index of search keys is made with the guards."""
    return not grams.is_ours(name)


def revise(engine: Engine, message: str) -> None:
    """Bring the database to the last migration and write the next one from what the models have beyond it.

    A developer's command: the guards stay off, for those of a new table could not be made yet.
    """
    _migrate(engine, lambda config: command.upgrade(config, "head"), guarded=False)
    with writable(engine) as connection:
        command.revision(_config(connection), message=message, autogenerate=True)


def check(engine: Engine) -> None:
    """Refuse with SchemaMismatchError to work on another schema version or with touched guards."""
    if current(engine) != head():
        raise SchemaMismatchError(f"the database is at {current(engine)}, the code at {head()}: run init-db")
    with engine.connect() as connection:
        touched = triggers.differences(connection)
    if touched:
        raise SchemaMismatchError(f"guards of closed data are missing or changed: {', '.join(touched)}")
