"""How long files are kept and when an act of destruction may be approved; pure.

Terms run from 1 January of the year after the one the file was finished in (rules of state and municipal archives, 2023).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.core.errors import Conflict, DomainError, Invalid, Refused
from app.core.text import N_

DRAFT, CHECKED, APPROVED, DONE = "draft", "expert", "approved", "done"
STATES = (DRAFT, CHECKED, APPROVED, DONE)
STATE_TITLES = {
    DRAFT: N_("the destruction act is a draft"), CHECKED: N_("the destruction act waits for the expert commission"),
    APPROVED: N_("the destruction act is approved"), DONE: N_("the destruction act is carried out"),
}  # fmt: skip
_STEPS = {"send": (DRAFT, CHECKED), "agree": (CHECKED, DRAFT), "approve": (DRAFT, APPROVED), "carry_out": (APPROVED, DONE)}

# (index, title, years or None for permanent, expert check, article): a start, everything is editable.
CUSTOMARY: tuple[tuple[str, str, int | None, bool, str], ...] = (
    ("05-01", "Приказы по контингенту студентов", 75, True, "по перечню"),
    ("05-02", "Журнал регистрации приказов по контингенту", 75, True, "по перечню"),
    ("05-03", "Личные дела выпускников", 50, True, "по перечню"),
    ("05-04", "Личные дела отчисленных", 15, True, "по перечню"),
    ("05-05", "Протоколы ГЭК", 50, True, "по перечню"),
    ("05-06", "Книга регистрации выданных дипломов", 50, True, "по перечню"),
    ("05-07", "Сводные ведомости успеваемости", 25, False, "по перечню"),
    ("05-08", "Экзаменационные и зачётные ведомости, экзаменационные листы", 5, False, "по перечню"),
    ("05-09", "Журналы учебных занятий", 5, False, "по перечню"),
    ("05-10", "Курсовые проекты и работы", 2, False, "по перечню"),
    ("05-11", "Выпускные квалификационные работы", 5, False, "по перечню"),
    ("05-12", "Учебные планы", None, False, "по перечню"),
    ("05-13", "Расписание занятий", 1, False, "по перечню"),
    ("05-14", "Согласия на обработку персональных данных", 3, False, "по перечню"),
    ("05-15", "Пакеты данных закрытых семестров (электронные)", 25, False, "локальный акт"),
    ("05-16", "Журнал событий информационной системы", 3, False, "локальный акт"),
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A line of an act: what file, finished in which year, kept how long (None for ever), whether experts must agree."""

    title: str
    year: int
    years: int | None
    needs_expert: bool


def term_words(years: int | None, needs_expert: bool) -> str:
    """Give the term as it stands in a nomenclature: «5 л.», «3 г. ЭПК», «Постоянно»."""
    if years is None:
        return "Постоянно"
    word = "г." if years % 10 in (1, 2, 3, 4) and years % 100 not in (11, 12, 13, 14) else "л."
    return f"{years} {word}" + (" ЭПК" if needs_expert else "")


def free_from(year: int, years: int | None) -> date | None:
    """Give the first day on which a file finished in ``year`` may be destroyed; None for one that is kept for ever."""
    return None if years is None else date(year + years + 1, 1, 1)


def refusals(one: Kept, today: date) -> Iterator[DomainError]:
    """Give why a file cannot stand in an act."""
    day = free_from(one.year, one.years)
    if day is None:
        yield Refused(N_("«%(title)s» is kept for ever."), field="item", title=one.title)
    elif day > today:
        yield Refused(N_("«%(title)s» of %(year)s is kept until %(day)s."), field="year", title=one.title, year=one.year, day=f"{day:%d.%m.%Y}")


def approval_problems(lines: Iterable[Kept], state: str, protocol: str, today: date) -> Iterator[DomainError]:
    """Give why an act cannot be approved: nothing in it, a term that runs, an expert check that is missing or pending."""
    found = list(lines)
    if not found:
        yield Invalid(N_("The act names no file."))
    if state == CHECKED:
        yield Conflict(N_("The expert check is pending: the act waits for its protocol."))
    elif any(one.needs_expert for one in found) and not protocol:
        yield Refused(N_("Some files need the expert commission: send the act to it and enter its protocol."))
    for one in found:
        yield from refusals(one, today)


def step(verb: str, state: str) -> str:
    """Give the state after a step; Conflict when it is not its turn."""
    before, after = _STEPS[verb]
    if state != before:
        raise Conflict(N_("The act is in another state now. Open the page again."))
    return after
