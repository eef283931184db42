"""The editor of a plan in a real Chromium: a line is typed, a block pasted, the checks follow, a step is taken back."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect

from app.access.scope import unscoped
from app.core.transaction import transaction
from app.curricula import operations_life, queries
from app.curricula.models import Curriculum, Programme
from app.extensions import db
from tests.browser.conftest import fits, sign_in
from tests.browser.test_lessonplan import PASTE

pytestmark = pytest.mark.browser
BLOCK = "ОП.02\tКомпьютерные сети\t\tл30 пр20\t\t\tл40 ДЗ\r\nПЦ\tПрофессиональный цикл\r\nПМ.01\tМодуль\r\nУП.01\tУчебная практика\t\t\t72 ДЗ\r\n"


@pytest.fixture
def draft(app: Flask, on_behalf: Any) -> int:
    """Begin an empty draft; give its id."""
    with app.app_context(), on_behalf("methodist") as actor, transaction():
        programme = db.session.query(Programme).one()
        return operations_life.create_curriculum(actor, {"programme": programme, "intake_year": 2027, "fgos_order": None}).id


def cell(page: Any, code: str, column: int) -> Any:
    return page.locator("tr", has=page.locator("td.c-code", has_text=code)).locator("td.cell").nth(column)


def write(page: Any, text: str, *keys: str) -> None:
    """Write into the cell of the focus: Chromium's robot has no Cyrillic keys, so the cell is opened first."""
    if text:
        page.keyboard.press("F2")
        page.keyboard.press("Control+KeyA")
        page.keyboard.insert_text(text)
    for key in keys:
        page.keyboard.press(key)


def test_a_plan_is_typed_pasted_checked_and_taken_back(app: Flask, client_as: Any, draft: int, address: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 800})
    sign_in(client_as("methodist"), context, address)
    page = context.new_page()
    page.goto(f"{address}/curricula/sheet/{draft}")
    page.locator("td.cell:focus").wait_for()
    sent: list[str] = []
    held: list[Any] = []

    def slow(route: Any) -> None:
        sent.append(route.request.post_data)
        held.append(route) if len(sent) == 1 else route.continue_()

    page.route("**/save", slow)  # the first line is long on its way: the next ones wait, and each is sent once
    for line in (("ОП", "Общепрофессиональный цикл"), ("ОП.01", "Операционные системы", "", "л20 пр14 ЗЗ")):
        for text in line:
            write(page, text, "Enter" if text == line[-1] else "Tab")
    page.keyboard.press("ArrowUp")
    held.pop().continue_()
    # «ЗЗ» is no form of control: the line waits, the cell says why.
    page.locator("td.failed").wait_for()
    assert [sum(f'"line":"{line}"' in one for one in sent) for line in ("~1", "~2")] == [1, 1]
    expect(page.locator("#plan-state")).to_contain_text("ЗЗ")
    cell(page, "ОП.01", 3).click()
    write(page, "л20 пр14", "Enter")
    page.locator("#plan-checks .link-button", has_text="ОП.01").wait_for()
    cell(page, "ОП.01", 0).click()
    page.keyboard.press("Control+Enter")
    page.evaluate(PASTE, ["text/plain", BLOCK])
    cell(page, "УП.01", 2).get_by_text("УП").wait_for()
    page.locator("#plan-checks .link-button", has_text="ОП.01").click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    write(page, "л20 пр14 Э", "Enter")
    page.locator("#plan-checks .muted").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    cell(page, "ПМ.01", 0).click()
    page.keyboard.press("Control+Delete")
    page.locator("td.c-code", has_text="УП.01").wait_for(state="detached")
    page.keyboard.press("Control+KeyZ")
    cell(page, "УП.01", 4).get_by_text("72 ДЗ").wait_for()
    with app.app_context(), unscoped():
        plan = queries.plan_of(db.session.get(Curriculum, draft))
    assert [(item.code, item.parent and plan.item(item.parent).code, int(item.total)) for item in plan.items] == [
        ("ОП", None, 0), ("ОП.01", "ОП", 34), ("ОП.02", "ОП", 90), ("ПЦ", None, 0), ("ПМ.01", "ПЦ", 0), ("УП.01", "ПМ.01", 72),
    ]  # fmt: skip
    assert plan.findings == ()
    page.set_viewport_size({"width": 390, "height": 800})
    assert fits(page)
    context.close()
    context = browser.new_context(viewport={"width": 1366, "height": 800})
    sign_in(client_as("deputy"), context, address)
    page = context.new_page()
    page.goto(f"{address}/curricula/version/{draft}/approve")
    page.get_by_label("Номер приказа").fill("145-у")
    page.get_by_role("button", name="Утвердить").click()
    page.get_by_role("button", name="Отменить утверждение").wait_for()
    page.get_by_text("145-у").first.wait_for()
