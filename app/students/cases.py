"""Names of people in the cases that papers need: the library's rules, its known slips mended, a person's own word first."""

from __future__ import annotations

import re

from petrovich.enums import Case, Gender
from petrovich.main import Petrovich

from app.core import text
from app.core.rows import PersonNamed

GENITIVE, DATIVE, ACCUSATIVE, INSTRUMENTAL = Case.GENITIVE, Case.DATIVE, Case.ACCUSATIVE, Case.INSTRUMENTAL
_GENDERS = {"m": Gender.MALE, "f": Gender.FEMALE}
_UNCHANGING = re.compile(r".*[ыи]х$")  # Черных, Долгих: the same in every case
_VOWELS = re.compile("[аеёиоуыэюя]")
# One-syllable names in -ой (Цой, Чой) go like «герой», not like adjectives; of men only.
_SHORT = {Case.GENITIVE: "я", Case.ACCUSATIVE: "я", Case.DATIVE: "ю", Case.INSTRUMENTAL: "ем"}
_library: list[Petrovich] = []


def declined(last: str, first: str, middle: str | None, sex: str | None, case: Case) -> str:
    """Give the full name in ``case``; without a known sex it stays as it is, to be corrected on the card."""
    gender = _GENDERS.get(sex or "")
    if gender is None:
        return text.full_name(last, first, middle)
    library = _petrovich()
    surname = "-".join(_surname(part, case, gender) for part in last.split("-"))
    patronymic = library.middlename(middle, case, gender) if middle else None
    return text.full_name(surname, library.firstname(first, case, gender), patronymic)


def dative_of(person: PersonNamed, sex: str | None = None) -> str:
    """Give a person's full name in the dative; an unknown sex is told by the patronymic, where it tells it."""
    middle = (person.middle_name or "").lower()
    guessed = "m" if middle.endswith(("ич", "оглы", "улы", "угли")) else "f" if middle.endswith(("на", "кызы", "кизи")) else None
    return declined(person.last_name, person.first_name, person.middle_name, sex or guessed, DATIVE)


def _petrovich() -> Petrovich:
    if not _library:
        _library.append(Petrovich())
    return _library[0]


def _surname(part: str, case: Case, gender: Gender) -> str:
    low = part.lower()
    if _UNCHANGING.match(low):
        return part
    if gender is Gender.MALE and low.endswith("ой") and len(_VOWELS.findall(low)) == 1:
        return part[:-1] + _SHORT[case]
    return str(_petrovich().lastname(part, case, gender))
