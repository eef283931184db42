"""What a student's particulars must be, and whether two rows are one person."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.core.errors import Invalid
from app.core.text import N_, clean

YOUNGEST, OLDEST = 14, 65
EARLIEST_BIRTH = date(1900, 1, 1)
RECORD_BOOK = re.compile(r"[0-9A-Za-zА-Яа-яЁё/.\-]{1,30}")
ACADEMIC_YEAR_STARTS = (9, 1)


def check_birth_date(value: date, today: date) -> date:
    """Give a birth date that is possible; raises Invalid for the future and for years before 1900."""
    if value > today:
        raise Invalid(N_("The birth date lies in the future."))
    if value < EARLIEST_BIRTH:
        raise Invalid(N_("The year %(year)s is not possible."), year=value.year)
    return value


def age_on(born: date, day: date) -> int:
    """Give full years on ``day``; born on 29 February, one grows older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def unusual_age(born: date, enrolled: date) -> int | None:
    """Give the age at enrolment when it is outside 14–65 (a warning, never a refusal), otherwise None."""
    age = age_on(born, enrolled)
    return None if YOUNGEST <= age <= OLDEST else age


def check_record_book(value: str) -> str:
    """Give the number of a record book: letters, digits, / . -, at most 30; raises Invalid."""
    text = clean(value)
    if not RECORD_BOOK.fullmatch(text):
        raise Invalid(N_("A record book number has letters, digits, / . and - only, at most 30."))
    return text


def sex_of_patronymic(middle: str | None) -> str | None:
    """Give the sex a Russian patronymic tells («-вич» m, «-вна» f), None where it tells nothing."""
    ending = (middle or "").lower()
    if ending.endswith(("вич", "ьич", "мич", "оглы", "улы")):
        return "m"
    return "f" if ending.endswith(("вна", "чна", "кызы")) else None


UNUSUAL_AGE = N_("The age at enrolment is %(age)s; check the birth date.")
OTHER_SEX = N_("The sex does not go with the patronymic; check both.")


def oddities(born: date | None, enrolled: date | None, sex: str | None, middle: str | None) -> list[tuple[str, str, dict[str, object]]]:
    """Give what is possible but worth a look, as (field, msgid, parameters): an unusual age, a sex against the patronymic."""
    found: list[tuple[str, str, dict[str, object]]] = []
    if born is not None and enrolled is not None and (age := unusual_age(born, enrolled)) is not None:
        found.append(("birth_date", UNUSUAL_AGE, {"age": age}))
    told = sex_of_patronymic(middle)
    if sex and told and sex != told:
        found.append(("sex", OTHER_SEX, {}))
    return found


class Likeness(StrEnum):
    """What a row of a list is to the students already known."""

    NEW = "new"
    SAME = "same"
    NAMESAKE = "namesake"
    CONFLICT = "conflict"


ANOTHER = "another"


def same_as(student_id: int) -> str:
    """Give the answer to a namesake «this is the known student of that id»; ``ANOTHER`` is the other answer."""
    return f"same-{student_id}"


@dataclass(frozen=True, slots=True)
class KnownStudent:
    """What a student is recognised by; ``name`` in the compared form, ``snils`` as its blind index."""

    id: int
    name: str
    birth_date: date | None
    snils: str | None = None
    record_book: str | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """What a row is, and to whom: the ids of the students it is like, the best one first."""

    likeness: Likeness
    ids: tuple[int, ...] = ()

    @property
    def best(self) -> int | None:
        """Give the first id."""
        return self.ids[0] if self.ids else None


class Register:
    """The known students by what they are recognised by, so that a list of n rows costs n look-ups."""

    def __init__(self, known: Iterable[KnownStudent]) -> None:
        self._by_name: dict[str, list[KnownStudent]] = {}
        self._by_snils: dict[str, KnownStudent] = {}
        self._by_book: dict[str, KnownStudent] = {}
        for student in known:
            self._by_name.setdefault(student.name, []).append(student)
            if student.snils:
                self._by_snils[student.snils] = student
            if student.record_book:
                self._by_book[student.record_book] = student

    def match(
        self, name: str, born: date | None, snils: str | None, book: str | None, group_id: int | None = None
    ) -> Match:
        """Tell what a row of the list of ``group_id`` is.

        The same name and birth date is the same person unless both have a СНИЛС and these differ; where neither the row
        nor the student has a date, the same group tells. The same name otherwise is a namesake a person must judge; a
        СНИЛС or a record book number that belongs to somebody else is a conflict.
        """
        holder = self._by_snils.get(snils or "")
        if holder:
            same = holder.name == name and (born is None or holder.birth_date in (None, born))
            return Match(Likeness.SAME if same else Likeness.CONFLICT, (holder.id,))
        alike = self._by_name.get(name, [])
        exact = [
            one
            for one in alike
            if one.birth_date == born and (born or one.group_id == group_id) and not (one.snils and snils)
        ]
        best = exact[0].id if len(exact) == 1 else None
        owner = self._by_book.get(book or "")
        if owner and owner.id != best and (owner.name != name or best is not None):
            return Match(Likeness.CONFLICT, (owner.id,))
        if best is not None:
            return Match(Likeness.SAME, (best,))
        if not alike:
            return Match(Likeness.NEW)
        return Match(Likeness.NAMESAKE, tuple(one.id for one in sorted(alike, key=lambda one: one.birth_date != born)))


def academic_year(day: date) -> int:
    """Give the calendar year in which the academic year of ``day`` began."""
    return day.year if (day.month, day.day) >= ACADEMIC_YEAR_STARTS else day.year - 1


def counted_course(intake_year: int, day: date) -> int:
    """Give the course of an intake on ``day`` as the years tell it; where a group has terms, these know better."""
    return max(1, academic_year(day) - intake_year + 1)


def study_ends(starts_on: date, years: int, months: int) -> date:
    """Give the last day of a programme of so many years and months: 3 years 10 months from 01.09.2025 end 30.06.2029."""
    count = starts_on.month - 1 + months
    return date(starts_on.year + years + count // 12, count % 12 + 1, 1) - timedelta(days=1)


def enrolment_day(intake_year: int) -> date:
    """Give the first day of study of an intake, 1 September."""
    return date(intake_year, *ACADEMIC_YEAR_STARTS)


def journal_numbers(taken: Iterable[int | None], newcomers: int, first_list: bool) -> list[int]:
    """Give numbers for ``newcomers`` already in alphabetical order.

    The first list of a group is numbered from 1; those who come later follow the last number, so that nobody's number
    changes in the year.
    """
    start = 1 if first_list else max((number or 0 for number in taken), default=0) + 1
    return list(range(start, start + newcomers))
