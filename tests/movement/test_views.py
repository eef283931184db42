"""Orders through the screens, by the people who pass them on."""

import io
import re

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.extensions import db
from app.movement.models import Order, OrderItem, OrderScan
from app.students.models import Placement

EXPEL = {"kind": "EXPEL", "effective_on": "2026-11-20", "reason": "own_wish", "b-0-kind": "application", "b-0-number": "12", "b-0-dated": "2026-11-18"}


def drafted(client, students, **more):
    answer = client.post("/orders/drafts/new", data=EXPEL | {"student": students} | more)
    assert answer.status_code == 303, answer.text
    return int(answer.location.rsplit("/", 1)[1])


def version_of(client, order_id, page=""):
    text = client.get(f"/orders/drafts/{order_id}" if page else f"/orders/{order_id}").text
    return re.search(r'name="version" value="(\d+)"', text)[1]


def step(client, order_id, verb, **more):
    return client.post(f"/orders/{order_id}/{verb}", data={"version": version_of(client, order_id), **more})


def count(app, model, *where):
    with app.app_context(), unscoped():
        return db.session.scalar(select(func.count()).select_from(model).where(*where))


def test_from_the_list_of_a_group_to_an_applied_order(app, client_as, college):
    office, one, two = client_as("secretary"), *college.students[:2]
    page = office.get(f"/orders/drafts/new?kind=EXPEL&group_id={college.group_id}")
    assert page.text.count('name="student"') == 8 and "Абрамов Пётр Ильич" in page.text
    empty = office.post("/orders/drafts/new", data={**EXPEL, "group_id": college.group_id})
    assert empty.status_code == 422 and 'value="2026-11-20"' in empty.text and 'value="12"' in empty.text
    order_id = drafted(office, [one, two])
    fields = {"version": version_of(office, order_id, "edit"), "title": "Об отчислении студентов", "effective_on": "2026-11-20", "b-0-kind": "application"}
    with app.app_context(), unscoped():
        lines = db.session.scalars(select(OrderItem.id).where(OrderItem.order_id == order_id)).all()
    answer = office.post(f"/orders/drafts/{order_id}", data=fields | {f"l-{lines[0]}-reason": "family", f"l-{lines[1]}-remove": "1"})
    assert answer.status_code == 303, answer.text
    paper = {"scan": (io.BytesIO(b"%PDF-1.7 paper %%EOF"), "приказ.pdf")}
    assert office.post(f"/orders/{order_id}/scan", data=paper, content_type="multipart/form-data").status_code == 409, "a draft has no signed paper"
    stale = office.post(f"/orders/drafts/{order_id}", data=fields | {"title": "Моё название"})
    assert stale.status_code == 409 and "Моё название" in stale.text and "Сейчас в записи: «Об отчислении студентов»" in stale.text
    assert step(office, order_id, "submit").status_code == 303
    assert "Приказы на утверждении" in client_as("deputy").get("/").text
    assert step(client_as("deputy"), order_id, "endorse").status_code == 303
    assert step(client_as("deputy"), order_id, "return", reason="").status_code == 422
    assert step(client_as("director"), order_id, "sign").status_code == 303
    assert step(office, order_id, "apply").status_code == 422
    wrong = step(office, order_id, "register", number="с-12", order_date="2026-11-19")
    assert wrong.status_code == 422 and 'value="с-12"' in wrong.text
    assert step(office, order_id, "register", number="12-с", order_date="2026-11-19").status_code == 303
    before = count(app, Placement, Placement.ends_on.is_not(None))

    def scanned(client, body):
        return client.post(f"/orders/{order_id}/scan", data={"scan": (io.BytesIO(body), "приказ.pdf")}, content_type="multipart/form-data")

    assert office.get(f"/orders/{order_id}/scan").status_code == 404 and scanned(office, b"text").status_code == 422
    assert scanned(office, b"%PDF-1.7 paper %%EOF").status_code == 303 and "Заменить скан" in office.get(f"/orders/{order_id}").text
    assert office.get(f"/orders/{order_id}/scan").data == b"%PDF-1.7 paper %%EOF" and count(app, OrderScan, OrderScan.body.contains(b"paper")) == 0
    assert scanned(client_as("head_of_department"), b"%PDF- %%EOF").status_code == 403
    assert step(office, order_id, "apply").status_code == 303
    assert count(app, Placement, Placement.ends_on.is_not(None)) == before + 1
    assert office.post(f"/orders/{order_id}/discard").status_code == 409
    waiting = office.get("/").text
    assert "Справки отчисленным" in waiting and f"/certificates/new?student={one}" in waiting and "23.11.2026" in waiting
    assert "Справки отчисленным" not in client_as("teacher").get("/").text
    given = office.post("/certificates/issue", data={"student": [one], "kind": "training_certificate", "key": "d" * 32})
    assert given.status_code == 303 and "Справки отчисленным" not in office.get("/").text
    card = office.get(f"/students/show/{one}").text
    assert "Об отчислении студентов" in card and "12-с" in card
    for q in ("12-с", "абрамов", "отчислении студ"):
        assert f"/orders/{order_id}" in office.get(f"/orders/?q={q}").text, q
    assert f"/orders/{order_id}" not in office.get("/orders/?q=белов").text
    assert "1–11" in office.get("/orders/register?year=2026").text
    correction = office.post(f"/orders/{order_id}/correct", data={"kind": "CANCEL"})
    assert correction.status_code == 303 and "12-с" in office.get(correction.location).text


