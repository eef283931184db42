"""The theme in real Chromium: nothing runs that was typed as a name, nothing is fetched from outside, nothing overflows."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.organization.models import Building
from tests.browser.conftest import fits, sign_in, until
from tests.factories import World

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(2)>',
    "' onmouseover='alert(3)",
    "</title><svg onload=alert(4)>",
    "{{7*7}} %(name)s",
)


def plant(app: Flask, world: World) -> list[int]:
    with app.app_context(), unscoped(), transaction() as session:
        rows = [Building(organization_id=world.home.id, name=text[:100], address=text) for text in PAYLOADS]
        session.add_all(rows)
        session.info["audit_records"] = 1
        session.flush()
        return [row.id for row in rows]


@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_screens_are_quiet_whatever_was_typed(
    app: Flask, world: World, client_as: Any, address: str, browser: Any, width: int
) -> None:
    ids = plant(app, world)
    context = browser.new_context(viewport={"width": width, "height": 800}, locale="ru-RU")
    sign_in(client_as("coordinator"), context, address)
    page, troubles = context.new_page(), []
    page.on("dialog", lambda dialog: (troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if "Content Security" in message.text else None)
    page.on("request", lambda asked: troubles.append(asked.url) if not asked.url.startswith((address, "data:")) else None)
    paths = ["/", "/buildings/list/", "/buildings/list/?q=<script>", "/buildings/add", "/semesters/add", "/organization/"]
    paths += [f"/buildings/{kind}/{pk}" for pk in ids for kind in ("show", "edit")]
    for path in paths:
        page.goto(address + path)
        if not fits(page):
            troubles.append(f"{path} is wider than the screen")
    page.goto(f"{address}/buildings/show/{ids[0]}")
    page.click("form[data-confirm] button")
    expect(page.locator("#confirm")).to_contain_text(PAYLOADS[0])
    assert troubles == []


def test_the_keyboard_alone_deletes_a_record(app: Flask, world: World, client_as: Any, address: str, browser: Any) -> None:
    pk = plant(app, world)[0]
    context = browser.new_context(viewport={"width": 1366, "height": 800})
    sign_in(client_as("coordinator"), context, address)
    page = context.new_page()
    page.goto(f"{address}/buildings/show/{pk}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('form[data-confirm]') !== null"):
            break
    page.keyboard.press("Enter")
    page.locator("#confirm[open]").wait_for()
    page.keyboard.press("Escape")
    page.locator("#confirm").wait_for(state="hidden")
    assert f"/show/{pk}" in page.url and until(page, "document.activeElement.closest('form[data-confirm]') !== null")
    page.keyboard.press("Enter")
    page.locator("#confirm[open]").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/buildings/list/")
    assert client_as("coordinator").get(f"/buildings/show/{pk}").status_code == 404
