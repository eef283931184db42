"""Terms computed from the data of a college, the sheet of duties, who sees whose."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

from app.access.permissions import Role
from app.access.scope import unscoped
from app.audit.operations import record
from app.core import clock
from app.core.actor import Actor
from app.core.clock import now
from app.core.transaction import transaction
from app.deadlines import defaults
from app.deadlines.models import UpdateRule
from app.extensions import db
from app.gradebook.models import Mark
from app.staff.models import Employee
from app.students.models import Placement
from app.teaching.models import Lesson
from tests import factories
from tests.counting import statements


@pytest.fixture
def entered(app, college):
    """Give each lesson of the home group its day of entry: one in time, one three days late, one without a topic."""
    with app.app_context(), unscoped(), transaction() as session:
        for lesson_id, days in zip(college.lessons, (0, 3, 0, 0, 0), strict=True):
            lesson = session.get(Lesson, lesson_id)
            lesson.topic_at = now() - timedelta(days=(now().date() - lesson.date).days - days)
        session.get(Lesson, college.lessons[2]).topic = None
        session.execute(update(Placement).values(recorded_at=now() - timedelta(days=83)))
        session.add(
            Mark(organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id, lesson_id=college.lessons[0],
                 student_id=college.students[0], grades="4", recorded_at=now() - timedelta(days=28))
        )  # fmt: skip
        record(Actor.system(college.id), "test", "lesson")
    return app


def test_a_teacher_sees_what_is_late_and_how_it_was_computed(entered, client_as, college):
    page = client_as("teacher").get("/deadlines/").text
    assert "Тема занятия от 09.11" in page and "не внесено, срок 09.11 (в тот же день)" in page
    assert "ЭК-11" not in page
    assert "Записать тему занятия" in client_as("teacher").get("/").text
    assert client_as("teacher").get("/timeliness/").status_code == 403
    assert "Тема занятия от 09.11" not in client_as("teacher2").get("/deadlines/").text


def test_the_deputy_sees_everybody_with_shares_a_chart_and_examples(entered, client_as, college, world):
    deputy = client_as("deputy")
    page = deputy.get("/timeliness/").text
    assert "внесено 05.11, срок 02.11" in page and "<rect" in page and "style=" not in page
    assert "Петрова" in page and "Журнал: Записать тему занятия" in page
    assert "По разделам" in page and '<th scope="row">Журнал</th>' in page
    late = deputy.get("/timeliness/late").text
    assert "Тема занятия от 09.11" in late and "Заместитель директора по учебной работе" in late  # 14 days: it came up
    assert client_as("deputy", world.foreign).get("/timeliness/late").text.count("Тема занятия от 09.11") == 0
    assert deputy.get("/timeliness/late?section=Журнал").status_code == 200
    calendar = deputy.get("/deadlines/calendar?month=2026-11").text
    assert "11.2026" in calendar and "Записать тему занятия" in calendar
    assert deputy.get("/deadlines/calendar?month=nonsense").status_code == 200


def test_the_number_of_late_records_of_others_is_kept_for_ten_minutes(entered, client_as, college, monkeypatch):
    monkeypatch.setitem(entered.config, "COUNTS_KEPT_SECONDS", 600)
    monkeypatch.setitem(entered.extensions, "late records", {})
    deputy, told = client_as("deputy"), re.compile(r"Просрочки других, переданные вам.*?(\d+)", re.S)
    first = told.search(deputy.get("/").text)[1]
    with entered.app_context(), unscoped(), transaction() as session:
        session.add(Lesson(organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id,
                           date=now().date() - timedelta(days=20), pair=5, topic=None))  # fmt: skip
        record(Actor.system(college.id), "test", "lesson")
    assert told.search(deputy.get("/").text)[1] == first
    with clock.frozen(now() + timedelta(minutes=10)):
        assert int(told.search(deputy.get("/").text)[1]) == int(first) + 3  # its topic, its homework and its entries


def test_the_pages_cost_the_same_whatever_the_data(entered, client_as, college):
    client = client_as("deputy")
    with statements(entered) as few:
        client.get("/timeliness/")
    with entered.app_context(), unscoped(), transaction() as session:
        for back in range(1, 11):
            session.add(Lesson(organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id,
                               date=now().date() - timedelta(days=back), pair=5, topic=None))  # fmt: skip
        record(Actor.system(college.id), "test", "lesson")
    with statements(entered) as many:
        client.get("/timeliness/")
    assert len(many) == len(few) <= 50


def test_the_home_page_of_every_role_costs_the_same_whatever_the_data(entered, client_as, college):
    """Each role's own tasks, its terms and what came up to it: more lessons, students and staff mean no statement more."""
    clients = {str(role): client_as(str(role)) for role in Role}

    def cost():
        found = {}
        for role, client in clients.items():
            with statements(entered) as made:
                assert client.get("/").status_code == 200, role
            found[role] = len(made)
        return found

    before = cost()
    with entered.app_context(), unscoped(), transaction() as session:
        for number in range(1, 16):
            session.add(Lesson(organization_id=college.id, group_term_id=college.group_term_id, load_id=college.load_id,
                               date=now().date() - timedelta(days=number), pair=6, topic=None))  # fmt: skip
            session.add(Employee(organization_id=college.id, last_name="Новая", first_name="Анна", position="Преподаватель", hired_on=date(2020, 9, 1)))
            factories._student(college, college.group_id, "ИСП-11", number + 12, f"Новый {number}")
        record(Actor.system(college.id), "test", "lesson")
    after = cost()
    assert after == before and max(after.values()) <= 80, after  # with nothing kept: the deputy counts the late records of all anew


