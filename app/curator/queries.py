"""Reads of excused absences: papers, the cells they concern, the groups a person answers for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.access.scope import reach_of, unscoped
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_
from app.curator.models import AbsenceNote, ExcusedCell
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.extensions import db
from app.gradebook.cells import ABSENT
from app.gradebook.models import Mark
from app.organization.models import Organization
from app.students.models import Placement, Student, StudyGroup
from app.teaching.models import Lesson, TeachingLoad
from app.terms.models import GroupTerm

RESOURCE = "curatorship"


def groups(actor: Actor) -> list[StudyGroup]:
    """Give the groups the actor answers for (own ones of a curator, those of a department, all), by name; one statement."""
    return list(db.session.scalars(_groups(actor).order_by(StudyGroup.sort_key, StudyGroup.id)))


def group(actor: Actor, group_id: int) -> StudyGroup:
    """Give one of these groups; NotFound for another, though the actor may teach in it."""
    found = db.session.scalar(_groups(actor).where(StudyGroup.id == group_id))
    if found is None:
        raise NotFound(N_("There is no such group, or it is not yours."))
    return found


def _groups(actor: Actor):  # type: ignore[no-untyped-def]
    reach = reach_of(actor, RESOURCE)
    query = select(StudyGroup).options(joinedload(StudyGroup.curator), joinedload(StudyGroup.department))
    if reach.full:
        return query
    return query.where(or_(StudyGroup.curator_id == reach.curator, StudyGroup.department_id.in_(reach.departments)))


def students(group_id: int, start: date, end: date) -> dict[int, str]:
    """Give {student id: full name} of who is in a group on a day between the two, by journal number and name."""
    rows = db.session.scalars(
        select(Placement)
        .join(Placement.student)
        .where(Placement.group_id == group_id, Placement.starts_on <= end, or_(Placement.ends_on.is_(None), Placement.ends_on >= start))
        .options(joinedload(Placement.student))
        .order_by(Placement.journal_number.is_(None), Placement.journal_number, Student.sort_key, Placement.starts_on)
    )
    return {row.student_id: row.student.full_name for row in rows}


def people(actor: Actor, group_id: int, day: date) -> list[Student]:
    """Give the students who are in one of the actor's groups on a day, in the order of the journal; three statements."""
    names = students(group(actor, group_id).id, day, day)
    rows = {one.id: one for one in db.session.scalars(select(Student).where(Student.id.in_(list(names))))}
    return [rows[key] for key in names if key in rows]


def college(group: StudyGroup) -> Organization:
    """Give the college of a group, whose name heads its papers."""
    return db.session.scalars(select(Organization).where(Organization.id == group.organization_id)).one()


def notes(group_id: int, start: date, end: date) -> list[AbsenceNote]:
    """Give the papers of a group's students that touch the days, newest first, withdrawn ones too."""
    member = select(Placement.student_id).where(
        Placement.group_id == group_id, Placement.starts_on <= end, or_(Placement.ends_on.is_(None), Placement.ends_on >= start)
    )
    return list(
        db.session.scalars(
            select(AbsenceNote)
            .where(AbsenceNote.student_id.in_(member), AbsenceNote.starts_on <= end, AbsenceNote.ends_on >= start)
            .options(joinedload(AbsenceNote.student))
            .order_by(AbsenceNote.starts_on.desc(), AbsenceNote.id.desc())
            .limit(500)
        )
    )


def note(note_id: int) -> AbsenceNote:
    """Give a paper; NotFound for a foreign one."""
    found = db.session.scalar(select(AbsenceNote).where(AbsenceNote.id == note_id).options(joinedload(AbsenceNote.student)))
    if found is None:
        raise NotFound(N_("There is no such paper."))
    return found


def in_force(student_ids: Collection[int]) -> list[AbsenceNote]:
    """Give the papers in force of some students, whoever asks: a teacher's «н» must meet them; one statement."""
    with unscoped():
        return list(
            db.session.scalars(
                select(AbsenceNote)
                .where(AbsenceNote.student_id.in_(student_ids), AbsenceNote.withdrawn_at.is_(None))
                .order_by(AbsenceNote.received_on, AbsenceNote.id)
            )
        )


@dataclass(frozen=True, slots=True)
class CellAt:
    """A cell with where it stands."""

    mark: Mark
    day: date
    hours: int
    group: str
    item: str
    status: str


def absent_cells(student_id: int, start: date, end: date) -> list[CellAt]:
    """Give the cells with «н» of a student in every journal, whatever group it is of, by day.

    The student was reached already; journals of a former group lie outside the reach of the present curator.
    """
    return _cells(Mark.student_id == student_id, Lesson.date >= start, Lesson.date <= end, Mark.attendance == ABSENT)


def cells_of(note: AbsenceNote) -> list[tuple[CellAt, int]]:
    """Give the cells a paper has changed with the version it left in each."""
    with unscoped():
        versions = {
            row.mark_id: row.version
            for row in db.session.execute(select(ExcusedCell.mark_id, ExcusedCell.version).where(ExcusedCell.note_id == note.id))
        }
    return [(cell, versions[cell.mark.id]) for cell in _cells(Mark.id.in_(list(versions)))]


def excused(note_id: int, mark_ids: Collection[int]) -> dict[int, ExcusedCell]:
    """Give {mark id: what a paper changed there} of some cells."""
    with unscoped():
        rows = db.session.scalars(select(ExcusedCell).where(ExcusedCell.note_id == note_id, ExcusedCell.mark_id.in_(mark_ids)))
        return {row.mark_id: row for row in rows}


def _cells(*conditions) -> list[CellAt]:  # type: ignore[no-untyped-def]
    with unscoped():
        rows = db.session.execute(
            select(Mark, Lesson.date, Lesson.hours, StudyGroup.name, CurriculumItem.name.label("item"), GroupTerm.status)
            .join(Lesson, Lesson.id == Mark.lesson_id)
            .join(GroupTerm, GroupTerm.id == Mark.group_term_id)
            .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
            .join(TeachingLoad, TeachingLoad.id == Mark.load_id)
            .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
            .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
            .where(*conditions)
            .order_by(Lesson.date, Lesson.pair, Mark.id)
            .execution_options(populate_existing=True)
        ).all()
    return [CellAt(row.Mark, row.date, row.hours, row.name, row.item, row.status) for row in rows]
