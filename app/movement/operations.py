"""Verbs on drafts of orders: draft, change, add and remove lines, discard. Nothing here changes a student."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.access.crud_writing import require
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.movement import queries
from app.movement.kinds import BASES, KINDS
from app.movement.lines import RESOURCE, add_lines, fill
from app.movement.models import Order, OrderBasis
from app.movement.rules import transition
from app.organization.models import Organization


@dataclass(frozen=True, slots=True)
class Basis:
    """A document an order stands on, as typed."""

    kind: str
    title: str = ""
    number: str = ""
    dated: date | None = None


def draft_order(
    actor: Actor,
    kind: str,
    students: Sequence[int],
    *,
    effective_on: date,
    values: Mapping[str, Any] | None = None,
    bases: Sequence[Basis] = (),
    target: Order | None = None,
    batch: str | None = None,
) -> Order:
    """Make the draft of an order on ``students``; ``values`` fills the fields of every line (see ``Kind.fields``).

    ``target`` is the order that an AMEND or CANCEL is about. What speaks against the order is told by ``judging.judge``
    and stops its approval, never the draft. Raises Invalid for an unknown kind or value, NotFound for a student out of
    the person's reach. Higher packages call it to propose an order (a head of department or the office goes on with it).
    """
    require(actor, RESOURCE, "create")
    rule = KINDS.get(kind)
    if rule is None:
        raise Invalid(N_("There is no order of the kind «%(kind)s»."), field="kind", kind=kind)
    if not students:
        raise Invalid(N_("Mark at least one student."), field="student")
    organization = db.session.get(Organization, actor.organization_id)
    order = Order(
        organization_id=actor.organization_id, kind=kind, effective_on=effective_on, title=_title(rule.heading, target),
        signer_position=(organization.director_position if organization else "") or "Директор",
        signer_name=(organization.director_name if organization else "") or "", executor_id=actor.employee_id, batch=batch,
        department_id=actor.departments[0] if actor.departments else None, target_id=target.id if target else None,
    )  # fmt: skip
    db.session.add(order)
    with explained():
        db.session.flush()
    _keep_bases(order, bases)
    add_lines(actor, order, students, values or {})
    audit.record(actor, "draft_order", order, changes={"kind": (None, kind), "students": (None, len(students))})
    return order


def _title(heading: str, target: Order | None) -> str:
    if target is None:
        return heading
    day = f" от {target.order_date:%d.%m.%Y}" if target.order_date else ""
    return f"{heading}{day} № {target.full_number}"[:300]


def extend_draft(actor: Actor, order: Order, students: Sequence[int], values: Mapping[str, Any]) -> None:
    """Put further students into a draft that is there already; raises Conflict for an order that is no draft."""
    require(actor, RESOURCE, "update")
    if not students:
        raise Invalid(N_("Mark at least one student."), field="student")
    made = add_lines(actor, order, students, values)
    order.row_version += 1
    audit.record(actor, "change_order", order, changes={"students": (None, len(made))})


@dataclass(frozen=True, slots=True)
class Head:
    """The typed head of a draft."""

    title: str
    effective_on: date
    preamble: str
    control: str
    signer_position: str
    signer_name: str
    executor_id: int | None = None


def change_draft(
    actor: Actor,
    order_id: int,
    version: int,
    head: Head,
    bases: Sequence[Basis],
    lines: Mapping[int, Mapping[str, Any]],
    removed: Collection[int] = (),
) -> Order:
    """Change a draft: its head, its documents, its lines; ``removed`` names the lines to go.

    Raises Conflict when somebody changed it meanwhile (``details["stale"]``), Invalid for what cannot be typed.
    """
    require(actor, RESOURCE, "update")
    order = queries.order(order_id, lock=True)
    transition("edit", order.state)
    if order.row_version != version:
        raise Conflict(
            N_("Somebody has changed the order meanwhile. Compare the values; saving again keeps yours."),
            details={"stale": True, "version": order.row_version},
        )
    moved = head.effective_on != order.effective_on
    before = order.effective_on
    for name in ("title", "preamble", "control", "signer_position", "signer_name", "executor_id", "effective_on"):
        setattr(order, name, getattr(head, name))
    if not clean(order.title):
        raise Invalid(N_("An order needs its title."), field="title")
    changes = audit.changes_of(order)
    _change_lines(order, lines, removed, before if moved else None)
    _keep_bases(order, bases)
    order.row_version += 1  # its lines and documents belong to it
    with explained():
        db.session.flush()
    audit.record(actor, "change_order", order, changes=changes)
    return order


def _change_lines(
    order: Order, lines: Mapping[int, Mapping[str, Any]], removed: Collection[int], before: date | None
) -> None:
    position = 0
    for item in queries.lines(order.id):
        if item.id in removed:
            db.session.delete(item)
            continue
        position += 1
        item.position = position
        if before is not None and item.effective_on == before:
            item.effective_on = order.effective_on
        fill(item, lines.get(item.id, {}))


def _keep_bases(order: Order, bases: Sequence[Basis]) -> None:
    for old in queries.basis_rows(order.id):
        db.session.delete(old)
    for one in bases:
        if one.kind not in BASES:
            raise Invalid(N_("Choose one of the offered values."), field="bases")
        db.session.add(
            OrderBasis(
                organization_id=order.organization_id, order_id=order.id, kind=one.kind, title=clean(one.title)[:300],
                number=clean(one.number)[:50] or None, dated=one.dated,
            )
        )  # fmt: skip
    db.session.flush()
    db.session.expire(order, ["bases"])


def discard_draft(actor: Actor, order_id: int) -> None:
    """Delete a draft that nobody signed; raises Conflict for any other order."""
    require(actor, RESOURCE, "delete")
    order = queries.order(order_id, lock=True)
    transition("discard", order.state)
    _drop(actor, order)


def discard_batch(actor: Actor, batch: str) -> int:
    """Take back all orders made in one operation, as long as none of them was signed; gives how many went."""
    require(actor, RESOURCE, "delete")
    orders = list(db.session.scalars(select(Order).where(Order.batch == batch).with_for_update()))
    signed = [order for order in orders if order.state not in ("draft", "on_approval")]
    if signed:
        raise Refused(
            N_("The order № %(number)s is signed already: the operation can no longer be taken back."),
            number=signed[0].full_number or "—",
        )
    if not orders:
        raise NotFound(N_("There is no such order."))
    for order in orders:
        _drop(actor, order)
    return len(orders)


def _drop(actor: Actor, order: Order) -> None:
    name = str(order)
    for item in queries.lines(order.id):
        db.session.delete(item)
    for basis in queries.basis_rows(order.id):
        db.session.delete(basis)
    db.session.flush()
    audit.record(actor, "discard_order", order, label=name)
    db.session.delete(order)
    with explained(name):
        db.session.flush()
