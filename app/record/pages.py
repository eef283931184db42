"""Pages of the record book (зачётная книжка): what a student has passed, a spread a semester; also for a whole group."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.attestation.controls import COURSE, EXAMS, FORMS, MODULES
from app.attestation.passed import PRACTICES
from app.attestation.rules import WORDS, Result
from app.core.actor import Actor
from app.core.clock import today
from app.core.display import day as written
from app.core.errors import Refused
from app.core.text import N_
from app.documents import operations as documents
from app.documents import rendering, selections
from app.organization import queries as organization
from app.organization.heads import letterhead
from app.organization.models import Organization
from app.record import book, queries, queries_results
from app.record.book import Line, Record
from app.record.papers import BOOK, BookPaper, BookPart, BookRow, BookSpread
from app.record.reports import source_of
from app.record.rules import PASSED, Reading

THEORY, CREDITED, PROJECTS, PRACTICE = "Экзамены", "Зачёты", "Курсовые проекты (работы)", "Практика"
LEFT = (THEORY, PROJECTS)


def part_of(line: Line) -> str:
    """Tell which table of the spread a control stands in."""
    if line.control.kind in PRACTICES:
        return PRACTICE
    block = FORMS[line.control.form].block
    return PROJECTS if block == COURSE else THEORY if block in (EXAMS, MODULES) else CREDITED


def book_paper(record: Record, college: Organization, examiners: Mapping[int, Sequence[str]], drawn_on: date) -> BookPaper:
    """Build the pages of a student's book: passed results only, as the book has them (a failure is not written in)."""
    group = record.group
    lines = [line for line in record.lines if line.result in PASSED]
    spreads = tuple(
        _spread(number, list(found), {one.number: one.year for one in record.semesters}.get(number, ""), examiners)
        for number, found in groupby(lines, key=lambda line: line.control.semester)
    )
    return BookPaper(
        letterhead=letterhead(college), name=record.student.full_name, record_book=record.student.record_book or "",
        group=group.name if group else "", specialty=str(group.curriculum.programme.specialty) if group else "", spreads=spreads,
        drawn_on=drawn_on,
    )  # fmt: skip


def _spread(number: int, lines: Sequence[Line], year: str, examiners: Mapping[int, Sequence[str]]) -> BookSpread:
    title = f"{number} семестр" + (f" {year} учебного года" if year else "")
    parts = {name: [line for line in lines if part_of(line) == name] for name in (THEORY, PROJECTS, CREDITED, PRACTICE)}
    told = {name: BookPart(name, tuple(_row(one, examiners) for one in found)) for name, found in parts.items() if found}
    return BookSpread(
        title, tuple(told[name] for name in LEFT if name in told), tuple(part for name, part in told.items() if name not in LEFT)
    )


def _row(line: Line, examiners: Mapping[int, Sequence[str]]) -> BookRow:
    fact = line.source
    people = ", ".join(examiners.get(fact.sheet_id, ())) if fact and fact.sheet_id else ""
    return BookRow(
        line.control.title, str(line.control.hours).replace(".", ","), WORDS[Result(line.result or "")],
        written(line.counts.held_on) if line.counts else "", people or source_of(line),
    )  # fmt: skip


def papers_of(records: Sequence[Record], college: Organization, day: date) -> list[BookPaper]:
    """Build the pages of several students; one statement beside the records."""
    sheets = {line.source.sheet_id for one in records for line in one.lines if line.source and line.source.sheet_id}
    examiners = queries_results.examiners(sheets)
    return [book_paper(one, college, examiners, day) for one in records]


def print_book(actor: Actor, student_id: int) -> tuple[bytes, str]:
    """Print the pages of a student's record book, registered and archived; gives the PDF and its name."""
    require(actor, Resource.RECORD, Action.PRINT)
    record = book.record_of(student_id, Reading.FINAL)
    return _print(actor, [record]), f"Зачётная книжка {record.student.full_name}"


def print_group_books(actor: Actor, group_id: int) -> tuple[bytes, str]:
    """Print the pages of everybody in a group as one PDF; Refused where nobody is in it."""
    require(actor, Resource.RECORD, Action.PRINT)
    group = queries.group(group_id)
    records = book.records_of_group(group, Reading.FINAL)
    if not records:
        raise Refused(N_("Nobody is in the group now: there is nothing to print."))
    return _print(actor, records), f"Зачётные книжки {group.name}"


def _print(actor: Actor, records: Sequence[Record]) -> bytes:
    made = papers_of(records, organization.own_organization(actor), today(actor.zone))
    return rendering.merge(_issued(actor, records, made))


def _issued(actor: Actor, records: Sequence[Record], made: Sequence[BookPaper]) -> Iterable[bytes]:
    for record, paper in zip(records, made, strict=True):
        yield documents.bytes_of(selections.issue_selection(actor, BOOK, {"student": record.student.id}, paper))
