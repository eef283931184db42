"""The director's screens: appointing with a slip, ticking a list, printing, ending."""

import pytest

from app.access.scope import unscoped
from app.audit.operations import record
from app.coordination.models import CoordinatorAppointment, Undertaking
from app.core.actor import Actor
from app.core.transaction import transaction
from app.documents.models import Document
from app.extensions import db
from app.staff.models import Employee
from tests.browser.college import text_of


def rows(app, model):
    with app.app_context(), unscoped():
        return db.session.query(model).count()


def form(college, key="methodist", **changes):
    return {
        "employee": str(college.employees[key]), "order_number": "125/1", "order_date": "2026-11-23",
        "starts_on": "2026-11-23", "zone": "Отделение",
    } | changes  # fmt: skip


def first(app):
    with app.app_context(), unscoped():
        return db.session.query(CoordinatorAppointment).one().id


@pytest.mark.parametrize(
    ("role", "status"), [("director", 200), ("coordinator", 200), ("deputy", 200), ("hr", 200), ("teacher", 403)]
)
def test_who_sees_appointments_and_undertakings(client_as, role, status):
    client = client_as(role)
    assert client.get("/appointments/").status_code == status
    assert client.get("/undertakings/").status_code == status


@pytest.mark.parametrize("role", ["coordinator", "deputy", "hr", "teacher"])
def test_only_the_director_decides(app, client_as, college, role):
    client = client_as(role)
    assert client.post("/appointments/add", data=form(college)).status_code == 403
    assert client.post("/undertakings/tick", data={"employee": "1", "signed_on": "2026-11-23"}).status_code == 403
    assert rows(app, CoordinatorAppointment) == rows(app, Undertaking) == 0


def test_the_way_from_the_order_to_the_role_and_back(app, client_as, college):
    client = client_as("director")
    answer = client.post("/appointments/add", data=form(college))
    assert answer.status_code == 303
    card = f"/appointments/{first(app)}"
    assert "alert-warning" in client.get(card).text
    marked = [str(college.employees["methodist"]), str(college.employees["director"])]
    assert client.post("/undertakings/tick", data={"employee": marked, "signed_on": "2026-11-23"}).status_code == 303
    assert "alert-warning" not in client.get(card).text
    coordinator = client_as("methodist")
    assert coordinator.get("/audit/").status_code == 200
    ended = client.post(f"{card}/end", data={"on": "2026-11-23", "basis": "приказ № 130"})
    assert ended.status_code == 303
    assert coordinator.get("/audit/").status_code == 403  # the session stays, the rights are gone


def test_a_new_account_gives_its_slip_in_the_answer(app, client_as, college):
    with app.app_context(), unscoped():
        from app.audit.operations import record
        from app.core.actor import Actor
        from app.core.transaction import transaction

        with transaction():
            newcomer = Employee(organization_id=college.id, last_name="Зимина", first_name="Ольга", position="Методист")
            db.session.add(newcomer)
            record(Actor.system(college.id), "create", newcomer)
        newcomer_id = newcomer.id
    answer = client_as("director").post(
        "/appointments/add", data=form(college, make_account="y") | {"employee": str(newcomer_id)}
    )
    assert answer.status_code == 200 and (answer.mimetype == "application/pdf" or "zimina" in answer.text)


def test_a_wrong_order_keeps_what_was_typed(app, client_as, college):
    answer = client_as("director").post("/appointments/add", data=form(college, order_date="2026-12-01"))
    assert answer.status_code == 422 and 'value="125/1"' in answer.text and "field-error" in answer.text
    assert rows(app, CoordinatorAppointment) == 0


def test_people_of_another_college_cannot_be_appointed_or_ticked(app, client_as, world):
    client, foreign = client_as("director"), world.foreign
    assert client.post("/appointments/add", data=form(foreign)).status_code == 422
    ticked = client.post(
        "/undertakings/tick", data={"employee": str(foreign.employees["deputy"]), "signed_on": "2026-11-23"}
    )
    assert ticked.status_code == 422
    assert client.post(f"/undertakings/print/{foreign.employees['deputy']}").status_code == 404
    assert client.get("/appointments/999").status_code == 404
    assert client.get("/appointments/x").status_code == 404


def test_the_list_tells_who_has_not_signed_and_which_wording(app, client_as, college):
    client = client_as("director")
    client.post("/undertakings/tick", data={"employee": str(college.employees["director"]), "signed_on": "2026-11-20"})
    assert "20.11.2026, редакция 2" in client.get("/undertakings/").text
    with app.app_context(), unscoped(), transaction() as session:
        session.query(Undertaking).one().text_version = "1"
        record(Actor.system(college.id), "test", "undertaking")
    page = client.get("/undertakings/").text
    assert "20.11.2026, редакция 1" in page and "есть новая редакция" in page  # it holds, and may be signed anew
    assert "20.11.2026" not in client.get("/undertakings/?unsigned=1").text


def test_order_and_undertaking_are_issued_once_and_printed_again(app, client_as, college):
    client = client_as("director")
    client.post("/appointments/add", data=form(college))
    address = f"/appointments/{first(app)}/print"
    one = client.post(address, data={"person": "Петрову Анну (преподаватель)"})
    two = client.post(address, data={"person": "Петрову Анну (преподаватель)"})
    assert one.mimetype == "application/pdf" and one.data[:5] == b"%PDF-" and one.data == two.data
    assert rows(app, Document) == 1
    assert client.post(address, data={"person": "Петрову Анну Ильиничну"}).data != one.data and rows(app, Document) == 2
    assert client.post(address, data={"person": " "}).status_code == 422
    # A stand-in of the same order stands in it, and signs the acquaintance; printed apart, the order says what the person is.
    assert client.post("/appointments/add", data=form(college, "teacher2", is_backup="1")).status_code in (200, 303)
    both = text_of(client.post(address, data={"person": "Петрову Анну Ильиничну"}).data)
    assert "На время отсутствия координатора его обязанности исполняет" in both and "исполняющим обязанности" not in both
    apart = text_of(client.post(address.replace("/1/", "/2/"), data={"person": "Сидорова"}).data)
    assert "исполняющим обязанности ответственного координатора" in apart
    assert client.post(f"/undertakings/print/{college.employees['methodist']}").mimetype == "application/pdf"
