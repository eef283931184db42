"""Marks on days of a leave: told to the orders below, which warn of them; the marks stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import func, select

from app.access.scope import unscoped
from app.core.text import N_
from app.extensions import db
from app.gradebook.models import Mark
from app.movement.registry import Obstacle, register_guard
from app.teaching.models import Lesson


def marked_since(student_ids: Collection[int], day: date) -> Mapping[int, Sequence[Obstacle]]:
    """Tell who has marks of lessons on ``day`` or later, when a leave is to begin; one statement."""
    msgid = N_("%(student)s has marks of lessons on days of the leave: %(count)s. They stay; check the day from which the leave runs.")
    with unscoped():
        rows = db.session.execute(
            select(Mark.student_id, func.count(Mark.id))
            .join(Lesson, Lesson.id == Mark.lesson_id)
            .where(Mark.student_id.in_(student_ids), Mark.grades != "", Lesson.date >= day)
            .group_by(Mark.student_id)
        )
        return {student: [Obstacle(msgid, (("count", count),), blocks=False)] for student, count in rows}


register_guard(("ACADEM_OUT", "MATERNITY_OUT", "CHILDCARE_OUT"), marked_since)
