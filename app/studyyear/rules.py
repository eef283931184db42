"""Weeks of the academic year, what they are used for, a group's row against its plan; pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.core.errors import DomainError, Invalid
from app.core.text import N_

THEORY, ATTESTATION, PRACTICE, FINAL, HOLIDAYS, NOTHING = (
    "theory",
    "attestation",
    "practice",
    "final",
    "holidays",
    "nothing",
)
USES = (THEORY, ATTESTATION, PRACTICE, FINAL, HOLIDAYS, NOTHING)
USE_TITLES = {
    THEORY: N_("theory"), ATTESTATION: N_("interim attestation"), PRACTICE: N_("practice"), FINAL: N_("final attestation"),
    HOLIDAYS: N_("holidays"), NOTHING: N_("not studied"),
}  # fmt: skip
COLOURS = ("white", "blue", "teal", "green", "lime", "yellow", "orange", "red", "violet", "grey")
EMPTY, BETWEEN = "", ","
MOST_WEEKS = 54
# Holidays of a full year of a programme: 8 to 11 weeks (order 464 of older ФГОС, kept by colleges), the last course only two in winter.
LEAST_HOLIDAYS, MOST_HOLIDAYS = 8, 11


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of week: the letters in its cell, its name, colour and what it counts as beside the plan."""

    letters: str
    name: str
    colour: str
    use: str


# Letters of the charts that colleges draw and of the files of «Планы».
CUSTOMARY = (
    Kind("Т", "Теоретическое обучение", "white", THEORY),
    Kind("ПА", "Промежуточная аттестация", "yellow", ATTESTATION),
    Kind("УП", "Учебная практика", "teal", PRACTICE),
    Kind("ПП", "Производственная практика", "blue", PRACTICE),
    Kind("ПД", "Преддипломная практика", "violet", PRACTICE),
    Kind("Г", "Государственная итоговая аттестация", "red", FINAL),
    Kind("К", "Каникулы", "green", HOLIDAYS),
    Kind("=", "Нет обучения", "grey", NOTHING),
)


def weeks_of(begin: date, end: date) -> list[date]:
    """Give the Mondays of the weeks of a year; the first week holds its first day, the last one has its Thursday in it."""
    monday = begin - timedelta(days=begin.weekday())
    count = (end - timedelta(days=3) - monday).days // 7 + 1
    return [monday + timedelta(weeks=number) for number in range(count)][:MOST_WEEKS]


def month_spans(weeks: Sequence[date]) -> list[tuple[int, int]]:
    """Give (month, number of weeks) for the head of the table; a week belongs to the month of its Thursday."""
    spans: list[tuple[int, int]] = []
    for monday in weeks:
        month = (monday + timedelta(days=3)).month
        if spans and spans[-1][0] == month:
            spans[-1] = (month, spans[-1][1] + 1)
        else:
            spans.append((month, 1))
    return spans


def unpack(stored: str, length: int) -> tuple[str, ...]:
    """Give the letters of a stored row, as many as the year has weeks."""
    cells = stored.split(BETWEEN) if stored else []
    return tuple((*cells, *[EMPTY] * length)[:length])


def pack(cells: Iterable[str]) -> str:
    """Give the row as it is stored."""
    return BETWEEN.join(cells)


def read_row(cells: object, length: int, known: Iterable[str]) -> tuple[str, ...]:
    """Read the letters that a page sent; raises Invalid naming the week for letters that nobody declared."""
    if not isinstance(cells, str) or len(cells) > 300:
        raise Invalid(N_("The request could not be read. Refresh the page."))
    row, letters = unpack(cells, length), {*known, EMPTY}
    if len(cells.split(BETWEEN)) > length:
        raise Invalid(N_("The request could not be read. Refresh the page."))
    for number, cell in enumerate(row, start=1):
        if cell not in letters:
            raise Invalid(N_("Week %(week)s: there is no kind of week «%(letters)s»."), week=number, letters=cell[:5])
    return row


def used(row: Iterable[str], uses: Mapping[str, str]) -> dict[str, int]:
    """Count the weeks of a row by use; an empty cell counts for nothing."""
    found: dict[str, int] = {}
    for cell in row:
        if use := uses.get(cell):
            found[use] = found.get(use, 0) + 1
    return found


@dataclass(frozen=True, slots=True)
class Planned:
    """What a plan says of the year of a group: weeks by use, the semesters it holds, whether it ends in this year.

    ``terms`` are the days of the group's terms of the year, empty while none is open.
    """

    weeks: Mapping[str, Decimal]
    terms: tuple[tuple[date, date], ...] = ()
    is_last: bool = False


