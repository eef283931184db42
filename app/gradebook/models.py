"""Tables of the journal's cells and of the requests to change them."""

from datetime import datetime

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Reach, Recorded
from app.core.types import UTCDateTime, one_of
from app.gradebook.cells import ATTENDANCE, LATE, MAX_MINUTES
from app.staff.models import Employee
from app.students.models import Student
from app.teaching.models import Lesson, TeachingLoad
from app.teaching.reach import reached_by_load

WAITING, APPROVED, REFUSED = "waiting", "approved", "refused"
CHANGE_STATES = (WAITING, APPROVED, REFUSED)


class Mark(Recorded, OrganizationRow, Model):
    """A cell of the journal: at most one attendance code and up to three marks of a student at a lesson.

    ``grades`` holds the marks as typed, parted by a space; an emptied cell stays as a row, so that its version goes on.
    ``minutes_late`` is by how much the student was late, where it is known; ``is_late``: the cell itself was filled late.
    """

    __tablename__ = "mark"
    __resource__ = "journal"
    __frozen_by__ = "group_term_id"
    __window__ = {"load_id": "load_id", "lesson_id": "lesson_id", "student_id": "student_id"}
    __table_args__ = (
        ForeignKeyConstraint(
            ["lesson_id", "load_id", "group_term_id"],
            ["lesson.id", "lesson.load_id", "lesson.group_term_id"],
            ondelete="RESTRICT",
            name="fk_mark_lesson_load_term",
        ),
        UniqueConstraint("lesson_id", "student_id"),
        Index("ix_mark_load", "load_id", "student_id"),
        Index("ix_mark_term", "group_term_id"),
        one_of("attendance", ATTENDANCE, "ck_mark_attendance"),
        CheckConstraint(
            f"minutes_late IS NULL OR (attendance IS NOT NULL AND attendance = '{LATE}' AND minutes_late BETWEEN 1 AND {MAX_MINUTES})",
            name="ck_mark_minutes_late",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int]
    lesson_id: Mapped[int]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"), index=True)
    attendance: Mapped[str | None] = mapped_column(String(3))
    grades: Mapped[str] = mapped_column(String(30), default="")
    minutes_late: Mapped[int | None] = mapped_column(SmallInteger)
    version: Mapped[int] = mapped_column(default=1)
    is_late: Mapped[bool] = mapped_column(default=False)

    # Two savers on two connections: the second one's UPDATE finds no row and is refused.
    __mapper_args__ = {"version_id_col": version}

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_load(reach)


class MarkChange(Recorded, OrganizationRow, Model):
    """A teacher's request to change a cell filled too long ago; approved, its value stands in the cell."""

    __tablename__ = "mark_change"
    __resource__ = "journal"
    __table_args__ = (
        ForeignKeyConstraint(
            ["lesson_id", "load_id", "group_term_id"],
            ["lesson.id", "lesson.load_id", "lesson.group_term_id"],
            ondelete="RESTRICT",
            name="fk_mark_change_lesson_load_term",
        ),
        Index(
            "uq_mark_change_waiting", "lesson_id", "student_id", unique=True,
            sqlite_where=sql("status = 'waiting'"), postgresql_where=sql("status = 'waiting'"),
        ),
        Index("ix_mark_change_load", "load_id", "status"),
        Index("ix_mark_change_status", "organization_id", "status"),
        one_of("status", CHANGE_STATES, "ck_mark_change_status"),
        CheckConstraint("(status = 'waiting') = (decided_at IS NULL)", name="ck_mark_change_decided"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"), index=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("teaching_load.id", ondelete="RESTRICT"))
    lesson_id: Mapped[int] = mapped_column(ForeignKey("lesson.id", ondelete="RESTRICT"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"), index=True)
    version: Mapped[int]
    old_text: Mapped[str] = mapped_column(String(40))
    new_text: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(300))
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    status: Mapped[str] = mapped_column(String(10), default=WAITING)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(String(300))
    lesson: Mapped[Lesson] = relationship(foreign_keys=[lesson_id])
    load: Mapped[TeachingLoad] = relationship(foreign_keys=[load_id])
    student: Mapped[Student] = relationship()
    requested_by: Mapped[Employee] = relationship(foreign_keys=[requested_by_id])
    decided_by: Mapped[Employee | None] = relationship(foreign_keys=[decided_by_id])

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_load(reach)

    def __str__(self) -> str:
        return f"{self.old_text or '—'} → {self.new_text or '—'}"
