"""A training copy holds nothing personal of its source: every personal column of every table is filled, none comes through."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder import Model
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Connection,
    Date,
    Engine,
    LargeBinary,
    Numeric,
    String,
    Table,
    create_engine,
    select,
)
from sqlalchemy import text as sql

from app import schema
from app.access.hashing import verify_password
from app.audit import queries as audit
from app.core import engine as rules_of_engine
from app.core import secrets, triggers
from app.core.actor import Actor
from app.core.errors import Refused
from app.core.transaction import transaction
from app.core.types import EncryptedText, UTCDateTime
from app.extensions import db
from app.privacy import completeness, copying
from app.privacy.declared import DROPPED, PERSONAL
from app.privacy.rules import Kind
from tests import migrated

# What they hold is a code out of a few, the same for many people.
CODES = frozenset({Kind.HEALTH, Kind.HEALTH_GROUP, Kind.COUNTRY, Kind.PAPER_TYPE, Kind.PASSWORD})
PARTS = (Kind.LAST, Kind.FIRST, Kind.MIDDLE)
LETTERS = "абвгдежзиклмнопрстуф"
DAY, MOMENT = dt.date(2009, 3, 17), dt.datetime(2026, 9, 1, 8, tzinfo=dt.UTC)
# What CHECKs of several columns ask for.
OWN: dict[str, dict[str, Any]] = {
    "benefit": {"kind": "health"}, "order_item": {"course": 1}, "identity_document": {"kind": "passport"},
    "prior_education": {"average": 4},
    "academic_debt": {"origin": "opening", "sheet_id": None}, "mark": {"minutes_late": None},
}  # fmt: skip


def word(number: int) -> str:
    """Give a surname that occurs once in the whole database."""
    return "Примет" + "".join(LETTERS[number // 20**place % 20] for place in range(3)) + "ин"


class Filler:
    """Puts a row into every empty table of the schema, a mark of its own into every personal column."""

    def __init__(self, connection: Connection) -> None:
        self.connection, self.count = connection, 0

    def fill(self) -> None:
        for table in Model.metadata.sorted_tables:
            if not table.name.startswith("ab_") and table.name not in DROPPED:
                self._put(table)

    def _put(self, table: Table) -> None:
        there = self.connection.execute(select(*table.primary_key.columns).limit(1)).first()
        kinds = PERSONAL.get(table.name, {})
        if there is not None:
            full = {name: self._mark(table.c[name], kind) for name, kind in kinds.items() if kind not in PARTS}
            if full:
                key = [column == value for column, value in zip(table.primary_key.columns, there, strict=True)]
                self.connection.execute(table.update().where(*key).values(full))
            return
        values = {column.name: self._value(table, column, kinds.get(column.name)) for column in table.columns}
        self.connection.execute(table.insert().values(values | OWN.get(table.name, {})))

    def _value(self, table: Table, column: Column[Any], kind: Kind | None) -> Any:
        if kind is not None:
            return self._mark(column, kind)
        if column.foreign_keys:
            target = next(iter(column.foreign_keys)).column
            found = self.connection.scalar(select(target).limit(1))
            return None if column.nullable and (found is None or target.table is table) else found
        codes = [re.search(rf"\b{column.name} IN \('([^']*)'", str(one.sqltext)) for one in table.constraints if isinstance(one, CheckConstraint)]
        code = next((one[1] for one in codes if one), None)
        return code if code is not None else self._plain(column)

    def _plain(self, column: Column[Any]) -> Any:
        if isinstance(column.type, UTCDateTime):
            return None if column.nullable else MOMENT
        if isinstance(column.type, Date):
            return DAY + dt.timedelta(days=200 if column.name == "ends_on" else 0)
        if isinstance(column.type, EncryptedText):
            return None
        if isinstance(column.type, String):
            self.count += 1
            return f"x{self.count}"[: column.type.length]
        if isinstance(column.type, JSON):
            return {}
        if isinstance(column.type, LargeBinary):
            return b"x"
        return 2026 if column.name in ("year", "intake_year") else (3 if isinstance(column.type, Numeric) else 1)

    def _mark(self, column: Column[Any], kind: Kind) -> Any:
        self.count += 1
        if kind == Kind.DAY:
            return DAY
        if kind == Kind.SUM:
            return 31977
        if kind == Kind.TOLD:
            name = f"{word(self.count)} Игнат Лукич"
            return json.dumps({"lines": [["ИС-21", "3", "1", "0" * 64]], "totals": {}, "sheets": [{"student": "1", "name": name, "note": "болел"}]})
        if kind == Kind.SETTING:
            return f"И. Л. {word(self.count)}"
        if kind in (Kind.HEALTH, Kind.HEALTH_GROUP):
            return "motor" if kind == Kind.HEALTH else "special"
        if isinstance(column.type, LargeBinary) and not isinstance(column.type, EncryptedText):
            return f"bytes {word(self.count)}".encode()
        if kind in (Kind.NAMES, Kind.FORMER):
            return f"Дело: {word(self.count)} И. Л." if kind == Kind.NAMES else f"{word(self.count)} Игнат Лукич"
        if kind in (Kind.NAME, Kind.LAST, Kind.FREE):
            return word(self.count) if kind == Kind.LAST else f"{word(self.count)} Игнат Лукич"[: column.type.length]
        most = getattr(column.type, "length", None) or 40
        return {Kind.FIRST: "Игнат", Kind.MIDDLE: "Лукич", Kind.COUNTRY: "398"}.get(kind, f"{word(self.count)}-{self.count}"[-most:])


@pytest.fixture
def full(engine_app: Flask) -> Iterator[Engine]:
    """Give the engine of a database in which every personal column of every table is filled."""
    with engine_app.app_context():
        with schema.writable(db.engine, foreign_keys=False) as connection:
            triggers.drop(connection)
            Filler(connection).fill()
            triggers.install(connection)
        yield db.engine
        db.session.remove()


def personal_values(engine: Engine) -> dict[str, list[Any]]:
    """Give {table.column: everything that stands there}, opened where it is encrypted."""
    found = {}
    with engine.connect() as connection:
        for name, kinds in PERSONAL.items():
            table = Model.metadata.tables[name]
            for column in kinds:
                values = connection.scalars(select(table.c[column]).where(table.c[column].is_not(None))).all()
                found[f"{name}.{column}"] = [one for one in values if one not in ("", b"")]
    return found


def strings(values: dict[str, list[Any]]) -> dict[str, str]:
    """Give {text: column} of what would tell who somebody is."""
    found = {}
    for place, there in values.items():
        table, column = place.split(".")
        kind = PERSONAL[table][column]
        for value in there:
            if kind == Kind.TOLD:
                found |= dict.fromkeys(re.findall(r"Примет\w+", value), place)
            elif kind == Kind.NAMES:  # the text stays, the names go
                found |= dict.fromkeys(re.findall(r"[А-ЯЁ][\w-]+ [А-ЯЁ]\. [А-ЯЁ]\.|Примет\w+", value), place)
            elif isinstance(value, str) and kind not in CODES and not (kind in PARTS and value.isascii()):
                found[value] = place  # the world's employees are called by their roles in Latin letters
    return found


def test_nothing_personal_comes_into_a_training_copy(full: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = personal_values(full)
    assert [place for place, there in source.items() if not there] == []  # every column is filled
    before = secrets.current()
    migrated.lay(tmp_path / "ready")
    monkeypatch.setattr(copying.schema, "upgrade", lambda _engine: shutil.copy(tmp_path / "ready", tmp_path / "copy" / copying.DATABASE))
    made = copying.make(full, tmp_path / "copy")
    assert secrets.current() == before
    with transaction():
        copying.note(Actor.system(None), made)
    assert audit.log(0, audit.Wanted(action="make_training_copy"))[0].label == "copy"
    body = (tmp_path / "copy" / copying.DATABASE).read_bytes()
    url = f"sqlite:///{tmp_path / 'copy' / copying.DATABASE}"
    copy = create_engine(url, **rules_of_engine.engine_options(url))
    with secrets.using(secrets.Keys(**json.loads((tmp_path / "copy" / secrets.FILE_NAME).read_text()))), copy.connect() as connection:
        held = personal_values(copy)
        lines = "\n".join(
            " | ".join(map(str, row)) for table in Model.metadata.sorted_tables for row in connection.execute(select(*table.columns))
        )
        assert triggers.differences(connection) == []
        assert all(connection.scalar(sql(f"SELECT count(*) FROM {name}")) == 0 for name in DROPPED)
        digests = connection.scalars(sql("SELECT password FROM ab_user")).all()
        assert verify_password(digests[0], made.password) and len(set(digests)) == 1
    copy.dispose()
    told = strings(source)
    assert len(told) > 150
    for text, place in told.items():
        whole = rf"(?<![\w]){re.escape(text)}(?![\w])"
        assert not re.search(whole, lines), f"{place}: {text}"
        assert len(text) < 5 or text.encode() not in body, f"{place}: {text}"
    for place, there in source.items():
        table, column = place.split(".")
        if PERSONAL[table][column] in (Kind.DAY, Kind.SUM) or (there and isinstance(there[0], bytes)):
            assert not set(there) & set(held[place]), place


def test_a_copy_is_made_into_an_empty_folder_only(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "something").write_text("")
    with app.app_context(), pytest.raises(Refused, match="is not empty"):
        copying.make(db.engine, tmp_path)


def test_a_new_column_must_be_classified_first() -> None:
    assert completeness.undeclared(Model.metadata) == [], "say in app/privacy/declared.py what these columns hold"
    assert completeness.stale(Model.metadata) == [], "these columns are gone: take them out of app/privacy/declared.py"
