"""Papers of attestation: what their templates see. Layouts follow the forms in use (11/81/25/35/34 mm columns)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.attestation.rules import FORMULAS, GRADES, Result, indicators
from app.core.text import N_
from app.documents.registry import register_paper
from app.documents.rules import Count, Letterhead, Signature, decimal_text

SHEET, SUMMARY = "attestation_sheet", "group_summary"
SHEET_TEMPLATE, SUMMARY_TEMPLATE = "sheet.html", "summary.html"
register_paper(SHEET, "ЗЭВ", SHEET_TEMPLATE, N_("Attestation sheet"))
register_paper(SUMMARY, "СВ", SUMMARY_TEMPLATE, N_("Summary of results of a group"), "СВОДНАЯ ВЕДОМОСТЬ УСПЕВАЕМОСТИ")


@dataclass(frozen=True)
class SheetRow:
    """A student's line: ``mark`` as ``short`` gives it («5», «н/доп», «ну»), ``words`` beside; empty ones stay blank.

    In a credit sheet, which has no words column, ``mark`` is the result itself («зачтено»).
    """

    number: int
    name: str
    record_book: str = ""
    ticket: str = ""
    mark: str = ""
    words: str = ""
    topic: str = ""
    score: str = ""
    semester: str = ""
    final: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetPaper:
    """An attestation sheet titled by its control; a sheet without marks prints as a form to fill by hand.

    ``number`` is the sheet's own («12/2026»); without it the number of the registry is printed.
    ``counts`` and the three indicators are texts (a dash where nothing is computed); ``with_tickets`` shows the ticket
    column, ``with_topics`` that of course papers, ``with_scores`` points; ``credit`` prints one mark column without the words.
    ``three_marks`` prints the semester and the final mark beside the exam. ``items`` are those of a complex control: each
    row has ``marks`` in their order instead of one. ``attempt`` says that it is not the attestation itself.
    ``decisions`` tell who was not admitted, or admitted in spite of the journal, and who was absent for which reason.
    """

    letterhead: Letterhead
    title: str
    group: str
    course: str
    specialty: str
    semester: str
    academic_year: str
    item: str
    control: str
    teachers: tuple[str, ...]
    held_on: date | None
    rows: tuple[SheetRow, ...]
    counts: tuple[Count, ...]
    absolute: str
    quality: str
    mean: str
    signatures: tuple[Signature, ...]
    number: str = ""
    subtitle: str = ""
    hours: str = ""
    with_tickets: bool = True
    with_topics: bool = False
    with_scores: bool = False
    credit: bool = False
    three_marks: bool = False
    items: tuple[str, ...] = ()
    attempt: str = ""
    basis: str = ""
    decisions: tuple[str, ...] = ()
    total: str = ""
    formula: str = FORMULAS[1]

    @property
    def caption(self) -> str:
        """Give the line of the registry; it names nobody."""
        return f"{self.title}: {self.group}, {self.semester} семестр {self.academic_year}, {self.item}"


@dataclass(frozen=True)
class SummaryItem:
    """A column of the summary: an item with its teachers and the foot of the column."""

    name: str
    teachers: tuple[str, ...] = ()
    absolute: str = ""
    quality: str = ""
    mean: str = ""
    training: str = ""
    total: str = ""


@dataclass(frozen=True)
class SummaryBlock:
    """Columns under one head: «Экзамены», «Дифференцированные зачёты», «Зачёты», «Курсовые проекты» and others."""

    title: str
    columns: tuple[SummaryItem, ...]


@dataclass(frozen=True)
class SummaryRow:
    """A student's line: ``marks`` in the order of the blocks' items; absence in academic hours."""

    number: int
    name: str
    marks: tuple[str, ...]
    mean: str = ""
    missed: str = ""
    missed_unexcused: str = ""
    basis: str = ""
    note: str = ""


@dataclass(frozen=True)
class SummaryPaper:
    """Results of a group's term in one table, landscape; ``state`` says which reading it is («на дату закрытия …»)."""

    letterhead: Letterhead
    group: str
    course: str
    specialty: str
    semester: str
    academic_year: str
    blocks: tuple[SummaryBlock, ...]
    rows: tuple[SummaryRow, ...]
    totals: tuple[Count, ...]
    absolute: str
    quality: str
    signatures: tuple[Signature, ...]
    drawn_on: date | None = None
    curator: str = ""
    state: str = ""
    legend: tuple[Count, ...] = (
        Count("5, 4, 3, 2", "отметки"),
        Count("зач.", "зачтено"),
        Count("незач.", "не зачтено"),
        Count("н/а", "не аттестован"),
        Count("н/доп", "не допущен"),
        Count("н", "неявка"),
        Count("ну", "неявка по уважительной причине"),
        Count("осв.", "освобождён"),
    )
    formulas: tuple[str, ...] = FORMULAS[:2]

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Сводная ведомость: {self.group}, {self.semester} семестр {self.academic_year}"

    @property
    def columns(self) -> tuple[SummaryItem, ...]:
        """Give the items of all blocks from left to right."""
        return tuple(item for block in self.blocks for item in block.columns)


# What a narrow column shows; other results stand as they are.
SHORT = {
    Result.PASSED: "зач.",
    Result.FAILED: "незач.",
    Result.ABSENT: "н",
    Result.ABSENT_EXCUSED: "ну",
}


def short(result: str | None) -> str:
    """Give a result as a narrow column prints it; nothing for an empty one."""
    return SHORT.get(Result(result), result) if result else ""


def sheet_foot(results: Iterable[str | None], *, credit: bool) -> dict[str, object]:
    """Give ``counts``, ``absolute``, ``quality``, ``mean`` and N (``total``) of a SheetPaper; an unfilled sheet gets blank counts."""
    results = list(results)
    filled = any(results)
    kinds = (Result.PASSED, Result.FAILED) if credit else tuple(GRADES)
    lines: list[tuple[str, tuple[Result, ...]]] = [
        (f"«{kind}»" if not credit else str(kind), (kind,)) for kind in kinds
    ]
    lines += [
        ("неявка", (Result.ABSENT, Result.ABSENT_EXCUSED)),
        ("н/доп", (Result.NOT_ADMITTED,)),
        ("осв.", (Result.EXEMPT,)),
    ]
    counts = tuple(Count(label, str(sum(map(results.count, counted))) if filled else "") for label, counted in lines)
    found = indicators(results)
    shares = {name: decimal_text(getattr(found, name)) if filled else "" for name in ("absolute", "quality", "mean")}
    return {"counts": counts, "total": str(found.total) if filled else "", **shares}
