"""The year of a group as a sheet in a real Chromium: cells by keyboard, a pasted block, sums against the plan."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from app.access.scope import unscoped
from app.extensions import db
from app.teaching.models import LoadTeacher, TeachingLoad
from tests.browser.conftest import fits, sign_in, until
from tests.browser.test_lessonplan import PASTE
from tests.factories import College

pytestmark = pytest.mark.browser


def test_a_year_is_given_out_by_the_keyboard(app: Flask, client_as: Any, college: College, address: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    sign_in(client_as("dispatcher"), context, address)
    page = context.new_page()
    page.goto(f"{address}/load-year/group/{college.group_id}")
    assert fits(page)
    line = page.locator("tbody tr", has_text="ОУП.02 История")
    hours, teacher = line.locator("input.year-hours").first, line.locator("input.year-teacher")
    hours.focus()
    page.evaluate(PASTE, ["text/plain", "50\tПетрова Анна Teacher2\r\n"])
    page.get_by_role("button", name="Заполнить").click()
    expect(line.locator("[data-given].load-missing")).to_have_text("50")
    expect(teacher).to_have_value("Петрова Анна Teacher2")
    hours.fill("56")
    expect(line.locator("[data-given].load-missing")).to_have_count(0)
    hours.press("Enter")
    assert until(page, "(document.activeElement.closest('tr') || document.body).innerText.startsWith('1\\tОУП.03')")
    page.get_by_role("button", name="Сохранить").click()
    page.get_by_text("Сохранена 1 дисциплина.").wait_for()
    with app.app_context(), unscoped():
        load = db.session.scalars(select(TeachingLoad).where(TeachingLoad.curriculum_term_id == college.term_ids["ОУП.02"], TeachingLoad.group_term_id == college.group_term_id)).one()
        turn = db.session.scalars(select(LoadTeacher).where(LoadTeacher.load_id == load.id)).one()
    assert (load.hours, turn.employee_id) == (56, college.employees["teacher2"])
