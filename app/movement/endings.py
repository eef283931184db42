"""The orders that ended stays, told to the papers of students below."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app.extensions import db
from app.movement.history import basis_of
from app.movement.models import Order, OrderItem
from app.students.endings import register_endings
from app.students.models import Placement


def endings(placement_ids: Collection[int]) -> dict[int, str]:
    """Give {placement id: the order in words}; one statement."""
    rows = db.session.execute(
        select(Placement.id, Order)
        .join(OrderItem, OrderItem.id == Placement.ended_by_id)
        .join(Order, Order.id == OrderItem.order_id)
        .where(Placement.id.in_(list(placement_ids)))
    )
    return {placement: basis_of(order) for placement, order in rows}


register_endings(endings)
