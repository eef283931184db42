"""The one line of migrations: up, down, up again on both engines, nothing lost and nothing that the models do not know."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from app import schema
from app.core import engine as rules
from app.core import triggers


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    """Give the engine of a database without a table."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        url = request.getfixturevalue("postgresql_database")()
    engine = create_engine(url, **rules.engine_options(url))
    rules.install(engine, tmp_path / "queue" if request.param == "sqlite" else None)
    yield engine
    engine.dispose()


def test_up_down_and_up_again_without_drift(empty) -> None:
    schema.upgrade(empty)
    assert schema.drift(empty) == []
    schema.check(empty)
    schema.downgrade(empty, "base")
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
    with empty.connect() as connection:
        assert triggers.present(connection) == []
    schema.upgrade(empty)
    schema.upgrade(empty)
    assert schema.drift(empty) == []
    schema.check(empty)


def test_failed_migration_leaves_the_schema_as_it_was(empty, monkeypatch: pytest.MonkeyPatch) -> None:
    schema.upgrade(empty)
    before = sorted(inspect(empty).get_table_names())

    def fail(_connection: object) -> None:
        raise RuntimeError("power")

    with monkeypatch.context() as patched:
        patched.setattr(triggers, "install", fail)
        patched.setattr(schema, "head", lambda: None)
        with pytest.raises(RuntimeError):
            schema._migrate(empty, lambda config: (schema.command.downgrade(config, "base")))
    inspect(empty).clear_cache()
    assert sorted(inspect(empty).get_table_names()) == before
    schema.check(empty)


def test_removed_guard_stops_the_start(empty) -> None:
    schema.upgrade(empty)
    with schema.writable(empty) as connection:
        name, table = triggers.present(connection)[0]
        connection.exec_driver_sql(f"DROP TRIGGER {name}" + ("" if empty.dialect.name == "sqlite" else f" ON {table}"))
    with pytest.raises(schema.SchemaMismatchError, match=name):
        schema.check(empty)
