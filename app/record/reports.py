"""The academic record as PDF and xlsx, singly and for a whole group."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.attestation.controls import FORMS
from app.attestation.papers import short
from app.attestation.rules import WORDS, Result
from app.core.actor import Actor
from app.core.clock import today
from app.core.display import day as written
from app.core.errors import Refused
from app.core.text import N_
from app.documents import operations as documents
from app.documents import rendering, selections
from app.documents.models import Document
from app.documents.rules import Count, Signature, decimal_text
from app.exchange.writing import Cell, to_xlsx
from app.organization import queries as organization
from app.organization.heads import letterhead
from app.organization.models import Organization
from app.record import book, queries
from app.record.book import Line, Record
from app.record.papers import RECORD, RecordPaper, RecordRow, RecordSemester
from app.record.rules import (
    COMMISSION,
    DEFERRED,
    DIFFERENCE,
    IMPROVEMENT,
    OPENING,
    PRIMARY,
    REATTESTED,
    RECREDITED,
    RESIT,
    Reading,
)

SOURCES = {
    PRIMARY: "ведомость", DEFERRED: "другой день, ведомость", RESIT: "пересдача, ведомость", COMMISSION: "пересдача с комиссией, ведомость",
    IMPROVEMENT: "повышение оценки, ведомость", OPENING: "перенесено, основание:", RECREDITED: "перезачтено,",
    REATTESTED: "переаттестация,", DIFFERENCE: "разница в планах,",
}  # fmt: skip
STATES = {
    Reading.CLOSED: "на дату закрытия семестров, по снимкам", Reading.CURRENT: "с учётом пересдач", Reading.FINAL: "итоговые отметки",
}  # fmt: skip
HEADS = ("Семестр", "Дисциплина, модуль, практика", "Часы", "Форма контроля", "Результат", "Дата", "Основание")


def source_of(line: Line) -> str:
    """Say what the counting result stands on: «ведомость № 12/2026», «перезачтено, протокол № 3 …»."""
    fact = line.source
    if fact is None:
        return ""
    word = SOURCES[fact.attempt.kind]
    if fact.paper:
        return f"{word.split(',')[0]}, {fact.paper}"
    if fact.carried is None:
        return f"{word} № {fact.sheet}"
    one = fact.carried
    paper = f"{one.paper}{f' от {one.paper_date:%d.%m.%Y}' if one.paper_date else ''}"
    return f"{word} {one.protocol}; {paper}" if one.protocol else f"{word} {paper}"


def record_paper(record: Record, college: Organization, drawn_on: date, reading: Reading) -> RecordPaper:
    """Build the paper of a record."""
    found = record.summary
    group = record.group
    totals = (
        *(Count(f"«{mark}»", str(number)) for mark, number in found.counts.items()), Count("зачтено", str(found.passed)),
        Count("средний балл", decimal_text(found.mean)), Count("доля «5», %", decimal_text(found.fives_share)),
    )  # fmt: skip
    return RecordPaper(
        letterhead=letterhead(college), name=record.student.full_name, record_book=record.student.record_book or "",
        group=group.name if group else "", specialty=str(group.curriculum.programme.specialty) if group else "",
        state=STATES[reading], semesters=tuple(_semester(one) for one in record.semesters), totals=totals,
        signatures=(Signature("Секретарь учебной части"), Signature("Заместитель директора по учебной работе")), drawn_on=drawn_on,
    )  # fmt: skip


def _semester(one: book.Semester) -> RecordSemester:
    title = f"{one.number} семестр" + (f", {one.year} учебный год" if one.year else "")
    return RecordSemester(title, tuple(_row(number, line) for number, line in enumerate(one.lines, start=1)))


def _row(number: int, line: Line) -> RecordRow:
    credit, result = FORMS[line.control.form].credit, line.result
    return RecordRow(
        number, line.control.title, str(line.control.hours).replace(".", ","), FORMS[line.control.form].name,
        "" if credit else short(result), WORDS[Result(result)] if result else "",
        written(line.counts.held_on) if line.counts else "", source_of(line),
    )  # fmt: skip


def print_record(actor: Actor, student_id: int, reading: Reading) -> tuple[bytes, str]:
    """Print the record of a student, registered and archived; gives the PDF and its name."""
    require(actor, Resource.RECORD, Action.PRINT)
    record = book.record_of(student_id, reading)
    document = _issue(actor, record, record_paper(record, organization.own_organization(actor), today(actor.zone), reading), reading)
    return documents.bytes_of(document), f"Учебная карточка {record.student.full_name}"


def print_group(actor: Actor, group_id: int, reading: Reading) -> tuple[bytes, str]:
    """Print the records of a whole group as one PDF; Refused where nobody is in it."""
    require(actor, Resource.RECORD, Action.PRINT)
    group, college, day = queries.group(group_id), organization.own_organization(actor), today(actor.zone)
    records = book.records_of_group(group, reading)
    if not records:
        raise Refused(N_("Nobody is in the group now: there is nothing to print."))
    printed = [_issue(actor, one, record_paper(one, college, day, reading), reading) for one in records]
    return rendering.merge(documents.bytes_of(one) for one in printed), f"Учебные карточки {group.name}"


def _issue(actor: Actor, record: Record, paper: RecordPaper, reading: Reading) -> Document:
    return selections.issue_selection(actor, RECORD, {"student": record.student.id, "reading": reading.value}, paper)


def record_xlsx(actor: Actor, student_id: int, reading: Reading) -> tuple[bytes, str]:
    """Give the record of a student as a workbook."""
    require(actor, Resource.RECORD, Action.PRINT)
    record = book.record_of(student_id, reading)
    return to_xlsx("Учебная карточка", HEADS, _rows(record.lines)), f"Учебная карточка {record.student.full_name}"


def _rows(lines: Sequence[Line]) -> list[list[Cell]]:
    return [
        [
            line.control.semester, line.control.title, line.control.hours, FORMS[line.control.form].name,
            int(line.result) if line.result and line.result.isdigit() else line.result,
            line.counts.held_on if line.counts else None, source_of(line),
        ]
        for line in lines
    ]  # fmt: skip
