"""Table of the session timetable."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Reach, Recorded
from app.staff.models import Employee
from app.teaching.models import TeachingLoad
from app.teaching.reach import reached_by_load
from app.terms.models import GroupTerm


class ExamEvent(Recorded, OrganizationRow, Model):
    """An exam in the session timetable: day, time, room, examiner (the teacher where none is named), consultation."""

    __tablename__ = "exam_event"
    __resource__ = "exam"
    __table_args__ = (
        ForeignKeyConstraint(
            ["load_id", "group_term_id"], ["teaching_load.id", "teaching_load.group_term_id"],
            ondelete="RESTRICT", name="fk_exam_event_load_term",
        ),
        UniqueConstraint("load_id", "term_control_id"),
        Index("ix_exam_event_term", "group_term_id", "held_on"),
        Index("ix_exam_event_day", "organization_id", "held_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int]
    term_control_id: Mapped[int] = mapped_column(ForeignKey("term_control.id", ondelete="RESTRICT"))
    # Parts of a complex exam are held together: they do not collide with each other.
    joint_key: Mapped[str | None] = mapped_column(String(20))
    held_on: Mapped[date]
    starts_at: Mapped[str | None] = mapped_column(String(5))
    room: Mapped[str | None] = mapped_column(String(30))
    examiner_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    consult_on: Mapped[date | None]
    consult_at: Mapped[str | None] = mapped_column(String(5))
    consult_room: Mapped[str | None] = mapped_column(String(30))
    version: Mapped[int] = mapped_column(default=1)
    group_term: Mapped[GroupTerm] = relationship()
    load: Mapped[TeachingLoad] = relationship(viewonly=True)
    examiner: Mapped[Employee | None] = relationship()

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_load(reach)

    @property
    def event_key(self) -> str:
        """Give what the parts of one event have in common."""
        return f"{self.group_term_id}-{self.joint_key or self.term_control_id}"

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y}"
