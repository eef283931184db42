"""The first days on the home page."""

from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.transaction import transaction
from app.organization.models import AcademicYear, Organization


def test_the_director_is_led_through_the_first_steps(app, client_as, college):
    page = client_as("director").get("/").text
    for words in ("Заполните реквизиты колледжа", "Назначьте координатора", "обязательство о неразглашении"):
        assert words in page
    assert "Назначьте координатора" not in client_as("deputy").get("/").text


def test_a_done_step_is_gone(app, client_as, college):
    with app.app_context(), unscoped(), transaction() as session:
        session.get(Organization, college.id).inn = "6311000000"
        record(Actor.system(college.id), "test", "organization")
    assert "Заполните реквизиты" not in client_as("director").get("/").text


def test_without_an_active_year_its_keepers_are_reminded(app, client_as, college):
    assert "Введите учебный год" not in client_as("deputy").get("/").text
    with app.app_context(), unscoped(), transaction() as session:
        session.get(AcademicYear, college.year_id).is_active = False
        record(Actor.system(college.id), "test", "academic_year")
    assert "Введите учебный год" in client_as("deputy").get("/").text
    assert "Введите учебный год" not in client_as("teacher").get("/").text


def test_a_missing_undertaking_is_a_warning_for_others_and_takes_nothing_away(app, client_as, college):
    teacher = client_as("teacher")
    assert "Подпишите обязательство о неразглашении" in teacher.get("/").text and teacher.get("/journals/").status_code == 200
    director = client_as("director")
    assert "Есть доступ, но обязательство не подписано" in director.get("/").text
    people = [str(college.employees[key]) for key in ("director", "teacher")]
    assert director.post("/undertakings/tick", data={"employee": people, "signed_on": "2026-11-20"}).status_code == 303
    assert "Подпишите обязательство" not in teacher.get("/").text
