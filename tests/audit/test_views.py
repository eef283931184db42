"""The log on screen: filters, pages by number, an object's history, nothing of another college."""

import re

import pytest

from app.access.scope import unscoped
from app.audit.operations import record
from app.audit.titles import ACT_TITLES, OBJECT_TITLES
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.staff.models import Employee
from app.teaching.models import TeachingLoad


def leave(app, college, count=1, action="update", actor="Завуч Зоя", changes=None, key="teacher"):
    with app.app_context(), unscoped(), transaction():
        row = db.session.get(Employee, college.employees[key])
        for number in range(count):
            record(
                Actor(None, actor, college.id),
                action,
                row,
                changes=changes or {"position": (None, f"Должность {number}")},
            )


def numbers(page):
    return [int(n) for n in re.findall(r'<tr><td class="num">(\d+)</td>', page)]


@pytest.mark.parametrize(
    ("role", "status"), [("director", 200), ("coordinator", 200), ("deputy", 403), ("tech_admin", 403)]
)
def test_who_reads_the_log(client_as, role, status):
    assert client_as(role).get("/audit/").status_code == status


def test_pages_go_back_by_number_without_gaps(app, client_as, college):
    leave(app, college, 120)
    client = client_as("director")
    first = client.get("/audit/").text
    older = re.search(r'href="(/audit/\?[^"]*before=\d+)"', first).group(1).replace("&amp;", "&")
    second = numbers(client.get(older).text)
    assert numbers(first) == list(range(numbers(first)[0], numbers(first)[0] - 100, -1))
    assert second[0] == numbers(first)[-1] - 1


def test_the_filters_narrow_the_log(app, client_as, college):
    leave(app, college, 2)
    leave(app, college, 1, action="dismiss", actor="Кадровик Клим", key="hr")
    client = client_as("director")
    for query, expected in (
        ("actor=Завуч", 2), ("action=dismiss", 1), ("object=employee", 3), (f"object=employee&id={college.employees['hr']}", 1),
        ("since=2026-11-23&object=employee", 3), ("object=employee&since=2026-11-24", 0),
        ("object=employee&until=2026-11-22", 0), ("actor=%25", 0),
    ):  # fmt: skip
        assert len(numbers(client.get(f"/audit/?{query}").text)) == expected, query


def test_old_and_new_are_written_for_people(app, client_as, college):
    leave(app, college, changes={"hired_on": (None, "2026-09-01"), "row_version": (1, 2), "position": ("Методист", "Методист")})
    with app.app_context(), unscoped(), transaction():
        record(Actor(None, "Завуч Зоя", college.id), "update", db.session.get(TeachingLoad, college.load_id))
    page = client_as("director").get("/audit/").text
    assert "01.09.2026" in page and "2026-09-01" not in page and "row_version" not in page
    assert "Методист → Методист" not in page
    assert "object at" not in page and f"№ {college.load_id}</a>" in page


def test_the_history_of_a_record_leads_to_its_card(app, client_as, college):
    leave(app, college, 3)
    employee = college.employees["teacher"]
    page = client_as("director").get(f"/audit/employee/{employee}").text
    assert len(numbers(page)) == 3 and f"/show/{employee}" in page


def test_records_of_another_college_are_not_there(app, client_as, world):
    leave(app, world.foreign, actor="Чужой Завуч")
    client = client_as("director")
    assert "Чужой" not in client.get("/audit/").text
    assert client.get(f"/audit/employee/{world.foreign.employees['teacher']}").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [("?before=x", 400), ("?id=-1", 400), ("employee/x", 400), ("nothing/1", 404), ("?since=x", 200)],
)
def test_malformed_addresses(client_as, path, status):
    assert client_as("director").get(f"/audit/{path}").status_code == status


def test_acts_and_kinds_have_russian_names(app):
    with app.test_request_context():
        english = [
            str(t) for t in (*ACT_TITLES.values(), *OBJECT_TITLES.values()) if re.fullmatch(r"[\x00-\x7f]+", str(t))
        ]
    assert english == []
