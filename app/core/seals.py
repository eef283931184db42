"""Generated triggers of sealed rows: what was signed stays as it is, whatever door the write comes through.

A model says ``__sealed__ = (its state column, states)``, or ``__sealed_by__ = (own column, parent table, its state column,
states)`` for the rows that belong to a sealed one. ``__unsealed__`` names the columns that may still change, those of
``__sealed_once__`` among them only from NULL.
"""

from collections.abc import Iterator

from sqlalchemy import Table

SEALED_MESSAGE = "ORDER_SEALED"


def statements(model: type, table: Table, dialect: str) -> Iterator[tuple[str, str, str]]:
    """Give (operation, condition, row that is returned) of the guards of ``model`` in the SQL of ``dialect``."""
    differs = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    if hasattr(model, "__sealed__"):
        yield from _own(model, table, differs, dialect)
    if hasattr(model, "__sealed_by__"):
        yield from _child(model, table, differs, dialect)


def _listed(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


def _rewritten(model: type, table: Table, differs: str) -> str:
    free: frozenset[str] = getattr(model, "__unsealed__", frozenset())
    kept = [f"NEW.{c.name} {differs} OLD.{c.name}" for c in table.columns if c.name not in free]
    once = [
        f"(OLD.{name} IS NOT NULL AND NEW.{name} {differs} OLD.{name})"
        for name in getattr(model, "__sealed_once__", ())
    ]
    return " OR ".join([*kept, *once])


def _own(model: type, table: Table, differs: str, dialect: str) -> Iterator[tuple[str, str, str]]:
    state, states = model.__sealed__  # type: ignore[attr-defined]
    listed = _listed(states)
    if dialect == "sqlite":  # INSERT OR REPLACE deletes without a trigger
        yield "INSERT", f"EXISTS (SELECT 1 FROM {table.name} WHERE id = NEW.id AND {state} IN ({listed}))", "NEW"
    reopened = f"NEW.{state} NOT IN ({listed})"
    yield "UPDATE", f"OLD.{state} IN ({listed}) AND ({reopened} OR {_rewritten(model, table, differs)})", "NEW"
    yield "DELETE", f"OLD.{state} IN ({listed})", "OLD"


def _child(model: type, table: Table, differs: str, dialect: str) -> Iterator[tuple[str, str, str]]:
    column, parent, state, states = model.__sealed_by__  # type: ignore[attr-defined]

    def sealed(*rows: str) -> str:
        keys = ", ".join(f"{row}.{column}" for row in rows)
        return f"EXISTS (SELECT 1 FROM {parent} WHERE id IN ({keys}) AND {state} IN ({_listed(states)}))"

    replaced = ""
    if dialect == "sqlite":
        replaced = f" OR EXISTS (SELECT 1 FROM {table.name} t JOIN {parent} p ON p.id = t.{column} WHERE t.id = NEW.id AND p.{state} IN ({_listed(states)}))"
    yield "INSERT", f"{sealed('NEW')}{replaced}", "NEW"
    yield "UPDATE", f"{sealed('OLD', 'NEW')} AND ({_rewritten(model, table, differs)})", "NEW"
    yield "DELETE", sealed("OLD"), "OLD"
