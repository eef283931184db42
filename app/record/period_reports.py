"""The summary over the whole time of study as PDF and xlsx: the same results as the screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.attestation.controls import FORMS
from app.attestation.papers import short
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Refused
from app.core.text import N_
from app.documents import operations as documents
from app.documents import selections
from app.documents.rules import Signature, decimal_text
from app.exchange.writing import Cell, to_xlsx
from app.organization import queries as organization
from app.organization.heads import letterhead
from app.organization.models import Organization
from app.record import period
from app.record.item_marks import PAPER_RULES
from app.record.papers import PERIOD, PeriodBlock, PeriodPage, PeriodPaper, PeriodRow
from app.record.period import Period, PeriodItem, PeriodLine, PeriodSemester
from app.record.queries_plan import PlanControl
from app.record.reports import STATES
from app.record.rules import Reading

# So many narrow columns stand beside the names on a lying sheet of A4.
WIDEST = 22
ITEMS = "Итоговые отметки по дисциплинам, модулям, практикам"


def head_of(control: PlanControl) -> str:
    """Give the head of a column: index, name, hours, control."""
    return f"{control.title}, {str(control.hours).replace('.', ',')} ч, {FORMS[control.form].name}"


def item_head(one: PeriodItem) -> str:
    """Give the head of an item's column: index, name, hours of all semesters; a course project and an item not over say so."""
    more = f", {FORMS[one.form].name}" if one.form else f", {str(one.hours).replace('.', ',')} ч"
    return f"{one.title}{more}{'' if one.is_over else ', изучается'}"


def paper_of(found: Period, college: Organization, reading: Reading, drawn_on: date) -> PeriodPaper:
    """Build the paper: as many whole semesters a page as fit, a semester that is too wide goes on over the next one."""
    pages, start = [], 0
    for blocks in _chunks(found.semesters):
        width = sum(len(one.controls) for one in blocks)
        told = tuple(PeriodBlock(f"{one.number} семестр", tuple(head_of(control) for control in one.controls)) for one in blocks)
        pages.append(PeriodPage(told, _rows(found.lines, [one.results[start : start + width] for one in found.lines]), False))
        start += width
    pages += _item_pages(found)
    signatures = (Signature("Заместитель директора по учебной работе"), Signature("Секретарь учебной части"))
    return PeriodPaper(
        letterhead(college), found.group.name, str(found.group.curriculum.programme.specialty), STATES[reading], PAPER_RULES[found.rule],
        tuple(pages), signatures, drawn_on,
    )  # fmt: skip


def _chunks(semesters: Sequence[PeriodSemester]) -> Iterator[list[PeriodSemester]]:
    page: list[PeriodSemester] = []
    for one in semesters:
        for at in range(0, len(one.controls), WIDEST):
            piece = PeriodSemester(one.number, one.controls[at : at + WIDEST])
            if page and sum(len(other.controls) for other in page) + len(piece.controls) > WIDEST:
                yield page
                page = []
            page.append(piece)
    if page:
        yield page


def _item_pages(found: Period) -> Iterator[PeriodPage]:
    """Give the pages with a mark an item; what the whole time comes to stands on the last one."""
    for at in range(0, len(found.items), WIDEST):
        heads = tuple(item_head(one) for one in found.items[at : at + WIDEST])
        marks = [one.marks[at : at + WIDEST] for one in found.lines]
        yield PeriodPage((PeriodBlock(ITEMS, heads),), _rows(found.lines, marks), at + WIDEST >= len(found.items))


def _rows(lines: Sequence[PeriodLine], marks: Sequence[Sequence[str | None]]) -> tuple[PeriodRow, ...]:
    return tuple(
        PeriodRow(
            number, line.record.student.full_name, tuple(short(one) for one in marks[number - 1]),
            counts_of(line), decimal_text(line.record.summary.mean), decimal_text(line.record.summary.fives_share),
            honours_of(line),
        )
        for number, line in enumerate(lines, start=1)
    )  # fmt: skip


def counts_of(line: PeriodLine) -> str:
    """Give how many «5», «4» and «3» a student has: «12/7/3»."""
    return "/".join(str(line.record.summary.counts[mark]) for mark in ("5", "4", "3"))


def honours_of(line: PeriodLine) -> str:
    """Give whether a diploma with honours is still possible, in a word."""
    return "да" if line.may_have_honours else "нет"


def print_period(actor: Actor, group_id: int, reading: Reading) -> tuple[bytes, str]:
    """Print the summary of a group, registered and archived; Refused where there is nothing to print."""
    found = _found(actor, group_id, reading)
    paper = paper_of(found, organization.own_organization(actor), reading, today(actor.zone))
    document = selections.issue_selection(actor, PERIOD, {"group": group_id, "reading": reading.value}, paper)
    return documents.bytes_of(document), f"Сводная за весь период {found.group.name}"


def period_xlsx(actor: Actor, group_id: int, reading: Reading) -> tuple[bytes, str]:
    """Give the summary of a group as a workbook: a column a control, its semester in the head."""
    found = _found(actor, group_id, reading)
    columns = (f"{one.semester} сем. {head_of(one)}" for one in found.controls)
    items = (f"Итог: {item_head(one)}" for one in found.items)
    heads = ["Студент", "№ зачётной книжки", *columns, *items, "«5»/«4»/«3»", "Средний балл", "Доля «5», %", "Отличие"]
    return to_xlsx("За весь период", heads, [_cells(line) for line in found.lines]), f"Сводная за весь период {found.group.name}"


def _cells(line: PeriodLine) -> list[Cell]:
    marks: list[Cell] = [int(one) if one and one.isdigit() else one for one in (*line.results, *line.marks)]
    record = line.record
    found = record.summary
    return [record.student.full_name, record.student.record_book, *marks, counts_of(line), found.mean, found.fives_share, honours_of(line)]


def _found(actor: Actor, group_id: int, reading: Reading) -> Period:
    require(actor, Resource.RECORD, Action.PRINT)
    found = period.of_group(group_id, reading)
    if not found.lines or not found.semesters:
        raise Refused(N_("There are no students or no results yet: there is nothing to print."))
    return found
