"""Lines of a draft: who stands in it, what changes for whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from app.access.crud_writing import require
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.movement import queries, registry
from app.movement.judging import CHOSEN, course_of
from app.movement.kinds import CORRECTING, FORMS, KINDS, choices_of
from app.movement.models import Order, OrderItem
from app.movement.rules import transition
from app.students.funding import FUNDING_TITLES
from app.students.models import Student
from app.students.queries import place_on

MOST_LINES = 1000
RESOURCE = "order"


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
