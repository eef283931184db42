"""Reads of what others have to decide before a close: orders that are not applied, plans that are not approved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import or_, select

from app.extensions import db
from app.lessonplans.models import LessonPlan
from app.lessonplans.rules import APPROVED
from app.movement.models import Order, OrderItem
from app.movement.rules import SIGNED
from app.teaching.models import TeachingLoad
from app.terms.models import GroupTerm


def unapplied_orders(term_ids: Collection[int]) -> Sequence[tuple[Order, int]]:
    """Give (order, term) of signed orders that are not applied and that change a group of these terms before its end."""
    query = (
        select(Order, GroupTerm.id)
        .join(OrderItem, OrderItem.order_id == Order.id)
        .join(GroupTerm, or_(GroupTerm.group_id == OrderItem.from_group_id, GroupTerm.group_id == OrderItem.group_id))
        .where(GroupTerm.id.in_(list(term_ids)), Order.state == SIGNED, Order.effective_on <= GroupTerm.ends_on)
        .order_by(Order.effective_on, Order.id)
        .distinct()
    )
    return db.session.execute(query).tuples().all()


def unapproved_plans(term_ids: Collection[int]) -> Sequence[Any]:
    """Give (load, term, state of its plan or None) of the loads of these terms whose calendar-thematic plan is not approved."""
    return db.session.execute(
        select(TeachingLoad.id.label("load_id"), TeachingLoad.group_term_id.label("term_id"), LessonPlan.status)
        .outerjoin(LessonPlan, LessonPlan.load_id == TeachingLoad.id)
        .where(
            TeachingLoad.group_term_id.in_(list(term_ids)), TeachingLoad.hours > 0,
            or_(LessonPlan.id.is_(None), LessonPlan.status != APPROVED),
        )
        .order_by(TeachingLoad.id)
    ).all()  # fmt: skip
