"""Results of students: every control with its attempts, in one statement whatever the number of students and terms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.attestation import attempts
from app.attestation.attempts import Attempt
from app.attestation.models import AttestationEntry, AttestationSheet, SheetPart
from app.attestation.states import CLOSED
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.organization.models import AcademicYear
from app.students.models import StudyGroup
from app.teaching.models import TeachingLoad
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class ControlResult:
    """A student's results of one control of a term; hours are those of the item in the plan semester."""

    student_id: int
    student_name: str
    group_term_id: int
    group: str
    academic_year: str
    course: int
    plan_semester: int
    load_id: int
    control_id: int
    form: str
    item_id: int
    item_key: str
    item_code: str
    item_name: str
    item_kind: str
    item_position: int
    hours: Any
    attempts: tuple[Attempt, ...]

    @property
    def primary(self) -> Attempt | None:
        """Give the result of the attestation itself."""
        return attempts.primary(self.attempts)

    @property
    def current(self) -> Attempt | None:
        """Give the attempt that stands now."""
        return attempts.current(self.attempts)

    @property
    def final(self) -> str | None:
        """Give the mark of the record."""
        return attempts.final(self.attempts)


def results(
    *, student_ids: Collection[int] | None = None, group_id: int | None = None, group_term_id: int | None = None,
    control_id: int | None = None,
) -> list[ControlResult]:  # fmt: skip
    """Give the results of closed sheets in force, of the students, the group or the term asked for; one statement.

    Ordered by plan semester, position of the item, form of control, then by the student's name.
    """
    query = _query()
    if student_ids is not None:
        query = query.where(AttestationEntry.student_id.in_(list(student_ids)))
    if group_id is not None:
        query = query.where(GroupTerm.group_id == group_id)
    if group_term_id is not None:
        query = query.where(AttestationSheet.group_term_id == group_term_id)
    if control_id is not None:
        query = query.where(SheetPart.term_control_id == control_id)
    found: dict[tuple[int, int, int], list[Any]] = {}
    for row in db.session.execute(query):
        found.setdefault((row.student_id, row.load_id, row.control_id), []).append(row)
    return [_result(rows) for rows in found.values()]


def _query():  # type: ignore[no-untyped-def]
    return (
        select(
            AttestationEntry.id.label("entry_id"), AttestationEntry.student_id, AttestationEntry.student_name,
            AttestationEntry.result, AttestationEntry.semester, AttestationEntry.final, AttestationSheet.id.label("sheet_id"),
            AttestationSheet.kind, AttestationSheet.attempt, AttestationSheet.number, AttestationSheet.held_on,
            AttestationSheet.revision, AttestationSheet.group_term_id, SheetPart.load_id,
            SheetPart.term_control_id.label("control_id"), TermControl.form, CurriculumItem.id.label("item_id"),
            CurriculumItem.item_key, CurriculumItem.code, CurriculumItem.name, CurriculumItem.kind.label("item_kind"),
            CurriculumItem.position, CurriculumTerm.hours, GroupTerm.course, GroupTerm.plan_semester,
            StudyGroup.name.label("group_name"), AcademicYear.label.label("year"),
        )
        .join(SheetPart, SheetPart.id == AttestationEntry.part_id)
        .join(AttestationSheet, AttestationSheet.id == AttestationEntry.sheet_id)
        .join(TeachingLoad, TeachingLoad.id == SheetPart.load_id)
        .join(TermControl, TermControl.id == SheetPart.term_control_id)
        .join(CurriculumTerm, CurriculumTerm.id == TermControl.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .join(GroupTerm, GroupTerm.id == AttestationSheet.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(AcademicYear, AcademicYear.id == GroupTerm.academic_year_id)
        .where(AttestationSheet.status == CLOSED, AttestationEntry.result.is_not(None))
        .order_by(
            GroupTerm.plan_semester, CurriculumItem.position, TermControl.form, AttestationEntry.student_name,
            AttestationEntry.student_id, AttestationSheet.id,
        )
    )  # fmt: skip


def _result(rows: list[Any]) -> ControlResult:
    one, last = rows[0], rows[-1]
    tried = attempts.in_order(
        Attempt(
            row.kind, row.attempt, row.sheet_id, row.number or "", row.held_on, row.result, row.semester, row.final,
            row.revision, row.entry_id,
        )
        for row in rows
    )  # fmt: skip
    return ControlResult(
        one.student_id, last.student_name, one.group_term_id, one.group_name, one.year, one.course, one.plan_semester,
        one.load_id, one.control_id, one.form, one.item_id, one.item_key, one.code, one.name, one.item_kind, one.position,
        one.hours, tried,
    )  # fmt: skip
