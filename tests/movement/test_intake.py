"""The intake from a spreadsheet, the year's turn, and an order that is cut off in the middle."""

import io
import os
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.movement import registry
from app.movement.models import Order, OrderItem
from app.movement.registry import Obstacle, Verdict
from app.students.models import Placement, Student
from tests.movement.test_views import count, drafted, step

HEAD = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Основа", "Группа"]
ROOT = Path(__file__).parents[2]


def sent(client, rows):
    data = {"target": 1, "file": (io.BytesIO(to_xlsx("Приём", HEAD, rows)), "приём.xlsx")}
    answer = client.post("/intake/send", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return answer.location


def test_an_intake_comes_in_by_one_order_with_the_groups_or_without(app, client_as, college):
    office = client_as("secretary")
    wrong = office.get(sent(office, [["Яшина", "Ольга", "Ильинична", date(2010, 5, 6), "ж", "бюджет", "НЕТ-11"]])).text
    assert "Группы «НЕТ-11» нет" in wrong
    rows = [[f"Новиков{chr(1072 + n)}", "Пётр", "Олегович", date(2010, 7, n + 1), "м", ("бюджет", "договор", "целевое")[n % 3], "ИСП-11" if n % 2 else ""] for n in range(12)]
    address = sent(office, rows)
    assert "будет внесён и зачислен" in office.get(address).text and count(app, Order) == 0
    done = office.post(f"{address}/confirm", data={"effective_on": "2026-09-01", "basis": "приёмной комиссии", "number": "4", "dated": "2026-08-20"})
    assert done.status_code == 303, done.text
    order_id = int(done.location.rsplit("/", 1)[1])
    assert count(app, OrderItem, OrderItem.order_id == order_id) == 12
    with app.app_context(), unscoped():
        new = set(db.session.scalars(select(OrderItem.student_id).where(OrderItem.order_id == order_id)))
    assert count(app, Placement, Placement.student_id.in_(new)) == 0  # candidates until the order is applied
    step(office, order_id, "submit")
    step(office, order_id, "register", number="99-з", order_date="2026-08-21")
    assert step(office, order_id, "apply").status_code == 303
    assert count(app, Placement, Placement.student_id.in_(new), Placement.group_id == college.group_id) == 6
    assert count(app, Placement, Placement.student_id.in_(new), Placement.group_id.is_(None)) == 6
    again = office.get(sent(office, rows)).text
    assert "уже был(а) студентом" in again
    assert "Без группы" in office.get("/student-body/contingent").text
    assert client_as("head_of_department").get("/intake/").status_code == 403


@pytest.fixture
def asked(monkeypatch, college):
    """Let a higher package say who does not go on and who may not graduate."""
    monkeypatch.setattr(registry, "_proposals", [])
    monkeypatch.setattr(registry, "_guards", {})
    one, two = college.students[:2]
    registry.register_proposal(lambda ids, day: {one: Verdict("conditional", "debts: %(count)s", (("count", 2),)), two: Verdict("not", "debts: %(count)s", (("count", 9),))})
    registry.register_proposal(lambda ids, day: {two: Verdict("transferred"), 999: Verdict("not")})
    registry.register_guard(("GRADUATE",), lambda ids, day: {one: [Obstacle("%(student)s has debts: %(count)s.", (("count", 2),))]})


def test_the_turn_of_the_year_is_reviewed_drafted_and_taken_back(app, client_as, college, asked):
    office = client_as("secretary")
    page = office.get("/next-course/?day=2027-09-01").text
    assert "Абрамов\u00a0П.\u00a0И." in page and "Белов\u00a0П.\u00a0И." in page and "1 → 2" in page
    posted = {"day": "2027-09-01", "group": [college.group_id, college.other_group_id], "basis": "педагогического совета", "number": "9"}
    assert office.post("/next-course/draft", data=posted).status_code == 303
    assert count(app, Order, Order.batch == "next-course-2027-09-01") == 2  # one a department
    assert count(app, OrderItem) == 15 and count(app, OrderItem, OrderItem.choice == "conditional") == 1
    assert office.post("/next-course/draft", data=posted).status_code == 409
    assert office.post("/next-course/take-back", data={"day": "2027-09-01"}).status_code == 303
    assert count(app, Order) == 0
    office.post("/next-course/draft", data=posted)
    with app.app_context(), unscoped():
        order_id = db.session.scalar(select(func.min(Order.id)))
    step(office, order_id, "submit")
    step(office, order_id, "register", number="5", order_date="2026-11-20")
    assert office.post("/next-course/take-back", data={"day": "2027-09-01"}).status_code == 422
    assert count(app, Order) == 2
    graduates = drafted(office, college.students[:2], kind="GRADUATE")
    said = office.get(f"/orders/{graduates}").text
    assert "Абрамов Пётр Ильич has debts: 2." in said and "Белов Пётр Ильич has debts" not in said
    assert step(office, graduates, "submit").status_code == 422


CUT = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import event, select
from app.factory import create_app
from app.access.scope import acting, unscoped
from app.core import secrets
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.movement import applying
from app.movement.models import Order

app = create_app(DATA_DIR=Path(sys.argv[1]), SQLALCHEMY_DATABASE_URI=sys.argv[2], TOTP_REQUIRED=False)
with app.app_context():
    secrets.load(Path(sys.argv[1]))
    with unscoped():
        order = db.session.scalar(select(Order))
        actor = Actor.system(order.organization_id)
    written = []

    def count(_connection, _cursor, statement, *_rest):
        if statement.startswith(("UPDATE placement", "INSERT INTO placement")):
            written.append(statement)
            if len(written) == int(sys.argv[3]):
                os.kill(os.getpid(), signal.SIGKILL)

    event.listen(db.engine, "before_cursor_execute", count)
    with acting(actor), transaction():
        applying.apply_order(actor, order.id, order.row_version)
"""


def test_an_order_killed_in_the_middle_leaves_nothing_and_then_applies_whole(app, client_as, college):
    office = client_as("secretary")
    order_id = drafted(office, college.students, kind="GROUP", group=college.other_group_id)
    step(office, order_id, "submit")
    step(office, order_id, "register", number="7", order_date="2026-11-19")
    places = count(app, Placement)
    with app.app_context():
        db.session.remove()
        url, folder = str(db.engine.url), app.config["DATA_DIR"]
        db.engine.dispose()
    started = time.monotonic()
    cut = subprocess.run([sys.executable, "-c", CUT, str(folder), url, "2"], cwd=ROOT, env=os.environ | {"SQLITE_SYNC": "off"}, timeout=60)
    assert cut.returncode == -signal.SIGKILL and time.monotonic() - started < 60
    assert count(app, Placement) == places and count(app, Placement, Placement.ends_on.is_not(None)) == 0
    assert count(app, Order, Order.state == "signed") == 1
    assert step(office, order_id, "apply").status_code == 303
    assert count(app, Placement) == places + 8
    assert count(app, Student) == 32
