"""The sample of a paper follows the keyboard: what is typed is shown before anything is kept."""

from typing import Any

from tests.browser.conftest import fits, sign_in, until

SAMPLE = "document.querySelector('.style-sample').innerText"


def test_the_sample_shows_what_is_typed_and_only_saving_keeps_it(world: Any, client_as: Any, address: str, browser: Any) -> None:
    deputy = client_as("deputy")
    context = browser.new_context(viewport={"width": 1366, "height": 800}, locale="ru-RU")
    sign_in(deputy, context, address)
    page, troubles = context.new_page(), []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.goto(f"{address}/paper-style/")
    page.locator("input[name='documents.head_line']").fill("ул. Мира, 1")
    assert until(page, f"{SAMPLE}.includes('ул. Мира, 1')")
    page.locator("input[name='documents.number']").fill("{series}-{number}")
    assert until(page, f"{SAMPLE}.includes('ЗЭВ-12')")
    page.locator("summary", has_text="Заголовки документов").click()
    page.locator("input[name='headings.undertaking.purpose']").focus()
    assert until(page, f"{SAMPLE}.includes('ОБЯЗАТЕЛЬСТВО') && {SAMPLE}.includes('о неразглашении персональных данных')"), "where one stands is shown"
    page.locator("input[name='headings.undertaking.title']").fill("<b>ПОДПИСКА</b>")
    assert until(page, f"{SAMPLE}.includes('<b>ПОДПИСКА</b>') && {SAMPLE}.includes('ул. Мира, 1')"), "typed as text, not as markup"
    assert "ПОДПИСКА" not in deputy.get("/paper-style/").text
    page.locator("input[name='headings.undertaking.title']").fill("ПОДПИСКА")
    page.locator("form[data-sample] button[type=submit]").first.click()
    assert until(page, "document.body.innerText.includes('Новые документы будут выглядеть как образец')")
    assert 'value="ПОДПИСКА"' in deputy.get("/paper-style/").text
    page.set_viewport_size({"width": 390, "height": 800})
    assert fits(page) and troubles == []
