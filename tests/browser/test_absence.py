"""A sick note from the paper in the curator's hand to the cells of the journal, in a real browser."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in

pytestmark = pytest.mark.browser


def page_of(browser: Any, client: Any, address: str) -> Any:
    context = browser.new_context(viewport={"width": 1366, "height": 800}, locale="ru-RU")
    sign_in(client, context, address)
    page = context.new_page()
    return page


def press(page: Any, letter: str) -> None:
    """Press a key of the Russian layout, which Playwright does not know."""
    page.evaluate(
        "key => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}))", letter
    )


def test_a_sick_note_turns_the_cells_of_the_journal(app: Any, college: Any, client_as: Any, address: str, browser: Any) -> None:
    journal = f"{address}/journals/{college.load_id}"
    teacher = page_of(browser, client_as("teacher"), address)
    teacher.goto(journal)
    teacher.locator("#c0-4").focus()
    press(teacher, "н")
    teacher.keyboard.press("ArrowDown")
    teacher.locator("#journal-state.good", has_text="Сохранено").wait_for()

    curator = page_of(browser, client_as("curator"), address)
    curator.goto(f"{address}/curator/")
    curator.get_by_role("link", name="ИСП-11").click()
    curator.get_by_role("link", name="Документы о пропусках").click()
    curator.get_by_role("link", name="Внести документ").click()
    curator.get_by_label("Номер").fill("15")
    curator.get_by_label("Первый день").fill("2026-11-16")
    curator.get_by_label("Последний день").fill("2026-11-23")
    curator.get_by_role("button", name="Показать, что изменится").click()
    curator.get_by_text("в 1 ячейке").wait_for()
    expect(curator.get_by_label("Номер")).to_have_value("15")
    curator.get_by_role("button", name="Внести и изменить").click()
    curator.get_by_text("Документ внесён").wait_for()

    teacher.goto(journal)
    expect(teacher.locator("#c0-4")).to_have_text("б")
    teacher.locator("#c0-3").focus()
    press(teacher, "н")
    teacher.keyboard.press("ArrowDown")
    teacher.locator(".journal-note", has_text="Пропуск оправдан").wait_for()
    expect(teacher.locator("#c0-3")).to_have_text("б")

    curator.get_by_label("Причина отзыва").fill("справка не подтверждена")
    curator.get_by_role("button", name="Отозвать документ").click()
    curator.locator("dialog[open]").get_by_role("button").last.click()
    curator.get_by_text("Документ отозван").wait_for()
    teacher.goto(journal)
    for column in (3, 4):
        expect(teacher.locator(f"#c0-{column}")).to_have_text("н")
