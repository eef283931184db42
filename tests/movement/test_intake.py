"""The intake from a spreadsheet and the year's turn."""

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.movement import registry
from app.movement.models import Order, OrderItem
from app.movement.naming import left, renamed
from app.movement.registry import Obstacle, Verdict
from app.organization.models import AcademicYear, Semester
from app.students.models import Placement, StudyGroup
from app.teaching.models import TeachingLoad
from app.terms.models import GroupTerm
from tests.counting import statements
from tests.movement.test_views import count, drafted, step

HEAD = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Основа", "Группа"]


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


def test_an_intake_of_five_hundred_is_one_order_and_costs_statements_by_the_file_not_by_the_row(app, client_as, college):
    office = client_as("secretary")
    word = lambda n: "".join(chr(1072 + n // 26**at % 26) for at in range(3))  # noqa: E731
    rows = [[f"Пятисотов{word(n)}", "Пётр", "Олегович", date(2010, 7, n % 28 + 1), "м", "бюджет", "ИСП-11"] for n in range(500)]
    with statements(app) as few:
        small = sent(office, rows[:5])
        assert office.get(small).status_code == 200
    with statements(app) as many:
        address = sent(office, rows)
        page = office.get(address)
    assert page.status_code == 200 and "500" in page.text  # the first lines are shown, all are counted
    assert len(many) - len(few) <= 10
    done = office.post(f"{address}/confirm", data={"effective_on": "2026-09-01", "basis": "приёмной комиссии", "number": "4", "dated": "2026-08-20"})
    assert done.status_code == 303, done.text
    assert count(app, OrderItem, OrderItem.order_id == int(done.location.rsplit("/", 1)[1])) == 500


def names_of(app):
    with app.app_context(), unscoped():
        return sorted(db.session.scalars(select(StudyGroup.name).where(StudyGroup.organization_id == 1)))


def test_names_that_carry_the_course():
    assert renamed("ИСП-21", 2, 3) == "ИСП-31" and renamed("ИСП 21а", 2, 3) == "ИСП 31а" and renamed("21", 2, 1) == "11"
    assert renamed("ИСП-21", 1, 2) is None and renamed("Бухгалтеры", 1, 2) is None and renamed("ИСП-2025", 2, 3) is None
    assert left("ИСП-41", 4, 2027) == "ИСП-41/2027" and left("Бухгалтеры", 4, 2027) is None


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
    assert count(app, Order) == 0 and names_of(app) == ["ИСП-11", "ЭК-11"]
    assert page.count("ИСП-21") == 1
    office.post("/next-course/draft", data=posted | {"rename": "1"})
    assert names_of(app) == ["ИСП-21", "ЭК-21"] and count(app, Order) == 2
    office.post("/next-course/take-back", data={"day": "2027-09-01"})
    assert names_of(app) == ["ИСП-11", "ЭК-11"] and count(app, Order) == 0
    assert "Семестров к открытию в новом полугодии" not in page
    with app.app_context(), unscoped(), transaction() as session:
        year = AcademicYear(organization_id=college.id, label="2027/2028", starts_on=date(2027, 9, 1), ends_on=date(2028, 8, 31))
        session.add(year)
        session.flush()
        session.add(Semester(organization_id=college.id, academic_year_id=year.id, number=1, starts_on=date(2027, 9, 1), ends_on=date(2027, 12, 30)))
        item = session.get(CurriculumItem, college.item_ids["ОУП.01"])
        session.add(CurriculumTerm(organization_id=college.id, item_id=item.id, plan_semester=3, hours=10))
        record(Actor.system(college.id), "test", year)
    assert "Семестров к открытию в новом полугодии: 2" in office.get("/next-course/?day=2027-09-01").text
    opened = count(app, GroupTerm)
    assert office.post("/next-course/draft", data=posted | {"terms": "1"}).status_code == 303
    assert count(app, GroupTerm) == opened + 2 and count(app, GroupTerm, GroupTerm.plan_semester == 3) == 2
    with app.app_context(), unscoped(), transaction() as session:
        used = session.scalar(select(func.min(GroupTerm.id)).where(GroupTerm.plan_semester == 3))
        session.add(TeachingLoad(organization_id=college.id, group_term_id=used, curriculum_term_id=college.term_ids["ОУП.01"], hours=10))
        record(Actor.system(college.id), "test", "test")
    with statements(app) as sent:
        assert office.post("/next-course/take-back", data={"day": "2027-09-01"}).status_code == 303
    assert count(app, GroupTerm) == opened + 1 and count(app, GroupTerm, GroupTerm.id == used) == 1, "what is in use stays"
    assert sum("FROM mark_change" in one for one in sent) == 1, "all terms are asked at once"
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
