"""Screens of the college: its card, years and semesters."""

import re

from flask import Flask

from app.access.scope import unscoped
from app.extensions import db
from app.organization.models import AcademicYear, Organization
from tests.factories import World


def version(page: str) -> str:
    return re.search(r'<input[^>]*name="row_version"[^>]*value="([^"]+)"', page)[1]


def test_everybody_lands_on_the_card_of_the_own_college(world: World, client_as) -> None:
    client = client_as("teacher")
    assert client.get("/organization/").location == f"/organization/show/{world.home.id}"
    assert client.get(f"/organization/show/{world.home.id}").status_code == 200
    assert client.get(f"/organization/show/{world.foreign.id}").status_code == 404


def test_the_director_corrects_the_requisites(app: Flask, world: World, client_as) -> None:
    client, path = client_as("director"), f"/organization/edit/{world.home.id}"
    drawn = version(client.get(path).get_data(as_text=True))
    values = {"full_name": "Колледж", "short_name": "К", "inn": "7707083894", "phone": "8 800", "row_version": drawn}
    wrong = client.post(path, data=values)
    assert wrong.status_code == 422 and 'value="8 800"' in wrong.get_data(as_text=True)
    assert re.search(r'<input[^>]*aria-invalid="true"[^>]*name="inn"', wrong.get_data(as_text=True))
    assert client.post(path, data=values | {"inn": "7707083893"}).status_code == 303
    with app.app_context(), unscoped():
        assert db.session.get(Organization, world.home.id).inn == "7707083893"


def test_colleges_are_neither_listed_nor_added_nor_deleted(world: World, client_as) -> None:
    client = client_as("coordinator")
    for path in ("list/", "add"):
        assert client.get(f"/organization/{path}").status_code == 404
    assert client.post(f"/organization/delete/{world.home.id}").status_code == 404


def test_a_year_is_opened_and_made_the_present_one(app: Flask, world: World, client_as) -> None:
    client = client_as("deputy")
    card = client.post("/academic-years/add", data={"starts_on": "2027-09-01", "ends_on": "31.08.2028"}).location
    assert "2027/2028" in client.get(card).get_data(as_text=True)
    pk = int(card.rsplit("/", 1)[1])
    assert client.get(f"/academic-years/activate/{pk}").status_code == 405
    assert client.post(f"/academic-years/activate/{world.foreign.year_id}").status_code == 404
    assert client.post(f"/academic-years/activate/{pk}").status_code == 303
    with app.app_context(), unscoped():
        present = [y.id for y in db.session.query(AcademicYear).filter_by(organization_id=world.home.id, is_active=True)]
    assert present == [pk]


def test_the_card_of_a_year_lists_its_semesters_and_leads_to_a_filled_form(world: World, client_as) -> None:
    client = client_as("deputy")
    page = client.get(f"/academic-years/show/{world.home.year_id}").get_data(as_text=True)
    assert f"/semesters/show/{world.home.semester_id}" in page and "01.09.2026" in page
    form = client.get(f"/semesters/add?academic_year={world.home.year_id}").get_data(as_text=True)
    assert re.search(rf'<option selected value="{world.home.year_id}">|value="{world.home.year_id}" selected', form)


def test_a_second_semester_that_overlaps_is_refused_at_its_field(world: World, client_as) -> None:
    data = {"academic_year": world.home.year_id, "number": "2", "starts_on": "2026-12-01", "ends_on": "2027-06-30"}
    answer = client_as("deputy").post("/semesters/add", data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and 'id="starts_on-bad"' in page and 'value="2027-06-30"' in page
