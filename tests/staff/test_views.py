"""Employees through the screens: entered, imported, dismissed."""

import io
from datetime import date

import pytest
from sqlalchemy import func, select

from app.access.scope import unscoped
from app.audit.models import AuditEvent
from app.exchange.writing import to_xlsx
from app.extensions import db
from app.staff.models import Employee

HEAD = ["Табельный номер", "ФИО", "Должность", "Отделение", "Дата приёма"]
ROWS = [
    ["101", "Яшина Ольга Ильинична", "Преподаватель", "отделение информатики", date(2020, 9, 1)],
    ["102", "Юдин Пётр", "Мастер п/о", "", ""],
]
NEW = {"last_name": "Новиков", "first_name": "Олег", "position": "Методист", "hired_on": "2026-09-01"}


def count(app, *where) -> int:
    with app.app_context(), unscoped():
        return db.session.scalar(select(func.count()).select_from(Employee).where(*where))


def uploaded(client, rows=ROWS, head=HEAD) -> str:
    answer = client.post(
        "/employees-import/send",
        data={"file": (io.BytesIO(to_xlsx("Лист", head, rows)), "a.xlsx")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def test_a_list_is_entered_once(app, client_as, college):
    client = client_as("hr")
    before = count(app)
    page = uploaded(client)
    assert "Яшина" in client.get(page).text and count(app) == before
    client.post(f"{page}/confirm")
    with app.app_context(), unscoped():
        person = db.session.scalar(select(Employee).where(Employee.personnel_number == "101"))
    assert (person.department_id, person.organization_id, person.hired_on) == (
        college.department_id,
        college.id,
        date(2020, 9, 1),
    )
    client.post(f"{uploaded(client)}/confirm")
    assert count(app) == before + 2


def test_an_unknown_department_stops_the_list(app, client_as):
    client = client_as("hr")
    before = count(app)
    page = uploaded(client, [["1", "Яшина Ольга", "Методист", "Отделение магии", ""]])
    assert "Отделение магии" in client.get(page).text
    assert client.post(f"{page}/confirm").status_code == 422
    assert count(app) == before


def test_a_namesake_is_asked_about(app, client_as):
    client = client_as("hr")
    before = count(app)
    page = uploaded(client, [["9", "Петрова Анна Teacher", "Методист", "", ""]])
    assert client.post(f"{page}/confirm").status_code == 422
    client.post(f"{uploaded(client)}/confirm")
    page = uploaded(client, [["777", "Юдин Пётр", "Методист", "", ""]])
    assert client.post(f"{page}/confirm").status_code == 422
    assert client.post(f"{page}/confirm", data={"row-2": "same"}).status_code == 303
    assert count(app) == before + 2
    page = uploaded(client, [["777", "Юдин Пётр", "Методист", "", ""]])
    assert client.post(f"{page}/confirm", data={"row-2": "another"}).status_code == 303
    assert count(app) == before + 3


@pytest.mark.parametrize("role", ["teacher", "secretary", "deputy", "curator"])
def test_who_may_not_import_gets_403(client_as, role):
    assert client_as(role).get("/employees-import/").status_code == 403


def test_an_employee_is_entered_found_and_corrected(app, client_as):
    client = client_as("hr")
    done = client.post("/employees/add", data=NEW)
    assert done.status_code == 303
    assert "Новиков Олег" in client.get("/employees/list/?q=методист").text
    card = done.headers["Location"]
    edit = client.get(card.replace("/show/", "/edit/")).text
    assert 'value="1"' in edit
    changed = client.post(
        card.replace("/show/", "/edit/"), data=NEW | {"position": "Преподаватель", "row_version": "1"}
    )
    assert changed.status_code == 303 and "Преподаватель" in client.get(card).text


@pytest.mark.parametrize(
    ("field", "value"),
    [("last_name", "Novikov"), ("last_name", " "), ("position", " "), ("email", "x"), ("hired_on", "31.02.2026")],
)
def test_a_wrong_field_is_refused_at_its_place(app, client_as, field, value):
    before = count(app)
    answer = client_as("hr").post("/employees/add", data=NEW | {"phone": "123-45", field: value})
    assert answer.status_code == 422 and "123-45" in answer.text and "field-bad" in answer.text
    assert count(app) == before


def test_dismissal_ends_the_session_at_once(app, client_as, college):
    teacher, hr, person = client_as("teacher"), client_as("hr"), college.employees["teacher"]
    assert teacher.get("/profile/").status_code != 302 or teacher.get("/").status_code == 200
    assert teacher.get("/students/list/").status_code == 200
    assert hr.get(f"/employees/dismiss/{person}").status_code == 200
    assert hr.post(f"/employees/dismiss/{person}", data={"on": "2026-11-23"}).status_code == 303
    assert teacher.get("/students/list/").status_code == 302
    with app.app_context(), unscoped():
        assert db.session.get(Employee, person).dismissed_on == date(2026, 11, 23)
        acts = set(db.session.scalars(select(AuditEvent.action).where(AuditEvent.actor_id == college.users["hr"])))
    assert {"dismiss", "end_access"} <= acts
    assert hr.post(f"/employees/dismiss/{person}", data={"on": "2026-11-24"}).status_code == 409


def test_nobody_is_dismissed_before_being_hired(app, client_as, college):
    person = college.employees["teacher"]
    assert client_as("hr").post(f"/employees/dismiss/{person}", data={"on": "2019-01-01"}).status_code == 422
    assert client_as("hr").post(f"/employees/dismiss/{person}", data={"on": ""}).status_code == 422
    with app.app_context(), unscoped():
        assert db.session.get(Employee, person).dismissed_on is None


def test_the_last_director_is_not_dismissed(app, client_as, college):
    person = college.employees["director"]
    assert client_as("hr").post(f"/employees/dismiss/{person}", data={"on": "2026-11-23"}).status_code == 422
    with app.app_context(), unscoped():
        assert db.session.get(Employee, person).dismissed_on is None


def test_employees_of_another_college_do_not_exist(client_as, world):
    client, foreign = client_as("hr"), world.foreign.employees["teacher"]
    for path in (f"/employees/show/{foreign}", f"/employees/edit/{foreign}", f"/employees/dismiss/{foreign}"):
        assert client.get(path).status_code == 404
    assert client.post(f"/employees/dismiss/{foreign}", data={"on": "2026-11-23"}).status_code == 404
    assert client_as("teacher").get(f"/employees/show/{world.home.employees['hr']}").status_code == 403
    assert (
        client_as("secretary")
        .post(f"/employees/dismiss/{world.home.employees['teacher']}", data={"on": "2026-11-23"})
        .status_code
        == 403
    )
