"""Generated triggers: what is closed or appended stays so whatever door the write comes through.

A model says ``__frozen_by__`` (its column that names the group term), ``__window__`` (which of its columns an edit window
may be narrowed to; «+sheet_id» for a column the row has not: a window of that sheet covers it however narrow it is),
``__frozen_where__`` (column, value of the rows that freeze; all rows without it), or ``__append_only__``
(with ``__erasable__`` columns that may be set to NULL). Sealed rows are told in ``app.core.seals``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from flask_appbuilder import Model
from sqlalchemy import Connection, Table, UniqueConstraint

from app.core import grams, seals

PREFIX = "guard_"
WINDOW_COLUMNS = ("load_id", "sheet_id", "lesson_id", "student_id")
CLOSED_MESSAGE, APPEND_MESSAGE = "TERM_CLOSED", "APPEND_ONLY"


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger's name, its table and the statements that make it (function first on PostgreSQL)."""

    name: str
    table: str
    statements: tuple[str, ...]


def generate(dialect: str) -> list[Trigger]:
    """Give every trigger that the models ask for, in the SQL of ``dialect`` (sqlite or postgresql)."""
    make_frozen, make_append = (_sqlite_frozen, _sqlite_append) if dialect == "sqlite" else (_pg_frozen, _pg_append)
    found: list[Trigger] = []
    for mapper in sorted(Model.registry.mappers, key=lambda m: m.class_.__name__):
        model = mapper.class_
        if hasattr(model, "__frozen_by__"):
            found.extend(make_frozen(model, model.__table__))
        if getattr(model, "__append_only__", False):
            found.extend(make_append(model, model.__table__))
        found.extend(_sealed(model, model.__table__, dialect))
        if dialect == "sqlite" and getattr(model, "__grams__", False):
            found.extend(_sqlite_grams(model.__tablename__))
    found.extend(_sqlite_term() if dialect == "sqlite" else _pg_term())
    return found


def install(connection: Connection) -> None:
    """Drop every guard and make it anew from the models; the index of search keys is made where it is missing."""
    drop(connection, index=False)
    grams.install(connection)
    for trigger in generate(connection.dialect.name):
        for statement in trigger.statements:
            connection.exec_driver_sql(statement)


def drop(connection: Connection, *, index: bool = True) -> None:
    """Drop every guard there is, known to the models or not, and the index of search keys unless it may stay."""
    for name, table in present(connection):
        on = "" if connection.dialect.name == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
    if index:
        grams.drop(connection)


def present(connection: Connection) -> list[tuple[str, str]]:
    """List (name, table) of the guards in the database."""
    if connection.dialect.name == "sqlite":
        query = f"SELECT name, tbl_name FROM sqlite_master WHERE type='trigger' AND substr(name, 1, {len(PREFIX)}) = '{PREFIX}'"
    else:
        query = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            f"WHERE NOT t.tgisinternal AND starts_with(t.tgname::text, '{PREFIX}')"
        )
    return [(row[0], row[1]) for row in connection.exec_driver_sql(query)]


def differences(connection: Connection) -> list[str]:
    """Name the guards that are missing, changed, disabled or unknown; an empty list is health."""
    expected = {trigger.name: trigger for trigger in generate(connection.dialect.name)}
    actual = _definitions(connection)
    wrong = [name for name, trigger in expected.items() if actual.get(name) != _wanted(connection, trigger)]
    return sorted([*wrong, *(name for name in actual if name not in expected)])


def _wanted(connection: Connection, trigger: Trigger) -> str:
    return trigger.statements[0] if connection.dialect.name == "sqlite" else _body(trigger.statements[0])


def _definitions(connection: Connection) -> dict[str, str]:
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql(f"SELECT name, sql FROM sqlite_master WHERE type='trigger' AND substr(name, 1, {len(PREFIX)}) = '{PREFIX}'")
        return {row[0]: row[1] for row in rows}
    rows = connection.exec_driver_sql(
        "SELECT t.tgname, p.prosrc, t.tgenabled FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
        f"WHERE NOT t.tgisinternal AND starts_with(t.tgname::text, '{PREFIX}')"
    )
    return {row[0]: (row[1] if str(row[2]) in ("O", "b'O'") else "disabled") for row in rows}


def _body(function: str) -> str:
    return function.split("$$")[1]


def _unique_keys(table: Table) -> Iterator[list[str]]:
    yield [column.name for column in table.primary_key.columns]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield [column.name for column in constraint.columns]
    for index in table.indexes:
        if index.unique:
            yield [column.name for column in index.columns]


