"""Table of the journal's cells."""

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.rows import OrganizationRow, Reach, Recorded
from app.core.types import one_of
from app.gradebook.rules import ATTENDANCE
from app.teaching.models import reached_by_load


class Mark(Recorded, OrganizationRow, Model):
    """A cell of the journal: at most one attendance code and up to three marks of a student at a lesson.

    ``grades`` holds the marks as typed, parted by a space; an emptied cell stays as a row, so that its version goes on.
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
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int]
    lesson_id: Mapped[int]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"), index=True)
    attendance: Mapped[str | None] = mapped_column(String(3))
    grades: Mapped[str] = mapped_column(String(30), default="")
    version: Mapped[int] = mapped_column(default=1)
    is_late: Mapped[bool] = mapped_column(default=False)

    # Two savers on two connections: the second one's UPDATE finds no row and is refused.
    __mapper_args__ = {"version_id_col": version}

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_load(reach)
