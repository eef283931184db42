"""The low-code promise: a model and a view of ten lines have everything a reference table needs."""

import inspect
import io
import re

from flask import Flask
from python_calamine import CalamineWorkbook

from app.organization import views
from app.organization.views import BuildingView
from tests.factories import World


def visible(page: str) -> str:
    page = re.sub(r"<(script|style|title)\b.*?</\1>|<!--.*?-->", " ", page, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_the_view_is_ten_lines() -> None:
    assert len(inspect.getsource(BuildingView).strip().splitlines()) <= 10
    assert "def " not in inspect.getsource(BuildingView)


def test_it_has_form_card_history_list_search_export_and_permissions(app: Flask, world: World, client_as) -> None:
    client = client_as("coordinator")
    card = client.post("/buildings/add", data={"name": "Главный корпус", "address": "=1+1"}).location
    pk = card.rsplit("/", 1)[1]
    page = client.get(f"/buildings/edit/{pk}").get_data(as_text=True)
    version = re.search(r'<input[^>]*name="row_version"[^>]*value="([^"]+)"', page)[1]
    changed = {"name": "Учебный корпус", "address": "=1+1", "row_version": version}
    assert client.post(f"/buildings/edit/{pk}", data=changed).status_code == 303
    history = visible(client.get(card).get_data(as_text=True))
    assert "Главный корпус → Учебный корпус" in history
    assert "Учебный корпус" in client.get("/buildings/list/?q=учебн").get_data(as_text=True)
    assert "Учебный корпус" not in client.get("/buildings/list/?q=главн").get_data(as_text=True)
    assert client_as("teacher").get("/buildings/add").status_code == 403


def test_the_export_is_what_is_listed_and_no_formula(app: Flask, world: World, client_as) -> None:
    client = client_as("coordinator")
    for name in ("Корпус А", "Корпус Б", "=HYPERLINK(1)"):
        client.post("/buildings/add", data={"name": name, "address": "-1+1"})
    answer = client.post("/buildings/export?q=корпус&sort=-name")
    assert answer.status_code == 200 and "filename*=UTF-8''" in answer.headers["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert [line[0] for line in rows[1:]] == ["Корпус Б", "Корпус А"] and rows[1][1] == "-1+1"


def test_every_word_on_its_screens_is_russian(app: Flask, world: World, client_as) -> None:
    client = client_as("coordinator")
    card = client.post("/buildings/add", data={"name": "Корпус", "address": "ул. Лесная"}).location
    pk = card.rsplit("/", 1)[1]
    for path in ("/buildings/list/", card, "/buildings/add", f"/buildings/edit/{pk}", "/buildings/list/?q=zzz"):
        words = visible("<main" + client.get(path).get_data(as_text=True).partition("<main")[2]).replace("zzz", "")
        words = re.sub(r"\b[A-Z][a-z]+ (?=Анна)", "", words)  # names of the people of the test world
        assert not re.search(r"[A-Za-z]{2,}", words), words


def test_all_crud_views_stand_on_the_base(app: Flask) -> None:
    from flask_appbuilder import ModelView

    from app.access.crud import Crud

    loose = [v for v in app.appbuilder.baseviews if isinstance(v, ModelView) and not isinstance(v, Crud)]
    assert loose == [] and any(isinstance(v, views.BuildingView) for v in app.appbuilder.baseviews)