def _window(model: type, row: str, now: str) -> str:
    """Give the condition that an open window covers ``row`` (NEW or OLD) of this table."""
    covered: dict[str, str] = getattr(model, "__window__", {})
    narrow = " AND ".join(
        _narrowed(column, row, covered[column]) if column in covered else f"w.{column} IS NULL"
        for column in WINDOW_COLUMNS
    )
    return f"EXISTS (SELECT 1 FROM edit_window w WHERE w.group_term_id = g.id AND w.expires_at > {now} AND {narrow})"


def _narrowed(column: str, row: str, by: str) -> str:
    if by.startswith("+"):
        return f"(w.{column} IS NULL OR w.{by[1:]} IS NOT NULL)"
    return f"(w.{column} IS NULL OR w.{column} = {row}.{by})"


def _term_of(model: type, row: str) -> str:
    frozen_by = model.__frozen_by__  # type: ignore[attr-defined]
    predicate = getattr(model, "__frozen_where__", None)
    if predicate is None:
        return f"{row}.{frozen_by}"
    return f"CASE WHEN {row}.{predicate[0]} = '{predicate[1]}' THEN {row}.{frozen_by} END"


def _replaced(model: type, table: Table) -> list[str]:
    """Give sub-selects of the terms of rows that an INSERT OR REPLACE would push out."""
    predicate = getattr(model, "__frozen_where__", None)
    more = f" AND {predicate[0]} = '{predicate[1]}'" if predicate else ""
    return [
        f"(SELECT {model.__frozen_by__} FROM {table.name} WHERE "  # type: ignore[attr-defined]
        + " AND ".join(f"{key} = NEW.{key}" for key in keys)
        + f"{more})"
        for keys in sorted(_unique_keys(table))
    ]


def _sqlite_frozen(model: type, table: Table) -> Iterator[Trigger]:
    now = "strftime('%Y-%m-%d %H:%M:%f', 'now')"
    new, old, replaced = _term_of(model, "NEW"), _term_of(model, "OLD"), _replaced(model, table)
    for operation, terms, rows in (
        ("INSERT", [new, *replaced], ["NEW"]),
        ("UPDATE", [new, old, *replaced], ["NEW", "OLD"]),
        ("DELETE", [old], ["OLD"]),
    ):
        name = f"{PREFIX}{table.name}_{operation.lower()}"
        leave = " AND ".join(_window(model, row, now) for row in rows)
        statement = (
            f"CREATE TRIGGER {name} BEFORE {operation} ON {table.name} WHEN EXISTS (SELECT 1 FROM group_term g "
            f"WHERE g.status = 'closed' AND g.id IN ({', '.join(terms)}) AND NOT ({leave})) "
            f"BEGIN SELECT RAISE(ABORT, '{CLOSED_MESSAGE}:{table.name}'); END"
        )
        yield Trigger(name, table.name, (statement,))


def _sqlite_append(model: type, table: Table) -> Iterator[Trigger]:
    name = table.name
    same = " OR ".join(
        f"EXISTS (SELECT 1 FROM {name} WHERE " + " AND ".join(f"{key} = NEW.{key}" for key in keys) + ")"
        for keys in sorted(_unique_keys(table))
    )
    for operation, when in (("INSERT", same), ("UPDATE", _rewritten(model, table, "IS NOT")), ("DELETE", "1")):
        guard = f"{PREFIX}{name}_{operation.lower()}"
        statement = (
            f"CREATE TRIGGER {guard} BEFORE {operation} ON {name} WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{APPEND_MESSAGE}:{name}'); END"
        )
        yield Trigger(guard, name, (statement,))


def _sqlite_grams(table: str) -> Iterator[Trigger]:
    for operation, body in grams.sqlite_triggers(table):
        name = f"{PREFIX}{table}_grams_{operation.split()[0].lower()}"
        yield Trigger(name, table, (f"CREATE TRIGGER {name} AFTER {operation} ON {table} BEGIN {body} END",))


def _rewritten(model: type, table: Table, differs: str) -> str:
    """Give the condition that an UPDATE does more than erase an erasable column."""
    erasable = getattr(model, "__erasable__", ())
    kept = [f"NEW.{c.name} {differs} OLD.{c.name}" for c in table.columns if c.name not in erasable]
    erased = [f"(NEW.{name} IS NOT NULL AND NEW.{name} {differs} OLD.{name})" for name in erasable]
    return " OR ".join([*kept, *erased])