def test_an_order_begins_from_marked_rows_and_from_a_kept_filter(app, client_as, college):
    office = client_as("secretary")
    marked = office.post("/students/action_post", data={"action": "order", "rowid": college.students[:2]})
    asked = office.get(marked.location).text
    assert marked.status_code == 303 and "Выбрано 2 студента" in asked and asked.count('name="student"') == 2
    assert "Приказ на всех из списка" not in office.get("/students/list/").text  # the whole college is no order
    narrowed = f"?q=пётр&f.group={college.group_id}"
    office.post(f"/students/keep-filter{narrowed}", data={"name": "Наша группа"})
    page = office.get(re.search(r'<a href="([^"]+)">Наша группа</a>', office.get("/students/list/").text)[1].replace("&amp;", "&")).text
    address = re.search(r'href="(/orders/drafts/new[^"]+)">Приказ на всех', page)[1].replace("&amp;", "&")
    picked = office.get(f"{address}&kind=EXPEL").text
    assert picked.count('name="student"') == 8 == picked.count(" checked>") and "Выбрано 8 студентов" in office.get(address).text
    assert "Создать приказ" not in client_as("curator").get("/students/list/").text
    assert client_as("curator").post("/students/action_post", data={"action": "order", "rowid": college.students[:1]}).status_code == 404


def test_refusals_and_warnings_are_told_apart_before_approval(client_as, college):
    office = client_as("secretary")
    order_id = drafted(office, college.students[:2], reason="discipline", **{"b-0-kind": ""})
    card = office.get(f"/orders/{order_id}").text
    assert "Назовите хотя бы один документ" in card and "отказ" in card and "предупреждение" in card
    answer = step(office, order_id, "submit")
    assert answer.status_code == 422 and "Назовите хотя бы один документ" in answer.text


@pytest.mark.parametrize("key", ["head_of_department", "curator", "teacher", "hr"])
def test_others_see_and_do_what_is_theirs(app, client_as, college, world, key):
    office = client_as("secretary")
    mine, other = drafted(office, college.students[:1]), drafted(office, college.other_students[:1])
    client = client_as(key)
    reads = key in ("head_of_department", "curator")
    assert client.get(f"/orders/{mine}").status_code == (200 if reads else 403)
    assert client.get(f"/orders/{other}").status_code == (404 if reads else 403)
    assert client.post(f"/orders/{mine}/submit", data={"version": "1"}).status_code == 403
    drafts = client.post("/orders/drafts/new", data=EXPEL | {"student": [college.students[1]]})
    assert drafts.status_code == (303 if key == "head_of_department" else 403)
    if key == "head_of_department":
        assert client.post("/orders/drafts/new", data=EXPEL | {"student": [college.other_students[1]]}).status_code == 404
    foreign = client_as("secretary", world.foreign)
    assert foreign.get(f"/orders/{mine}").status_code == 404
    assert foreign.post(f"/orders/{mine}/apply", data={"version": "1"}).status_code == 404
    assert count(app, Order) == (3 if key == "head_of_department" else 2)


def test_a_page_costs_the_same_whatever_its_lines(app, client_as, college):
    from tests.counting import statements

    office = client_as("secretary")
    small, large = drafted(office, college.students[:1]), drafted(office, [*college.students, *college.other_students])
    costs = []
    for order_id in (small, large):
        with statements(app) as seen:
            assert office.get(f"/orders/{order_id}").status_code == 200
        costs.append(len(seen))
    assert costs[0] == costs[1]
