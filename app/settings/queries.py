"""Reading settings of a college."""

from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from app.extensions import db
from app.settings.models import Setting
from app.settings.rules import DECLARED


@cache
def _chosen() -> Select[tuple[Setting]]:
    return select(Setting).where(Setting.organization_id == bindparam("college")).execution_options(unscoped=True)


def chosen(organization_id: int) -> dict[str, Setting]:
    """Give the rows of what the college has chosen, by key."""
    return {row.key: row for row in db.session.scalars(_chosen(), {"college": organization_id})}


def values(organization_id: int, prefix: str | tuple[str, ...] = "") -> dict[str, Any]:
    """Give every declared setting that begins with ``prefix`` (or one of several) as the college has it, in one statement."""
    rows = chosen(organization_id)
    return {
        key: _typed(declaration.kind, rows[key].value) if key in rows else declaration.default
        for key, declaration in DECLARED.items()
        if key.startswith(prefix)
    }


def value(organization_id: int, key: str) -> Any:
    """Give one setting."""
    row = db.session.scalar(
        select(Setting)
        .where(Setting.organization_id == organization_id, Setting.key == key)
        .execution_options(unscoped=True)
    )
    declaration = DECLARED[key]
    return _typed(declaration.kind, row.value) if row is not None else declaration.default


def _typed(kind: type, stored: Any) -> Any:
    return Decimal(stored) if kind is Decimal else stored
