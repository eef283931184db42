"""The one base of CRUD screens, through the reference tables of the college."""

import re
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.core.transaction import transaction
from app.extensions import db
from app.organization.models import AcademicYear, Building, Semester
from tests.factories import World

LIST = "/buildings/list/"


def put(app: Flask, organization_id: int, *names: str) -> list[int]:
    with app.app_context(), unscoped(), transaction() as session:
        rows = [Building(organization_id=organization_id, name=name, address="г. Самара") for name in names]
        session.add_all(rows)
        session.info["audit_records"] = 1  # the rows of a test need no log
        session.flush()
        return [row.id for row in rows]


def names_of(client: FlaskClient, query: str = "") -> list[str]:
    page = client.get(LIST + query)
    assert page.status_code == 200
    return re.findall(r'<td><a href="/buildings/show/\d+">([^<]+)</a>', page.get_data(as_text=True))


def version(client: FlaskClient, pk: int) -> str:
    page = client.get(f"/buildings/edit/{pk}").get_data(as_text=True)
    return re.search(r'<input[^>]*name="row_version"[^>]*value="([^"]+)"', page)[1]


def row(app: Flask, model: type, pk: int) -> object | None:
    with app.app_context(), unscoped():
        return db.session.get(model, pk)


# ---- lists ---------------------------------------------------------------------------------------------------


def test_search_finds_as_people_type_and_takes_signs_literally(app: Flask, world: World, client_as) -> None:
    put(app, world.home.id, "Ёлочный", "Скидка 10%", "А_Б", "Лесной")
    client = client_as("coordinator")
    assert names_of(client, "?q=елочн") == ["Ёлочный"]
    assert names_of(client, "?q=ЛЕСНОЙ") == ["Лесной"]
    assert names_of(client, "?q=%25") == ["Скидка 10%"]
    assert names_of(client, "?q=_") == ["А_Б"]
    assert names_of(client, "?q='+OR+1=1--") == []


def test_order_is_alphabetical_with_yo_beside_ye(app: Flask, world: World, client_as) -> None:
    put(app, world.home.id, "Жуков", "Ёлкин", "Егоров", "Зайцев")
    client = client_as("coordinator")
    assert names_of(client) == ["Егоров", "Ёлкин", "Жуков", "Зайцев"]
    assert names_of(client, "?sort=-name") == ["Зайцев", "Жуков", "Ёлкин", "Егоров"]


@pytest.mark.parametrize("query", ["?_flt_0_name=x", "?_oc_BuildingView=password&_od_BuildingView=asc", "?f.name=x", "?sort=search_key"])
def test_hidden_filters_and_orders_change_nothing(app: Flask, world: World, client_as, query: str) -> None:
    put(app, world.home.id, "Первый", "Второй")
    client = client_as("coordinator")
    assert names_of(client, query) == names_of(client)


def test_rows_of_another_college_are_nowhere(app: Flask, world: World, client_as) -> None:
    foreign = put(app, world.foreign.id, "Чужой корпус")[0]
    client = client_as("coordinator")
    assert names_of(client) == []
    for method, path in (("get", "show"), ("get", "edit"), ("post", "edit"), ("post", "delete")):
        assert getattr(client, method)(f"/buildings/{path}/{foreign}").status_code == 404
    assert row(app, Building, foreign) is not None


@pytest.mark.parametrize("pk", ["0", "-1", "abc", "9223372036854775808", "1%00", "' OR 1=1"])
def test_a_malformed_id_is_as_absent_as_a_foreign_one(client_as, pk: str) -> None:
    client = client_as("coordinator")
    pages = [client.get(f"/buildings/show/{n}") for n in ("99999", pk)]
    assert [page.status_code for page in pages] == [404, 404]
    token = re.compile(r'name="csrf_token" value="[^"]*"')  # signed with the second it was asked for
    assert len({token.sub("", page.get_data(as_text=True)) for page in pages}) == 1


def test_a_page_costs_few_statements_and_bytes(app: Flask, world: World, client_as) -> None:
    put(app, world.home.id, *(f"Корпус с длинным названием {n}" for n in range(60)))
    client, seen = client_as("coordinator"), []
    client.get(LIST)
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    page = client.get(LIST)
    statements = [text for text in seen if not text.startswith(("PRAGMA", "BEGIN"))]
    assert len(statements) <= 8
    assert len(page.data) <= 30_000 and page.get_data(as_text=True).count("<tr>") == 51


