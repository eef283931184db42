"""The generic verbs of a reference table: create, change, remove, each with its audit record, inside a transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import inspect

from app.access.crud_integrity import in_use
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.integrity import explained
from app.core.text import N_
from app.extensions import db


def require(actor: Actor, resource: str, action: str) -> None:
    """Raise Forbidden unless ``actor`` may do ``action`` on ``resource``."""
    if not actor.may(resource, action):
        raise Forbidden(N_("You have no right to do this."))


def _with_keys(model: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Add the foreign key beside each chosen row: the log compares columns, and sees it before the flush."""
    found, mapper = dict(values), inspect(model)
    for name, relationship in mapper.relationships.items():
        if name in values and not relationship.uselist and len(relationship.local_columns) == 1:
            column = next(iter(relationship.local_columns))
            found[mapper.get_property_by_column(column).key] = getattr(values[name], "id", None)
    return found


def create(actor: Actor, model: Any, values: Mapping[str, Any]) -> Any:
    """Make a record of ``model`` in the actor's college from typed values; flushed, not committed.

    Raises Conflict when it repeats another record.
    """
    require(actor, model.__resource__, "create")
    item = model(**_with_keys(model, values))
    if hasattr(model, "organization_id") and item.organization_id is None:
        item.organization_id = actor.organization_id
    db.session.add(item)
    changes = audit.changes_of(item)
    with explained():
        db.session.flush()
    audit.record(actor, "create", item, changes=changes)
    return item


def change(actor: Actor, item: Any, values: Mapping[str, Any]) -> Any:
    """Give a record new values; nothing is written when none differs. Raises Conflict when it repeats another."""
    require(actor, type(item).__resource__, "update")
    for name, value in _with_keys(type(item), values).items():
        if getattr(item, name) != value:
            setattr(item, name, value)
    changes = audit.changes_of(item)
    if not changes:
        return item
    with explained():
        db.session.flush()
    audit.record(actor, "update", item, changes=changes)
    return item


def remove(actor: Actor, item: Any) -> None:
    """Delete a record that nothing refers to; raises Conflict naming it and its users otherwise."""
    require(actor, type(item).__resource__, "delete")
    refusal, name = in_use(item), str(item)
    if refusal is not None:
        raise refusal
    db.session.delete(item)
    audit.record(actor, "delete", item, label=name)
    with explained(name):
        db.session.flush()
