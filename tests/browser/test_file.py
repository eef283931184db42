"""The student's card in real Chromium: a certificate in three presses, a special field shown after its reason."""

from typing import Any

from flask import Flask
from playwright.sync_api import expect

from app.access.scope import unscoped
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.students import filing
from app.students.models import Student
from tests.browser.conftest import fits, sign_in
from tests.factories import World


def test_a_certificate_takes_three_presses_and_a_passport_its_reason(
    app: Flask, world: World, client_as: Any, address: str, browser: Any
) -> None:
    student = world.home.students[3]
    with app.app_context(), unscoped(), transaction():
        passport = {"kind": "passport", "number": "3620123456", "issuer": "ГУ МВД", "issued_on": None, "unit": None}
        filing.add_identity(Actor.system(world.home.id), db.session.get(Student, student), passport)
    context = browser.new_context(viewport={"width": 1366, "height": 800}, accept_downloads=True)
    sign_in(client_as("secretary"), context, address)
    page = context.new_page()
    page.goto(f"{address}/students/list/?q=ёлкин&f.group={world.home.group_id}")
    presses = 0
    for press in ("Ёлкин Пётр Ильич", "Справка"):
        page.get_by_role("link", name=press, exact=True).click()
        presses += 1
    with page.expect_response(lambda answer: "/certificates/printed/" in answer.url) as printed:
        page.get_by_role("button", name="Военкомат").click()
        presses += 1
    assert presses == 3 and printed.value.status == 200 and printed.value.headers["content-type"] == "application/pdf"
    page.goto(f"{address}/students/show/{student}")
    expect(page.locator("main")).to_contain_text("1-СП")
    show = page.get_by_role("button", name="Показать: паспорт РФ: серия и номер")
    show.click()
    assert "/show/" in page.url, "the browser itself asks for the reason"
    page.get_by_label("Для чего нужны сведения?").fill("сверка документов")
    show.click()
    expect(page.locator("main")).to_contain_text("36 20 123456")
    assert "/reveal/" in page.url and "123456" not in page.url
    page.goto(f"{address}/students/show/{student}")
    assert "123456" not in page.content() and page.get_by_label("Для чего нужны сведения?").count() == 0
    page.set_viewport_size({"width": 390, "height": 800})
    assert fits(page)
