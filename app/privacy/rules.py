"""What a column of the database tells about a person, and numbers that are right in form and belong to nobody; pure."""

from __future__ import annotations

from enum import StrEnum

from app.core.identity import control_number


class Kind(StrEnum):
    """What a personal column holds; a training copy replaces each kind in its own way."""

    LAST = "last"  # parts of the name of the row's own person
    FIRST = "first"
    MIDDLE = "middle"
    NAME = "name"  # the name of some person as text, in any form and case
    FORMER = "former"  # all former names of a student in one text
    NAMES = "names"  # a text that is kept, with the names in it replaced
    TOLD = "told"  # JSON of a snapshot: as NAMES, record books and notes replaced too
    FREE = "free"  # words about a person: replaced whole
    FACTS = "facts"  # JSON of the fields of a record: emptied
    LOGIN = "login"
    PASSWORD = "password"  # noqa: S105 - the kind, not a password
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    PLACE = "place"
    COUNTRY = "country"
    NUMBER = "number"  # of a document, equal ones stay equal
    SUM = "sum"
    DAY = "day"  # shifted by the same number of days for everything of one person
    BORN = "born"  # the same as text
    SNILS = "snils"
    SNILS_INDEX = "snils_index"
    INN = "inn"
    PASSPORT = "passport"
    PASSPORT_INDEX = "passport_index"
    ISSUED = "issued"
    HEALTH_GROUP = "health_group"
    HEALTH = "health"
    PICTURE = "picture"
    PAPER = "paper"  # bytes of a document
    PAPER_NAME = "paper_name"
    PAPER_TYPE = "paper_type"
    SCAN = "scan"  # bytes of a document, encrypted
    SETTING = "setting"
    BLANK = "blank"  # emptied


LENGTH_OF_SHIFT = (10, 180)
FREE_TEXT = "Запись учебной копии"
NOBODY = "Работник колледжа"
MARK = " (учебная копия)"
_INN_WEIGHTS = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def fake_snils(number: int) -> str:
    """Give the 11 digits of a СНИЛС that is right in form (приказ СФР: its control number) and given to nobody."""
    nine = f"{980000000 + number:09d}"
    return nine + control_number(nine)


def fake_inn(number: int) -> str:
    """Give a person's ИНН of the region «00», with right control digits."""
    digits = f"00{number:08d}"
    for weights in _INN_WEIGHTS:
        digits += str(sum(w * int(d) for w, d in zip(weights, digits, strict=True)) % 11 % 10)
    return digits


def fake_passport(number: int) -> str:
    """Give series and number of a passport of a region that there is not: «00 01 000123»."""
    return f"00 {1 + number // 1000000:02d} {number % 1000000:06d}"


def fake_phone(number: int) -> str:
    """Give a phone of the code 000, which no operator has."""
    return f"+7 000 {number // 10000 % 1000:03d}-{number // 100 % 100:02d}-{number % 100:02d}"
