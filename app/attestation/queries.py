"""Reads of sheets: one sheet with everything its page shows, the matrix of a term, lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.access.scope import led_by, unscoped
from app.attestation.controls import FORMS, WITHOUT_SHEET, SheetForm
from app.attestation.models import AttestationEntry, AttestationSheet, SheetPart
from app.attestation.states import EXAMINER, ISSUED, PRIMARY, SIGNED, SUPERSEDED
from app.core.errors import NotFound
from app.core.text import N_, escape_like, normalise
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.gradebook import queries as gradebook
from app.gradebook.rules import Standing
from app.students.models import Student, StudyGroup
from app.teaching.models import LoadTeacher, TeachingLoad
from app.teaching.rules import NOT_TAUGHT
from app.terms import queries as terms
from app.terms.models import GroupTerm

UNKNOWN = N_("There is no such sheet, or it is not yours.")


def _head():  # type: ignore[no-untyped-def]
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
    query = led_by(_head(), AttestationSheet).where(AttestationSheet.id == sheet_id)
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
    taught = teachers(part.load_id for part in one.parts).values()
    return any(row.employee_id == employee_id for rows in (*taught, one.examiners) for row in rows)


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
    found = db.session.get(TermControl, control_id)
    if found is None:
        raise NotFound(N_("There is no such control in the plan."))
    return found


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


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the matrix: a control with its load, teachers and sheet; ``load`` None where nobody was assigned."""

    item: CurriculumItem
    control: TermControl
    form: SheetForm
    load: TeachingLoad | None
    teachers: tuple[LoadTeacher, ...]
    sheet: AttestationSheet | None
    filled: int
    total: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """A group's term with a line for every control that is recorded in a sheet."""

    term: GroupTerm
    lines: list[Line]


def matrix(term_id: int) -> Matrix:
    """Give the sheets of a group's term; six statements whatever the number of controls."""
    term = terms.term(term_id)
    controls = plan_controls(term)
    loads: dict[int, list[TeachingLoad]] = defaultdict(list)
    for row in loads_of(term):
        loads[row.curriculum_term_id].append(row)
    taught = teachers(row.id for rows in loads.values() for row in rows)
    live = sheets_of(term_id)
    sheets = {(part.load_id, part.term_control_id): row for row in live for part in row.parts}
    counts = filled_counts(row.id for row in live)
    lines = []
    for item, one in controls:
        owners: Sequence[TeachingLoad | None] = loads.get(one.curriculum_term_id) or (None,)
        for owner in owners:
            found = sheets.get((owner.id, one.id)) if owner else None
            filled, total = counts.get(found.id, (0, 0)) if found else (0, 0)
            names = tuple(taught.get(owner.id, ())) if owner else ()
            lines.append(Line(item, one, FORMS[one.form], owner, names, found, filled, total))
    return Matrix(term, lines)


def plan_controls(term: GroupTerm) -> list[tuple[CurriculumItem, TermControl]]:
    """Give the controls that the plan names for the term and a sheet records, in the order of the plan."""
    rows = db.session.execute(
        select(CurriculumItem, TermControl)
        .join(CurriculumTerm, CurriculumTerm.item_id == CurriculumItem.id)
        .join(TermControl, TermControl.curriculum_term_id == CurriculumTerm.id)
        .where(
            CurriculumItem.curriculum_id == term.curriculum_id,
            CurriculumItem.is_counted,
            CurriculumItem.kind.not_in(NOT_TAUGHT),
            CurriculumTerm.plan_semester == term.plan_semester,
            TermControl.form.not_in(WITHOUT_SHEET),
        )
        .order_by(CurriculumItem.position, TermControl.id)
    )
    return [(item, one) for item, one in rows]


def loads_of(term: GroupTerm) -> Sequence[TeachingLoad]:
    """Give the loads of a term within the reader's reach, with subgroups."""
    return db.session.scalars(
        select(TeachingLoad)
        .where(TeachingLoad.group_term_id == term.id)
        .options(
            joinedload(TeachingLoad.subgroup),
            joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item),
        )
        .order_by(TeachingLoad.id)
    ).all()  # fmt: skip


def sheets_of(term_id: int) -> Sequence[AttestationSheet]:
    """Give the primary sheets of a term that are not superseded, the newest revision last."""
    return db.session.scalars(
        select(AttestationSheet)
        .where(
            AttestationSheet.group_term_id == term_id,
            AttestationSheet.kind == PRIMARY,
            AttestationSheet.status != SUPERSEDED,
        )
        .options(selectinload(AttestationSheet.parts))
        .order_by(AttestationSheet.revision, AttestationSheet.id)
    ).all()  # fmt: skip


def filled_counts(sheet_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Give {sheet id: (filled, all lines)}; one statement."""
    rows = db.session.execute(
        select(AttestationEntry.sheet_id, func.count(AttestationEntry.result), func.count(AttestationEntry.id))
        .where(AttestationEntry.sheet_id.in_(list(sheet_ids)))
        .group_by(AttestationEntry.sheet_id)
    )
    return {sheet_id: (filled, total) for sheet_id, filled, total in rows}


@dataclass(frozen=True, slots=True)
class Listed:
    """A sheet in a list with its progress."""

    sheet: AttestationSheet
    filled: int
    total: int
    teachers: str


def sheets(q: str = "", status: str = "", *, page: int = 0, size: int = 50) -> tuple[list[Listed], int]:
    """List sheets within the reader's reach, those to act on first, with their number; four statements."""
    query = led_by(_head(), AttestationSheet).where(AttestationSheet.status != SUPERSEDED)
    for word in normalise(q).split()[:5]:
        pattern = f"%{escape_like(word)}%"
        query = query.where(StudyGroup.search_key.like(pattern, escape="\\"))
    if status:
        query = query.where(AttestationSheet.status == status)
    total = db.session.scalar(query.with_only_columns(func.count(AttestationSheet.id))) or 0
    waiting = AttestationSheet.status.in_((ISSUED, SIGNED))
    found = db.session.scalars(
        query.order_by(waiting.desc(), AttestationSheet.held_on.desc(), StudyGroup.sort_key, AttestationSheet.id)
        .limit(size)
        .offset(page * size)
    ).all()  # fmt: skip
    counts, taught = filled_counts(row.id for row in found), teachers(row.load_id for row in found)
    names = {one: ", ".join(dict.fromkeys(t.employee.short_name for t in rows)) for one, rows in taught.items()}
    return [Listed(row, *counts.get(row.id, (0, 0)), names.get(row.load_id, "")) for row in found], total


def count_by_status(employee_id: int | None = None, on: date | None = None) -> dict[str, int]:
    """Count the primary sheets within the reader's reach by state; those of the employee's own load when given."""
    query = (
        select(AttestationSheet.status, func.count(AttestationSheet.id))
        .join(GroupTerm, GroupTerm.id == AttestationSheet.group_term_id)
        .where(GroupTerm.status != "closed", AttestationSheet.kind == PRIMARY)
        .group_by(AttestationSheet.status)
    )
    if employee_id is not None:
        own = select(LoadTeacher.load_id).where(LoadTeacher.employee_id == employee_id, LoadTeacher.starts_on <= on)
        query = query.where(AttestationSheet.load_id.in_(own))
    return dict(db.session.execute(query).tuples().all())
