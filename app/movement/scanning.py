"""The scan of the signed paper of an order: kept encrypted beside the order, whose text stays as it was signed."""

from __future__ import annotations

from sqlalchemy import func, select

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core import secrets
from app.core.actor import Actor
from app.core.errors import Conflict, NotFound
from app.core.text import N_
from app.extensions import db
from app.movement import queries
from app.movement.models import OrderScan
from app.movement.rules import SEALED
from app.students.scans import Scan, put

PURPOSE = "order_scan.body"


def keep_scan(actor: Actor, order_id: int, found: Scan) -> None:
    """Keep the checked scan of a signed order, the earlier one is replaced; raises Conflict for a draft."""
    require(actor, Resource.ORDER, Action.UPDATE)
    order = queries.order(order_id)
    if order.state not in SEALED:
        raise Conflict(N_("A scan is added after the signature."), field="scan")
    put(db.session.get(OrderScan, order.id) or OrderScan(organization_id=order.organization_id, order_id=order.id), found, PURPOSE)
    audit.record(actor, "keep_scan", order)


def scan(order_id: int) -> Scan:
    """Give the kind and the bytes of the scan of an order within reach; raises NotFound where there is none."""
    found = db.session.get(OrderScan, queries.order(order_id).id)
    if found is None:
        raise NotFound(N_("There is no scan of this order."))
    return found.media, secrets.decrypt_bytes(found.body, PURPOSE)


def has_scan(order_id: int) -> bool:
    """Tell whether there is a scan, without reading it."""
    return bool(db.session.scalar(select(func.count(OrderScan.order_id)).where(OrderScan.order_id == order_id)))
