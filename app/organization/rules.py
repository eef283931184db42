"""Rules of the college's requisites and of its years and semesters."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.core.errors import Invalid
from app.core.text import N_

# Order of the Federal Tax Service ММВ-7-6/435@ of 29.06.2012: weights of the control digit of a legal person's ИНН.
_INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


LICENCE, ACCREDITATION = "licence", "accreditation"
LICENCE_KINDS = (LICENCE, ACCREDITATION)
# The words of papers: федеральный закон 273-ФЗ, ст. 91 and 92.
LICENCE_TITLES = {
    LICENCE: "Лицензия на осуществление образовательной деятельности", ACCREDITATION: "Государственная аккредитация образовательной деятельности",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from ``begin`` to ``end``, both included, with the name under which a person knows it."""

    begin: date
    end: date
    name: str = ""


def inn_is_right(inn: str) -> bool:
    """Tell whether ``inn`` has 10 digits with the right control digit (a legal person)."""
    if not re.fullmatch(r"[0-9]{10}", inn):
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_INN_WEIGHTS, inn, strict=False))
    return total % 11 % 10 == int(inn[9])


def kpp_is_right(kpp: str) -> bool:
    """Tell whether ``kpp`` has the form of a КПП: tax office (4), reason (2, digits or capitals), number (3)."""
    return re.fullmatch(r"[0-9]{4}[0-9A-Z]{2}[0-9]{3}", kpp) is not None


def ogrn_is_right(ogrn: str) -> bool:
    """Tell whether ``ogrn`` has 13 digits, the last being the remainder of the first twelve by 11, by 10."""
    return re.fullmatch(r"[0-9]{13}", ogrn) is not None and int(ogrn[:12]) % 11 % 10 == int(ogrn[12])


def requisite_problems(inn: str | None, kpp: str | None, ogrn: str | None) -> Iterator[Invalid]:
    """Give a refusal for each requisite that is typed and wrong; an empty one is allowed."""
    if inn and not inn_is_right(inn):
        yield Invalid(
            N_("INN has 10 digits, the last of them a control digit. Check it against the certificate."), field="inn"
        )
    if kpp and not kpp_is_right(kpp):
        yield Invalid(N_("KPP has 9 characters, such as 631101001."), field="kpp")
    if ogrn and not ogrn_is_right(ogrn):
        yield Invalid(
            N_("OGRN has 13 digits, the last of them a control digit. Check it against the certificate."), field="ogrn"
        )


def year_label(begin: date, end: date) -> str:
    """Give «2026/2027»."""
    return f"{begin.year}/{end.year}"


def year_problems(year: Interval, others: Iterable[Interval]) -> Iterator[Invalid]:
    """Give what is wrong with an academic year: its order, its length, days shared with another year."""
    if year.begin >= year.end:
        yield Invalid(N_("The end must be later than the begin."), field="ends_on")
        return
    if year.end.year != year.begin.year + 1 or (year.end - year.begin).days > 366:
        yield Invalid(
            N_("An academic year begins in one calendar year and ends in the next, within 366 days."), field="ends_on"
        )
    yield from _shared(year, others)


def semester_problems(
    semester: Interval, year: Interval, others: Iterable[tuple[int, Interval]], number: int
) -> Iterator[Invalid]:
    """Give what is wrong with a semester: its order, days outside the year, days shared with the other, their order.

    ``others`` are the other semesters of the same year with their numbers.
    """
    if number not in (1, 2):
        yield Invalid(N_("A year has semesters 1 and 2."), field="number")
    if semester.begin >= semester.end:
        yield Invalid(N_("The end must be later than the begin."), field="ends_on")
        return
    if semester.begin < year.begin or semester.end > year.end:
        where = "starts_on" if semester.begin < year.begin else "ends_on"
        yield Invalid(N_("A semester lies within its year (%(year)s)."), field=where, year=year.name)
    known = list(others)
    yield from _shared(semester, (interval for _number, interval in known))
    for other_number, other in known:
        if (number < other_number) != (semester.begin < other.begin):
            yield Invalid(N_("The first semester comes before the second."), field="number")