def test_two_people_at_once_see_their_own_search(app: Flask, world: World, client_as) -> None:
    put(app, world.home.id, *(f"Корпус {n}" for n in range(20)))
    clients = {n: client_as("coordinator") for n in range(4)}

    def look(n: int) -> list[list[str]]:
        return [names_of(clients[n], f"?q=корпус+1{n}") for _ in range(15)]

    with ThreadPoolExecutor(4) as pool:  # the stopped clock of the test lives in the context, which threads start without
        waiting = {n: pool.submit(copy_context().run, look, n) for n in clients}
        for n, seen in waiting.items():
            assert seen.result() == [[f"Корпус 1{n}"]] * 15


# ---- writing -------------------------------------------------------------------------------------------------


def test_a_new_record_belongs_to_the_college_and_is_logged(app: Flask, world: World, client_as) -> None:
    answer = client_as("coordinator").post("/buildings/add", data={"name": " Главный  корпус ", "address": ""})
    assert answer.status_code == 303
    with app.app_context(), unscoped():
        made = db.session.scalar(select(Building))
        record = db.session.scalar(select(AuditEvent).order_by(AuditEvent.seq.desc()))
    assert answer.location == f"/buildings/show/{made.id}"
    assert (made.name, made.address, made.organization_id) == ("Главный корпус", None, world.home.id)
    assert (record.action, record.object_type, record.object_id) == ("create", "building", made.id)


def test_fields_that_are_not_in_the_form_are_ignored(app: Flask, world: World, client_as) -> None:
    data = {"name": "Корпус", "organization_id": world.foreign.id, "id": "777", "sort_key": "!"}
    client_as("coordinator").post("/buildings/add", data=data)
    with app.app_context(), unscoped():
        made = db.session.scalar(select(Building))
    assert made.organization_id == world.home.id and made.id != 777 and made.sort_key != "!"


def test_a_refused_form_keeps_what_was_typed_and_writes_nothing(app: Flask, world: World, client_as) -> None:
    put(app, world.home.id, "Главный")
    answer = client_as("coordinator").post("/buildings/add", data={"name": "Главный", "address": "ул. Новая, 1"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="ул. Новая, 1"' in page and 'aria-invalid="true"' in page and "«Главный»" in page
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(Building.id))) == 1


def test_a_stale_form_is_refused_showing_both_values(app: Flask, world: World, client_as) -> None:
    pk = put(app, world.home.id, "Старый")[0]
    client = client_as("coordinator")
    drawn = version(client, pk)
    assert client.post(f"/buildings/edit/{pk}", data={"name": "Первый", "row_version": drawn}).status_code == 303
    second = client.post(f"/buildings/edit/{pk}", data={"name": "Второй", "row_version": drawn})
    page = second.get_data(as_text=True)
    assert second.status_code == 409 and 'value="Второй"' in page and "«Первый»" in page
    assert row(app, Building, pk).name == "Первый"
    fresh = re.search(r'<input[^>]*name="row_version"[^>]*value="([^"]+)"', page)[1]
    assert client.post(f"/buildings/edit/{pk}", data={"name": "Второй", "row_version": fresh}).status_code == 303


def test_saving_without_a_change_leaves_no_record(app: Flask, world: World, client_as) -> None:
    pk = put(app, world.home.id, "Корпус")[0]
    client = client_as("coordinator")
    data = {"name": "Корпус", "address": "г. Самара", "row_version": version(client, pk)}
    with app.app_context(), unscoped():
        before = db.session.scalar(select(func.count(AuditEvent.seq)))
    assert client.post(f"/buildings/edit/{pk}", data=data).status_code == 303
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(AuditEvent.seq))) == before


@pytest.mark.parametrize("path", ["delete/{pk}", "action/anything/{pk}", "export", "action_post"])
def test_deeds_are_never_done_by_a_link(app: Flask, world: World, client_as, path: str) -> None:
    pk = put(app, world.home.id, "Корпус")[0]
    assert client_as("coordinator").get(f"/buildings/{path.format(pk=pk)}").status_code == 405
    assert row(app, Building, pk) is not None


def test_unknown_actions_and_downloads_do_not_exist(app: Flask, world: World, client_as) -> None:
    pk = put(app, world.home.id, "Корпус")[0]
    client = client_as("coordinator")
    assert client.post("/buildings/action_post", data={"action": "muldelete", "rowid": [pk]}).status_code == 404
    assert client.post(f"/buildings/action/muldelete/{pk}").status_code == 404
    assert client.get("/buildings/download/college.sqlite3").status_code == 404


