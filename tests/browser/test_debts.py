"""A third course that comes from paper, and a re-sit before a commission, in real Chromium."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.exchange.writing import to_xlsx
from app.record import opening
from app.students import queries as students
from tests.browser.conftest import sign_in
from tests.factories import College
from tests.record.conftest import make_older

pytestmark = [pytest.mark.browser]


@pytest.fixture
def page(app: Flask, client_as: Any, address: str, browser: Any) -> Any:
    """Give the secretary's browser."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="ru-RU")
    sign_in(client_as("secretary"), context, address)
    found = context.new_page()
    troubles: list[str] = []
    found.on("pageerror", lambda error: troubles.append(str(error)))
    found.on("console", lambda said: troubles.append(said.text) if "Content Security" in said.text else None)
    yield found
    context.close()
    assert troubles == []


def test_a_third_course_comes_over_and_a_debt_is_settled_before_a_commission(
    app: Flask, college: College, page: Any, address: str, tmp_path: Path
) -> None:
    with app.app_context():
        older = make_older(college)
        with unscoped(), transaction():
            heads, rows = opening.template_rows(students.group_by_id(older.group_id))
    path = tmp_path / "итоги.xlsx"

    # --- the matrix: an error at its cell first, then the good one -----------------------------------------------------
    page.goto(f"{address}/opening-results/?target={older.group_id}")
    for typed in ("7", "2"):
        path.write_bytes(to_xlsx("Итоги", heads, [[*rows[0][:2], "", "", "зач", typed], *([*row[:2], "", "", "зач", "5"] for row in rows[1:])]))
        page.goto(f"{address}/opening-results/?target={older.group_id}")
        page.set_input_files("#file", str(path))
        page.get_by_role("button", name="Показать, что в файле").click()
        if typed == "7":
            page.locator("#findings td", has_text="F2").wait_for()
    page.fill("#paper_date", "2026-06-30")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_text("Перенесено 6 результатов").wait_for()

    # --- the first re-sit is failed, the second is held by three -------------------------------------------------------
    def appoints(*people: str, basis: str = "") -> None:
        page.goto(f"{address}/debts/group/{older.group_id}")
        page.locator("input[name=debt]").first.check()
        page.fill("#room", "каб. 5")
        page.select_option("#examiner", [str(college.employees[one]) for one in people])
        page.fill("#basis", basis)
        page.get_by_role("button", name="Назначить пересдачу").click()

    def enters(result: str, paper: str) -> None:
        page.goto(f"{address}/debts/student/{older.students['Лосев']}")
        page.fill("input[name=result]", result)
        page.fill("input[name=paper]", paper)
        page.get_by_role("button", name="Внести").click()

    appoints("teacher")
    page.get_by_text("Назначена 1 пересдача").wait_for()
    enters("2", "экзаменационный лист")
    page.get_by_text("вторая пересдача, комиссия").wait_for()
    appoints("teacher")
    page.get_by_role("alert").get_by_text("Вторую пересдачу принимает комиссия").wait_for()
    expect(page.locator("#room")).to_have_value("каб. 5")
    expect(page.locator("input[name=debt]").first).to_be_checked()
    appoints("teacher", "deputy", "methodist", basis="приказ № 5")
    page.get_by_text("Назначена 1 пересдача").wait_for()
    enters("4", "ведомость комиссии")
    page.locator(".label-success", has_text="ликвидирована").wait_for()
    page.goto(f"{address}/record/{older.students['Лосев']}")
    page.get_by_text("пересдача с комиссией: ведомость комиссии").wait_for()
    expect(page.locator("tr", has_text="Математика").locator("b", has_text="4")).to_have_count(1)
