"""What refers to a record: asked before it is deleted, so that the refusal can name the places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, inspect, select

from app.access.crud_display import view_of
from app.core.errors import InUse
from app.core.text import N_

Users = Callable[[Any], tuple[Any, int]]
_told: dict[type, list[Users]] = {}


def register_users(model: type) -> Callable[[Users], Users]:
    """Let a higher package tell what stands on a record of ``model`` without a key to it: (title of the list, number of rows)."""

    def keep(users: Users) -> Users:
        _told.setdefault(model, []).append(users)
        return users

    return keep


def users_of(item: Any) -> list[tuple[str, int]]:
    """Find what refers to a record, as far as the person may see it: (title of the list, number of rows)."""
    model, found = type(item), []
    table = inspect(model).local_table
    for mapper in model.registry.mappers:
        columns = [c for c in mapper.local_table.columns if any(key.column.table is table for key in c.foreign_keys)]
        view = view_of(mapper.class_)
        if not columns or view is None:
            continue
        key = getattr(mapper.class_, mapper.primary_key[0].key)
        same = [getattr(mapper.class_, mapper.get_property_by_column(c).key) == item.id for c in columns]
        for condition in same:
            number = view.datamodel.session.scalar(select(func.count(key)).where(condition)) or 0
            if number:
                found.append((str(view.list_title), number))
    found.extend((str(title), number) for title, number in (users(item) for users in _told.get(model, ())) if number)
    return found


def in_use(item: Any) -> InUse | None:
    """Give the refusal to delete a record that others refer to, naming where; None when nothing seen refers to it."""
    where = users_of(item)
    if not where:
        return None
    places = ", ".join(_("%(title)s: %(number)s", title=title, number=number) for title, number in where)
    return InUse(N_("«%(name)s» is used and cannot be deleted (%(places)s)."), name=str(item), places=places)