def test_deleting_leaves_a_record_with_the_name(app: Flask, world: World, client_as) -> None:
    pk = put(app, world.home.id, "Снесённый")[0]
    assert client_as("coordinator").post(f"/buildings/delete/{pk}").status_code == 303
    assert row(app, Building, pk) is None
    with app.app_context(), unscoped():
        record = db.session.scalar(select(AuditEvent).order_by(AuditEvent.seq.desc()))
    assert record.action == "delete" and "Снесённый" in record.details


def test_a_record_in_use_is_not_deleted_and_its_users_are_named(app: Flask, world: World, client_as) -> None:
    answer = client_as("coordinator").post(f"/academic-years/delete/{world.home.year_id}")
    assert answer.status_code == 409 and "2026/2027" in answer.get_data(as_text=True)
    assert row(app, AcademicYear, world.home.year_id) is not None


# ---- choices -------------------------------------------------------------------------------------------------


def test_a_required_choice_is_not_made_beforehand(client_as) -> None:
    page = client_as("coordinator").get("/semesters/add").get_data(as_text=True)
    chosen = re.findall(r'<option selected value="([^"]*)"', page) + re.findall(r'value="([^"]*)" selected', page)
    assert set(chosen) <= {""}


def test_a_foreign_row_is_neither_offered_nor_accepted(app: Flask, world: World, client_as) -> None:
    client = client_as("coordinator")
    page = client.get("/semesters/add").get_data(as_text=True)
    offered = re.search(r'<select[^>]*name="academic_year".*?</select>', page, re.S)[0]
    assert f'value="{world.home.year_id}"' in offered and f'value="{world.foreign.year_id}"' not in offered
    data = {"academic_year": world.foreign.year_id, "number": "2", "starts_on": "2027-01-12", "ends_on": "2027-06-30"}
    assert client.post("/semesters/add", data=data).status_code == 422
    with app.app_context(), unscoped():
        assert db.session.scalar(select(func.count(Semester.id)).where(Semester.number == 2)) == 0


def test_many_choices_are_asked_for_while_typing(app: Flask, world: World, client_as) -> None:
    with app.app_context(), unscoped(), transaction() as session:
        for year in set(range(1901, 2110)) - {2026}:
            college = world.home if year < 2105 else world.foreign
            days = {"starts_on": date(year, 9, 1), "ends_on": date(year + 1, 8, 31)}
            session.add(AcademicYear(organization_id=college.id, label=f"{year}/{year + 1}", **days))
        session.info["audit_records"] = 1
    client = client_as("coordinator")
    page = client.get("/semesters/add").get_data(as_text=True)
    assert 'data-lookup="/semesters/lookup/academic_year"' in page and page.count("<option") < 10
    found = client.get("/semesters/lookup/academic_year?q=1950").json
    assert {row["text"] for row in found} == {"1949/1950", "1950/1951"}
    assert client.get("/semesters/lookup/academic_year?q=2107").json == []
    assert client.get("/semesters/lookup/organization_id").status_code == 404


# ---- rights --------------------------------------------------------------------------------------------------


def test_a_reader_reads_and_cannot_write(app: Flask, world: World, client_as) -> None:
    pk = put(app, world.home.id, "Корпус")[0]
    client = client_as("teacher")
    page = client.get(f"/buildings/show/{pk}").get_data(as_text=True)
    assert "Корпус" in page and "/buildings/edit/" not in page and "/buildings/delete/" not in page
    for method, path in (("get", "add"), ("post", "add"), ("get", f"edit/{pk}"), ("post", f"delete/{pk}"), ("post", "export")):
        assert getattr(client, method)(f"/buildings/{path}").status_code == 403


def test_who_is_not_signed_in_sees_the_sign_in_page(client_as) -> None:
    assert client_as(None).get(LIST).status_code == 302


def test_names_are_shown_as_text(app: Flask, world: World, client_as) -> None:
    nasty = "<script>alert(1)</script>"
    pk = put(app, world.home.id, nasty, '" onmouseover="x')[0]
    client = client_as("coordinator")
    for path in (LIST, f"/buildings/show/{pk}", f"/buildings/edit/{pk}", LIST + "?q=<script>"):
        page = client.get(path).get_data(as_text=True)
        assert nasty not in page and '" onmouseover="' not in page


def test_no_page_of_the_base_has_inline_style_or_handlers(app: Flask, world: World, client_as) -> None:
    pk = put(app, world.home.id, "Корпус")[0]
    client = client_as("coordinator")
    for path in ("/", LIST, f"/buildings/show/{pk}", f"/buildings/edit/{pk}", "/buildings/add", "/nothing"):
        page = client.get(path).get_data(as_text=True)
        assert not re.search(r'\sstyle=|\son[a-z]+="|javascript:|<script(?![^>]*\ssrc=)', page)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
