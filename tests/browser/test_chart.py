"""The calendar chart in a real Chromium: painted by keyboard and mouse, a row put into groups, undone, saved."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.access.scope import unscoped
from app.extensions import db
from app.studyyear.models import CalendarRow
from tests.browser.conftest import fits, sign_in
from tests.factories import College

pytestmark = pytest.mark.browser
# The driver has no keys for Russian letters: it would put the text in without a key being pressed.
TYPE = "keys => { for (const key of keys) document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true })); }"


def test_weeks_are_painted_by_keyboard_and_mouse(app: Flask, client_as: Any, college: College, address: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768})
    sign_in(client_as("dispatcher"), context, address)
    page = context.new_page()
    page.goto(f"{address}/calendar-chart/")
    chart = page.locator("#chart")
    chart.locator("td.week").first.wait_for()
    chart.focus()
    for _week in range(16):
        page.keyboard.press("Shift+ArrowRight")
    page.evaluate(TYPE, "т")
    page.keyboard.press("ArrowRight")
    page.evaluate(TYPE, "уп")
    page.get_by_role("button", name="К Каникулы").click()
    cells = chart.locator("tbody tr").first.locator("td.week")
    cells.nth(18).hover()
    page.mouse.down()
    cells.nth(20).hover()
    page.mouse.up()
    page.get_by_role("button", name="Повторить строку").click()
    expect(chart.locator("tbody tr").nth(1).locator("td.week").nth(19)).to_have_text("К")
    page.keyboard.press("Control+z")
    page.locator("#chart-save").click()
    page.get_by_text("Сохранено.").wait_for()
    with app.app_context(), unscoped():
        rows = {row.group_id: row.weeks for row in db.session.query(CalendarRow)}
    assert rows[college.group_id].split(",")[:22] == ["Т"] * 17 + ["УП"] + ["К"] * 3 + [""]
    assert not rows.get(college.other_group_id, "").strip(",")
    page.set_viewport_size({"width": 390, "height": 800})
    assert fits(page)
