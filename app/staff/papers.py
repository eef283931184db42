"""Printed lists of the staff: what their templates see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature

STAFF_LIST, STAFF_LIST_TEMPLATE = "staff_list", "staff_list.html"
QUALIFICATION, QUALIFICATION_TEMPLATE = "staff_qualification", "staff_qualification.html"
register_paper(STAFF_LIST, "СР", STAFF_LIST_TEMPLATE, N_("List of employees"), "СПИСОК РАБОТНИКОВ")
register_paper(QUALIFICATION, "КВ", QUALIFICATION_TEMPLATE, N_("Qualification of the teaching staff"), "СВЕДЕНИЯ О КВАЛИФИКАЦИИ ПЕДАГОГИЧЕСКИХ РАБОТНИКОВ")


@dataclass(frozen=True)
class StaffRow:
    """A line of the list of employees; a person of two posts has them in one line."""

    name: str
    position: str
    employment: str
    rate: str
    department: str
    hired: str
    education: str
    experience: str
    teaching: str


@dataclass(frozen=True)
class StaffPart:
    """A group of positions with its people."""

    title: str
    rows: tuple[StaffRow, ...]


@dataclass(frozen=True)
class StaffListPaper:
    """The list of employees on a day, by groups of positions; ``chosen`` names the department, empty for the college."""

    letterhead: Letterhead
    chosen: str
    drawn_on: date
    parts: tuple[StaffPart, ...]
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"Список работников{f', {self.chosen}' if self.chosen else ''}, {self.drawn_on:%d.%m.%Y}"


@dataclass(frozen=True)
class QualificationRow:
    """A line of the qualification report (contents of the page «Педагогический состав», order of Рособрнадзор № 1493)."""

    name: str
    position: str
    subjects: str
    education: str
    category: str
    training: str
    experience: str
    teaching: str
    merits: str
    remark: str


@dataclass(frozen=True)
class QualificationPaper:
    """Qualification of the teaching staff on a day with the totals that a deputy is asked for."""

    letterhead: Letterhead
    chosen: str
    drawn_on: date
    rows: tuple[QualificationRow, ...]
    counts: tuple[tuple[str, int], ...]
    signatures: tuple[Signature, ...]

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"Квалификация педагогических работников{f', {self.chosen}' if self.chosen else ''}, {self.drawn_on:%d.%m.%Y}"
