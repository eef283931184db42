"""Reads of an academic year on the way to its close: half-years, promotion orders, who was left out, debts that go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.closing import queries_semester, rules
from app.closing.models_year import YearAct, YearSignature
from app.closing.queries_semester import Half
from app.core.errors import NotFound
from app.core.text import N_
from app.debts.models import AcademicDebt
from app.extensions import db
from app.movement.models import Order, OrderItem
from app.organization import queries as organization
from app.organization.models import AcademicYear, Semester
from app.students.courses import courses_on
from app.students.models import STUDYING, Placement, StudyGroup
from app.students.queries import held
from app.terms.queries import last_plan_semesters

PROMOTION = "NEXT_COURSE"
# The order of transfer may take effect from the summer session to the autumn one of conditionally transferred students.
BEFORE, AFTER = timedelta(days=92), timedelta(days=61)
UNFINISHED = ("draft", "on_approval", "signed")


@dataclass(frozen=True, slots=True)
class YearState:
    """A year: its half-years, its orders on the next course, groups that no applied order names, debts, act, signature."""

    year: AcademicYear
    halves: Sequence[Half]
    orders: Sequence[Order]
    left_out: Sequence[StudyGroup]
    debts: int
    act: YearAct | None
    signature: YearSignature | None
    following: AcademicYear | None

    @property
    def open_halves(self) -> list[Semester]:
        """Give the half-years that are not closed and signed."""
        return [one.semester for one in self.halves if not one.is_closed]

    @property
    def waiting(self) -> list[Order]:
        """Give the orders that are drafted or signed but not applied."""
        return [one for one in self.orders if one.state in UNFINISHED]

    @property
    def applied(self) -> list[Order]:
        """Give the orders that moved people to the next course."""
        return [one for one in self.orders if one.state == "applied"]

    @property
    def is_ready(self) -> bool:
        """Tell whether the act can be prepared."""
        return bool(self.halves) and not (self.open_halves or self.waiting or self.left_out)

    @property
    def lines(self) -> list[tuple[str, str, str, str]]:
        """Give what the root of the year is taken of: each half-year's act and each applied order."""
        acts = [(str(one.semester.number), "", str(one.act.revision), one.act.root_sha256) for one in self.halves if one.act]
        return [*acts, *(("order", one.full_number, f"{one.order_date}", str(one.id)) for one in self.applied)]

    @property
    def is_current(self) -> bool:
        """Tell whether the act names exactly the present acts of the half-years and the present orders."""
        return self.act is not None and self.is_ready and self.act.root_sha256 == rules.root_sha256(self.lines)

    @property
    def is_closed(self) -> bool:
        """Tell whether the year is closed: the act is current and signed."""
        return self.is_current and self.signature is not None


def year(year_id: int) -> AcademicYear:
    """Give a year; NotFound for a foreign or unknown one."""
    found = db.session.scalar(select(AcademicYear).where(AcademicYear.id == year_id))
    if found is None:
        raise NotFound(N_("There is no such academic year."))
    return found


def state(one: AcademicYear) -> YearState:
    """Give a year as it stands; a fixed number of statements whatever the number of groups."""
    halves = [queries_semester.half(half) for half in organization.semesters_of(one)]
    orders = promotion_orders(one)
    act = last_act(one.id)
    return YearState(
        one, halves, orders, left_out(one, [order.id for order in orders if order.state == "applied"]), open_debts(), act,
        signature(act.id) if act else None, following(one),
    )  # fmt: skip


def promotion_orders(one: AcademicYear) -> list[Order]:
    """Give the orders on the next course that take effect at the turn of the year, cancelled ones left out."""
    query = select(Order).where(
        Order.kind == PROMOTION, Order.effective_on >= one.ends_on - BEFORE, Order.effective_on <= one.ends_on + AFTER,
        Order.state != "cancelled",
    )  # fmt: skip
    return list(db.session.scalars(query.order_by(Order.effective_on, Order.id)))


def left_out(one: AcademicYear, order_ids: Sequence[int]) -> list[StudyGroup]:
    """Give the groups with students at the end of the year that go on, of whom no student is in an applied order."""
    named = select(OrderItem.student_id).where(OrderItem.order_id.in_(list(order_ids)))
    present = select(Placement.group_id).where(held(one.ends_on), Placement.state == STUDYING, Placement.group_id.is_not(None))
    moved = present.where(Placement.student_id.in_(named))
    groups = db.session.scalars(
        select(StudyGroup).where(StudyGroup.id.in_(present), StudyGroup.id.not_in(moved)).order_by(StudyGroup.sort_key)
    ).all()
    last, courses = last_plan_semesters(), courses_on(groups, one.ends_on)
    return [group for group in groups if 2 * courses[group.id] < last.get(group.curriculum_id, 0)]


def open_debts() -> int:
    """Count the debts that are not passed: they stay open across the close of the year."""
    return db.session.scalar(select(func.count(AcademicDebt.id)).where(AcademicDebt.settled_on.is_(None))) or 0


def following(one: AcademicYear) -> AcademicYear | None:
    """Give the next academic year, if it has been opened."""
    query = select(AcademicYear).where(AcademicYear.starts_on > one.starts_on).order_by(AcademicYear.starts_on).limit(1)
    return db.session.scalar(query)


def last_act(year_id: int) -> YearAct | None:
    """Give the newest act of a year."""
    return db.session.scalar(select(YearAct).where(YearAct.academic_year_id == year_id).order_by(YearAct.revision.desc()).limit(1))


def act(act_id: int) -> YearAct:
    """Give an act with its year; NotFound for a foreign or unknown one."""
    found = db.session.scalar(select(YearAct).where(YearAct.id == act_id).options(joinedload(YearAct.academic_year)))
    if found is None:
        raise NotFound(N_("There is no such act."))
    return found


def signature(act_id: int) -> YearSignature | None:
    """Give the signature under an act."""
    return db.session.scalar(select(YearSignature).where(YearSignature.act_id == act_id))


def all_acts() -> list[YearAct]:
    """Give every act of a year of the installation; for ``verify``."""
    return list(db.session.scalars(select(YearAct).options(joinedload(YearAct.academic_year))))


def day_of_turn(one: AcademicYear) -> date:
    """Give the first day of the next year, from which the next course counts."""
    return one.ends_on + timedelta(days=1)
