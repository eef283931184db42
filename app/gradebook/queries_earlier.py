"""What a student who came in mid-term was given for the same item in the former group: marks hang on student and item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app.access.scope import unscoped
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.extensions import db
from app.gradebook.models import Mark
from app.gradebook.queries import load_head
from app.gradebook.standings import text_of
from app.students.models import StudyGroup
from app.teaching import queries as teaching
from app.teaching.models import Lesson, TeachingLoad
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class EarlierCell:
    """A filled cell of the former group's journal."""

    date: date
    group: str
    text: str
    task: str


def earlier(load_id: int, student_id: int) -> list[EarlierCell]:
    """Give the cells of a student of this journal in other groups' journals of the same item and half-year, by date.

    The journal is reached by the reader, the former group's may not be: it is read through the student. NotFound for a
    foreign journal or a student of another one.
    """
    load = load_head(load_id)
    if not teaching.members(load, student_id=student_id):
        raise NotFound(N_("There is no such student in this journal."))
    term, item = load.group_term, load.curriculum_term.item
    with unscoped():
        rows = db.session.execute(
            select(Lesson.date, StudyGroup.name, Mark.attendance, Mark.grades, Mark.minutes_late, Lesson.task)
            .join(Lesson, Lesson.id == Mark.lesson_id)
            .join(TeachingLoad, TeachingLoad.id == Mark.load_id)
            .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
            .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
            .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
            .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
            .where(
                Mark.student_id == student_id, GroupTerm.group_id != term.group_id, GroupTerm.starts_on <= term.ends_on,
                GroupTerm.ends_on >= term.starts_on, or_(CurriculumItem.item_key == item.item_key, CurriculumItem.name == item.name),
            )
            .order_by(Lesson.date, Lesson.pair, Mark.id)
        ).all()  # fmt: skip
    cells = [EarlierCell(row.date, row.name, text_of(row.attendance, row.grades, row.minutes_late), row.task or "") for row in rows]
    return [cell for cell in cells if cell.text]
