"""The lists as PDF and xlsx: the same rows as the screen."""

from __future__ import annotations

from collections.abc import Sequence

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Refused
from app.core.text import N_
from app.documents import operations as documents
from app.documents import selections
from app.documents.headings import declare_heading
from app.documents.rules import Signature, decimal_text
from app.exchange.writing import to_xlsx
from app.organization import queries as organization
from app.organization.heads import letterhead
from app.organization.models import Semester
from app.record import lists
from app.record.lists import Kind, Row
from app.record.papers import LIST, ListPaper, ListRow
from app.record.reports import STATES
from app.record.rules import Reading

TITLES = {
    Kind.STIPEND: "СПИСОК ОБУЧАЮЩИХСЯ НА НАЗНАЧЕНИЕ ГОСУДАРСТВЕННОЙ АКАДЕМИЧЕСКОЙ СТИПЕНДИИ",
    Kind.EXCELLENT: "СПИСОК ОБУЧАЮЩИХСЯ, СДАВШИХ СЕССИЮ НА «ОТЛИЧНО»",
    Kind.DEBTORS: "СПИСОК ОБУЧАЮЩИХСЯ, ИМЕЮЩИХ АКАДЕМИЧЕСКУЮ ЗАДОЛЖЕННОСТЬ",
}
for _kind, _title in TITLES.items():
    declare_heading(f"{LIST}.{_kind.value}", lists.TITLES[_kind], _title)
NAMES = {Kind.STIPEND: "Стипендиальный список", Kind.EXCELLENT: "Отличники", Kind.DEBTORS: "Задолжники по студентам"}
HEADS = ("Студент", "№ зачётной книжки", "Группа", "Курс", "«5»", "«4»", "Средний балл", "Примечание")
CONDITIONS = {
    Kind.STIPEND: "Очная форма, за счёт бюджета; все отметки семестра «4» и «5», академических задолженностей нет.",
    Kind.EXCELLENT: "Все отметки семестра «5», академических задолженностей нет.",
    Kind.DEBTORS: "Задолженности всех семестров, не ликвидированные на день составления.",
}


def _rows(
    actor: Actor, kind: Kind, semester: Semester | None, reading: Reading, group_id: int | None
) -> tuple[Sequence[Row], Semester]:
    require(actor, Resource.RECORD_LIST, Action.PRINT)
    if semester is None:
        raise Refused(N_("There is no semester yet: enter the academic year first."))
    return lists.rows(actor, kind, semester, reading, group_id), semester


def print_list(
    actor: Actor, kind: Kind, semester: Semester | None, reading: Reading, group_id: int | None
) -> tuple[bytes, str]:
    """Print a list, registered and archived; gives the PDF and its name."""
    found, half = _rows(actor, kind, semester, reading, group_id)
    rows = tuple(
        ListRow(number, one.name, one.record_book, one.group, str(one.course), str(one.fives), str(one.fours), decimal_text(one.mean), one.note)
        for number, one in enumerate(found, start=1)
    )
    paper = ListPaper(
        letterhead=letterhead(organization.own_organization(actor)), title=TITLES[kind], condition=CONDITIONS[kind],
        period=f"{half.number} семестр {half.academic_year.label} учебного года", state=STATES[reading], rows=rows,
        with_notes=kind is Kind.DEBTORS, drawn_on=today(actor.zone),
        signatures=(Signature("Заместитель директора по учебной работе"), Signature("Секретарь учебной части")),
    )  # fmt: skip
    choice = {"list": kind.value, "semester": half.id, "reading": reading.value, "group": group_id}
    document = selections.issue_selection(actor, LIST, choice, paper)
    return documents.bytes_of(document), f"{NAMES[kind]} {half.academic_year.label} {half.number}"


def list_xlsx(
    actor: Actor, kind: Kind, semester: Semester | None, reading: Reading, group_id: int | None
) -> tuple[bytes, str]:
    """Give a list as a workbook."""
    found, half = _rows(actor, kind, semester, reading, group_id)
    rows = [(one.name, one.record_book, one.group, one.course, one.fives, one.fours, one.mean, one.note) for one in found]
    return to_xlsx(NAMES[kind], HEADS, rows), f"{NAMES[kind]} {half.academic_year.label} {half.number}"
