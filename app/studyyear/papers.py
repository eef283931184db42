"""The calendar chart on paper: coloured, with the letters in every cell, landscape; and as a table."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.actor import Actor
from app.core.clock import today
from app.core.text import N_
from app.documents import codes, registry
from app.documents import operations as documents
from app.documents import queries as archive
from app.documents.models import Document
from app.documents.registry import register_paper
from app.documents.rules import Letterhead, Signature
from app.organization.heads import director, letterhead
from app.organization.models import Organization
from app.organization.queries import own_organization
from app.studyyear import rules
from app.studyyear.queries import Chart

CHART, TEMPLATE = "calendar_chart", "calendar_chart.html"
register_paper(CHART, "КУГ", TEMPLATE, N_("Calendar chart"), "КАЛЕНДАРНЫЙ УЧЕБНЫЙ ГРАФИК")
MONTHS = ("янв", "фев", "март", "апр", "май", "июнь", "июль", "авг", "сен", "окт", "ноя", "дек")


@dataclass(frozen=True)
class ChartRow:
    """A group: letters with the colour of each cell, weeks by use at the right."""

    group: str
    course: int
    cells: tuple[tuple[str, str], ...]
    totals: tuple[str, ...]


@dataclass(frozen=True)
class ChartPaper:
    """The chart of a year; ``first_days`` are the Mondays of the weeks, ``legend`` (letters, name, colour)."""

    letterhead: Letterhead
    academic_year: str
    months: tuple[tuple[str, int], ...]
    first_days: tuple[str, ...]
    rows: tuple[ChartRow, ...]
    legend: tuple[tuple[str, str, str], ...]
    used: tuple[str, ...]
    signatures: tuple[Signature, ...]
    director: str = ""
    director_position: str = "Директор"
    chosen: str = ""

    @property
    def caption(self) -> str:
        """Give the line of the registry."""
        return f"Календарный учебный график на {self.academic_year} учебный год" + (
            f" ({self.chosen})" if self.chosen else ""
        )


def chart_paper(college: Organization, chart: Chart, chosen: str = "") -> ChartPaper:
    """Build the paper of what the page shows; ``chosen`` names a narrower choice of groups."""
    colours = {kind.letters: kind.colour for kind in chart.kinds}
    uses = {kind.letters: kind.use for kind in chart.kinds}
    rows = []
    for line in chart.lines:
        count = rules.used(line.cells, uses)
        cells = tuple((cell, colours.get(cell, "white")) for cell in line.cells)
        rows.append(
            ChartRow(line.group.name, line.course, cells, tuple(str(count.get(use, 0) or "") for use in rules.USES[:5]))
        )
    return ChartPaper(
        letterhead(college), chart.year.label, tuple((MONTHS[month - 1], span) for month, span in rules.month_spans(chart.weeks)),
        tuple(f"{monday:%d}" for monday in chart.weeks), tuple(rows), tuple((kind.letters, kind.name, kind.colour) for kind in chart.kinds),
        ("теор.", "атт.", "практ.", "ГИА", "кан."), (Signature("Заместитель директора по учебной работе"),),
        director(college).name, director(college).position, chosen,
    )  # fmt: skip


def chart_document(actor: Actor, chart: Chart, chosen: str) -> Document:
    """Give the registered chart: the copy there is while nothing changed, else a new revision in its place."""
    paper = chart_paper(own_organization(actor), chart, chosen)
    present = archive.of_subject(CHART, chart.year)
    if present is None:
        return documents.issue(actor, CHART, chart.year, paper)
    same = present.status == archive.VALID and present.content_sha256 == codes.digest(
        registry.kind_of(CHART).template, paper
    )
    return present if same else documents.issue(actor, CHART, chart.year, paper, revision=present.revision + 1)


def table(chart: Chart) -> tuple[list[str], list[list[str | int]]]:
    """Give (heads, rows) of the chart as a table: a column a week, then weeks by use."""
    uses = {kind.letters: kind.use for kind in chart.kinds}
    heads = [
        "Группа",
        "Курс",
        *(f"{monday:%d.%m.%y}" for monday in chart.weeks),
        "теория",
        "аттестация",
        "практика",
        "ГИА",
        "каникулы",
    ]
    rows: list[list[str | int]] = []
    for line in chart.lines:
        count = rules.used(line.cells, uses)
        rows.append([line.group.name, line.course, *line.cells, *(count.get(use, 0) for use in rules.USES[:5])])
    return heads, rows


def file_name(actor: Actor, chart: Chart) -> str:
    """Name the file of the table."""
    return f"Календарный график {chart.year.label.replace('/', '-')} на {today(actor.zone):%d.%m.%Y}.xlsx"
