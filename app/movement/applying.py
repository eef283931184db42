"""Applying an order: its lines come into force, the placements of its students are derived anew; all or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from app.access.crud_writing import require
from app.access.scope import unscoped
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Refused
from app.core.integrity import explained
from app.core.text import N_
from app.extensions import db
from app.movement import numbering, queries
from app.movement.history import History, basis_of, histories, stay_of
from app.movement.lines import RESOURCE
from app.movement.models import CarriedStay, Order, OrderItem
from app.movement.passing import require_sound, require_version
from app.movement.rules import APPLIED, CANCELLED, transition
from app.movement.timeline import Stay, continues
from app.students import filing
from app.students.models import Placement, Student
from app.students.models_file import FormerName

_CARRIED = (
    "group_id",
    "starts_on",
    "ends_on",
    "state",
    "course",
    "funding",
    "study_form",
    "journal_number",
    "basis",
    "recorded_at",
)


def apply_order(actor: Actor, order_id: int, version: int) -> Order:
    """Let a signed and numbered order change its students.

    Raises Conflict for an order in another state or changed meanwhile, Refused without a number, for whatever speaks
    against it now and for a history in which it cannot be.
    """
    require(actor, RESOURCE, "update")
    order = queries.order(order_id, lock=True)
    require_version(order, version)
    state = transition("apply", order.state)
    if order.number is None:
        raise Refused(N_("The order has no number yet: type it from the register first."))
    require_sound(order)
    items = queries.lines(order.id)
    students = lock_students({item.student_id for item in items})
    adopt(histories(students))
    order.state, order.applied_at, order.applied_by_id = state, now(), actor.user_id
    with explained():
        db.session.flush()
        _correct(actor, items)
        _rename(actor, items, students)
        moved = rewrite(actor, students, order)
    audit.record(
        actor,
        "apply_order",
        order,
        changes={"state": ("signed", state), "students": (None, len(items)), "moved": (None, moved)},
    )
    return order


def lock_students(ids: Collection[int]) -> dict[int, Student]:
    """Lock the students, in one order whoever comes, so that two orders never derive one history at once."""
    with unscoped():
        rows = db.session.scalars(
            select(Student)
            .where(Student.id.in_(ids))
            .order_by(Student.id)
            .with_for_update(of=Student)
            .execution_options(populate_existing=True)
        )
        return {student.id: student for student in rows}


def adopt(found: Mapping[int, History]) -> None:
    """Keep what was carried over without orders before the first order touches it."""
    for history in found.values():
        if history.adopted or history.deeds:
            continue
        for place in history.placements:
            values = {name: getattr(place, name) for name in _CARRIED}
            db.session.add(CarriedStay(organization_id=place.organization_id, student_id=place.student_id, **values))
    db.session.flush()


def _correct(actor: Actor, items: Sequence[OrderItem]) -> None:
    """Put the lines that this order amends or cancels out of force; a line that a cancelled one had replaced comes back."""
    ids = [item.cancels_id for item in items if item.cancels_id]
    if not ids:
        return
    with unscoped():
        targets = {row.id: row for row in db.session.scalars(select(OrderItem).where(OrderItem.id.in_(ids)))}
        for item in items:
            target = targets.get(item.cancels_id or 0)
            if target is None:
                continue
            target.cancelled_by_id = item.id
            if item.kind == "CANCEL" and target.cancels_id:
                back = db.session.get(OrderItem, target.cancels_id)
                if back is not None:
                    back.cancelled_by_id = None
        db.session.flush()
        _settle(actor, {row.order_id for row in targets.values()})


def _settle(actor: Actor, orders: Iterable[int]) -> None:
    """An order of which no line is in force is cancelled; one of which a line came back is applied again."""
    related = select(OrderItem.cancels_id).where(
        OrderItem.order_id.in_(list(orders)), OrderItem.cancels_id.is_not(None)
    )
    earlier = set(db.session.scalars(select(OrderItem.order_id).where(OrderItem.id.in_(related))))
    for order in db.session.scalars(select(Order).where(Order.id.in_({*orders, *earlier}))):
        open_lines = list(
            db.session.scalars(
                select(OrderItem.id).where(OrderItem.order_id == order.id, OrderItem.cancelled_by_id.is_(None)).limit(1)
            )
        )
        state = APPLIED if open_lines else CANCELLED
        if order.state in (APPLIED, CANCELLED) and order.state != state:
            audit.record(
                actor,
                "cancel_order" if state == CANCELLED else "revive_order",
                order,
                changes={"state": (order.state, state)},
            )
            order.state, order.cancelled_at = state, now() if state == CANCELLED else None
    db.session.flush()


def _rename(actor: Actor, items: Sequence[OrderItem], students: Mapping[int, Student]) -> None:
    """Give the new name of an order on a change of name, or the old one back when such an order is cancelled."""
    for item in items:
        student = students[item.student_id]
        if item.kind == "CANCEL" and item.cancels is not None and item.cancels.kind == "NAME":
            _forget_name(student, item.cancels)
        elif item.kind == "NAME" and item.new_name:
            if item.cancels is not None:
                _forget_name(student, item.cancels)
            last, first, *rest = item.new_name.split(" ")
            filing.take_name(student, last, first, " ".join(rest) or None, item.effective_on, basis_of(item.order))
        else:
            continue
        audit.record(actor, "rename", student, changes=audit.changes_of(student), reason=str(item.order)[:300])


def _forget_name(student: Student, item: OrderItem) -> None:
    """Undo a change of name: the former name is the present one again and leaves the history."""
    with unscoped():
        own = (FormerName.student_id == student.id, FormerName.basis == basis_of(item.order))
        former = db.session.scalar(select(FormerName).where(*own).order_by(FormerName.id.desc()).limit(1))
    if former is None:
        return
    student.last_name, student.first_name, student.middle_name = former.last_name, former.first_name, former.middle_name
    kept = [part for part in (student.former_names or "").split("; ") if part and part != former.full_name]
    student.former_names = "; ".join(kept) or None
    db.session.delete(former)


def rewrite(actor: Actor, students: Mapping[int, Student], order: Order, *, keep_numbers: bool = False) -> int:
    """Derive the placements of students anew and write what differs; gives how many students moved.

    With ``keep_numbers`` a stay that lies where a carried one lay keeps its number in the journal, whatever the course.
    """
    found = histories(students)
    wanted = {student: _kept(history, history.tried().stays, keep_numbers) for student, history in found.items()}
    changed = {
        student for student, stays in wanted.items() if stays != [stay_of(place) for place in found[student].placements]
    }
    for student in changed:
        _drop(found[student], wanted[student])
    db.session.flush()
    fresh = [
        place for student in sorted(changed) for place in _write(students[student], found[student], wanted[student])
    ]
    db.session.flush()
    with unscoped():
        numbering.give_numbers(fresh, students)
    db.session.add_all(fresh)
    db.session.flush()
    for student in changed:
        if wanted[student]:
            students[student].funding = wanted[student][-1].funding
        _tell(actor, students[student], found[student], wanted[student], order)
    db.session.flush()
    return len(changed)


def _kept(history: History, stays: Sequence[Stay], keep_numbers: bool) -> list[Stay]:
    """Give the derived stays with their journal numbers: that of the row, else that of the stay they continue."""
    rows = {place.starts_on: place for place in history.placements}
    found: list[Stay] = []
    for stay in stays:
        row, before = rows.get(stay.starts_on), found[-1] if found else None
        number = stay.journal_number
        if number is None and row is not None and (row.group_id, row.order_item_id) == (stay.group, stay.item):
            number = row.journal_number
        if number is None and before is not None and continues(before, stay):
            number = before.journal_number
        if number is None and keep_numbers:
            number = next((place.journal_number for place in reversed(history.placements) if _lies_in(stay, place)), None)
        found.append(replace(stay, journal_number=number))
    return found


def _lies_in(stay: Stay, place: Placement) -> bool:
    """Tell whether a stay shares a day with a carried row of the same group."""
    meets = stay.starts_on <= (place.ends_on or date.max) and place.starts_on <= (stay.ends_on or date.max)
    return place.order_item_id is None and place.group_id == stay.group and meets


def _drop(history: History, stays: Sequence[Stay]) -> None:
    days = {stay.starts_on for stay in stays}
    for place in history.placements:
        if place.starts_on not in days:
            db.session.delete(place)


def _write(student: Student, history: History, stays: Sequence[Stay]) -> list[Placement]:
    """Change the rows that stay and give the new ones; ends come before new rows, so that one is open at a time."""
    rows = {place.starts_on: place for place in history.placements}
    fresh = []
    for stay in stays:
        place = rows.get(stay.starts_on)
        if place is None:
            place = Placement(organization_id=student.organization_id, student_id=student.id, starts_on=stay.starts_on)
            fresh.append(place)
        elif place.order_item_id != stay.item:
            place.recorded_at = now()
        place.ends_on, place.group_id, place.state, place.course = stay.ends_on, stay.group, stay.standing, stay.course
        place.funding, place.study_form, place.journal_number = stay.funding, stay.form, stay.journal_number
        place.order_item_id, place.ended_by_id, place.basis = stay.item, stay.ended_by, stay.basis
    return fresh


def _tell(actor: Actor, student: Student, history: History, stays: Sequence[Stay], order: Order) -> None:
    last = history.placements[-1] if history.placements else None
    end: date | None = stays[-1].ends_on if stays else None
    changes = {
        "state": (last.state if last else None, stays[-1].standing if stays and end is None else None),
        "ends_on": (last.ends_on if last else None, end),
    }
    audit.record(actor, "move", student, changes=changes, reason=str(order)[:300])
