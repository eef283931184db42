"""Verbs that pass an order on: to approval, endorsed by the deputy, signed by the director, numbered by the office."""

from __future__ import annotations

from datetime import date

from app.access.crud_writing import require
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Invalid, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.movement import queries
from app.movement.findings import blocking
from app.movement.judging import judge
from app.movement.lines import RESOURCE
from app.movement.models import Order
from app.movement.rules import ON_APPROVAL, parse_number, transition
from app.movement.settings import DIRECTOR_SIGNS
from app.movement.wording import worded
from app.settings import queries as settings

SHORTEST_REASON = 3


def submit_order(actor: Actor, order_id: int, version: int) -> Order:
    """Hand a draft over for approval; raises Refused with the first refusal while there is any."""
    require(actor, RESOURCE, "update")
    order = _taken(order_id, version)
    state = transition("submit", order.state)
    require_sound(order)
    order.returned_for = None
    return _move(actor, "submit_order", order, state)


def give_back_order(actor: Actor, order_id: int, version: int, reason: str) -> Order:
    """Return an order to be corrected; the reason is what the office reads. Raises Invalid without one."""
    if not (actor.may(RESOURCE, "approve") or actor.may(RESOURCE, "sign")):
        require(actor, RESOURCE, "update")
    order = _taken(order_id, version)
    state = transition("give_back", order.state)
    said = clean(reason)[:500]
    if len(said) < SHORTEST_REASON:
        raise Invalid(N_("Say why the order is returned."), field="reason")
    order.returned_for = said
    order.endorsed_at = order.endorsed_by_id = order.endorsed_by_name = None
    return _move(actor, "give_back_order", order, state, reason=said)


def endorse_order(actor: Actor, order_id: int, version: int) -> Order:
    """Put the deputy's visa on an order."""
    require(actor, RESOURCE, "approve")
    order = _taken(order_id, version)
    state = transition("endorse", order.state)
    order.endorsed_at, order.endorsed_by_id, order.endorsed_by_name = now(), actor.user_id, actor.name[:200]
    return _move(actor, "endorse_order", order, state)


def sign_order(actor: Actor, order_id: int, version: int) -> Order:
    """Sign an order as the director; from now on its text never changes. The number may come later."""
    require(actor, RESOURCE, "sign")
    order = _taken(order_id, version)
    state = transition("sign", order.state)
    require_sound(order)
    _remember_names(order)
    order.signed_at, order.signed_by_id = now(), actor.user_id
    return _move(actor, "sign_order", order, state)


def register_order(actor: Actor, order_id: int, version: int, number: str, order_date: date) -> Order:
    """Type the number and the date from the director's register; an order signed on paper becomes signed by that.

    Raises Invalid for what is no number and for a date in the future, Conflict for a number that is taken in its series
    and year, Refused where the director signs in the product and has not.
    """
    require(actor, RESOURCE, "update")
    order = _taken(order_id, version)
    on_paper = order.state == ON_APPROVAL
    state = transition("register", order.state)
    if order.number is not None:
        raise Conflict(N_("The order already has its number; another order corrects it."))
    if on_paper and settings.value(order.organization_id, DIRECTOR_SIGNS):
        raise Refused(N_("The director has not signed the order yet."))
    _number(order, number, order_date)
    if on_paper:
        require_sound(order)
        _remember_names(order)
        order.signed_at = now()
    return _move(actor, "register_order", order, state)


def _number(order: Order, typed: str, order_date: date) -> None:
    number = parse_number(typed)
    holder = queries.holder_of_number(order_date.year, number.series, number.text)
    if holder is not None and holder.id != order.id:
        raise Conflict(
            N_("The number %(number)s of %(year)s is taken by the order «%(title)s»."), field="number", number=str(number),
            year=order_date.year, title=holder.title,
        )  # fmt: skip
    order.number, order.series, order.serial = number.text, number.series, number.serial
    order.order_date, order.year = order_date, order_date.year


def require_sound(order: Order) -> None:
    """Raise Refused with the refusals that stand against an order, the first ones by name."""
    stops = blocking(judge(order, queries.lines(order.id)))
    if stops:
        first = stops[0]
        more = len(stops) - 1
        params = worded(first.params)
        error = Refused(first.msgid, **params)
        error.details["findings"] = more
        raise error


def _remember_names(order: Order) -> None:
    """Keep in the lines how the students are called on the day of signing."""
    for item in queries.lines(order.id):
        item.student_name = item.student.full_name


def _taken(order_id: int, version: int) -> Order:
    order = queries.order(order_id, lock=True)
    require_version(order, version)
    return order


def require_version(order: Order, version: int) -> None:
    """Raise Conflict when the order has changed since the page was drawn."""
    if order.row_version != version:
        raise Conflict(N_("Somebody has changed the order meanwhile. Look at it again and repeat."))


def _move(actor: Actor, act: str, order: Order, state: str, reason: str | None = None) -> Order:
    before = order.state
    with explained():
        db.session.flush()
        order.state = state
        changes = audit.changes_of(order)
        db.session.flush()
    audit.record(
        actor,
        act,
        order,
        changes={"state": (before, state), **changes, "number": (None, order.full_number or None)},
        reason=reason,
    )
    return order
