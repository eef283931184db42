"""The college of the walk: its people, marks, papers, and what is remembered on the way."""

import io
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pypdf import PdfReader

from tests.browser.people import Person
from tests.browser.served import Installation

TODAY = datetime.now(ZoneInfo("Europe/Samara")).date()
YEAR = TODAY.year if TODAY.month >= 9 else TODAY.year - 1
BEGIN, END = date(YEAR, 9, 1), date(YEAR + 1, 8, 31)
STUDENTS = ("Абрамова Дарья Игоревна", "Ёлкин Пётр Семёнович", "Королёва-Щедрина Александра Владиславовна", "Яшин Лев Иванович")
MARKS = (("5", "5", "4", "5"), ("4", "4", "5", "4"), ("3", "3", "4", "3"), ("5", "4", "5", "5"))
PROPOSED = ("5", "4", "3", "5")
STAFF = {  # surname: (first name, patronymic, position, role, who gives the role)
    "Громова": ("Ольга", "Юрьевна", "Заместитель директора", "Заместитель директора по учебной работе"),
    "Лаптева": ("Инна", "Олеговна", "Методист", "Методист"),
    "Птицына": ("Нина", "Борисовна", "Секретарь учебной части", "Секретарь учебной части"),
    "Сазонов": ("Олег", "Ильич", "Преподаватель", "Преподаватель"),
}
SURNAMES = tuple(name.split()[0] for name in STUDENTS)
WORD = "кедр-плотва-42-якорь"
SLIP = re.compile(r"(\S+) \S+ \S+, [^,]+? Адрес системы \S+ Логин (\S+) Одноразовый пароль (\S+)")


@dataclass
class College:
    """What the walk remembers on its way."""

    installation: Installation
    browser: Any
    people: dict[str, Person] = field(default_factory=dict)
    phrase: str = ""
    slips: dict[str, tuple[str, str]] = field(default_factory=dict)
    sheet: bytes = b""

    def newcomer(self, name: str) -> Person:
        """Seat a person at an own browser."""
        self.people[name] = Person(self.browser, self.installation.address)
        return self.people[name]

    def __getitem__(self, name: str) -> Person:
        return self.people[name]


def text_of(pdf: bytes) -> str:
    """Give the text of a PDF with single spaces."""
    assert pdf.startswith(b"%PDF")
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())


def logins_of(pdf: bytes) -> dict[str, tuple[str, str]]:
    """Give {surname: (login, one-time password)} of the slips."""
    return {last: (login, word) for last, login, word in SLIP.findall(text_of(pdf))}
