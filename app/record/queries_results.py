"""Reads of results: every one of a student with the sheet or the paper behind it, differences of plans; no query a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.attestation.models import AttestationEntry, AttestationSheet, SheetExaminer, SheetPart
from app.attestation.states import CLOSED, COMMISSION, RESIT
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.debts.models import AcademicDebt, Resit
from app.debts.rules import State
from app.extensions import db
from app.organization.models import AcademicYear
from app.record import closed, queries_plan
from app.record.models import CarriedResult, PlanDifference
from app.record.queries_plan import CONTROL, PlanControl
from app.record.rules import PRIMARY, Attempt, Reading
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class Fact:
    """One result of a student: what it is of, the attempt, and the sheet or the paper behind it."""

    student_id: int
    control: PlanControl
    attempt: Attempt
    year: str = ""
    sheet_id: int | None = None
    sheet: str = ""
    carried: CarriedResult | None = None
    paper: str = ""


def facts(
    student_ids: Collection[int], reading: Reading = Reading.FINAL, *, terms: Collection[int] | None = None
) -> list[Fact]:
    """Give every result of the students by closed sheets in force and by other papers, in order; three statements.

    ``terms`` narrows the sheets to those of some terms of groups. The reading «as closed» has the results of snapshots
    instead of those of sheets.
    """
    ids = list(student_ids)
    found = _as_closed(ids) if reading is Reading.CLOSED else _by_sheets(ids, terms) + _settled(ids)
    found += [_carried(row) for row in carried(ids)]
    return sorted(found, key=lambda one: (one.control.semester, one.control.position, one.control.id, one.attempt.order))


def _as_closed(ids: list[int]) -> list[Fact]:
    told = closed.results(ids)
    controls = queries_plan.controls_by_id({one.control_id for one in told})
    return [
        Fact(one.student_id, controls[one.control_id], Attempt(PRIMARY, one.result, one.held_on), one.year, one.sheet_id, one.number)
        for one in told
        if one.control_id in controls
    ]


def _by_sheets(ids: list[int], terms: Collection[int] | None) -> list[Fact]:
    query = (
        select(
            AttestationEntry.student_id, func.coalesce(AttestationEntry.final, AttestationEntry.result), AttestationSheet.kind,
            AttestationSheet.attempt,
            AttestationSheet.held_on, AttestationSheet.id, AttestationSheet.number, AcademicYear.label, *CONTROL,
        )
        .select_from(AttestationEntry)
        .join(AttestationSheet, AttestationEntry.sheet_id == AttestationSheet.id)
        .join(GroupTerm, AttestationSheet.group_term_id == GroupTerm.id)
        .join(AcademicYear, GroupTerm.academic_year_id == AcademicYear.id)
        .join(SheetPart, AttestationEntry.part_id == SheetPart.id)
        .join(TermControl, SheetPart.term_control_id == TermControl.id)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(AttestationEntry.student_id.in_(ids), AttestationSheet.status == CLOSED, AttestationEntry.result.is_not(None))
    )  # fmt: skip
    if terms is not None:
        query = query.where(AttestationSheet.group_term_id.in_(list(terms)))
    return [
        Fact(who, PlanControl(*control), Attempt(kind, result, held, attempt), year, sheet_id, number or "—")
        for who, result, kind, attempt, held, sheet_id, number, year, *control in db.session.execute(query)
    ]


def _settled(student_ids: Collection[int]) -> list[Fact]:
    """Give the re-sits that are settled by a paper, as those of debts carried over are; one statement."""
    rows = db.session.execute(
        select(Resit.student_id, Resit.number, Resit.held_on, Resit.result, Resit.paper, *CONTROL)
        .select_from(Resit)
        .join(AcademicDebt, Resit.debt_id == AcademicDebt.id)
        .join(TermControl, AcademicDebt.term_control_id == TermControl.id)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(
            Resit.student_id.in_(list(student_ids)), Resit.sheet_id.is_(None), Resit.result.is_not(None),
            AcademicDebt.state != State.ANNULLED,
        )
    )  # fmt: skip
    return [
        Fact(who, PlanControl(*control), Attempt(COMMISSION if number == 2 else RESIT, result, held, number), paper=paper or "")
        for who, number, held, result, paper, *control in rows
    ]


def _carried(row: CarriedResult) -> Fact:
    one, term = row.control, row.control.term
    control = PlanControl(
        one.id, one.form, term.plan_semester, term.item.id, term.item.item_key, term.item.code, term.item.name,
        Decimal(row.hours if row.hours is not None else term.hours), term.item.position, term.item.kind,
    )  # fmt: skip
    return Fact(row.student_id, control, Attempt(row.origin, row.result, row.held_on or row.paper_date), carried=row)


def carried(student_ids: Iterable[int]) -> list[CarriedResult]:
    """Give the valid results without a sheet of the students, with control, semester and item; one statement."""
    return list(
        db.session.scalars(
            select(CarriedResult)
            .where(CarriedResult.student_id.in_(list(student_ids)), CarriedResult.annulled_at.is_(None))
            .options(joinedload(CarriedResult.control).joinedload(TermControl.term).joinedload(CurriculumTerm.item))
        )
    )


def carried_one(result_id: int) -> CarriedResult:
    """Give a result without a sheet, locked for change; NotFound outside the reader's reach."""
    found = db.session.scalar(
        select(CarriedResult)
        .where(CarriedResult.id == result_id)
        .with_for_update(of=CarriedResult)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("There is no such result."))
    return found


def with_sheets(student_ids: Collection[int], control_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """Give {(student, control): number of the sheet} of results that sheets of this system hold."""
    rows = db.session.execute(
        select(AttestationEntry.student_id, SheetPart.term_control_id, AttestationSheet.number)
        .join(AttestationSheet, AttestationEntry.sheet_id == AttestationSheet.id)
        .join(SheetPart, AttestationEntry.part_id == SheetPart.id)
        .where(
            AttestationEntry.student_id.in_(list(student_ids)), SheetPart.term_control_id.in_(list(control_ids)),
            AttestationSheet.status == CLOSED,
        )
    )  # fmt: skip
    return {(who, control): number or "—" for who, control, number in rows}


def examiners(sheet_ids: Collection[int | None]) -> dict[int, list[str]]:
    """Give {sheet: names of those who examined, as signed}; one statement."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        select(SheetExaminer.sheet_id, SheetExaminer.signed_as)
        .where(SheetExaminer.sheet_id.in_([one for one in sheet_ids if one is not None]))
        .order_by(SheetExaminer.sheet_id, SheetExaminer.position)
    )
    for sheet_id, name in rows:
        found[sheet_id].append(name)
    return found


def differences(student_ids: Collection[int] | None = None, *, difference_id: int | None = None) -> list[PlanDifference]:
    """Give the differences of plans of students, or one by its id; one statement."""
    query = select(PlanDifference).order_by(PlanDifference.due_on, PlanDifference.id)
    if difference_id is not None:
        query = query.where(PlanDifference.id == difference_id)
    if student_ids is not None:
        query = query.where(PlanDifference.student_id.in_(list(student_ids)))
    return list(db.session.scalars(query))
