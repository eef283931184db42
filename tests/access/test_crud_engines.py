"""The base does the same on SQLite and PostgreSQL, and speaks plainly when the database itself refuses."""

import re

import pytest
from flask import Flask

from app.access import crud_forming
from tests.factories import World


def shown(client, path: str) -> str:
    page = client.get(path)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def test_a_record_lives_its_whole_life(engine_app: Flask, world: World, client_as) -> None:
    client = client_as("coordinator")
    card = client.post("/buildings/add", data={"name": "Ёлочный корпус 100%", "address": "ул. Лесная"}).location
    pk = card.rsplit("/", 1)[1]
    assert "Ёлочный" in shown(client, "/buildings/list/?q=елоч+100%25&sort=-name&size=25&page=7")
    assert "Ёлочный" not in shown(client, "/buildings/list/?q=100_")
    assert client.get("/buildings/show/9223372036854775807").status_code == 404
    drawn = re.search(r'<input[^>]*name="row_version"[^>]*value="([^"]+)"', shown(client, f"/buildings/edit/{pk}"))[1]
    data = {"name": "Лесной корпус", "address": "", "row_version": drawn}
    assert client.post(f"/buildings/edit/{pk}", data=data).status_code == 303
    assert client.post(f"/buildings/edit/{pk}", data=data | {"name": "Иной"}).status_code == 409
    assert client.post("/buildings/export?q=лесной").data.startswith(b"PK")
    assert client.post(f"/buildings/delete/{pk}").status_code == 303
    assert client.get(card).status_code == 404


def test_codes_days_flags_and_related_rows_filter_and_sort(engine_app: Flask, world: World, client_as) -> None:
    client = client_as("deputy")
    year = world.home.year_id
    link = f"/semesters/show/{world.home.semester_id}"
    assert link in shown(client, f"/semesters/list/?f.academic_year={year}&sort=-academic_year")
    assert link in shown(client, "/semesters/list/?sort=number")
    for value in (world.foreign.year_id, "999999", "x", "9223372036854775808"):
        assert link not in shown(client, f"/semesters/list/?f.academic_year={value}")


@pytest.fixture
def blind(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the form see no repeated key: as when somebody saves the same name a moment earlier."""
    monkeypatch.setattr(crud_forming, "unique_problems", lambda *args: ())


def test_a_lost_race_for_a_name_is_a_conflict_not_sql(engine_app: Flask, world: World, client_as, blind: None) -> None:
    client = client_as("coordinator")
    assert client.post("/buildings/add", data={"name": "Главный"}).status_code == 303
    second = client.post("/buildings/add", data={"name": "Главный", "address": "ул. Новая"})
    page = second.get_data(as_text=True)
    assert second.status_code == 409 and 'value="ул. Новая"' in page
    assert not re.search("INSERT|UNIQUE|constraint|building\\.", page)


def test_a_referenced_row_stays_even_where_the_user_cannot_see_the_reference(
    engine_app: Flask, world: World, client_as, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.access import crud_writing

    monkeypatch.setattr(crud_writing, "in_use", lambda item: None)
    answer = client_as("coordinator").post(f"/academic-years/delete/{world.home.year_id}")
    assert answer.status_code == 409 and "2026/2027" in answer.get_data(as_text=True)
