"""Reads of group terms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, inspect, or_, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.interfaces import ORMOption

from app.access.scope import unscoped
from app.core.clock import now
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm, Programme
from app.extensions import db
from app.organization.models import AcademicYear, Semester
from app.students.models import StudyGroup
from app.terms import rules
from app.terms.models import EditWindow, GroupTerm
from app.terms.rules import Proposal


def form_of_study() -> ORMOption:
    """Give the option that reads the plan and programme along with a term: its form of study costs no statement then."""
    plan = joinedload(GroupTerm.curriculum).load_only(Curriculum.programme_id)
    return plan.joinedload(Curriculum.programme).load_only(Programme.study_form)


@dataclass(frozen=True, slots=True)
class Opening:
    """A group that has no term in a half-year, with the plan semester and course proposed for it (None: it has none)."""

    group: StudyGroup
    proposal: Proposal | None


def term(term_id: int) -> GroupTerm:
    """Give a group term with its group, year and plan; raises NotFound for a foreign or unknown one."""
    found = db.session.scalar(
        select(GroupTerm)
        .where(GroupTerm.id == term_id)
        .options(joinedload(GroupTerm.group), joinedload(GroupTerm.academic_year), joinedload(GroupTerm.curriculum))
    )
    if found is None:
        raise NotFound(N_("There is no such term of a group."))
    return found


def unused(ids: Collection[int]) -> list[GroupTerm]:
    """Give those of the terms that no row of any table refers to; one statement, whatever their number."""
    table = inspect(GroupTerm).local_table
    keys = [
        column
        for other in GroupTerm.metadata.sorted_tables
        for column in other.columns
        if any(key.column is table.c.id for key in column.foreign_keys)
    ]
    free = [~select(column).where(column == GroupTerm.id).correlate(table).exists() for column in keys]
    query = select(GroupTerm).where(GroupTerm.id.in_(sorted(ids)), *free).order_by(GroupTerm.id)
    with unscoped():  # what the person may not see keeps a term as well
        return list(db.session.scalars(query.options(joinedload(GroupTerm.group))))


def terms_in(semester: Semester) -> int:
    """Count the terms of groups that share days with a half-year of the college: it is theirs, though no key says so."""
    return db.session.scalar(
        select(func.count(GroupTerm.id)).where(
            GroupTerm.academic_year_id == semester.academic_year_id, GroupTerm.starts_on <= semester.ends_on,
            GroupTerm.ends_on >= semester.starts_on,
        )
    ) or 0  # fmt: skip


def covers_cell(term_id: int, load_id: int, lesson_id: int, student_id: int) -> bool:
    """Tell whether a live leave to edit covers a cell of a journal; a narrow one covers only what it names."""
    wanted = select(EditWindow.id).where(EditWindow.group_term_id == term_id, EditWindow.expires_at > now(), EditWindow.sheet_id.is_(None))
    for column, value in ((EditWindow.load_id, load_id), (EditWindow.lesson_id, lesson_id), (EditWindow.student_id, student_id)):
        wanted = wanted.where(or_(column.is_(None), column == value))
    return db.session.scalar(wanted.limit(1).execution_options(unscoped=True)) is not None


def term_of(group_name: str, plan_semester: int) -> GroupTerm | None:
    """Give the term of the group called ``group_name``, or None."""
    return db.session.scalar(
        select(GroupTerm)
        .join(GroupTerm.group)
        .where(StudyGroup.name == group_name, GroupTerm.plan_semester == plan_semester)
        .options(contains_eager(GroupTerm.group))
    )


def terms_of_year(year_id: int) -> list[GroupTerm]:
    """Give the terms of an academic year with their groups, by group and plan semester."""
    return list(
        db.session.scalars(
            select(GroupTerm)
            .join(GroupTerm.group)
            .where(GroupTerm.academic_year_id == year_id)
            .options(contains_eager(GroupTerm.group))
            .order_by(StudyGroup.sort_key, GroupTerm.plan_semester)
        )
    )


def terms_of_group(group_id: int) -> list[GroupTerm]:
    """Give all terms of a group in order."""
    return list(
        db.session.scalars(
            select(GroupTerm)
            .where(GroupTerm.group_id == group_id)
            .options(joinedload(GroupTerm.group), joinedload(GroupTerm.academic_year))
            .order_by(GroupTerm.plan_semester)
        )
    )


def semesters() -> list[Semester]:
    """Give the college's half-years with their years, the newest first."""
    return list(
        db.session.scalars(
            select(Semester).options(joinedload(Semester.academic_year)).order_by(Semester.starts_on.desc())
        )
    )


def semester(semester_id: int) -> Semester:
    """Give a half-year with its year; raises NotFound for a foreign or unknown one."""
    found = db.session.scalar(
        select(Semester).where(Semester.id == semester_id).options(joinedload(Semester.academic_year))
    )
    if found is None:
        raise NotFound(N_("There is no such semester."))
    return found


def half_year(label: str, number: int) -> Semester | None:
    """Give the half-year of a number in the academic year called ``label``."""
    return db.session.scalar(
        select(Semester)
        .join(Semester.academic_year)
        .where(AcademicYear.label == label, Semester.number == number)
        .options(contains_eager(Semester.academic_year))
    )


def last_plan_semesters() -> dict[int, int]:
    """Give {curriculum id: its last semester that has hours}, in one statement."""
    rows = db.session.execute(
        select(CurriculumItem.curriculum_id, func.max(CurriculumTerm.plan_semester))
        .join(CurriculumTerm, CurriculumTerm.item_id == CurriculumItem.id)
        .group_by(CurriculumItem.curriculum_id)
    )
    return {row[0]: row[1] for row in rows}


def openings(semester: Semester) -> list[Opening]:
    """Give the groups without a term in ``semester`` (its days decide), each with its proposal; three statements."""
    busy = select(GroupTerm.group_id).where(
        GroupTerm.starts_on <= semester.ends_on, GroupTerm.ends_on >= semester.starts_on
    )
    groups = db.session.scalars(
        select(StudyGroup)
        .where(StudyGroup.id.not_in(busy))
        .options(joinedload(StudyGroup.curriculum))
        .order_by(StudyGroup.sort_key)
    )
    last = last_plan_semesters()
    began = {row.group_id: row.last for row in _last_terms()}
    found = []
    for group in groups:
        proposal = rules.propose(
            group.intake_year, semester.academic_year.starts_on.year, semester.number, last.get(group.curriculum_id, 0)
        )
        if proposal is not None and proposal.plan_semester <= began.get(group.id, 0):
            proposal = None  # it was opened under other days: a second one would repeat the plan semester
        found.append(Opening(group, proposal))
    return found


def _last_terms():  # type: ignore[no-untyped-def]
    return db.session.execute(
        select(GroupTerm.group_id, func.max(GroupTerm.plan_semester).label("last")).group_by(GroupTerm.group_id)
    )


def has_window(term_id: int, at: datetime) -> bool:
    """Tell whether a leave to correct something closed in the term is in force."""
    query = select(EditWindow.id).where(EditWindow.group_term_id == term_id, EditWindow.expires_at > at).limit(1)
    return db.session.scalar(query) is not None


def groups(ids: list[int]) -> dict[int, StudyGroup]:
    """Give {id: group} of those the acting person may see among ``ids``."""
    rows = db.session.scalars(
        select(StudyGroup).where(StudyGroup.id.in_(ids)).options(joinedload(StudyGroup.curriculum))
    )
    return {row.id: row for row in rows}


