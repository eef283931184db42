"""Reads of a sheet within the reader's reach: its lines, people, parts, what the journal says; no query a row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.access.scope import led_by, unscoped
from app.attestation.models import AttestationEntry, AttestationSheet, SheetPart
from app.attestation.states import EXAMINER, ISSUED, PRIMARY, SIGNED, SUPERSEDED
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumTerm, TermControl
from app.extensions import db
from app.gradebook import queries as gradebook
from app.gradebook.rules import Standing
from app.students.models import Student
from app.teaching.models import LoadTeacher, TeachingLoad
from app.terms.models import GroupTerm

UNKNOWN = N_("There is no such sheet, or it is not yours.")


def head():  # type: ignore[no-untyped-def]
    """Select sheets with their term, group, item and control."""
    return (
        select(AttestationSheet)
        .join(AttestationSheet.group_term)
        .join(GroupTerm.group)
        .join(AttestationSheet.load)
        .join(TeachingLoad.curriculum_term)
        .join(CurriculumTerm.item)
        .join(AttestationSheet.control)
        .options(
            contains_eager(AttestationSheet.group_term).contains_eager(GroupTerm.group),
            contains_eager(AttestationSheet.group_term).joinedload(GroupTerm.academic_year),
            contains_eager(AttestationSheet.load).options(
                contains_eager(TeachingLoad.curriculum_term).contains_eager(CurriculumTerm.item),
                joinedload(TeachingLoad.subgroup),
            ),
            contains_eager(AttestationSheet.control),
            selectinload(AttestationSheet.parts).options(
                joinedload(SheetPart.control).joinedload(TermControl.term).joinedload(CurriculumTerm.item),
                joinedload(SheetPart.load).options(joinedload(TeachingLoad.curriculum_term), joinedload(TeachingLoad.group_term)),
            ),
            selectinload(AttestationSheet.examiners),
        )
    )


def sheet(sheet_id: int, *, lock: bool = False) -> AttestationSheet:
    """Give a sheet with its term, group, items and people; NotFound outside the reader's reach.

    The reach of the sheet alone decides: a member of a commission reads the group and item of a sheet that he examines.
    With ``lock`` its row stays locked until the end of the transaction and is read anew.
    """
    query = led_by(head(), AttestationSheet).where(AttestationSheet.id == sheet_id)
    if lock:
        query = query.with_for_update(of=AttestationSheet).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(UNKNOWN)
    return found


def entries(sheet_id: int) -> list[AttestationEntry]:
    """Give the lines of a sheet in order, read anew."""
    return list(
        db.session.scalars(
            select(AttestationEntry)
            .where(AttestationEntry.sheet_id == sheet_id)
            .order_by(AttestationEntry.position)
            .execution_options(populate_existing=True)
        )
    )


def teachers(load_ids: Iterable[int]) -> dict[int, list[LoadTeacher]]:
    """Give {load id: its teachers in the order of their intervals}; one statement."""
    found: dict[int, list[LoadTeacher]] = defaultdict(list)
    rows = db.session.scalars(
        select(LoadTeacher)
        .where(LoadTeacher.load_id.in_(list(load_ids)))
        .options(joinedload(LoadTeacher.employee))
        .order_by(LoadTeacher.starts_on, LoadTeacher.id)
    )
    for row in rows:
        found[row.load_id].append(row)
    return found


def examines(one: AttestationSheet, employee_id: int, on: date) -> bool:
    """Tell whether the employee fills the sheet on that day: a teacher of its items, or who was named to examine."""
    named = {row.employee_id for row in one.examiners if one.kind != PRIMARY or row.role != EXAMINER}
    if employee_id in named:
        return True
    if one.kind != PRIMARY and named:
        return False
    return any(
        row.employee_id == employee_id and row.starts_on <= on and (row.ends_on is None or on <= row.ends_on)
        for rows in teachers(part.load_id for part in one.parts).values()
        for row in rows
    )


def ever_examined(one: AttestationSheet, employee_id: int) -> bool:
    """Tell whether the employee is or was a teacher of the sheet's items, or examines in it."""
    taught = (row.employee_id for rows in teachers(part.load_id for part in one.parts).values() for row in rows)
    return employee_id in {*taught, *(person.employee_id for person in one.examiners)}