def _shared(interval: Interval, others: Iterable[Interval]) -> Iterator[Invalid]:
    for other in others:
        if interval.begin <= other.end and other.begin <= interval.end:
            yield Invalid(N_("The days overlap with «%(name)s»."), field="starts_on", name=other.name)


ORDINARY, SATURDAY, SHORT = "ordinary", "saturday", "shortened"
BELL_KINDS = (ORDINARY, SATURDAY, SHORT)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")


def clock_time(typed: str) -> str | None:
    """Read «8:30» or «08.30» as «08:30»; None for what is no time of a day."""
    found = _CLOCK.fullmatch(typed.strip())
    return f"{int(found[1]):02d}:{found[2]}" if found else None


def bell_problems(pair: int, starts_at: str, ends_at: str, others: Iterable[tuple[int, str, str]]) -> Iterator[Invalid]:
    """Give what is wrong with a line of the bell schedule; ``others`` are (pair, start, end) of the same kind of days."""
    begin, end = clock_time(starts_at), clock_time(ends_at)
    if begin is None:
        yield Invalid(N_("A time as 08:30, please."), field="starts_at")
    if end is None:
        yield Invalid(N_("A time as 08:30, please."), field="ends_at")
    if begin is None or end is None:
        return
    if begin >= end:
        yield Invalid(N_("The end must be later than the begin."), field="ends_at")
    for number, first, last in others:
        if begin < last and first < end:
            yield Invalid(N_("The time overlaps with pair %(pair)s (%(first)s–%(last)s)."), field="starts_at", pair=number, first=first, last=last)
        elif (number < pair) != (first < begin):
            yield Invalid(N_("Pair %(pair)s has other hours: the pairs must follow each other."), field="pair", pair=number)


def bell_kind(weekday: int, shortened: bool, kinds: Iterable[str]) -> str:
    """Give which bells ring on a day; ``kinds`` are those that the college has entered, missing ones fall back to the ordinary."""
    wanted = SHORT if shortened else SATURDAY if weekday == 5 else ORDINARY
    return wanted if wanted in set(kinds) else ORDINARY


def licence_problems(number: str | None, issued_on: date | None, issuer: str | None, valid_until: date | None) -> Iterator[Invalid]:
    """Give a refusal for a licence or an accreditation without number, date or issuer (domain: №, дата, орган), or with wrong days."""
    if not number:
        yield Invalid(N_("Enter the number of the paper."), field="number")
    if issued_on is None:
        yield Invalid(N_("Enter the day on which the paper was given."), field="issued_on")
    if not issuer:
        yield Invalid(N_("Name who gave the paper."), field="issuer")
    if issued_on is not None and valid_until is not None and valid_until < issued_on:
        yield Invalid(N_("The last day is before the day on which the paper was given."), field="valid_until")


def licence_line(
    kind: str, number: str, *, series: str = "", issued_on: date | None = None, issuer: str = "", valid_until: date | None = None,
    appendix: str = "", programmes: str = "",
) -> str:  # fmt: skip
    """Give a licence as papers print it: «Лицензия … серия 63Л01 № 0002048 от 12.05.2015, приложение № 2, выдана …, бессрочно»."""
    paper = " ".join(filter(None, (f"серия {series}" if series else "", f"№ {number}", f"от {issued_on:%d.%m.%Y}" if issued_on else "")))
    until = f"действует до {valid_until:%d.%m.%Y}" if valid_until else "бессрочно"
    given = f"выдана: {issuer}" if issuer else ""
    parts = (paper, f"приложение {appendix}" if appendix else "", given, until, f"программы: {programmes}" if programmes else "")
    return f"{LICENCE_TITLES[kind]} {', '.join(filter(None, parts))}"
