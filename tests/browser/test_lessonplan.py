"""The sheet of a plan in a real Chromium: a table from Excel or Word pasted, sums as one types, rows put in by Enter."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.access.scope import unscoped
from app.extensions import db
from app.lessonplans.models import LessonPlan
from tests.browser.conftest import fits, sign_in
from tests.factories import College

pytestmark = pytest.mark.browser
PASTE = """([kind, text]) => {
  const data = new DataTransfer();
  data.setData(kind, text);
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
WORD = "<table><tr><td><p>Пределы</p></td><td>2</td><td>Лекция</td></tr><tr><td>Производная</td><td>36</td><td>Практ. зан.</td></tr></table>"
EXCEL = '"Интегралы\nи ряды"\t36\tлаб. работа\r\nЗачёт\t2\tЗачёт\r\n'


def test_a_table_is_pasted_and_the_sum_follows(app: Flask, client_as: Any, college: College, address: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    sign_in(client_as("teacher"), context, address)
    page = context.new_page()
    page.goto(f"{address}/lesson-plans/{college.load_id}")
    assert fits(page)
    page.locator("textarea[name=topic]").first.focus()
    page.evaluate(PASTE, ["text/html", WORD])
    page.locator("textarea[name=topic]").last.press("Enter")
    page.evaluate(PASTE, ["text/plain", EXCEL])
    expect(page.locator("[data-hours]")).to_have_text("76")
    expect(page.locator("[data-hours].uneven")).to_have_count(0)
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_role("button", name="Сдать на утверждение").wait_for()
    with app.app_context(), unscoped():
        rows = [(row.topic, row.hours, row.kind) for row in db.session.query(LessonPlan).one().rows]
    assert rows == [
        ("Пределы", 2, "lecture"), ("Производная", 36, "practical"), ("Интегралы и ряды", 36, "lab"), ("Зачёт", 2, "credit"),
    ]  # fmt: skip
    page.locator("[data-remove]").last.click()
    expect(page.locator("[data-hours].uneven")).to_have_text("74")
