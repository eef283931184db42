"""Printed papers of the load: what their templates see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature

LOAD_CARD, LOAD_CARD_TEMPLATE = "load_card", "load_card.html"
TARIFICATION, TARIFICATION_TEMPLATE = "tarification", "tarification.html"
SUBSTITUTIONS, SUBSTITUTIONS_TEMPLATE = "substitutions", "substitutions.html"
register_paper(LOAD_CARD, "КН", LOAD_CARD_TEMPLATE, N_("Load card of a teacher"), "КАРТОЧКА УЧЁТА УЧЕБНОЙ НАГРУЗКИ")
register_paper(TARIFICATION, "ТС", TARIFICATION_TEMPLATE, N_("Tarification list"), "ТАРИФИКАЦИОННЫЙ СПИСОК ПРЕПОДАВАТЕЛЕЙ")
register_paper(SUBSTITUTIONS, "ЗМ", SUBSTITUTIONS_TEMPLATE, N_("List of substitutions"), "ВЕДОМОСТЬ ЗАМЕН ПРЕПОДАВАТЕЛЕЙ")


@dataclass(frozen=True)
class CardRow:
    """A load in the card: hours given, held in each month of the year, held, taken off, left."""

    item: str
    group: str
    semester: int
    given: int
    months: tuple[int, ...]
    held: int
    off: int
    left: int
    is_substitution: bool = False


@dataclass(frozen=True)
class LoadCardPaper:
    """The card of a teacher's load in an academic year on a day (карточка учёта учебной нагрузки)."""

    letterhead: Letterhead
    name: str
    position: str
    academic_year: str
    drawn_on: date
    rate: str
    norm: int
    months: tuple[str, ...]
    rows: tuple[CardRow, ...]
    total: CardRow
    over: int
    extra: int
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Карточка учёта нагрузки на {self.academic_year}, {self.name}"


@dataclass(frozen=True)
class TarificationItem:
    """An item of a teacher with its groups and hours by half-years."""

    item: str
    groups: str
    first: int
    second: int

    @property
    def total(self) -> int:
        """Give the hours of the year."""
        return self.first + self.second


@dataclass(frozen=True)
class TarificationRow:
    """A teacher of the list with the items given."""

    name: str
    position: str
    education: str
    category: str
    experience: str
    rate: str
    norm: int
    items: tuple[TarificationItem, ...]

    @property
    def first(self) -> int:
        """Give the hours of the first half-year."""
        return sum(one.first for one in self.items)

    @property
    def second(self) -> int:
        """Give the hours of the second half-year."""
        return sum(one.second for one in self.items)

    @property
    def total(self) -> int:
        """Give the hours of the year."""
        return self.first + self.second

    @property
    def over(self) -> int:
        """Give the hours above the norm."""
        return max(0, self.total - self.norm)


@dataclass(frozen=True)
class TarificationPaper:
    """The tarification list of the teachers for an academic year (тарификационный список)."""

    letterhead: Letterhead
    academic_year: str
    drawn_on: date
    rows: tuple[TarificationRow, ...]
    signatures: tuple[Signature, ...]

    @property
    def total(self) -> int:
        """Give the hours of all teachers."""
        return sum(row.total for row in self.rows)

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Тарификационный список преподавателей на {self.academic_year} учебный год"


@dataclass(frozen=True)
class SubstitutionRow:
    """A substitute at a load: who was absent when and why, what was held instead."""

    number: int
    days: str
    absent: str
    reason: str
    basis: str
    item: str
    group: str
    substitute: str
    hours: int


@dataclass(frozen=True)
class SubstitutionsPaper:
    """The list of substitutions that touch a period."""

    letterhead: Letterhead
    first: date
    last: date
    rows: tuple[SubstitutionRow, ...]
    hours: int
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"Ведомость замен с {self.first:%d.%m.%Y} по {self.last:%d.%m.%Y}"
