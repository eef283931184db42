"""Changing settings of a college."""

from decimal import Decimal
from typing import Any

from app.audit.operations import record
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.text import N_
from app.extensions import db
from app.settings import queries
from app.settings.models import Setting
from app.settings.rules import DECLARED


def choose(actor: Actor, organization_id: int, chosen: dict[str, Any]) -> int:
    """Store the values that differ from what is in force; gives how many changed. Keys must be declared."""
    if not actor.may("setting", "update"):
        raise Forbidden(N_("You have no right to change settings."))
    rows = queries.chosen(organization_id)
    now_in_force = queries.values(organization_id)
    changed = {key: value for key, value in chosen.items() if key in DECLARED and value != now_in_force[key]}
    for key, value in changed.items():
        row = rows.get(key) or Setting(organization_id=organization_id, key=key)
        row.value = str(value) if isinstance(value, Decimal) else value
        db.session.add(row)
        record(actor, "choose_setting", row, changes={key: (now_in_force[key], value)}, label=key)
    return len(changed)
