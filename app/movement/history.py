"""Histories of students as the timeline reads them: what was carried over and the lines of applied orders."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.scope import unscoped
from app.curricula.models import Curriculum
from app.extensions import db
from app.movement.models import CarriedStay, Order, OrderItem
from app.movement.rules import APPLIED, CANCELLED
from app.movement.timeline import Deed, Stay, Timeline, derive
from app.students.models import Placement, StudyGroup


@dataclass(slots=True)
class History:
    """One student: stays carried over, deeds of lines in force by the id of their line, the placements as stored."""

    student_id: int
    carried: list[Stay] = field(default_factory=list)
    deeds: dict[int, Deed] = field(default_factory=dict)
    placements: list[Placement] = field(default_factory=list)
    adopted: bool = False

    def tried(self, *, without: Collection[int] = (), plus: Iterable[Deed] = ()) -> Timeline:
        """Derive the history as it would be; raises Clash."""
        kept = [deed for item, deed in self.deeds.items() if item not in without]
        return derive(self.carried, [*kept, *plus])


def histories(students: Collection[int]) -> dict[int, History]:
    """Give {student id: history} in a fixed number of statements; whole histories, whoever asks."""
    found = {student: History(student) for student in students}
    with unscoped():
        for place in _placements(found):
            found[place.student_id].placements.append(place)
        for stay in db.session.scalars(
            select(CarriedStay).where(CarriedStay.student_id.in_(found)).order_by(CarriedStay.starts_on)
        ):
            found[stay.student_id].carried.append(stay_of(stay))
            found[stay.student_id].adopted = True
        for item in db.session.scalars(in_force().where(OrderItem.student_id.in_(found))):
            found[item.student_id].deeds[item.id] = deed_of(item)
    for one in found.values():
        if not one.adopted and not one.deeds:  # nothing was ordered yet: what stands there was carried over
            one.carried = [stay_of(place) for place in one.placements]
    return found


def _placements(students: Iterable[int]) -> Iterable[Placement]:
    query = select(Placement).where(Placement.student_id.in_(students)).order_by(Placement.starts_on)
    return db.session.scalars(query.options(joinedload(Placement.group)).execution_options(populate_existing=True))


def in_force():  # type: ignore[no-untyped-def]
    """Select the lines of applied orders that nothing amended or cancelled."""
    programme = joinedload(OrderItem.group).joinedload(StudyGroup.curriculum).joinedload(Curriculum.programme)
    return (
        select(OrderItem)
        .join(OrderItem.order)
        .where(Order.state.in_((APPLIED, CANCELLED)), OrderItem.cancelled_by_id.is_(None), OrderItem.kind != "CANCEL")
        .options(joinedload(OrderItem.order), programme)
    )


def deed_of(item: OrderItem) -> Deed:
    """Give what a line does, as the timeline reads it."""
    order = item.order
    form = item.study_form or (item.group.curriculum.programme.study_form if item.group is not None else None)
    return Deed(
        item=item.id or 0, kind=item.kind, on=item.effective_on, order=(order.order_date or date.max, order.id or 0),
        name=item.student_name, group=item.group_id, course=item.course, funding=item.funding, form=form, until=item.ends_on,
        reason=item.choice, basis=basis_of(order),
    )  # fmt: skip


def basis_of(order: Order) -> str:
    """Give how a placement names the order it stands on."""
    day = f" от {order.order_date:%d.%m.%Y}" if order.order_date else ""
    return f"приказ{day} № {order.full_number or '—'} «{order.title}»"[:300]


def stay_of(row: Placement | CarriedStay) -> Stay:
    """Give a stored stay as the timeline reads it."""
    item, ended = getattr(row, "order_item_id", None), getattr(row, "ended_by_id", None)
    return Stay(
        row.starts_on, row.ends_on, row.group_id, row.state, row.course, row.funding, row.study_form, item, ended,
        row.journal_number, row.basis,
    )  # fmt: skip
