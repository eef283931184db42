"""A timetable from a file in real Chromium, on a phone: the wrong cell is named, the right file is published and hangs on the board."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.exchange.writing import to_xlsx
from tests.browser.conftest import fits, sign_in
from tests.factories import College
from tests.timetable.test_import import HEADS, MATHS, SPORT

pytestmark = pytest.mark.browser
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_a_file_of_lessons_from_the_wrong_cell_to_the_week(app: Flask, college: College, client_as: Any, address: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="ru-RU")
    sign_in(client_as("dispatcher"), context, address)
    page = context.new_page()

    def send(second: int) -> None:
        rows = [(date(2026, 11, 24), 1, "ИСП-11", MATHS, "", "12"), (date(2026, 11, 24), second, "ИСП-11", SPORT, "", "зал")]
        page.goto(f"{address}/timetable-import/")
        page.locator("[name=file]").set_input_files({"name": "неделя.xlsx", "mimeType": XLSX, "buffer": to_xlsx("Расписание", HEADS, rows)})
        page.get_by_role("button", name="Проверить файл").click()
        page.get_by_role("button", name="Проверить снова").wait_for()

    send(1)
    expect(page.locator("main")).to_contain_text("ничего не будет опубликовано")
    expect(page.locator("#findings").get_by_text("B3", exact=True)).to_have_count(1)
    assert fits(page)
    send(2)
    expect(page.locator("#findings")).to_have_count(0)
    assert fits(page)
    page.get_by_role("button", name="Опубликовать расписание").click()
    page.locator("dialog button.btn-primary, dialog button[value=yes], dialog .btn-danger").first.click()
    page.get_by_role("link", name="Показать расписание").click()
    lesson = page.locator(".week-lesson", has_text="Физическая культура")
    lesson.wait_for()
    expect(lesson).to_contain_text("ауд. зал")
    assert page.locator(".week-clash").count() == 0 and fits(page)
    context.close()
