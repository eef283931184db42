"""What a person keeps of a list: columns, filters under names; the export follows; two people editing one record."""

import html
import re

from sqlalchemy import select

from app.access.models import ListPreference
from app.access.scope import unscoped
from app.exchange.reading import read
from app.exchange.rules import Limits
from app.extensions import db
from app.students.models import Student
from tests.counting import statements


def heads(client, path="/students/list/"):
    return re.findall(r'<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)', client.get(path).text)


def exported(client, query=""):
    return read(client.post(f"/students/export{query}").data, Limits()).rows


def test_columns_are_kept_for_the_person_and_the_export_follows(app, client_as, college):
    client, other = client_as("secretary"), client_as("deputy")
    usual = heads(client)
    kept = client.post("/students/columns?q=белов", data={"column": ["phone", "record_book", "snils", "no_such"]})
    assert kept.status_code == 303 and "q=%D0%B1" in kept.headers["Location"]
    assert heads(client) == ["ФИО", "№ зачётной книжки", "Телефон"]
    assert heads(other) == usual, "everybody's own"
    rows = exported(client, f"?f.group={college.group_id}&q=белов")
    assert list(rows[0]) == ["ФИО", "№ зачётной книжки", "Телефон"]
    assert len(rows) == 2 and list(rows[1][:2]) == ["Белов Пётр Ильич", "ИСП-11/2"]
    client.post("/students/columns")
    assert heads(client) == usual


def test_guarded_columns_cannot_be_chosen(client_as):
    teacher = client_as("teacher")
    teacher.post("/students/columns", data={"column": ["phone", "birth_date", "record_book"]})
    assert heads(teacher) == ["ФИО", "№ зачётной книжки"]
    assert 'value="phone"' not in teacher.get("/students/list/").text


def test_filters_are_kept_under_a_name_and_forgotten_by_their_owner_alone(app, client_as, college):
    client = client_as("secretary")
    query = f"?q=белов&f.group={college.group_id}&sort=-birth_date&f.snils=1"
    assert client.post(f"/students/keep-filter{query}", data={"name": " Мои  Беловы "}).status_code == 303
    page = client.get("/students/list/").text
    address = html.unescape(re.search(r'<a href="([^"]+)">Мои Беловы</a>', page)[1])
    assert "snils" not in address and "sort=-birth_date" in address
    assert client.get(address).text.count(">Белов Пётр Ильич<") == 1
    client.post("/students/keep-filter?q=иванов", data={"name": "Мои Беловы"})
    with app.app_context(), unscoped():
        rows = list(db.session.scalars(select(ListPreference)))
    assert [(row.name, row.list_name) for row in rows] == [("Мои Беловы", "StudentView")], "the same name replaces"
    assert "Мои Беловы" not in client_as("deputy").get("/students/list/").text
    assert client_as("deputy").post("/students/drop-filter", data={"filter": rows[0].id}).status_code == 404
    assert client.post("/students/keep-filter?q=а", data={"name": " "}).status_code == 422
    for number in range(19):
        client.post("/groups/keep-filter?q=а", data={"name": f"№ {number}"})
    assert client.post("/groups/keep-filter?q=а", data={"name": "ещё один"}).status_code == 303
    assert client.post("/groups/keep-filter?q=а", data={"name": "лишний"}).status_code == 422
    assert client.post("/students/drop-filter", data={"filter": rows[0].id}).status_code == 303
    assert "Мои Беловы" not in client.get("/students/list/").text


def test_a_list_costs_the_same_however_much_is_kept_and_listed(app, client_as, college):
    client = client_as("secretary")
    client.get("/students/list/")
    with statements(app) as few:
        client.get("/students/list/?q=белов")
    client.post("/students/columns", data={"column": ["phone", "record_book", "placements"]})
    client.post("/students/keep-filter?q=а", data={"name": "первый"})
    client.post("/students/keep-filter?q=и", data={"name": "второй"})
    with statements(app) as many:
        client.get("/students/list/?q=иль&size=200")
    assert len(few) == len(many) <= 8, many


def fields_of(page):
    found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
    return {name: html.unescape(value) for name, value in found.items() if name != "csrf_token"} | {"sex": "m"}


def test_two_secretaries_see_both_values_and_lose_neither_change(app, client_as, college):
    first, second, student = client_as("secretary"), client_as("head_of_department"), college.students[0]
    mine, theirs = (fields_of(one.get(f"/students/edit/{student}").text) for one in (first, second))
    assert first.post(f"/students/edit/{student}", data=mine | {"email": "new@b.ru", "phone": "+7 900 111-11-11"}).status_code == 303
    refused = second.post(f"/students/edit/{student}", data=theirs | {"phone": "+7 900 222-22-22", "birth_place": "г. Самара"})
    assert refused.status_code == 409
    assert "+7 900 222-22-22" in refused.text and "«+7 900 111-11-11»" in refused.text, "both values of the field both changed"
    assert 'value="new@b.ru"' in refused.text and "«new@b.ru»" not in refused.text, "a field left alone takes the present value"
    again = fields_of(refused.text)
    assert second.post(f"/students/edit/{student}", data=again).status_code == 303
    with app.app_context(), unscoped():
        kept = db.session.get(Student, student)
        assert (kept.email, kept.phone, kept.birth_place) == ("new@b.ru", "+7 900 222-22-22", "г. Самара")
