"""Reading the list of journals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.core.text import escape_like, normalise
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.extensions import db
from app.students.models import StudyGroup
from app.teaching.models import LoadTeacher, TeachingLoad
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class Line:
    """A journal in the list of journals."""

    load_id: int
    group: str
    item: str
    subgroup: str | None
    plan_semester: int
    status: str
    teachers: str


def journals(q: str = "", *, page: int = 0, size: int = 50) -> tuple[list[Line], int]:
    """List the journals within the reader's reach, newest terms first, with their number; two statements and teachers."""
    base = (
        select(TeachingLoad)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
    )
    for word in normalise(q).split()[:5]:
        base = base.where(StudyGroup.search_key.like(f"%{escape_like(word)}%", escape="\\"))
    total = db.session.scalar(base.with_only_columns(func.count(TeachingLoad.id))) or 0
    loads = db.session.scalars(
        base.options(
            joinedload(TeachingLoad.group_term).joinedload(GroupTerm.group),
            joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item),
            joinedload(TeachingLoad.subgroup),
        )
        .order_by(GroupTerm.status.desc(), GroupTerm.starts_on.desc(), StudyGroup.sort_key, CurriculumItem.position)
        .limit(size)
        .offset(page * size)
    ).unique().all()  # fmt: skip
    names = _teachers_of([load.id for load in loads])
    return [_line(load, names.get(load.id, "")) for load in loads], total


def _teachers_of(load_ids: list[int]) -> dict[int, str]:
    rows = db.session.scalars(
        select(LoadTeacher).where(LoadTeacher.load_id.in_(load_ids)).options(joinedload(LoadTeacher.employee)).order_by(LoadTeacher.starts_on)
    )
    names: dict[int, Any] = {}
    for row in rows:
        names.setdefault(row.load_id, []).append(row.employee.short_name)
    return {load_id: ", ".join(dict.fromkeys(found)) for load_id, found in names.items()}


def _line(load: TeachingLoad, teachers: str) -> Line:
    term = load.group_term
    return Line(
        load.id, term.group.name, str(load.curriculum_term.item), load.subgroup.name if load.subgroup else None,
        term.plan_semester, term.status, teachers,
    )  # fmt: skip