def _sqlite_term() -> Iterator[Trigger]:
    for operation, extra in (
        ("INSERT", "EXISTS (SELECT 1 FROM group_term WHERE status = 'closed' AND (id = NEW.id OR "
         "(group_id = NEW.group_id AND plan_semester = NEW.plan_semester)))"),
        ("UPDATE", "OLD.status = 'closed'"),
        ("DELETE", "OLD.status = 'closed'"),
    ):
        name = f"{PREFIX}group_term_{operation.lower()}"
        statement = (
            f"CREATE TRIGGER {name} BEFORE {operation} ON group_term WHEN {extra} "
            f"BEGIN SELECT RAISE(ABORT, '{CLOSED_MESSAGE}:group_term'); END"
        )
        yield Trigger(name, "group_term", (statement,))


def _sealed(model: type, table: Table, dialect: str) -> Iterator[Trigger]:
    message = f"{seals.SEALED_MESSAGE}:{table.name}"
    for operation, condition, answer in seals.statements(model, table, dialect):
        name = f"{PREFIX}{table.name}_{operation.lower()}"
        if dialect == "sqlite":
            statement = f"CREATE TRIGGER {name} BEFORE {operation} ON {table.name} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{message}'); END"
            yield Trigger(name, table.name, (statement,))
            continue
        body = f" BEGIN IF {condition} THEN RAISE EXCEPTION '{message}'; END IF; RETURN {answer}; END "
        yield _each(_pg_trigger(name, table.name, f"BEFORE {operation}", body), "FOR EACH ROW")


def _pg_trigger(name: str, table: str, timing: str, body: str) -> Trigger:
    function = f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
    return Trigger(name, table, (function, f"CREATE TRIGGER {name} {timing} ON {table} {{each}} EXECUTE FUNCTION {name}()"))


def _each(trigger: Trigger, each: str) -> Trigger:
    return Trigger(trigger.name, trigger.table, tuple(text.replace("{each}", each) for text in trigger.statements))


def _pg_truncate(table: str, message: str) -> Trigger:
    body = f" BEGIN RAISE EXCEPTION '{message}:{table}'; END "
    return _each(_pg_trigger(f"{PREFIX}{table}_truncate", table, "BEFORE TRUNCATE", body), "FOR EACH STATEMENT")


def _pg_frozen(model: type, table: Table) -> Iterator[Trigger]:
    for operation, rows in (("INSERT", ["NEW"]), ("UPDATE", ["NEW", "OLD"]), ("DELETE", ["OLD"])):
        leave = " AND ".join(_window(model, row, "now()") for row in rows)
        terms = ", ".join(_term_of(model, row) for row in rows)
        # The lock makes a racing close wait for this row, or this row see the close; ids in order against deadlocks.
        body = (
            f" DECLARE g record; BEGIN FOR g IN SELECT id, status FROM group_term WHERE id IN ({terms}) ORDER BY id FOR SHARE "
            f"LOOP IF g.status = 'closed' AND NOT ({leave}) THEN RAISE EXCEPTION '{CLOSED_MESSAGE}:{table.name}'; END IF; "
            f"END LOOP; RETURN {rows[0]}; END "
        )
        name = f"{PREFIX}{table.name}_{operation.lower()}"
        yield _each(_pg_trigger(name, table.name, f"BEFORE {operation}", body), "FOR EACH ROW")
    yield _pg_truncate(table.name, CLOSED_MESSAGE)


def _pg_append(model: type, table: Table) -> Iterator[Trigger]:
    name = table.name
    body = f" BEGIN IF {_rewritten(model, table, 'IS DISTINCT FROM')} THEN RAISE EXCEPTION '{APPEND_MESSAGE}:{name}'; END IF; RETURN NEW; END "
    yield _each(_pg_trigger(f"{PREFIX}{name}_update", name, "BEFORE UPDATE", body), "FOR EACH ROW")
    body = f" BEGIN RAISE EXCEPTION '{APPEND_MESSAGE}:{name}'; END "
    yield _each(_pg_trigger(f"{PREFIX}{name}_delete", name, "BEFORE DELETE", body), "FOR EACH ROW")
    yield _pg_truncate(name, APPEND_MESSAGE)


def _pg_term() -> Iterator[Trigger]:
    for operation, answer in (("UPDATE", "NEW"), ("DELETE", "OLD")):
        body = (
            f" BEGIN IF OLD.status = 'closed' THEN RAISE EXCEPTION '{CLOSED_MESSAGE}:group_term'; END IF; "
            f"RETURN {answer}; END "
        )
        name = f"{PREFIX}group_term_{operation.lower()}"
        yield _each(_pg_trigger(name, "group_term", f"BEFORE {operation}", body), "FOR EACH ROW")
    yield _pg_truncate("group_term", CLOSED_MESSAGE)
