"""Entering past orders: applied at once, marked as carried over, all or nothing; the same file again changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete

from app.access.crud_writing import require
from app.access.scope import unscoped
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Refused
from app.core.integrity import explained
from app.exchange.rules import Record
from app.extensions import db
from app.movement import past
from app.movement.applying import lock_students, rewrite
from app.movement.history import basis_of
from app.movement.kinds import KINDS
from app.movement.lines import RESOURCE
from app.movement.models import CarriedStay, Order, OrderBasis, OrderItem
from app.movement.past import PastLine
from app.movement.rules import APPLIED, CARRIED_OVER
from app.organization.models import Organization
from app.students.filing import former_name
from app.students.models import Student, StudyGroup

PAPER, MIXED = "перенесено из архива приказов", "О движении контингента"


def enter_past(actor: Actor, rows: Sequence[Record]) -> int:
    """Enter the orders of a file that are not there yet, as applied ones; gives how many orders were made.

    The stays of their students that were carried over without orders give way to those that follow from the orders; numbers
    in journals stay. Raises Refused with the first finding when the file no longer fits what is in the system.
    """
    require(actor, RESOURCE, "import")
    organization = db.session.get(Organization, actor.organization_id)
    found = past.understand(actor.organization_id or 0, rows)
    if found.findings:
        raise Refused(found.findings[0].msgid, **found.findings[0].params)
    by_order: dict[tuple[Any, ...], list[PastLine]] = defaultdict(list)
    for line in found.fresh:
        by_order[line.key].append(line)
    if not by_order:
        return 0
    students = lock_students(found.histories)
    courses = {-item: deed.course for mine in _by_student(found.fresh).values() for item, deed in past.deeds_of(mine).items()}
    present = {one: history.placements[-1].group if history.placements else None for one, history in found.histories.items()}
    with explained():
        orders = [_order(organization, lines, courses, present) for lines in by_order.values()]
        db.session.flush()
        for order in orders:
            order.state, order.applied_at, order.applied_by_id = APPLIED, now(), actor.user_id
        with unscoped():
            db.session.execute(delete(CarriedStay).where(CarriedStay.student_id.in_(students)))
        db.session.flush()
        rewrite(actor, students, orders[-1], keep_numbers=True)
    for order, lines in zip(orders, by_order.values(), strict=True):
        audit.record(actor, "carry_order", order, changes={"kind": (None, order.kind), "students": (None, len(lines))})
    return len(orders)


def _by_student(lines: Sequence[PastLine]) -> Mapping[int, list[PastLine]]:
    found: dict[int, list[PastLine]] = defaultdict(list)
    for line in lines:
        if line.student is not None:
            found[line.student.id].append(line)
    return found


def _order(
    organization: Organization, lines: Sequence[PastLine], courses: Mapping[int, int | None], present: Mapping[int, StudyGroup | None]
) -> Order:
    first = lines[0]
    kinds = {line.values["kind"] for line in lines}
    order = Order(
        organization_id=organization.id, kind=first.values["kind"], effective_on=min(line.values["effective_on"] for line in lines),
        title=KINDS[first.values["kind"]].heading if len(kinds) == 1 else MIXED, number=first.number.text, series=first.number.series,
        serial=first.number.serial, year=first.values["order_date"].year, order_date=first.values["order_date"], batch=CARRIED_OVER,
    )  # fmt: skip
    db.session.add(order)
    db.session.flush()
    papers = dict.fromkeys(line.values["basis"] for line in lines if line.values["basis"])
    for title in (*papers, PAPER):
        db.session.add(OrderBasis(organization_id=organization.id, order_id=order.id, kind="other", title=title))
    for position, line in enumerate(lines, start=1):
        db.session.add(_item(order, line, position, courses[line.row.number], present.get(line.student.id if line.student else 0)))
        _rename(order, line)
    return order


def _item(order: Order, line: PastLine, position: int, course: int | None, present: StudyGroup | None) -> OrderItem:
    values, student = line.values, line.student
    assert student is not None
    programme = present.curriculum.programme_id if values["kind"] == "ENROLL" and line.group is None and present else None
    return OrderItem(
        organization_id=order.organization_id, order_id=order.id, position=position, student_id=student.id, student_name=past.name_parts(values),
        kind=values["kind"], effective_on=values["effective_on"], ends_on=values["ends_on"], group_id=line.group.id if line.group else None,
        programme_id=programme, course=course, funding=values["funding"], choice=values["choice"], contract=values["contract"],
        new_name=values["new_name"], note=values["note"], basis=values["basis"],
    )  # fmt: skip


def _rename(order: Order, line: PastLine) -> None:
    """Keep the name that the student bore before an order on a change of name."""
    student: Student | None = line.student
    parts = [line.values[key] for key in ("last_name", "first_name", "middle_name")]
    if student is None or line.values["kind"] != "NAME" or past.name_parts(line.values) == student.full_name:
        return
    former_name(student, *parts, line.values["effective_on"], basis_of(order))
