"""Verbs on drafts of orders: draft, change, add and remove lines, discard. Nothing here changes a student."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.access.crud_writing import require
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.movement import queries, registry
from app.movement.judging import CHOSEN, course_of
from app.movement.kinds import BASES, CORRECTING, FORMS, KINDS, choices_of
from app.movement.models import Order, OrderBasis, OrderItem
from app.movement.rules import transition
from app.organization.models import Organization
from app.students.funding import FUNDING_TITLES
from app.students.models import Student
from app.students.queries import place_on

MOST_LINES = 1000
RESOURCE = "order"


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


def add_lines(actor: Actor, order: Order, students: Sequence[int], values: Mapping[str, Any]) -> list[OrderItem]:
    """Put further students into a draft, in alphabetical order, all with the same ``values``."""
    require(actor, RESOURCE, "create" if not order.items else "update")
    transition("edit", order.state)
    present = {item.student_id for item in queries.lines(order.id)}
    wanted = [student for student in dict.fromkeys(students) if student not in present]
    if len(present) + len(wanted) > MOST_LINES:
        raise Invalid(N_("An order has %(most)s lines at most."), most=MOST_LINES)
    found = _students(wanted)
    targets = _target_lines(order, found)
    made = []
    for position, student in enumerate(
        sorted(found.values(), key=lambda one: (one.sort_key, one.id)), start=len(present) + 1
    ):
        item = _line(order, student, position, targets.get(student.id))
        made.append(item)
        db.session.add(item)
    _propose_course(order, made)
    for item in made:
        fill(item, values)
    with explained():
        db.session.flush()
    return made


def extend_draft(actor: Actor, order: Order, students: Sequence[int], values: Mapping[str, Any]) -> None:
    """Put further students into a draft that is there already; raises Conflict for an order that is no draft."""
    require(actor, RESOURCE, "update")
    if not students:
        raise Invalid(N_("Mark at least one student."), field="student")
    made = add_lines(actor, order, students, values)
    order.row_version += 1
    audit.record(actor, "change_order", order, changes={"students": (None, len(made))})


def _students(ids: Collection[int]) -> dict[int, Student]:
    rows = [one.student for one in queries.candidates(date.min, ids=list(ids), limit=MOST_LINES)] if ids else []
    found = {student.id: student for student in rows if student.id in set(ids)}
    if len(found) != len(set(ids)):
        raise NotFound(N_("One of the students is not there for you."))
    return found


def _target_lines(order: Order, students: Collection[int]) -> dict[int, OrderItem]:
    """Give the lines in force of the amended or cancelled order by student."""
    if order.kind not in CORRECTING or order.target_id is None:
        return {}
    rows = db.session.scalars(
        select(OrderItem).where(
            OrderItem.order_id == order.target_id,
            OrderItem.student_id.in_(students),
            OrderItem.cancelled_by_id.is_(None),
        )
    )
    return {row.student_id: row for row in rows}


_COPIED = (
    "ends_on", "group_id", "programme_id", "course", "funding", "study_form", "choice", "contract", "honours", "new_name", "note",
    "effective_on",
)  # fmt: skip


def _line(order: Order, student: Student, position: int, target: OrderItem | None) -> OrderItem:
    eve = order.effective_on - timedelta(days=1)
    place = place_on(student.placements, eve) or place_on(student.placements, order.effective_on)
    place = place or (student.placements[-1] if student.placements else None)
    item = OrderItem(
        organization_id=order.organization_id, order_id=order.id, position=position, student_id=student.id,
        student_name=student.full_name, kind=order.kind, effective_on=order.effective_on,
        from_group_id=place.group_id if place else None, from_course=course_of(place, eve) if place else None,
    )  # fmt: skip
    if target is not None:
        item.cancels_id, item.from_group_id, item.from_course = target.id, target.from_group_id, target.from_course
        if order.kind == "AMEND":
            item.kind = target.kind
            for name in _COPIED:
                setattr(item, name, getattr(target, name))
    return item


def _propose_course(order: Order, items: Sequence[OrderItem]) -> None:
    if order.kind != "NEXT_COURSE" or not items:
        return
    verdicts = registry.verdicts([item.student_id for item in items], order.effective_on)
    for item in items:
        # The group's own years have moved on by the day the order takes effect; what was before counts.
        item.course = min((item.from_course or 0) + 1, 6)
        item.choice = verdicts[item.student_id].outcome if verdicts[item.student_id].outcome != "not" else "conditional"


def fill(item: OrderItem, values: Mapping[str, Any]) -> None:
    """Put typed values into a line; Invalid for a code that the kind's field does not know. Absent names stay."""
    fields = KINDS[item.kind].fields
    for name, value in values.items():
        if name in CHOSEN and name in fields:
            if value and value not in choices_of(name):
                raise Invalid(N_("Choose one of the offered values."), field=name)
            item.choice = value or None
        elif name == "group" and name in fields:
            item.group_id, item.group = (value.id, value) if value is not None else (None, None)
        elif name == "programme" and name in fields:
            item.programme_id = value.id if value is not None else None
        elif name == "effective_on" and value:
            item.effective_on = value
        elif name == "basis" or name in fields:
            _set(item, name, value)


def _set(item: OrderItem, name: str, value: Any) -> None:
    known = {"funding": FUNDING_TITLES, "study_form": FORMS}.get(name)
    if known is not None and value and value not in known:
        raise Invalid(N_("Choose one of the offered values."), field=name)
    if name == "course" and value is not None and not 1 <= value <= 6:
        raise Invalid(N_("A course is from 1 to 6."), field=name)
    text = clean(value)[: _lengths()[name]] if isinstance(value, str) else value
    setattr(item, name, bool(text) if name == "honours" else (text or None) if isinstance(text, str) else text)


def _lengths() -> dict[str, int]:
    columns = OrderItem.__table__.columns
    return {c.name: getattr(c.type, "length", None) or 500 for c in columns}


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
