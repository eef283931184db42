"""The month of a group: who missed how many hours on which day and why; one function for screen, paper and export."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, select
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.curator import queries, rules
from app.curator.models import AbsenceNote, ExcusedCell
from app.curator.rules import AttendanceLine, Missed
from app.extensions import db
from app.gradebook.cells import ABSENCES
from app.gradebook.models import Mark
from app.organization.models import Organization
from app.students.models import Placement, StudyGroup
from app.teaching.models import Lesson
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class AttendanceSheet:
    """A group's month: hours missed by student, day and reason; ``lessons`` are the days on which lessons were held."""

    group: StudyGroup
    college: Organization
    month: date
    lines: list[AttendanceLine]
    totals: AttendanceLine
    lessons: frozenset[int]

    @property
    def days(self) -> range:
        """Give the days of the month."""
        return range(1, rules.last_day(self.month).day + 1)


def attendance(actor: Actor, group_id: int, month: date) -> AttendanceSheet:
    """Give the sheet of attendance of a month (its first day); NotFound for a foreign group. Five statements.

    Hours of a student count only on days of the stay in this group; a course of lessons given to subgroups counts once,
    since a student has a cell only in the own one.
    """
    group = queries.group(actor, group_id)
    end = rules.last_day(month)
    names = queries.students(group_id, month, end)
    missed = list(hours_missed([group_id], month, end))
    lines, totals = rules.attendance_lines(names, missed)
    held = db.session.scalars(
        select(Lesson.date).join(GroupTerm, GroupTerm.id == Lesson.group_term_id)
        .where(GroupTerm.group_id == group_id, Lesson.date >= month, Lesson.date <= end).distinct()
    )  # fmt: skip
    college = queries.college(group)
    return AttendanceSheet(group, college, month, lines, totals, frozenset(day.day for day in held))


def hours_missed(group_ids: Collection[int], start: date, end: date) -> Iterator[Missed]:
    """Give the hours missed in some groups from one day to another, in one statement.

    An excused cell counts under its paper in force; without a paper «у» is a statement, «б» an illness.
    """
    note, cell, stay = aliased(AbsenceNote), aliased(ExcusedCell), aliased(Placement)
    rows = db.session.execute(
        select(Mark.id, Mark.student_id, Lesson.date, Lesson.hours, Mark.attendance, note.kind)
        .join(Lesson, Lesson.id == Mark.lesson_id)
        .join(GroupTerm, GroupTerm.id == Lesson.group_term_id)
        .join(
            stay,
            and_(
                stay.group_id == GroupTerm.group_id, stay.student_id == Mark.student_id, stay.starts_on <= Lesson.date,
                stay.ends_on.is_(None) | (stay.ends_on >= Lesson.date),
            ),
        )
        .outerjoin(cell, cell.mark_id == Mark.id)
        .outerjoin(note, and_(note.id == cell.note_id, note.withdrawn_at.is_(None)))
        .where(
            GroupTerm.group_id.in_(group_ids), Lesson.date >= start, Lesson.date <= end, Mark.attendance.in_(sorted(ABSENCES))
        )
        .order_by(Lesson.date, Mark.id)
    )  # fmt: skip
    found: dict[int, Missed] = {}
    for row in rows:
        reason = rules.reason_of(row.attendance, row.kind)
        if row.id not in found or row.kind is not None:
            found[row.id] = Missed(row.student_id, row.date, row.hours, reason)
    yield from found.values()
