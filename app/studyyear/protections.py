"""No disciplinary measure during holidays (273-ФЗ ст. 43 ч. 8): the chart of the group's weeks tells the orders below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select

from app.access.scope import unscoped
from app.core.text import N_
from app.extensions import db
from app.movement.registry import DISCIPLINE, Obstacle, register_guard
from app.organization.models import AcademicYear
from app.students.models import Placement
from app.students.queries import held
from app.studyyear import queries
from app.studyyear.models import CalendarRow
from app.studyyear.rules import HOLIDAYS, unpack, weeks_of


def on_holidays(student_ids: Collection[int], day: date) -> Mapping[int, Sequence[Obstacle]]:
    """Tell whose group has holidays in the week of ``day``; two statements."""
    uses = {kind.letters: kind.use for kind in queries.kinds()}
    with unscoped():
        rows = db.session.execute(
            select(Placement.student_id, CalendarRow.weeks, AcademicYear.starts_on, AcademicYear.ends_on)
            .join(CalendarRow, CalendarRow.group_id == Placement.group_id)
            .join(AcademicYear, AcademicYear.id == CalendarRow.academic_year_id)
            .where(Placement.student_id.in_(student_ids), held(day), AcademicYear.starts_on <= day, AcademicYear.ends_on >= day)
        )
        idle = [student for student, weeks, first, last in rows if uses.get(_letters(weeks, first, last, day)) == HOLIDAYS]
    said = Obstacle(N_("The group of %(student)s has holidays on %(day)s: no disciplinary measure during them."), (("day", f"{day:%d.%m.%Y}"),))
    return {student: [said] for student in idle}


def _letters(weeks: str, first: date, last: date, day: date) -> str:
    """Give what stands in the chart for the week of ``day``."""
    mondays = weeks_of(first, last)
    at = sum(monday <= day for monday in mondays) - 1
    return unpack(weeks, len(mondays))[at] if at >= 0 else ""


register_guard((DISCIPLINE,), on_holidays)
