"""The orders on a student, told to the printed personal card, whose floor lies below."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.display import day
from app.movement import queries
from app.movement.models import OrderItem
from app.movement.rules import CANCELLED, SEALED, STATE_TITLES
from app.students.card_tables import Table, register_card_table
from app.students.models import Student


def orders(student: Student) -> Table:
    """Give the signed orders on a student, the earliest first."""
    lines = [line for line in reversed(queries.of_student(student.id)) if line.order.state in SEALED]
    rows = tuple((line.order.title, line.order.full_number or "—", day(line.order.order_date), day(line.effective_on), _state(line)) for line in lines)
    return "Приказы", ("Приказ", "Номер", "Дата", "Действует с", "Состояние"), rows


def _state(line: OrderItem) -> str:
    return _(STATE_TITLES[CANCELLED if line.cancelled_by_id else line.order.state])


register_card_table(orders, 10)