def load(load_id: int, *, lock: bool = False) -> TeachingLoad:
    """Give a load with its term, group, item and controls; NotFound outside the reader's reach."""
    query = (
        select(TeachingLoad)
        .join(TeachingLoad.group_term)
        .join(GroupTerm.group)
        .join(TeachingLoad.curriculum_term)
        .where(TeachingLoad.id == load_id)
        .options(
            contains_eager(TeachingLoad.group_term).contains_eager(GroupTerm.group),
            contains_eager(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item),
        )
    )
    if lock:
        query = query.with_for_update(of=TeachingLoad, key_share=True).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such load."))
    return found


def control(control_id: int) -> TermControl:
    """Give a control of a plan; NotFound for an unknown one."""
    found = db.session.get(TermControl, control_id, options=[joinedload(TermControl.term).joinedload(CurriculumTerm.item)])
    if found is None:
        raise NotFound(N_("There is no such control in the plan."))
    return found


def belongs(one: TermControl, to: TeachingLoad) -> bool:
    """Tell whether a control is of the item and semester of a load, by the plan of the group or by a student's own one."""
    if one.curriculum_term_id == to.curriculum_term_id:
        return True
    own, whole = one.term, to.curriculum_term
    return own.plan_semester == whole.plan_semester and own.item.item_key == whole.item.item_key


def live_sheet(load_id: int, control_id: int) -> AttestationSheet | None:
    """Give the primary sheet that records a load's control and is not superseded, if it was issued."""
    return db.session.scalar(
        select(AttestationSheet)
        .join(SheetPart, SheetPart.sheet_id == AttestationSheet.id)
        .where(
            SheetPart.load_id == load_id,
            SheetPart.term_control_id == control_id,
            AttestationSheet.kind == PRIMARY,
            AttestationSheet.status != SUPERSEDED,
        )
        .order_by(AttestationSheet.revision.desc())
    )


def last_revision(one: AttestationSheet) -> int:
    """Give the highest revision of the sheet: all of them bear its number."""
    return db.session.scalar(
        select(func.max(AttestationSheet.revision)).where(
            AttestationSheet.organization_id == one.organization_id, AttestationSheet.number == one.number
        )
    ) or 1  # fmt: skip


def open_lines(load_id: int, control_id: int) -> dict[int, str]:
    """Give {student: number of the sheet} of those who stand in a sheet of the control that is not closed yet."""
    rows = db.session.execute(
        select(AttestationEntry.student_id, AttestationSheet.number)
        .join(SheetPart, SheetPart.id == AttestationEntry.part_id)
        .join(AttestationSheet, AttestationSheet.id == AttestationEntry.sheet_id)
        .where(
            SheetPart.load_id == load_id, SheetPart.term_control_id == control_id,
            AttestationSheet.status.in_((ISSUED, SIGNED)),
        )
    )  # fmt: skip
    return {student_id: number or "" for student_id, number in rows}


def record_books(student_ids: Iterable[int]) -> dict[int, str | None]:
    """Give {student: number of the record book}."""
    return dict(db.session.execute(select(Student.id, Student.record_book).where(Student.id.in_(list(student_ids)))).tuples().all())


def student_name(student_id: int) -> str:
    """Give the name of a student for a refusal; NotFound outside the reader's reach."""
    found = db.session.scalar(select(Student).where(Student.id == student_id))
    if found is None:
        raise NotFound(N_("There is no such student."))
    return found.full_name


def notes(entry_ids: Iterable[int]) -> dict[int, str | None]:
    """Give {line: its topic}."""
    query = select(AttestationEntry.id, AttestationEntry.note).where(AttestationEntry.id.in_(list(entry_ids)))
    return dict(db.session.execute(query).tuples().all())


def standings(one: AttestationSheet) -> dict[tuple[int, int], Standing]:
    """Give {(part, student): what the journal says}: the same standing as on the journal's page; none for a later attempt.

    The sheet was read within the reader's reach; its journals are read with it.
    """
    if one.kind != PRIMARY:
        return {}
    with unscoped():
        return {
            (part.id, student): standing for part in one.parts for student, standing in gradebook.standings(part.load).items()
        }
