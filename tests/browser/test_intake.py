"""The intake import in real Chromium: a wrong file is told at its cell, the right one becomes one draft of an order."""

from datetime import date
from typing import Any

from flask import Flask
from playwright.sync_api import expect

from app.exchange.writing import to_xlsx
from tests.browser.conftest import fits, sign_in
from tests.factories import College

HEAD = ["Фамилия", "Имя", "Отчество", "Дата рождения", "Пол", "Основа", "Группа"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def test_an_intake_from_the_file_to_the_draft(app: Flask, college: College, client_as: Any, address: str, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, locale="ru-RU")
    sign_in(client_as("secretary"), context, address)
    page = context.new_page()

    def send(born: Any) -> None:
        rows = [["Новикова", "Вера", "Олеговна", born, "ж", "бюджет", "ИСП-11"], ["Орлов", "Глеб", "Ильич", date(2010, 3, 4), "м", "договор", ""]]
        page.goto(f"{address}/intake/")
        page.locator("select[name=target]").select_option(index=1)
        page.locator("[name=file]").set_input_files({"name": "приём.xlsx", "mimeType": XLSX, "buffer": to_xlsx("Приём", HEAD, rows)})
        page.get_by_role("button", name="Показать, что в файле").click()

    send("весной")
    page.get_by_text("D2", exact=True).first.wait_for()
    assert page.locator("[name=effective_on]").count() == 0 and fits(page)
    send(date(2010, 5, 6))
    page.locator("[name=effective_on]").fill("2026-09-01")
    page.locator("[name=number]").fill("4")
    expect(page.locator("main")).to_contain_text("будет внесён и зачислен")
    assert fits(page)
    page.locator("form:has([name=effective_on]) button[type=submit]:not([form])").first.click()
    page.wait_for_url("**/orders/*")
    page.get_by_role("heading", name="О зачислении").first.wait_for()
    expect(page.locator("main")).to_contain_text("Новикова")
    expect(page.locator("main")).to_contain_text("Орлов")
    assert fits(page)
    context.close()
