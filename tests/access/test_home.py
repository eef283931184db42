"""The home page and the error pages."""

from datetime import date

import pytest
from flask import Flask

from app.access import home
from app.access.home import Task, TaskSection, in_order
from app.core import errors_pages


def test_late_tasks_come_first_and_are_marked() -> None:
    tasks = (Task("потом", "/a", due=date(2026, 12, 1)), Task("всегда", "/b"), Task("опоздало", "/c", due=date(2026, 11, 1)))
    ordered = in_order(tasks, date(2026, 11, 23))
    assert [t.label for t in ordered] == ["опоздало", "потом", "всегда"]
    assert [t.level for t in ordered] == ["late", "plain", "plain"]


def test_a_task_due_today_is_not_late() -> None:
    assert in_order((Task("сегодня", "/", due=date(2026, 11, 23)),), date(2026, 11, 23))[0].level == "plain"


def test_the_page_shows_what_features_tell_for_this_person(client_as, monkeypatch: pytest.MonkeyPatch) -> None:
    def maker(actor) -> TaskSection | None:
        tasks = (Task("Подписать ведомости", "/sheets/", 3, due=date(2026, 11, 1)),)
        return TaskSection("Ведомости", tasks) if actor.has_role("teacher") else None

    monkeypatch.setattr(home, "_makers", [maker])
    page = client_as("teacher").get("/").get_data(as_text=True)
    assert "Подписать ведомости" in page and "task-late" in page and "01.11.2026" in page
    assert "Подписать" not in client_as("accountant").get("/").get_data(as_text=True)


@pytest.mark.parametrize(("path", "status"), [("/nothing", 404), ("/buildings/add", 403), ("/buildings/list/?page=x", 400)])
def test_refusals_are_pages_for_people_and_json_for_scripts(client_as, path: str, status: int) -> None:
    client = client_as("teacher")
    page = client.get(path)
    assert page.status_code == status and f"{status}" in page.get_data(as_text=True) and page.mimetype == "text/html"
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == status and set(answer.json) == {"error"}


def test_a_failure_shows_no_internals(app: Flask, client_as, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(actor) -> None:
        raise RuntimeError("secret /var/lib/college.sqlite3")

    monkeypatch.setattr(home, "_makers", [fail])
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = client_as("teacher").get("/")
    assert answer.status_code == 500 and "secret" not in answer.get_data(as_text=True)


def test_an_address_forges_no_line_of_the_log(app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with app.test_request_context("/verify/a%0AERROR forged"):
        errors_pages._broken(RuntimeError("broken"))
    assert len(caplog.messages) == 1 and "forged" in caplog.messages[0] and "\n" not in caplog.messages[0]


def test_too_much_is_413(client_as) -> None:
    answer = client_as("coordinator").post("/buildings/add", data={"name": "x" * 20_000_000})
    assert answer.status_code == 413