def findings(row: Sequence[str], weeks: Sequence[date], uses: Mapping[str, str], planned: Planned) -> list[DomainError]:
    """Give what in a row disagrees with the plan: weeks by kind, begin and end of the terms, length of the holidays."""
    found: list[DomainError] = []
    if not any(row):
        return found
    count, empty = used(row, uses), sum(1 for cell in row if not cell)
    if empty:
        found.append(DomainError(N_("weeks without a kind: %(count)s"), count=empty))
    for use in (THEORY, ATTESTATION, PRACTICE, FINAL):
        wanted = planned.weeks.get(use)
        if planned.weeks and abs(Decimal(count.get(use, 0)) - Decimal(wanted or 0)) >= 1:
            found.append(
                DomainError(
                    N_("%(use)s: %(count)s weeks, the plan has %(wanted)s"),
                    use=use,
                    count=count.get(use, 0),
                    wanted=plain(wanted or 0),
                )
            )
    if not planned.is_last and not LEAST_HOLIDAYS <= count.get(HOLIDAYS, 0) <= MOST_HOLIDAYS:
        found.append(
            DomainError(
                N_("holidays: %(count)s weeks, usual are %(least)s to %(most)s"),
                count=count.get(HOLIDAYS, 0),
                least=LEAST_HOLIDAYS,
                most=MOST_HOLIDAYS,
            )
        )
    found.extend(_outside(row, weeks, uses, planned.terms))
    return found


def _outside(
    row: Sequence[str], weeks: Sequence[date], uses: Mapping[str, str], terms: Sequence[tuple[date, date]]
) -> list[DomainError]:
    """Find weeks of teaching or sessions that lie outside the terms; asked only when both terms are known."""
    if len(terms) < 2:
        return []
    stray = [
        number
        for number, (cell, monday) in enumerate(zip(row, weeks, strict=False), start=1)
        if uses.get(cell) in (THEORY, ATTESTATION)
        and not any(first <= monday + timedelta(days=6) and monday <= last for first, last in terms)
    ]
    if not stray:
        return []
    return [
        DomainError(
            N_("studies outside the days of the group's terms in weeks %(weeks)s"),
            weeks=", ".join(map(str, stray[:10])),
        )
    ]


def of_plan(chart: str, length: int, kinds: Sequence[Kind]) -> tuple[str, ...]:
    """Give a row as the file of a plan draws it, in the college's letters; a year longer than the plan's goes on as it ended."""
    uses = {kind.letters: kind.use for kind in CUSTOMARY}
    known = {kind.letters for kind in kinds}
    by_use = {kind.use: kind.letters for kind in reversed(kinds)}
    row = [cell if cell in known else by_use.get(uses.get(cell, ""), EMPTY) for cell in chart.split(BETWEEN)]
    return tuple((*row, *row[-1:] * length)[:length])


def propose(
    weeks: Sequence[date], semesters: Sequence[tuple[date, date, Mapping[str, Decimal]]], kinds: Sequence[Kind]
) -> tuple[str, ...]:
    """Lay the weeks of a plan out from the begin of each semester: theory, practice, session, final, then holidays.

    ``semesters`` are (first day, last day, weeks by use). What is left of the year after the last one is holidays, or «not
    studied» when the plan ends with the final attestation.
    """
    letters = {use: next((kind.letters for kind in kinds if kind.use == use), EMPTY) for use in USES}
    row = [EMPTY] * len(weeks)
    ended = False
    for number, (first, _last, planned) in enumerate(semesters):
        at = next((index for index, monday in enumerate(weeks) if monday + timedelta(days=6) >= first), len(weeks))
        till = len(weeks)
        if number + 1 < len(semesters):
            following = semesters[number + 1][0]
            till = next(
                (index for index, monday in enumerate(weeks) if monday + timedelta(days=6) >= following), len(weeks)
            )
        for use in (THEORY, PRACTICE, ATTESTATION, FINAL):
            for _week in range(int(Decimal(planned.get(use, 0)).to_integral_value())):
                if at < till:
                    row[at], at = letters[use], at + 1
        ended = number == len(semesters) - 1 and bool(planned.get(FINAL))
        row[at:till] = [letters[NOTHING if ended else HOLIDAYS]] * (till - at)
    return tuple(row)


def plain(value: Decimal | int) -> str:
    """Write weeks as people do: «17», «2,5»."""
    return f"{Decimal(value).normalize():f}".replace(".", ",")
