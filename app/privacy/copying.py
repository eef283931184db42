"""The training copy: the whole installation in a folder of its own, without personal data, under keys and passwords of its own.

Depersonalised by replacing, shifting and emptying (приказ Роскомнадзора № 140 от 19.06.2025: методы обезличивания); ids stay, so
that every screen has as much to show as the true one. Nothing of the log, of letters and of sessions comes along.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Connection, Engine, LargeBinary, Table, create_engine, select, type_coerce, update
from sqlalchemy.orm import Session

from app import schema
from app.access.hashing import hash_password
from app.access.passwords import one_time_password
from app.access.permissions import ROLE_TITLES, Role
from app.access.scope import unscoped
from app.audit.operations import record
from app.backup import dump
from app.core import engine as rules_of_engine
from app.core import secrets, triggers
from app.core.actor import Actor
from app.core.errors import Refused
from app.core.rows import Searchable
from app.core.text import N_
from app.core.types import EncryptedText
from app.inaccuracies import settings as inaccuracies
from app.privacy import casting, sealing
from app.privacy.cast import Cast
from app.privacy.declared import DROPPED
from app.privacy.faking import Faker, Row
from app.privacy.rules import MARK

BATCH, WITH_BODIES = 1000, 50
DATABASE = "college.sqlite3"
# No letter ever leaves a copy, and whom the true college writes to is not told.
SETTINGS_LEFT_OUT = ("mail.", inaccuracies.ADDRESSEE_NAME, inaccuracies.EXECUTOR)


@dataclass(frozen=True, slots=True)
class Copied:
    """What was made: the folder, rows, the password of all accounts, (title of the role, login) of each."""

    folder: Path
    rows: int
    password: str
    logins: tuple[tuple[str, str], ...]


def make(source: Engine, folder: Path) -> Copied:
    """Make a training copy in ``folder``, which must be empty or not there; call it outside a transaction.

    A reading transaction sees the source as it was at one moment; nobody waits for it. Raises Refused for a folder with files.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(N_("The folder «%(folder)s» is not empty. Name another one for the training copy."), folder=folder)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keys, password = secrets.Keys.generate(), one_time_password()
    rng = random.Random(os.urandom(16))  # noqa: S311 - fakes, no secrets
    target = _engine(folder)
    try:
        schema.upgrade(target)
        with dump.reading(source) as connection:
            logins = casting.logins(connection)
            faker = Faker(_cast(connection, rng), rng, {user: login for user, (login, _role) in logins.items()}, hash_password(password))
            with schema.writable(target, foreign_keys=False) as out, secrets.using(keys):
                rows = _fill(connection, out, faker)
        secrets.write(folder, keys)
        _settle(target)
    finally:
        target.dispose()
    told = tuple((ROLE_TITLES[Role(role)], login) for login, role in logins.values() if role)
    return Copied(folder, rows, password, told)


def note(actor: Actor, made: Copied) -> None:
    """Leave the record of a training copy in the log of the source; inside a transaction."""
    record(actor, "make_training_copy", "backup", label=made.folder.name, changes={"rows": (None, made.rows)})


def _engine(folder: Path) -> Engine:
    url = f"sqlite:///{folder / DATABASE}"
    made = create_engine(url, **rules_of_engine.engine_options(url))
    rules_of_engine.install(made, None)
    return made


def _settle(target: Engine) -> None:
    """Bring everything into the one file, and leave no page in it that was written over."""
    with target.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA query_only=OFF").fetchall()
        raw.execute("VACUUM").fetchall()
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _cast(connection: Connection, rng: random.Random) -> Cast:
    cast = Cast(casting.persons(connection), rng)
    for user, employee in casting.users_of_employees(connection).items():
        cast.same(("ab_user", user), ("employee", employee))
    return cast


def _fill(connection: Connection, out: Connection, faker: Faker) -> int:
    triggers.drop(out)
    count, seals = 0, sealing.Seals()
    for table in _tables():
        out.execute(table.delete())
        for batch in _batches(_made(table, connection, faker, seals), WITH_BODIES if _has_bodies(table) else BATCH):
            out.execute(table.insert(), batch)
            count += len(batch)
    _rekey(out)
    if out.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise schema.SchemaMismatchError("references of the training copy are broken")
    triggers.install(out)
    return count


def _tables() -> list[Table]:
    """Give the tables of a copy; acts come last, they name digests of what was copied before."""
    found = [table for table in Model.metadata.sorted_tables if table.name not in DROPPED]
    return sorted(found, key=lambda table: sealing.LAST.index(table.name) if table.name in sealing.LAST else -1)


def _made(table: Table, connection: Connection, faker: Faker, seals: sealing.Seals) -> Iterator[Row]:
    plain = [type_coerce(column, LargeBinary()).label(column.name) if isinstance(column.type, EncryptedText) else column for column in table.columns]
    query = select(*plain).order_by(*table.primary_key.columns)
    for row in connection.execute(query.execution_options(yield_per=WITH_BODIES if _has_bodies(table) else BATCH)).mappings():
        if table.name == "setting" and str(row["key"]).startswith(SETTINGS_LEFT_OUT):
            continue
        yield _marked(table.name, seals.sealed(table.name, dict(row), faker.row(table.name, dict(row))))


def _marked(table: str, row: Row) -> Row:
    """Let a copy be known as one, and its accounts be open with the new password."""
    if table == "organization":
        return row | {"short_name": row["short_name"][: 200 - len(MARK)] + MARK, "full_name": row["full_name"][: 500 - len(MARK)] + MARK}
    if table == "account":
        return row | {"must_change_password": False, "one_time_until": None, "totp_last_step": None}
    return row | {"login_count": 0, "fail_login_count": 0} if table == "ab_user" else row


def _has_bodies(table: Table) -> bool:
    return any(isinstance(column.type, LargeBinary) for column in table.columns)


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    waiting: list[Row] = []
    for row in rows:
        waiting.append(row)
        if len(waiting) == size:
            yield waiting
            waiting = []
    if waiting:
        yield waiting


def _rekey(out: Connection) -> None:
    """Make the search and sort keys anew: they hold names."""
    models = {mapper.class_ for mapper in Model.registry.mappers if issubclass(mapper.class_, Searchable)}
    with unscoped(), Session(out) as session:
        for model in sorted(models, key=lambda one: str(one.__tablename__)):
            known: Any = model.__table__  # type: ignore[attr-defined]
            (key,) = known.primary_key.columns
            for batch in _batches(({"row": getattr(one, key.name)} | _keys(one) for one in session.scalars(select(model))), BATCH):
                for values in batch:
                    out.execute(update(known).where(key == values.pop("row")).values(values))


def _keys(one: Searchable) -> dict[str, str]:
    search, sort = one.keys()
    return {"search_key": search[:500], "sort_key": sort[:300]}
