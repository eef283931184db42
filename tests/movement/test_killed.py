"""A write that is killed in the middle (kill -9) leaves nothing behind; done again, it is there whole."""

import os
import signal
from datetime import date

import pytest
from sqlalchemy import event, select

from app.access.scope import acting
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import Programme
from app.exchange.parsing import parse
from app.exchange.rules import Grid
from app.extensions import db
from app.movement import applying, intake, past_entering
from app.movement.models import Order, OrderItem
from app.movement.operations import Basis
from app.movement.past_tables import past_orders, template_heads
from app.students.models import Placement, Student
from tests.movement.test_views import count, drafted, step


def killed_at(app, verb, table, write):
    """Run ``verb`` in a process of its own that kills itself at a write into ``table``; gives the signal it ended by."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
        child = os.fork()
        if child == 0:
            written = []

            def counted(_connection, _cursor, statement, *_rest):
                written.extend([statement] if statement.startswith((f"UPDATE {table}", f"INSERT INTO {table}")) else [])
                if len(written) == write:
                    os.kill(os.getpid(), signal.SIGKILL)

            event.listen(db.engine, "before_cursor_execute", counted)
            try:
                verb()
            finally:
                os._exit(0)
        return os.WTERMSIG(os.waitpid(child, 0)[1])


def the_order():
    with acting(Actor.system(1, "test")) as actor, transaction():
        order = db.session.scalar(select(Order))
        applying.apply_order(actor, order.id, order.row_version)


def the_intake():
    head = ("Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Основа", "Группа")
    rows = tuple((f"Новиков{chr(1072 + n)}", "Пётр", "Олегович", date(2010, 7, n + 1), "м", "бюджет", "") for n in range(20))
    with acting(Actor.system(1, "test")) as actor, transaction():
        parsed = parse(intake.intake_table(date(2026, 7, 1), date(2026, 9, 1)), Grid((head, *rows)))
        programme = db.session.get(Programme, 1)
        intake.enter_intake(actor, programme, parsed.records, {}, effective_on=date(2026, 9, 1), basis=Basis("protocol", "приёмной комиссии", "4"))


def the_past():
    rows = tuple((f"{name} Пётр Ильич", date(2010, 1, n), "", "зачисление", "3-с", date(2026, 8, 20), date(2026, 9, 1), "ИСП-11", 1, "бюджет") for n, name in ((1, "Абрамов"), (2, "Белов")))
    with acting(Actor.system(1, "test")) as actor, transaction():
        parsed = parse(past_orders(), Grid((tuple(template_heads()), *((*row[:2], f"ИСП-11/{n}", *row[3:]) for n, row in enumerate(rows, start=1)))))
        past_entering.enter_past(actor, parsed.records)


# what is done, the table and the write at which the process is killed, {model: rows afterwards}
CASES = [
    (the_order, "placement", 2, {Placement: 24, OrderItem: 8, Order: 1, Student: 32}),
    (the_intake, "order_item", 1, {Placement: 16, OrderItem: 20, Order: 1, Student: 52}),
    (the_past, "placement", 1, {Placement: 16, OrderItem: 2, Order: 1, Student: 32}),
]


@pytest.mark.parametrize(("verb", "table", "write", "after"), CASES)
def test_killed_in_the_middle_nothing_is_left_and_then_it_is_there_whole(app, client_as, college, verb, table, write, after):
    if verb is the_order:
        office = client_as("secretary")
        order_id = drafted(office, college.students, kind="GROUP", group=college.other_group_id)
        step(office, order_id, "submit")
        step(office, order_id, "register", number="7", order_date="2026-11-19")
    before = {model: count(app, model) for model in after}
    assert killed_at(app, verb, table, write) == signal.SIGKILL
    assert {model: count(app, model) for model in after} == before
    with app.app_context():
        verb()
    home = {Placement: Placement.organization_id == 1, Student: Student.organization_id == 1}
    found = {model: count(app, model, *([home[model]] if model is Placement else [])) for model in after}
    assert found == after
