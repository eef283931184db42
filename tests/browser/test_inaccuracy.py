"""From a wrong cell to the finished statement, and the director's page, by their people in a real browser."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from app.access.scope import acting
from app.core import clock
from app.core.transaction import transaction
from app.gradebook.operations import set_mark
from tests.browser.conftest import sign_in
from tests.browser.people import PHOTOS, Person

pytestmark = pytest.mark.browser


@pytest.fixture
def person(browser: Any, client_as: Any, address: str) -> Any:
    """Give a maker of people at their screens, signed in."""

    def make(role: str) -> Person:
        found = Person(browser, address)
        sign_in(client_as(role), found.context, address)
        return found

    return make


def photo(one: Person, name: str) -> None:
    """Keep pictures of a wide and of a narrow screen where they are asked for."""
    if PHOTOS:
        one.takes_photo(f"inaccuracy-{name}")
        one.page.set_viewport_size({"width": 390, "height": 800})
        one.takes_photo(f"inaccuracy-{name}-390")
        one.page.set_viewport_size({"width": 1366, "height": 800})


def test_an_inaccuracy_goes_from_the_cell_to_the_letter_and_back_into_the_cell(
    app: Any, college: Any, actor_as: Any, person: Any
) -> None:
    with app.app_context():
        early = actor_as("teacher")
        with clock.frozen(clock.now() - timedelta(days=20)), acting(early), transaction():
            set_mark(early, college.load_id, college.lessons[0], college.students[0], "4", 0)
    teacher, coordinator, director = person("teacher"), person("coordinator"), person("director")

    teacher.opens(f"/journals/{college.load_id}")
    teacher.page.locator("#c0-0").click()
    teacher.page.keyboard.press("F1")
    teacher.page.locator(".journal-note a", has_text="Сообщить о неточности").wait_for()
    photo(teacher, "1-cell")
    teacher.page.locator(".journal-note a", has_text="Сообщить о неточности").click()
    teacher.page.wait_for_url("**/inaccuracies/report/cell/**")
    teacher.types("Как должно быть", "5")
    photo(teacher, "2-report")
    teacher.presses("Сообщить")
    teacher.sees("Координатору сообщено", "сообщено координатору")
    photo(teacher, "3-reported")
    card = teacher.page.url.removeprefix(teacher.address)

    coordinator.opens("/")
    photo(coordinator, "4-home-coordinator")
    coordinator.page.locator("main a", has_text="Сообщено координатору").click()
    coordinator.page.wait_for_url("**status=reported")
    photo(coordinator, "4-list")
    coordinator.page.locator("tr", has_text="Математика").get_by_role("link").first.click()
    coordinator.page.wait_for_url(f"**{card}")
    coordinator.types("Причина неточности", "описка при переносе")
    coordinator.types("Документ, подтверждающий верные сведения", "контрольная работа от 02.11")
    photo(coordinator, "5-state")
    coordinator.presses("Заявить")
    coordinator.sees("ожидает решения директора", "№ 1/2026")

    director.opens(card)
    photo(director, "6-decision")
    director.types("Резолюция", "Исправить.")
    director.confirms("Согласовать заявление")
    director.sees("нужно отправить письмо", "Запись открыта для исправления до")
    photo(director, "7-approved")
    expect(director.button("Печать письма на подпись")).to_be_visible()

    coordinator.opens(card)
    coordinator.types("Исходящий номер", "01-15/204")
    coordinator.confirms("Отметить отправку")
    coordinator.sees("ожидается ответ")
    coordinator.types("Номер ответа", "77")
    coordinator.types("Что ответили", "Исправление согласовано.")
    photo(coordinator, "8-answer")
    coordinator.presses("Записать ответ")
    coordinator.sees("ответ получен")

    teacher.opens(f"/journals/{college.load_id}")
    teacher.types_into_cell(0, 0, "5")
    teacher.page.locator("#journal-state.good", has_text="Сохранено").wait_for()
    teacher.page.reload()
    expect(teacher.page.locator("#c0-0")).to_have_text("5")

    coordinator.opens(card)
    coordinator.presses("Отметить исправление")
    coordinator.sees("исправлено")
    coordinator.presses("Завершить заявление")
    coordinator.sees("завершено")
    photo(coordinator, "9-finished")
    row = coordinator.page.locator("tr", has_text="Отметка или посещаемость")
    expect(row.locator("td")).to_have_text(["4", "5"])
    assert [one.troubles for one in (teacher, coordinator, director)] == [[], [], []]


def test_the_director_sees_the_rights_and_delegates_for_an_absence(person: Any) -> None:
    director = person("director")
    director.opens("/rights/")
    director.sees("Преподаватель", "Основание")
    photo(director, "10-rights")
    director.searches("Кто исполняет обязанности директора", "Deputy")
    director.types("С", "2026-11-23")
    director.types("По", "2026-11-27")
    director.types("Основание", "приказ № 31-к от 20.11.2026")
    director.confirms("Передать")
    director.sees("исполняет обязанности директора", "приказ № 31-к от 20.11.2026")
    photo(director, "11-delegated")
    acting_one = person("deputy")
    acting_one.opens("/appointments/add")
    acting_one.sees("Номер приказа")
    director.types("Причина", "вернулся раньше")
    director.confirms("Прекратить")
    director.sees("Передача прав прекращена")
    acting_one.opens("/appointments/add")
    acting_one.sees("Нет доступа")
    assert director.troubles == []
