"""Special fields: one mechanism to show them masked and to reveal them, whatever the row they lie in.

A special field is encrypted in the database, masked on every screen and paper, found by equality at most, and shown only
by ``disclose``, which leaves a record: who, of whom, which field, why (152-ФЗ ст. 19).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.access.crud_interface import parse_id
from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound, Refused
from app.core.identity import masked
from app.core.text import N_, clean

SHORTEST_REASON, LONGEST_REASON = 5, 300


@dataclass(frozen=True, slots=True)
class SpecialField:
    """A field of ``model``: who may reveal it (``resource``), how it is masked and written out."""

    model: type
    name: str
    label: str
    resource: Resource
    mask: Callable[[str | None], str] = masked
    written: Callable[[str], str] = str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A special value on a card: what is sent to reveal it, the field, the row it lies in, the masked text."""

    what: str
    field: str
    row: Any
    masked: str


def hidden_in(actor: Actor, fields: Mapping[str, SpecialField], rows: Iterable[Any]) -> list[Hidden]:
    """Give the special values that lie in ``rows`` and whose kind the actor may see masked."""
    found = []
    for row in rows:
        for key, field in fields.items():
            value = getattr(row, field.name) if isinstance(row, field.model) else None
            if value and actor.may(field.resource, Action.READ):
                found.append(Hidden(f"{key}:{row.id}", key, row, field.mask(value)))
    return found


def disclose(
    actor: Actor, holder: Any, fields: Mapping[str, SpecialField], what: str, reason: str,
    row_of: Callable[[SpecialField, int | None], Any | None],
) -> str:  # fmt: skip
    """Give a special value of ``holder`` for a stated reason; every time is logged.

    ``what`` is «table.field:id», ``row_of`` finds that row among the holder's own. Raises Invalid without a reason,
    Forbidden without the right to this field, NotFound for a row of somebody else, Refused where there is no value.
    """
    key, _, number = what.partition(":")
    field = fields.get(key)
    if field is None:
        raise NotFound(N_("There is no such field."))
    require(actor, field.resource, Action.REVEAL)
    text = clean(reason)
    if len(text) < SHORTEST_REASON:
        raise Invalid(N_("Say what the data are needed for, in a few words."), field="reason")
    row = row_of(field, parse_id(number))
    if row is None:
        raise NotFound(N_("There is no such field."))
    value = getattr(row, field.name)
    if not value:
        raise Refused(N_("Nothing is entered in this field."))
    audit.record(actor, "reveal", holder, changes={"field": (None, key)}, reason=text[:LONGEST_REASON])
    return field.written(value)
