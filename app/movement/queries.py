"""Reads of orders: one with its lines, lists, the register of numbers, the orders of a student."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.errors import NotFound
from app.core.text import N_, escape_like, normalise
from app.curricula.models import Curriculum, Programme
from app.extensions import db
from app.movement.models import Order, OrderBasis, OrderItem
from app.movement.rules import APPLIED, SEALED, gaps
from app.staff.models import Employee
from app.students.models import Placement, Student, StudyGroup
from app.students.queries import held

MOST_WORDS = 5


def order(order_id: int, *, lock: bool = False) -> Order:
    """Give an order with its bases; NotFound for one out of reach. With ``lock`` its row stays locked and is read anew."""
    query = (
        select(Order)
        .where(Order.id == order_id)
        .options(selectinload(Order.bases), joinedload(Order.target), joinedload(Order.executor))
    )
    if lock:
        query = query.with_for_update(of=Order).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such order."))
    return found


def lines(order_id: int) -> list[OrderItem]:
    """Give the lines of an order that the person may see, with students and groups."""
    found = db.session.scalars(
        select(OrderItem)
        .where(OrderItem.order_id == order_id)
        .options(
            joinedload(OrderItem.student), joinedload(OrderItem.group).joinedload(StudyGroup.curriculum).joinedload(Curriculum.programme),
            joinedload(OrderItem.from_group).joinedload(StudyGroup.curriculum).joinedload(Curriculum.programme),
            joinedload(OrderItem.programme), joinedload(OrderItem.cancels),
        )
        .order_by(OrderItem.position, OrderItem.id)
    )  # fmt: skip
    return list(found)


@dataclass(frozen=True, slots=True)
class ListedOrder:
    """An order of the list with how many students stand in it and, for a single one, the name."""

    order: Order
    students: int
    name: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to; empty values narrow nothing."""

    q: str = ""
    kind: str = ""
    state: str = ""
    year: int | None = None
    group: int | None = None


def listed(filters: Filters, *, page: int, size: int) -> tuple[list[ListedOrder], int]:
    """Give one page of the orders found, newest first, and how many there are; four statements."""
    query = _narrowed(select(Order), filters)
    total = db.session.scalar(query.with_only_columns(func.count(Order.id), maintain_column_froms=True)) or 0
    rows = list(
        db.session.scalars(query.order_by(Order.sort_key.desc(), Order.id.desc()).limit(size).offset(page * size))
    )
    ids = [row.id for row in rows]
    counted = db.session.execute(
        select(OrderItem.order_id, func.count(OrderItem.id), func.min(OrderItem.student_name))
        .where(OrderItem.order_id.in_(ids))
        .group_by(OrderItem.order_id)
    )
    numbers = {order_id: (count, name) for order_id, count, name in counted}
    return [ListedOrder(row, *_shown(numbers.get(row.id))) for row in rows], total


def _shown(found: tuple[int, str] | None) -> tuple[int, str]:
    count, name = found or (0, "")
    return count, name if count == 1 else ""


def _narrowed(query: Select[tuple[Order]], filters: Filters) -> Select[tuple[Order]]:
    for word in normalise(filters.q).removeprefix("№").split()[:MOST_WORDS]:
        pattern = f"%{escape_like(word)}%"
        of_student = exists(
            select(OrderItem.id)
            .join(OrderItem.student)
            .where(OrderItem.order_id == Order.id, Student.search_key.like(pattern, escape="\\"))
        )
        query = query.where(or_(Order.search_key.like(pattern, escape="\\"), of_student))
    if filters.kind:
        query = query.where(Order.kind == filters.kind)
    if filters.state:
        query = query.where(Order.state == filters.state)
    if filters.year:
        query = query.where(
            or_(
                Order.year == filters.year,
                and_(Order.year.is_(None), func.extract("year", Order.effective_on) == filters.year),
            )
        )
    if filters.group:
        query = query.where(
            exists(
                select(OrderItem.id).where(
                    OrderItem.order_id == Order.id,
                    or_(OrderItem.from_group_id == filters.group, OrderItem.group_id == filters.group),
                )
            )
        )
    return query


def years() -> list[int]:
    """Give the years of the register, the newest first."""
    return [
        year
        for year in db.session.scalars(
            select(Order.year).where(Order.year.is_not(None)).distinct().order_by(Order.year.desc())
        )
        if year
    ]


