"""Rows written in batches with ids given beforehand; only ever into an empty database."""

from typing import Any

from flask_appbuilder import Model
from sqlalchemy import insert, text

from app.extensions import db

BATCH = 5000


class Bulk:
    """Collects rows of tables and writes them; ids count up from 1."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._waiting: dict[type, list[dict[str, Any]]] = {}

    def add(self, model: type, **values: Any) -> int:
        """Take a row and give its id; rows of one table must name the same columns."""
        name = model.__tablename__  # type: ignore[attr-defined]
        self._last[name] = self._last.get(name, 0) + 1
        self._waiting.setdefault(model, []).append({"id": self._last[name], **values})
        return self._last[name]

    def has(self, model: type) -> bool:
        """Tell whether a row of a table was taken already."""
        return model in self._waiting

    def amend(self, model: type, row_id: int, **values: Any) -> None:
        """Change a row that was taken and is not written yet."""
        next(row for row in self._waiting[model] if row["id"] == row_id).update(values)

    def link(self, model: type, **values: Any) -> None:
        """Take a row of a table whose key is made of other rows' ids."""
        self._waiting.setdefault(model, []).append(values)

    def write(self) -> int:
        """Write what was taken, tables that others refer to first; gives the number of rows."""
        count = 0
        order = {table.name: place for place, table in enumerate(Model.metadata.sorted_tables)}
        for model, rows in sorted(self._waiting.items(), key=lambda pair: order[pair[0].__tablename__]):  # type: ignore[attr-defined]
            for at in range(0, len(rows), BATCH):
                db.session.execute(insert(model.__table__), rows[at : at + BATCH])  # type: ignore[attr-defined]
            count += len(rows)
        self._waiting = {}
        return count

    def set_sequences(self) -> None:
        """Move the sequences of PostgreSQL behind the given ids."""
        if db.session.get_bind().dialect.name != "postgresql":
            return
        for name, last in self._last.items():
            sequence = db.session.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name}).scalar()
            if sequence:
                db.session.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})
