"""Reads of discrepancy statements and of the cells and lines they speak of."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.attestation.models import AttestationEntry, AttestationSheet
from app.closing.models import Reopening
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumTerm
from app.extensions import db
from app.gradebook.models import Mark
from app.inaccuracies import rules
from app.inaccuracies.models import DiscrepancyStatement
from app.inaccuracies.settings import DAYS
from app.organization import queries as organization
from app.organization.models import Organization
from app.settings import queries as settings
from app.students.models import Student
from app.teaching.models import Lesson, TeachingLoad
from app.terms.models import GroupTerm

OPEN, ALL, MINE = "open", "all", "mine"
_TERM = joinedload(TeachingLoad.group_term).joinedload(GroupTerm.group)
_ITEM = joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item)


def is_disclosed_only(actor: Actor) -> bool:
    """Tell whether the person sees sent statements alone, each after a logged opening: the regional operator."""
    return not actor.is_system and actor.may("inaccuracy", "reveal") and not actor.may("inaccuracy", "create")


def _visible(actor: Actor) -> Select[tuple[DiscrepancyStatement]]:
    statement = select(DiscrepancyStatement)
    if is_disclosed_only(actor):
        statement = statement.where(DiscrepancyStatement.status.in_(rules.DISCLOSED), DiscrepancyStatement.letter_date.is_not(None))
    return statement


def statements(actor: Actor, wanted: str, *, page: int, size: int) -> tuple[list[DiscrepancyStatement], int]:
    """Give a page of the statements the person may see, the newest first, and how many there are; two statements."""
    found = _visible(actor)
    if wanted == MINE:
        found = found.where(DiscrepancyStatement.reporter_id == actor.employee_id)
    elif wanted in rules.STATUSES:
        found = found.where(DiscrepancyStatement.status == wanted)
    elif wanted != ALL:
        found = found.where(DiscrepancyStatement.status.not_in(rules.FINAL))
    total = db.session.scalar(found.with_only_columns(func.count(DiscrepancyStatement.id))) or 0
    rows = db.session.scalars(found.order_by(DiscrepancyStatement.id.desc()).offset(page * size).limit(size))
    return list(rows), total


def statement(actor: Actor, statement_id: int, *, locked: bool = False) -> DiscrepancyStatement:
    """Give a statement; ``locked`` reads it anew and keeps others from deciding at once; NotFound for a foreign one."""
    wanted = _visible(actor).where(DiscrepancyStatement.id == statement_id)
    if locked:
        wanted = wanted.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound(N_("There is no such statement."))
    return found


def status_of_term(term_id: int, *, locked: bool = False) -> str | None:
    """Give the state of a group's term; ``locked`` keeps it from being closed at once."""
    wanted = select(GroupTerm.status).where(GroupTerm.id == term_id)
    return db.session.scalar(wanted.with_for_update() if locked else wanted)


def reopening(reopening_id: int | None) -> Reopening | None:
    """Give the reopening that a statement led to."""
    return db.session.scalar(select(Reopening).where(Reopening.id == reopening_id)) if reopening_id else None


def next_number(organization_id: int, year: int) -> int:
    """Give the next number of the year; the college's row is locked, so that two statements never share one."""
    db.session.scalar(select(Organization.id).where(Organization.id == organization_id).with_for_update())
    last = db.session.scalar(
        select(func.max(DiscrepancyStatement.number))
        .where(DiscrepancyStatement.organization_id == organization_id, DiscrepancyStatement.year == year)
        .execution_options(unscoped=True)
    )
    return (last or 0) + 1


def same_open(kind: str, subject_id: int, part: int | None, field: str) -> DiscrepancyStatement | None:
    """Give a statement on the same field that is not finished yet, whoever reported it."""
    return db.session.scalar(
        select(DiscrepancyStatement)
        .where(
            DiscrepancyStatement.subject_type == kind,
            DiscrepancyStatement.subject_id == subject_id,
            DiscrepancyStatement.subject_part == part if part is not None else DiscrepancyStatement.subject_part.is_(None),
            DiscrepancyStatement.field == field,
            DiscrepancyStatement.status.not_in(rules.FINAL),
        )
        .limit(1)
    )


def waiting(statuses: Collection[str]) -> list[tuple[str, date]]:
    """Give (state, first day in it) of the statements in one of ``statuses``; one statement."""
    rows = db.session.execute(
        select(DiscrepancyStatement.status, DiscrepancyStatement.since).where(DiscrepancyStatement.status.in_(statuses))
    )
    return [(row[0], row[1]) for row in rows]


@dataclass(frozen=True, slots=True)
class Terms:
    """How long each state may last in working days, and what counts them in the college's calendar."""

    days: dict[str, int]
    add: Callable[[date, int], date]

    def due(self, status: str, since: date) -> date | None:
        """Give the last day of the step that ``status`` waits for."""
        return rules.due(status, since, self.days, self.add)


def terms(organization_id: int) -> Terms:
    """Give the terms of the steps as the college has chosen them."""
    values = settings.values(organization_id, "inaccuracies.")
    found = {status: int(values[key]) for status, (key, _default, _label) in DAYS.items()}
    return Terms({**found, rules.ANSWERED: found[rules.UNSENT]}, organization.adder(organization_id))


def facts(stored: str | None) -> list[rules.Fact]:
    """Read stored fields of a record."""
    return [rules.Fact(*row) for row in json.loads(stored)] if stored else []


def cell(lesson_id: int, student_id: int) -> tuple[Lesson, Student, Mark | None]:
    """Give a cell of a journal within the person's reach; NotFound for a foreign one."""
    lesson = db.session.scalar(
        select(Lesson).where(Lesson.id == lesson_id).options(joinedload(Lesson.load).options(_TERM, _ITEM))
    )
    student = db.session.scalar(select(Student).where(Student.id == student_id))
    if lesson is None or student is None:
        raise NotFound(N_("There is no such cell in the journal."))
    mark = db.session.scalar(select(Mark).where(Mark.lesson_id == lesson_id, Mark.student_id == student_id))
    return lesson, student, mark


def entry(entry_id: int) -> AttestationEntry:
    """Give a line of a sheet within the person's reach; NotFound for a foreign one."""
    found = db.session.scalar(
        select(AttestationEntry)
        .join(AttestationEntry.sheet)
        .where(AttestationEntry.id == entry_id)
        .options(
            contains_eager(AttestationEntry.sheet).joinedload(AttestationSheet.load).options(_TERM, _ITEM),
            contains_eager(AttestationEntry.sheet).joinedload(AttestationSheet.group_term).joinedload(GroupTerm.group),
        )
    )
    if found is None:
        raise NotFound(N_("There is no such line of a sheet."))
    return found
