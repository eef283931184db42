"""Papers for a meeting of parents: the group on one sheet, a slip for each student."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.text import N_
from app.curator.papers import sign_of
from app.curator.queries_standing import GroupStanding
from app.curator.standing import StudentLine
from app.documents.headings import declare_heading
from app.documents.rules import Letterhead, Signature, decimal_text
from app.gradebook.rules import Standing
from app.organization.heads import letterhead

# How many small letters a line of the first column of a slip holds.
LETTERS = 57
GROUP_TEMPLATE, SLIPS_TEMPLATE = "standing.html", "standing_slips.html"
declare_heading("standing", N_("Standing of a group for a meeting of parents"), "Успеваемость и посещаемость")


@dataclass(frozen=True)
class StandingRow:
    """A student: (mean, mark expected) in each item, sums beside."""

    number: int
    name: str
    cells: tuple[tuple[str, str], ...]
    mean: str
    missed: str
    unexcused: str
    behind: str
    open_tasks: str


@dataclass(frozen=True)
class SlipRow:
    """An item on the slip of a student."""

    item: str
    teachers: str
    mean: str
    marks: str
    missed: str
    open_tasks: str
    proposal: str

    @property
    def lines(self) -> list[str]:
        """Give the item and its teachers in lines that fit their column; capitals are wider than small letters by two fifths."""
        teachers = self.teachers.replace(" ", "\xa0").replace(",\xa0", ", ")
        text = f"{self.item} {teachers}".strip()
        capitals = sum(one.isupper() for one in text)
        return textwrap.wrap(text, LETTERS * 5 * len(text) // (5 * len(text) + 2 * capitals)) or [""]


@dataclass(frozen=True)
class Slip:
    """What the parents of one student get."""

    name: str
    rows: tuple[SlipRow, ...]
    mean: str
    missed: str
    unexcused: str


@dataclass(frozen=True)
class StandingPaper:
    """The group as it stands on ``day``: a working paper, not registered."""

    letterhead: Letterhead
    group: str
    semester: str
    academic_year: str
    day: date
    items: tuple[str, ...]
    rows: tuple[StandingRow, ...]
    slips: tuple[Slip, ...]
    signatures: tuple[Signature, ...]

    @property
    def title(self) -> str:
        """Give what the paper is called."""
        return f"Успеваемость и посещаемость группы {self.group} на {self.day:%d.%m.%Y}"


def standing_paper(found: GroupStanding, lines: Sequence[StudentLine]) -> StandingPaper:
    """Give the paper of the group for some of its lines, in their order; the term must be there."""
    term = found.term
    return StandingPaper(
        letterhead=letterhead(found.college), group=found.group.name, semester=str(term.plan_semester) if term else "",
        academic_year=term.academic_year.label if term else "", day=found.day, items=tuple(str(one.item) for one in found.items),
        rows=tuple(_row(number, one) for number, one in enumerate(lines, start=1)),
        slips=tuple(_slip(found, one) for one in sorted(lines, key=lambda one: one.name)),
        signatures=(Signature("Куратор группы", sign_of(found.group.curator)),),
    )  # fmt: skip


def _row(number: int, line: StudentLine) -> StandingRow:
    cells = tuple(("", "") if one is None else (decimal_text(one.mean), one.proposal or "—") for one in line.cells)
    return StandingRow(
        number, line.name, cells, decimal_text(line.mean), str(line.missed), str(line.unexcused), str(line.behind), str(line.open_tasks)
    )


def _slip(found: GroupStanding, line: StudentLine) -> Slip:
    rows = tuple(
        _slip_row(str(item.item), item.teachers, one) for item, one in zip(found.items, line.cells, strict=True) if one is not None
    )
    return Slip(line.name, rows, decimal_text(line.mean), str(line.missed), str(line.unexcused))


def _slip_row(item: str, teachers: str, one: Standing) -> SlipRow:
    missed = f"{one.absent_hours} ({one.absent_hours - one.excused_hours})" if one.absent_hours else "—"
    return SlipRow(
        item, teachers, decimal_text(one.mean), str(one.marks), missed, str(one.open_tasks) if one.open_tasks else "—", one.proposal or "—"
    )
