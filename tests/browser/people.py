"""People at their screens: what each does, told in the words that stand on the screen."""

import os
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, expect

PATIENCE = 60_000  # a busy machine is slow, not wrong
PHOTOS = os.environ.get("WALK_PHOTOS")


class Person:
    """One person with an own browser: opens pages by the menu, types into fields by their labels, presses buttons."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.context = browser.new_context(viewport={"width": 1366, "height": 800}, locale="ru-RU", accept_downloads=True)
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.address = address
        self.troubles: list[str] = []
        self._watch(self.page)

    def _watch(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda said: self.troubles.append(said.text) if "Content Security" in said.text else None)
        page.on("response", lambda got: self.troubles.append(f"{got.status} {got.url}") if got.status >= 500 else None)

    # --- coming and going -------------------------------------------------------------------------------------------

    def opens(self, place: str) -> None:
        """Open an address: a path of the product, or a whole link."""
        self.page.goto(place if "://" in place else self.address + place)

    def goes_to(self, *names: str) -> None:
        """Open a page by the menu: category, then line."""
        menu = self.page.locator("#main-nav")
        if len(names) > 1:
            menu.locator("summary").get_by_text(names[0], exact=True).click()
        with self.comes_to_another_page():
            menu.get_by_role("link", name=names[-1], exact=True).click()

    def follows(self, link: str) -> None:
        """Follow a link of the page."""
        with self.comes_to_another_page():
            self.page.locator("main").get_by_role("link", name=link, exact=True).first.click()

    def signs_in(self, login: str, password: str) -> None:
        """Sign in at the first page."""
        self.opens("/login/")
        self.types("Логин", login)
        self.types("Пароль", password)
        self.presses("Войти")

    def changes_password(self, present: str, new: str) -> None:
        """Answer the page that a one-time password leads to."""
        self.types("Текущий пароль", present)
        self.types("Новый пароль", new)
        self.types("Новый пароль ещё раз", new)
        self.presses("Сменить пароль")

    def comes_to_another_page(self) -> Any:
        """Wait, after what is done inside, for the new page: the former one may hold the same words and fields."""
        return self.page.expect_navigation(timeout=PATIENCE)

    # --- forms ------------------------------------------------------------------------------------------------------

    def field(self, label: str) -> Locator:
        """Find a field by its label, with or without the asterisk of a required one."""
        return self.page.get_by_label(re.compile(rf"^\s*{re.escape(label)}(\s*\*)?\s*$")).first

    def types(self, label: str, value: object) -> None:
        """Type into a field (a date as ГГГГ-ММ-ДД, as a date field takes it)."""
        self.field(label).fill(str(value))

    def chooses(self, label: str, option: str) -> None:
        """Choose from a list the line that contains ``option``."""
        field = self.field(label)
        text = field.locator("option").filter(has_text=option).first.inner_text()
        field.select_option(label=text.strip())

    def searches(self, label: str, text: str) -> None:
        """Choose in a search-as-you-type list the first line found by ``text``."""
        self.field(label).fill(text)
        self.page.locator(".combobox-list:visible [role=option]", has_text=text).first.click()

    def marks(self, label: str) -> None:
        """Tick a box."""
        self.field(label).check()

    def gives_file(self, label: str, name: str, body: bytes) -> None:
        """Choose a file to be sent."""
        self.field(label).set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": body})

    def presses(self, name: str, within: str = "main") -> None:
        """Press a button, or a link that looks like one, and come to the page that it leads to."""
        with self.comes_to_another_page():
            self.touches(name, within)

    def touches(self, name: str, within: str = "main") -> None:
        """Press a button that leaves one on the page."""
        self.button(name, within).click()

    def confirms(self, name: str) -> None:
        """Press a button that asks once more, say yes, and come to the page that it leads to."""
        self.touches(name)
        with self.comes_to_another_page():
            self.page.locator("#confirm").get_by_role("button", name="Да, выполнить").click()

    def button(self, name: str, within: str = "main") -> Locator:
        """Find a button by what is written on it."""
        place = self.page.locator(within).first
        return place.get_by_role("button", name=name, exact=True).or_(place.get_by_role("link", name=name, exact=True)).first

    def gets_file(self, press: Any) -> bytes:
        """Do ``press`` and give the file that the server answers with instead of a page."""
        bodies: list[bytes] = []

        def catch(route: Any) -> None:
            answer = route.fetch(max_redirects=0)
            if answer.headers.get("content-type", "").startswith(("application/pdf", "application/octet-stream")):
                bodies.append(answer.body())
                route.fulfill(status=204)
            else:
                route.fulfill(response=answer)

        self.context.route("**", catch)
        press()
        for _ in range(PATIENCE // 50):
            if bodies:
                break
            self.page.wait_for_timeout(50)
        self.context.unroute("**", catch)
        assert bodies, f"no file came: {self.reads()[:500]}"
        return bodies[0]

    # --- the journal ------------------------------------------------------------------------------------------------

    def opens_another_tab(self) -> "Person":
        """Give the same person at a second tab with the same page."""
        other = object.__new__(Person)
        other.__dict__ |= self.__dict__
        other.page = self.context.new_page()
        other._watch(other.page)
        other.page.goto(self.page.url)
        return other

    def types_into_cell(self, row: int, column: int, text: str) -> None:
        """Type into a cell of the grid and press Enter."""
        self.page.locator(f'td.cell[data-row="{row}"][data-column="{column}"]').click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    # --- looking ----------------------------------------------------------------------------------------------------

    def reads(self) -> str:
        """Give the text of the page."""
        return str(self.page.locator("main").inner_text())

    def sees(self, *texts: str) -> None:
        """Wait for texts to stand on the page."""
        for text in texts:
            expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE, ignore_case=True)

    def finds(self, label: str, value: str) -> None:
        """Wait for a field to hold a value."""
        expect(self.field(label)).to_have_value(value, timeout=PATIENCE)

    def takes_photo(self, name: str) -> None:
        """Keep a picture of the screen where the walk was asked for pictures."""
        if PHOTOS:
            self.page.screenshot(path=Path(PHOTOS) / f"{name}.png", full_page=True)
