"""How the names of people are written, and who of the employees is who."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.errors import Invalid
from app.core.text import N_, clean, normalise

NAME_LIMIT = 50
# Latin letters that cannot be told from Cyrillic ones by the eye, a common slip of the keyboard.
LOOKALIKES = str.maketrans("AaBCcEeHKMOoPpTXxYy", "АаВСсЕеНКМОоРрТХхУу")
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc`´]")
_SIGNS = " .'-()"


@dataclass(frozen=True, slots=True)
class Name:
    """A part of a person's name as it is stored; ``replaced`` are the Latin letters that were made Cyrillic."""

    text: str
    replaced: str = ""


def person_name(value: str) -> Name:
    """Check a surname, given name or patronymic (Cyrillic, space, . ' - ( ), at most 50 characters).

    Marks nobody sees are dropped and the text is put into NFC; Latin look-alikes inside a Cyrillic word are replaced
    and reported. Raises Invalid.
    """
    text = _APOSTROPHES.sub("'", _DASHES.sub("-", clean(value)))
    text = re.sub(r"\s*-\s*", "-", text)
    latin = "".join(sorted({letter for letter in text if "a" <= letter.lower() <= "z"}))
    replaced = ""
    if latin and any(map(_is_cyrillic, text)) and not latin.translate(LOOKALIKES).isascii():
        replaced, text = latin, text.translate(LOOKALIKES)
    _check_letters(text)
    if len(text) > NAME_LIMIT:
        raise Invalid(N_("A name is at most %(limit)s characters long."), limit=NAME_LIMIT)
    if "--" in text or text[0] in "-'" or text[-1] in "-'":
        raise Invalid(N_("A hyphen stands between two parts of a name, once."))
    if text.count("(") != text.count(")"):
        raise Invalid(N_("A bracket in the name is not closed."))
    return Name(text, replaced)


def _check_letters(text: str) -> None:
    if not any(map(_is_cyrillic, text)):
        raise Invalid(N_("A name is written in Cyrillic letters."))
    wrong = sorted({letter for letter in text if not (_is_cyrillic(letter) or letter in _SIGNS)})
    if wrong:
        raise Invalid(
            N_("A name has Cyrillic letters, a space and . ' - ( ) only; «%(wrong)s» is not allowed."),
            wrong=" ".join(wrong),
        )


def _is_cyrillic(letter: str) -> bool:
    return letter.isalpha() and unicodedata.name(letter, "").startswith("CYRILLIC")


def split_name(value: str) -> tuple[str, str, str | None]:
    """Split «Фамилия Имя Отчество» typed in one cell; a patronymic of two words («Мамед оглы») stays whole.

    Raises Invalid when there are fewer than two words.
    """
    words = clean(value).split(" ")
    if len(words) < 2:
        raise Invalid(N_("A surname and a given name are expected."))
    return words[0], words[1], " ".join(words[2:]) or None


def name_key(last: str, first: str, middle: str | None) -> str:
    """Give the form in which full names are compared: case and ё aside."""
    return normalise(" ".join(part for part in (last, first, middle) if part))


class Likeness(StrEnum):
    """What a row is to the people already known."""

    NEW = "new"
    SAME = "same"
    NAMESAKE = "namesake"


@dataclass(frozen=True, slots=True)
class KnownEmployee:
    """What an employee is recognised by."""

    id: int
    name: str
    personnel_number: str | None
    position: str
    hired_on: date | None = None


def recognise(name: str, number: str | None, position: str, known: Iterable[KnownEmployee]) -> tuple[Likeness, int | None]:
    """Tell whether a row is a known employee.

    The same name with the same personnel number, or with the same position where a number is missing, is the same
    person; the same name otherwise is a namesake to ask about. Returns the likeness and the id of whom it is like.
    """
    alike: Sequence[KnownEmployee] = [person for person in known if person.name == name]
    for person in alike:
        if number and person.personnel_number == number:
            return Likeness.SAME, person.id
        missing = not number or not person.personnel_number
        if missing and normalise(person.position) == normalise(position):
            return Likeness.SAME, person.id
    return (Likeness.NAMESAKE, alike[0].id) if alike else (Likeness.NEW, None)
