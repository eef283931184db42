"""Who has left by an order and waits for the certificate of training (273-ФЗ ст. 60 ч. 12, ст. 61 ч. 5: three days)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.movement.models import Order, OrderItem
from app.movement.rules import APPLIED, CARRIED_OVER
from app.students.models_papers import TRAINING, Certificate

TERM, WATCHED = timedelta(days=3), timedelta(days=60)
LEAVING = ("EXPEL", "TRANSFER_OUT")


def without_certificate(today: date, most: int) -> Sequence[OrderItem]:
    """Give the lines in force by which somebody left in the last sixty days and got no certificate since; one statement."""
    given = select(Certificate.id).where(
        Certificate.student_id == OrderItem.student_id, Certificate.kind == TRAINING, Certificate.recorded_at >= OrderItem.effective_on
    )
    waiting = select(OrderItem).join(OrderItem.order).where(
        OrderItem.kind.in_(LEAVING), or_(OrderItem.choice.is_(None), OrderItem.choice != "death"), OrderItem.cancelled_by_id.is_(None),
        Order.state == APPLIED, Order.batch.is_distinct_from(CARRIED_OVER), OrderItem.effective_on.between(today - WATCHED, today), ~given.exists(),
    )  # fmt: skip
    return db.session.scalars(waiting.options(joinedload(OrderItem.student)).order_by(OrderItem.effective_on, OrderItem.id).limit(most)).all()
