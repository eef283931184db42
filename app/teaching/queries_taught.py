"""Which lines of a programme somebody teaches, in any version of the plan."""

from __future__ import annotations

from sqlalchemy import select

from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm
from app.curricula.reaching import register_taught
from app.extensions import db
from app.teaching.models import LoadTeacher, TeachingLoad


def keys_taught(employee_id: int, programme_id: int) -> set[str]:
    """Give the keys of the lines of a programme that an employee has or had a load in; one statement."""
    query = (
        select(CurriculumItem.item_key)
        .join(Curriculum, Curriculum.id == CurriculumItem.curriculum_id)
        .join(CurriculumTerm, CurriculumTerm.item_id == CurriculumItem.id)
        .join(TeachingLoad, TeachingLoad.curriculum_term_id == CurriculumTerm.id)
        .join(LoadTeacher, LoadTeacher.load_id == TeachingLoad.id)
        .where(LoadTeacher.employee_id == employee_id, Curriculum.programme_id == programme_id)
    )
    return set(db.session.scalars(query.distinct()))


register_taught(keys_taught)
