"""A sheet in real Chromium: pasted from a table with a look before, moved through by the keyboard, signed."""

import os
from datetime import date
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import expect

from app.attestation import issuing, queries_term
from app.core.transaction import transaction
from tests.browser.conftest import fits, sign_in, until
from tests.factories import PASSWORD, World

HELD = date(2026, 11, 20)
# Where a developer wants to look at the pages: a folder; nothing is kept without it.
PICTURES = os.environ.get("SHEET_PICTURES")


def keep(page: Any, name: str) -> None:
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def paste(page: Any, field: str, text: str) -> None:
    """Paste as the keyboard does: the event carries the text."""
    page.eval_on_selector(
        field,
        """(input, text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        input.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }""",
        text,
    )


def test_a_teacher_pastes_a_block_looks_at_it_and_signs(
    app: Flask, world: World, on_behalf: Any, client_as: Any, address: str, browser: Any
) -> None:
    home = world.home
    with app.app_context(), on_behalf("secretary") as actor, transaction():
        made = issuing.issue_all(actor, queries_term.matrix(home.group_term_id).term, HELD)
        sheet = next(one.id for one in made if one.title.startswith("Экз"))
    context = browser.new_context(viewport={"width": 1366, "height": 800}, locale="ru-RU")
    sign_in(client_as("teacher"), context, address)
    page, troubles = context.new_page(), []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if "Content Security" in message.text else None)
    page.goto(f"{address}/sheets/{sheet}")
    names = page.eval_on_selector_all(".sheet-table tbody th", "all => all.map((one) => one.textContent.trim())")
    surname, first, middle = names[0].split()
    result = f"input[name^='r-{home.students[0]}']"
    block = [f"{surname} {first[0]}. {middle[0]}.\t5", *(f"{name}\t4" for name in names[2:]), "Чужой Иван Петрович\t3"]
    paste(page, result, "\n".join(block))
    said = page.inner_text(".sheet-paste")
    assert "Чужой Иван Петрович" in said
    assert names[1] in said.split("Нет во вставленном")[1]
    assert page.input_value(result) == "", "nothing changes before the look"
    keep(page, "sheet-paste")
    page.click(".sheet-paste .btn-primary")
    page.fill(f"input[name='r-{home.students[1]}']", "3")
    page.press(f"input[name='r-{home.students[1]}']", "Shift+Enter")
    assert page.evaluate("document.activeElement.name") == f"r-{home.students[0]}"
    paste(page, f"input[name='t-{home.students[0]}']", "\n".join(str(number) for number in range(1, 9)))
    page.click(".sheet-paste .btn-primary")
    page.click("form[data-sheet] button.btn-primary[type=submit]")
    expect(page.locator(".page-head")).to_contain_text("8 из 8")
    keep(page, "sheet-exam")
    page.set_viewport_size({"width": 390, "height": 800})
    assert until(page, "(box => box.scrollWidth <= box.clientWidth)(document.querySelector('.sheet-asked').parentElement)")
    page.set_viewport_size({"width": 1366, "height": 800})
    page.click(".sheet-why summary >> nth=0")
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Подписать").click()
    expect(page.locator("main")).to_contain_text("Ведомость подписана.")
    keep(page, "sheet-signed")
    page.set_viewport_size({"width": 390, "height": 800})
    assert fits(page)
    assert until(page, "(box => box.scrollWidth <= box.clientWidth)(document.querySelector('.sheet-told').parentElement)")
    keep(page, "sheet-390")
    assert troubles == []
