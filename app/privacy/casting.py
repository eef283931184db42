"""Reading who is who out of a database: students, employees, representatives, former names, users."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Connection, Table, select

from app.access.permissions import RANKS, Role
from app.privacy.cast import Key
from app.privacy.names import Person

_WOMAN, _MAN = ("а", "я", "кызы", "кизи"), ("ич", "оглы", "улы", "угли")


def table(name: str) -> Table:
    """Give a table of the schema."""
    return Model.metadata.tables[name]


def sex_of(last: str, middle: str | None, told: str | None = None) -> str:
    """Give the sex that is told, or that patronymic or surname tell."""
    if told:
        return told
    low = (middle or "").lower()
    if low:
        return "m" if low.endswith(_MAN) else "f" if low.endswith(_WOMAN) else "m"
    return "f" if last.lower().endswith(("ова", "ева", "ина", "ына", "ая", "яя")) else "m"


def persons(connection: Connection) -> Iterator[tuple[Key, Person]]:
    """Give every person with a key of its own."""
    sexes: dict[int, str] = {}
    for row in _rows(connection, "student", "id", "last_name", "first_name", "middle_name", "sex"):
        sexes[row.id] = sex_of(row.last_name, row.middle_name, row.sex)
        yield ("student", row.id), _person(row, sexes[row.id])
    for row in _rows(connection, "former_name", "id", "student_id", "last_name", "first_name", "middle_name"):
        yield ("former_name", row.id), _person(row, sexes[row.student_id])
    for row in _rows(connection, "employee", "id", "user_id", "last_name", "first_name", "middle_name"):
        one = _person(row, sex_of(row.last_name, row.middle_name))
        yield ("employee", row.id), one
    for row in _rows(connection, "representative", "id", "last_name", "first_name", "middle_name"):
        yield ("representative", row.id), _person(row, sex_of(row.last_name, row.middle_name))
    for row in _rows(connection, "ab_user", "id", "last_name", "first_name"):
        first, _, middle = row.first_name.partition(" ")
        yield ("ab_user", row.id), Person(row.last_name, first, middle or None, sex_of(row.last_name, middle))


def users_of_employees(connection: Connection) -> dict[int, int]:
    """Give {user: employee}, so that both bear one name."""
    return {row.user_id: row.id for row in _rows(connection, "employee", "id", "user_id") if row.user_id is not None}


def logins(connection: Connection) -> dict[int, tuple[str, str]]:
    """Give {user: (login of the copy, role)}: the highest role with the number of the user, «secretary5»."""
    found: dict[int, str] = {}
    for row in _rows(connection, "role_grant", "user_id", "role"):
        known = found.get(row.user_id)
        if known is None or RANKS.get(Role(row.role), 1) > RANKS.get(Role(known), 1):
            found[row.user_id] = row.role
    users = [row.id for row in _rows(connection, "ab_user", "id")]
    return {user: (f"{found.get(user, 'user')}{user}", found.get(user, "")) for user in users}


def _person(row: Any, sex: str) -> Person:
    return Person(row.last_name, row.first_name, row.middle_name, sex)


def _rows(connection: Connection, name: str, *columns: str) -> Iterator[Any]:
    known = table(name)
    yield from connection.execute(select(*(known.c[column] for column in columns)).order_by(*known.primary_key.columns)).all()
