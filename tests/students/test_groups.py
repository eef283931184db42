"""Groups: course, shift, monitor, curators by dates; the personal card on paper."""

import io
from datetime import date

from pypdf import PdfReader
from sqlalchemy import select

from app.access.scope import unscoped
from app.core import clock
from app.core.transaction import transaction
from app.curricula import operations_life
from app.curricula import queries as curricula
from app.extensions import db
from app.students.models import GroupCurator, StudyGroup
from tests.conftest import NOON
from tests.counting import statements
from tests.students.test_certificates import ask
from tests.students.test_file import SECRETS, filled, picture, send_photo


def curators(app, group_id):
    with app.app_context(), unscoped():
        rows = db.session.scalars(select(GroupCurator).where(GroupCurator.group_id == group_id).order_by(GroupCurator.id))
        return [(row.employee_id, row.starts_on, row.ends_on) for row in rows]


def change(client, college, **data):
    values = {"name": "ИСП-11", "curriculum": college.curriculum_id, "intake_year": 2026, "department": college.department_id}
    with client.application.app_context(), unscoped():
        version = db.session.get(StudyGroup, college.group_id).row_version
    return client.post(f"/groups/edit/{college.group_id}", data=values | {"row_version": version} | data)


def test_a_new_curator_begins_today_and_the_one_before_ended_yesterday(app, client_as, college):
    client = client_as("secretary")
    first, second = college.employees["curator"], college.employees["curator2"]
    assert change(client, college, curator=first, shift=2, language="английский").status_code == 303
    assert curators(app, college.group_id) == [], "the same curator begins nothing"
    assert change(client, college, curator=second).status_code == 303
    today = date(2026, 11, 23)
    assert curators(app, college.group_id) == [(first, None, date(2026, 11, 22)), (second, today, None)]
    change(client, college, curator=first)
    assert curators(app, college.group_id) == [(first, None, date(2026, 11, 22)), (first, today, None)], "a slip of one day leaves no trace"
    with clock.frozen(NOON.replace(day=30)):
        later = client_as("secretary")
        assert change(later, college, curator="").status_code == 303
        card = later.get(f"/groups/show/{college.group_id}").text
    assert curators(app, college.group_id)[-1] == (first, today, date(2026, 11, 29)) and "Кураторы" in card
    new = {"name": "ИСП-12", "curriculum": college.curriculum_id, "intake_year": 2026, "curator": second}
    made = int(client.post("/groups/add", data=new).headers["Location"].rsplit("/", 1)[1])
    assert curators(app, made) == [(second, today, None)]


def test_a_group_takes_an_approved_plan_and_changes_it_only_where_the_effect_is_listed(app, client_as, on_behalf, college):
    with app.app_context(), on_behalf("methodist") as actor, transaction():
        draft = operations_life.copy_curriculum(actor, curricula.curriculum(college.curriculum_id)).id
    client = client_as("secretary")
    assert "· версия 2" not in client.get("/groups/add").text
    data = {"name": "ИСП-32", "curriculum": draft, "intake_year": "2026"}
    assert client.post("/groups/add", data=data).status_code == 422
    with app.app_context(), on_behalf("deputy") as actor, transaction():
        operations_life.approve_curriculum(actor, curricula.locked(draft), "12", date(2026, 9, 1))
    assert client.post("/groups/add", data=data).status_code == 303
    refused = change(client, college, curriculum=draft)
    assert refused.status_code == 422 and "перечислены последствия" in refused.text


def test_the_monitor_is_one_of_the_group(app, client_as, college):
    client = client_as("secretary")
    assert change(client, college, curator=college.employees["curator"], monitor=college.other_students[0]).status_code == 422
    assert change(client, college, curator=college.employees["curator"], monitor=college.students[2], shift=4).status_code == 422
    assert change(client, college, curator=college.employees["curator"], monitor=college.students[2]).status_code == 303
    assert "Васильев Пётр Ильич" in client.get(f"/groups/show/{college.group_id}").text


def test_the_course_of_every_group_costs_two_statements_in_all(app, client_as, college):
    client = client_as("secretary")
    client.get("/groups/list/")
    with statements(app) as few:
        page = client.get("/groups/list/").text
    assert "Курс" in page and "<td>1</td>" in page
    for number in range(3):
        client.post("/groups/add", data={"name": f"ИСП-2{number}", "curriculum": college.curriculum_id, "intake_year": 2025})
    with statements(app) as many:
        page = client.get("/groups/list/").text
    assert "<td>2</td>" in page and len(few) == len(many)


def test_the_personal_card_is_printed_with_everything_but_the_special_values(app, client_as, college):
    client, student = client_as("secretary"), college.students[0]
    filled(client, student)
    send_photo(client, student, picture())
    printed = client.get(ask(client, [student], "personal_card").headers["Location"])
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(printed.data)).pages).split())
    for words in ("ЛИЧНАЯ КАРТОЧКА", "Абрамов Пётр Ильич", "Абрамова Анна", "аттестат", "многодетная семья", "***-***-*** 95", "ИСП-11", "1-ЛК", "15-П от 20.08.2026", "152 350,5", "09.02.07", "Результаты по семестрам", "Приказы"):
        assert words in text, words
    for words in SECRETS:
        assert words not in text, words
    assert ask(client_as("head_of_department"), [student], "personal_card").status_code == 403
