"""The cockpit, the whole close and a reopening in real Chromium, each step by its own person."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from app.access.scope import unscoped
from app.attestation import operations as sheets
from app.attestation import queries as attestation
from app.closing import operations
from app.closing.models import ActSignature, Closing
from app.core import clock
from app.core.clock import today
from app.core.transaction import transaction
from app.extensions import db
from tests.browser.conftest import fits, served, sign_in
from tests.browser.people import Person
from tests.closing.conftest import make_ready
from tests.closing.test_semester import leave_one_term
from tests.conftest import NOON
from tests.factories import PASSWORD, College, World

pytestmark = pytest.mark.browser
STAFF = ("teacher", "secretary", "head_of_department", "deputy", "coordinator", "director")


def almost_ready(app: Flask, college: College, on_behalf: Any) -> int:
    """Leave one sheet with its teacher, late by five days, and the group without the word of its head; gives the sheet."""
    with app.app_context():
        make_ready(on_behalf, college)
        leave_one_term(college)
        with on_behalf("head_of_department") as actor, transaction():
            operations.withdraw_confirmation(actor, college.group_term_id)
        with on_behalf("deputy") as actor, transaction():
            sheet = attestation.live_sheet(college.credit_load_id, college.control_ids["ОУП.03"])
            return sheets.supersede_sheet(actor, sheet.id, sheet.version, "Не та дата").id


class Office:
    """Everybody at an own screen, signed in."""

    def __init__(self, address: str, browser: Any, client_as: Any) -> None:
        self.people = {key: Person(browser, address) for key in STAFF}
        for key, person in self.people.items():
            sign_in(client_as(key), person.context, address)

    def __getitem__(self, key: str) -> Person:
        return self.people[key]

    def leave(self) -> None:
        """Hold that nobody saw an error, a broken rule of content or a page wider than a telephone; close the screens."""
        for key, person in self.people.items():
            person.page.set_viewport_size({"width": 390, "height": 800})
            assert fits(person.page), (key, person.page.url)
            assert person.troubles == [], key
            person.context.close()


def test_the_cockpit_the_close_and_a_reopening_by_their_people(
    app: Flask, world: World, on_behalf: Any, client_as: Any, browser: Any
) -> None:
    college = world.home
    sheet = almost_ready(app, college, on_behalf)
    with clock.frozen(NOON + timedelta(days=2)), served(app) as address:
        office = Office(address, browser, client_as)
        the_cockpit_names_who_is_late_and_reminds(office, college, sheet)
        the_term_is_closed_step_by_step(office, college, sheet)
        the_half_year_is_signed(office, college)
        office.leave()
    with clock.frozen(datetime.now(UTC)), served(app) as address:  # a window is judged by the clock of the database
        office = Office(address, browser, client_as)
        a_mark_is_corrected(office, college)
        office.leave()
    with app.app_context(), unscoped():
        assert list(db.session.scalars(select(Closing.revision).order_by(Closing.revision))) == [1, 2]
        assert len(db.session.scalars(select(ActSignature)).all()) == 1


def the_cockpit_names_who_is_late_and_reminds(office: Office, college: College, sheet: int) -> None:
    deputy, teacher = office["deputy"], office["teacher"]
    deputy.opens("/closing/?half=1")
    deputy.sees("Кто опаздывает", "Если закрыть сегодня", "из 3")
    row = deputy.page.locator("table.board tbody tr", has_text="ИСП-11")
    late = row.locator("a.check-late").first
    expect(late).to_have_attribute("href", f"/sheets/{sheet}")
    assert late.inner_text().split()[0] == "1"
    assert row.locator(".check-done").count() >= 5
    deputy.takes_photo("close-cockpit")
    deputy.confirms("Напомнить всем")
    deputy.sees("Отправлено 2 напоминания")
    teacher.opens("/")
    teacher.sees("Напоминания", "Напоминание учебной части")
    teacher.takes_photo("close-reminded")
    teacher.page.locator("main a", has_text="не подписанная").first.click()
    teacher.page.wait_for_url(f"**/sheets/{sheet}")


def the_term_is_closed_step_by_step(office: Office, college: College, sheet: int) -> None:
    term = f"/closing/{college.group_term_id}"
    deputy, head = office["deputy"], office["head_of_department"]
    deputy.opens(term)
    expect(deputy.button("Закрыть семестр")).to_be_disabled()
    signs(office["teacher"])
    office["secretary"].opens(f"/sheets/{sheet}")
    office["secretary"].confirms("Закрыть ведомость")
    office["secretary"].sees("Ведомость закрыта.")
    head.opens(term)
    head.presses("Подтвердить группу")
    head.sees("Группа подтверждена.")
    deputy.opens(term)
    deputy.sees("Будут закрыты навсегда")
    deputy.takes_photo("close-dry-run")
    deputy.confirms("Закрыть семестр")
    deputy.sees("Семестр закрыт.", "SHA-256", "Снимок")
    head.opens(term)
    head.sees("SHA-256")
    assert head.page.get_by_role("button", name="Отозвать подтверждение").count() == 0


def signs(teacher: Person) -> None:
    teacher.types("Пароль или код", PASSWORD)
    teacher.presses("Подписать")
    teacher.sees("Ведомость подписана.")


def the_half_year_is_signed(office: Office, college: College) -> None:
    page = f"/closing/semester/{college.semester_id}"
    coordinator, director = office["coordinator"], office["director"]
    coordinator.opens(page)
    coordinator.presses("Составить акт")
    coordinator.sees("ждёт подписи директора")
    director.opens(page)
    director.types("Пароль или код", PASSWORD)
    director.presses("Подписать акт")
    director.sees("Семестр колледжа закрыт")
    director.takes_photo("close-signed")


def a_mark_is_corrected(office: Office, college: College) -> None:
    term = f"/closing/{college.group_term_id}"
    director, deputy, teacher, secretary = (office[key] for key in ("director", "deputy", "teacher", "secretary"))
    director.opens(term)
    director.presses("Возобновить для исправления")
    director.chooses("Что исправить", "Зачётная")
    director.chooses("Студент", "Абрамов")
    director.types("Номер приказа", "12-у")
    director.types("Дата приказа", today())
    director.types("Открыто до", today() + timedelta(days=2))
    director.types("Причина", "Ошибка преподавателя")
    director.takes_photo("close-reopen")
    director.presses("Запросить возобновление")
    director.sees("12-у")
    assert director.button("Подтвердить возобновление").count() == 0, "the one who asks does not confirm"
    deputy.opens("/")
    deputy.page.locator("main a", has_text="Подтвердить возобновление").first.click()
    deputy.confirms("Подтвердить возобновление")
    deputy.sees("Пока открыто")
    teacher.opens("/")
    teacher.page.locator("main a", has_text="Внести исправление").first.click()
    teacher.types("Результат: Абрамов Пётр Ильич", "незач")
    teacher.presses("Сохранить")
    signs(teacher)
    secretary.opens(teacher.page.url)
    secretary.confirms("Закрыть ведомость")
    secretary.sees("Ведомость закрыта.")
    deputy.page.reload()
    deputy.confirms("Завершить исправление")
    deputy.sees("Что исправлено", "зачтено", "не зачтено", "Что из этого следует")
    deputy.takes_photo("close-difference")
