"""An order in real Chromium: from picking students to the changed card, at the office's screen and on a phone."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.conftest import fits, sign_in
from tests.factories import College


@pytest.mark.parametrize("width", [1366, 390])
def test_an_order_from_picking_students_to_applied(
    app: Flask, college: College, client_as: Any, address: str, browser: Any, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="ru-RU")
    sign_in(client_as("secretary"), context, address)
    page, troubles = context.new_page(), []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if "Content Security" in message.text else None)

    def check_width(step: str) -> None:
        if not fits(page):
            troubles.append(f"{step} is wider than the screen")

    page.goto(f"{address}/orders/drafts/new?kind=EXPEL&group_id={college.group_id}")
    page.get_by_label("Абрамов Пётр Ильич").check()
    page.get_by_label("Белов Пётр Ильич").check()
    page.get_by_label("Причина").select_option("own_wish")
    page.locator("[name=b-0-kind]").select_option("application")
    check_width("pick")
    page.get_by_role("button", name="В проект приказа").click()
    page.get_by_role("checkbox", name="Убрать: Белов Пётр Ильич").wait_for()
    check_width("edit")
    page.get_by_role("checkbox", name="Убрать: Белов Пётр Ильич").check()
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("checkbox", name="Убрать: Белов Пётр Ильич").wait_for(state="detached")
    page.get_by_role("button", name="Передать на утверждение").wait_for()
    check_width("draft")
    page.get_by_role("button", name="Передать на утверждение").click()
    page.locator("[name=number]").fill("125-с")
    page.get_by_role("button", name="Приказ подписан, внести номер").click()
    page.get_by_role("button", name="Применить").click()
    page.get_by_role("button", name="Да, выполнить").click()
    page.get_by_text("Приказ применён.").wait_for()
    check_width("applied")
    page.goto(f"{address}/students/show/{college.students[0]}")
    expect(page.locator("main")).to_contain_text("Об отчислении")
    expect(page.locator("main")).to_contain_text("125-с")
    for path in ("/orders/", "/orders/register", "/next-course/", "/intake/", "/student-body/movement", "/student-body/contingent"):
        page.goto(address + path)
        check_width(path.strip("/").replace("/", "-"))
    assert troubles == []
    context.close()