@dataclass(frozen=True, slots=True)
class Register:
    """The numbers of one series and year: orders by number and the numbers that are missing between them."""

    series: str
    orders: list[Order]
    gaps: list[tuple[int, int]]


def register(year: int) -> list[Register]:
    """Give the register of a year by series, in one statement."""
    rows = db.session.scalars(
        select(Order)
        .where(Order.year == year, Order.serial.is_not(None))
        .order_by(Order.series, Order.serial, Order.number)
    )
    by_series: dict[str, list[Order]] = {}
    for row in rows:
        by_series.setdefault(row.series or "", []).append(row)
    return [Register(series, found, gaps(one.serial or 0 for one in found)) for series, found in by_series.items()]


def holder_of_number(year: int, series: str, number: str) -> Order | None:
    """Give the order that has this number."""
    return db.session.scalar(select(Order).where(Order.year == year, Order.series == series, Order.number == number))


def of_student(student_id: int) -> list[OrderItem]:
    """Give the lines of orders on a student, the newest first."""
    found = db.session.scalars(
        select(OrderItem).join(OrderItem.order).where(OrderItem.student_id == student_id)
        .options(joinedload(OrderItem.order), joinedload(OrderItem.group)).order_by(OrderItem.effective_on.desc(), OrderItem.id.desc())
    )  # fmt: skip
    return list(found)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be put into an order: the student with the placement of the day, if any."""

    student: Student
    place: Placement | None


def candidates(
    day: date, *, group: int | None = None, typed: str = "", ids: Sequence[int] = (), limit: int = 300
) -> list[Candidate]:
    """Give students to pick from with where they are on ``day``: of a group, found by name, or named by ids."""
    query = select(Student).options(selectinload(Student.placements).joinedload(Placement.group))
    conditions: list[ColumnElement[bool]] = []
    if group:
        conditions.append(Student.id.in_(select(Placement.student_id).where(Placement.group_id == group, held(day))))
    if typed:
        words = normalise(typed).split()[:MOST_WORDS]
        conditions.append(and_(*(Student.search_key.like(f"%{escape_like(word)}%", escape="\\") for word in words)))
    if ids:
        query = query.where(or_(Student.id.in_(ids), and_(*conditions)) if conditions else Student.id.in_(ids))
    elif conditions:
        query = query.where(*conditions)
    else:
        return []
    found = db.session.scalars(query.order_by(Student.sort_key, Student.id).limit(max(limit, len(ids)))).unique()
    return [
        Candidate(
            one,
            next((p for p in one.placements if p.starts_on <= day and (p.ends_on is None or p.ends_on >= day)), None),
        )
        for one in found
    ]


def groups() -> list[StudyGroup]:
    """Give the groups the person sees, with their programmes."""
    query = select(StudyGroup).options(joinedload(StudyGroup.curriculum).joinedload(Curriculum.programme))
    return list(db.session.scalars(query.order_by(StudyGroup.sort_key, StudyGroup.id)))


def programmes() -> list[Programme]:
    """Give the programmes of the college."""
    return list(db.session.scalars(select(Programme).order_by(Programme.sort_key)))


def applied_with_lines_of(students: Collection[int]) -> list[Order]:
    """Give applied orders in which any of ``students`` stands, the newest first."""
    mine = select(OrderItem.order_id).where(OrderItem.student_id.in_(students))
    return list(
        db.session.scalars(
            select(Order).where(Order.state == APPLIED, Order.id.in_(mine)).order_by(Order.sort_key.desc())
        )
    )


def counts(states: Sequence[str]) -> Mapping[str, int]:
    """Give {state: how many orders} of the person's reach."""
    rows = db.session.execute(
        select(Order.state, func.count(Order.id)).where(Order.state.in_(states)).group_by(Order.state)
    )
    return dict(rows.tuples().all())


def unnumbered() -> int:
    """Count signed orders that wait for their number."""
    return db.session.scalar(select(func.count(Order.id)).where(Order.state.in_(SEALED), Order.number.is_(None))) or 0


def basis_rows(order_id: int) -> list[OrderBasis]:
    """Give the documents an order stands on."""
    return list(db.session.scalars(select(OrderBasis).where(OrderBasis.order_id == order_id).order_by(OrderBasis.id)))


def executors(day: date) -> list[Employee]:
    """Give who works on ``day``, in alphabetical order."""
    query = select(Employee).where(or_(Employee.dismissed_on.is_(None), Employee.dismissed_on >= day))
    return list(db.session.scalars(query.order_by(Employee.sort_key, Employee.id)))
