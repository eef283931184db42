"""What may be typed into a cell of the journal, and how a cell is drawn; pure."""

import re
from dataclasses import dataclass
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_, normalise

# Codes of the paper journal: absent, excused, ill, late, exempt.
ABSENT, EXCUSED, ILL, LATE, EXEMPT = "н", "у", "б", "о", "осв"
ATTENDANCE = (ABSENT, EXCUSED, ILL, LATE, EXEMPT)
ABSENCES = frozenset({ABSENT, EXCUSED, ILL})
NUMERIC = ("5", "4", "3", "2")
GRADES = (*NUMERIC, "зач", "незач", "н/а")
FAILING = frozenset({"2", "незач", "н/а"})
MAX_GRADES = 3
MAX_MINUTES = 90
_LATE_BY = re.compile("(?:оп?|o)([0-9]{1,4})")
_NUMBER = re.compile("[0-9]{2,4}")
# A mark improved at a make-up class, «2→4»: the first one stays to be seen.
IMPROVED = "→"
_IMPROVED = re.compile("([2-5]|незач)(?:→|->|>|/)([2-5]|зач)")

# What people type for the same code: the incumbent system's codes and a Latin keyboard's look-alikes.
_ALIASES = {"нп": "н", "уп": "у", "оп": "о", "y": "у", "o": "о", "h": "н", "осв.": "осв", "зачет": "зач", "незачет": "незач", "зачтено": "зач"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A parsed cell: an attendance code or None, up to three marks, and by how many minutes a student was late, if told."""

    attendance: str | None
    grades: tuple[str, ...]
    minutes: int | None = None

    def text(self) -> str:
        """Give the cell as it is drawn, «у 4», «о15 5»."""
        return cell_text(self.attendance, self.minutes, " ".join(self.grades))

    def columns(self) -> dict[str, Any]:
        """Give the cell as columns of its row."""
        return {"attendance": self.attendance, "grades": " ".join(self.grades), "minutes_late": self.minutes}


def cell_text(attendance: str | None, minutes: int | None, grades: str) -> str:
    """Give the text of a cell; minutes have two digits, so that «о05» is no lateness with a five."""
    code = attendance if minutes is None else f"{attendance}{minutes:02d}"
    return f"{code} {grades}" if code and grades else code or grades


def parse_cell(typed: str) -> Cell:
    """Read what was typed («5», «54», «уп,4», «н», «о15 5»); Invalid names what is not understood."""
    code: str | None = None
    grades: list[str] = []
    for word in _words(typed):
        if word in ATTENDANCE or _LATE_BY.fullmatch(word):
            if code is not None and code != word:
                raise Invalid(N_("One lesson has one attendance code, not «%(first)s» and «%(second)s»."), first=code, second=word)
            code = word
        elif word in GRADES:
            grades.append(word)
        elif improved := _IMPROVED.fullmatch(word):
            grades.append(_improved(*improved.groups()))
        elif word and all(character in NUMERIC for character in word):
            grades.extend(word)
        else:
            raise Invalid(
                N_("«%(typed)s» is not a mark. Type 5, 4, 3, 2, зач, незач, н/а or an attendance code н, у, б, о, осв."),
                typed=word,
            )
    if len(grades) > MAX_GRADES:
        raise Invalid(N_("A cell holds at most three marks."))
    late = _LATE_BY.fullmatch(code or "")
    return Cell(LATE, tuple(grades), _minutes(late[1])) if late else Cell(code, tuple(grades))


def _words(typed: str) -> list[str]:
    """Give what was typed word by word, aliases resolved; a number that follows «о» is one word with it."""
    words: list[str] = []
    for word in normalise(typed).replace(",", " ").replace(";", " ").split():
        if words[-1:] == [LATE] and _NUMBER.fullmatch(word):
            if all(digit in NUMERIC for digit in word):
                raise Invalid(
                    N_("«о %(number)s» may be minutes or marks. Type «о%(number)s» for minutes, «о %(marks)s» for marks."),
                    number=word, marks=" ".join(word),
                )  # fmt: skip
            words[-1] += word
        else:
            words.append(_ALIASES.get(word, word))
    return words


def _minutes(typed: str) -> int:
    minutes = int(typed)
    if not 1 <= minutes <= MAX_MINUTES:
        raise Invalid(N_("A student is late by 1 to %(most)s minutes, not by %(minutes)s."), most=MAX_MINUTES, minutes=minutes)
    return minutes


def _improved(first: str, second: str) -> str:
    if (first in NUMERIC) != (second in NUMERIC):
        raise Invalid(N_("A mark changes into one of its own kind: «2→4» or «незач→зач»."))
    return f"{first}{IMPROVED}{second}"


def is_absence(typed: str) -> bool:
    """Tell whether «н» was typed, in any spelling."""
    words = normalise(typed).replace(",", " ").replace(";", " ").split()
    return any(_ALIASES.get(word, word) == ABSENT for word in words)