def sheet_of(page):
    """Read the fields of the posted sheet back from the page."""
    import re

    fields = dict(re.findall(r'<input[^>]* name="(\d+-[a-z_]+|stamp)" value="([^"]*)"', page))
    fields.update(re.findall(r'<input[^>]*name="(\d+-is_active)" value="(1)" checked', page))
    fields = {name: value for name, value in fields.items() if not name.endswith(("-remove",))}
    for name, inside in re.findall(r'<select[^>]* name="(\d+-[a-z_]+)"[^>]*>(.*?)</select>', page, flags=re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = chosen[1] if chosen else ""
    fields.update(re.findall(r'<textarea[^>]* name="(\d+-action)"[^>]*>([^<]*)</textarea>', page))
    return fields


def stamp_of(client):
    return {"stamp": sheet_of(client.get("/duties/").text).get("stamp", "")}


def test_the_sheet_is_edited_at_once_and_drives_the_terms(entered, client_as, college):
    coordinator = client_as("coordinator")
    typed = sheet_of(coordinator.get("/duties/").text)
    number = next(n.split("-")[0] for n, v in typed.items() if n.endswith("-code") and v == defaults.TOPIC)
    typed[f"{number}-days"] = "5"
    assert coordinator.post("/duties/", data=typed).status_code == 303
    with entered.app_context(), unscoped():
        rows = list(db.session.scalars(select(UpdateRule)))
        assert len(rows) == len(defaults.DEFAULTS) and {row.organization_id for row in rows} == {college.id}
        assert next(row.days for row in rows if row.code == defaults.TOPIC) == 5
    assert "срок 16.11 (5 календарных дней; перенесён с выходного 14.11)" in client_as("teacher").get("/deadlines/").text
    typed = sheet_of(coordinator.get("/duties/").text)
    wrong = typed | {f"{number}-days": "много", f"{number}-words": "осталось"}
    refused = coordinator.post("/duties/", data=wrong)
    assert refused.status_code == 422 and "Введите целое число" in refused.text and "осталось" in refused.text
    removed = coordinator.post("/duties/", data=typed | {"0-remove": "1"})
    assert removed.status_code == 303
    # The other editor drew the page before: nothing is lost, both see both.
    late = client_as("deputy").post("/duties/", data=typed | {f"{number}-days": "6"})
    assert late.status_code == 409 and "Матрицу уже изменил" in late.text and f'name="{number}-days" value="6"' in late.text
    late = coordinator.post("/duties/", data=typed | {f"{number}-days": "9", "1-action": "Моё"})
    assert late.status_code == 409 and "Сохранено другими" in late.text and "Внести нового сотрудника — Отдел кадров, 3 рабочих дня" in late.text
    assert "Разместить локальный акт на сайте" in coordinator.get("/duties/?model=1").text
    with entered.app_context(), unscoped():
        assert db.session.query(UpdateRule).count() == len(defaults.DEFAULTS) - 1
    assert coordinator.post("/duties/", data=stamp_of(coordinator)).status_code == 422
    printed = coordinator.post("/duties/print")
    assert printed.mimetype == "application/pdf" and printed.data == coordinator.post("/duties/print").data


@pytest.mark.parametrize(("role", "status"), [("teacher", 403), ("hr", 403), ("director", 422), ("deputy", 422)])
def test_who_keeps_the_matrix(client_as, role, status):
    client = client_as(role)
    assert client.post("/duties/", data=stamp_of(client)).status_code == status
    assert "Записать тему занятия" in client.get("/duties/").text


def test_people_of_another_college_are_not_named(client_as, world):
    coordinator = client_as("coordinator")
    typed = sheet_of(coordinator.get("/duties/").text) | {"0-responsible_id": str(world.foreign.employees["hr"])}
    assert coordinator.post("/duties/", data=typed).status_code == 422
