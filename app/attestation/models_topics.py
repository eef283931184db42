"""Table of the topics of course projects and papers."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Recorded
from app.curricula.models import TermControl
from app.staff.models import Employee
from app.students.models import Student
from app.teaching.models import TeachingLoad
from app.teaching.reach import reached_by_load


class CourseTopic(Recorded, OrganizationRow, Model):
    """The topic of a student's course project: at most one a student and control, approved by an order.

    A changed topic loses its approval: the order approved another one.
    """

    __tablename__ = "course_topic"
    __resource__ = "sheet"
    __scope__ = staticmethod(reached_by_load)
    __table_args__ = (
        ForeignKeyConstraint(
            ["load_id", "group_term_id"], ["teaching_load.id", "teaching_load.group_term_id"],
            ondelete="RESTRICT", name="fk_course_topic_load_term",
        ),
        UniqueConstraint("student_id", "term_control_id"),
        Index("ix_course_topic_load", "load_id", "term_control_id"),
        CheckConstraint("(order_number IS NULL) = (order_date IS NULL)", name="ck_course_topic_order"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int]
    term_control_id: Mapped[int] = mapped_column(ForeignKey("term_control.id", ondelete="RESTRICT"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    topic: Mapped[str] = mapped_column(String(200))
    supervisor_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    order_number: Mapped[str | None] = mapped_column(String(30))
    order_date: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    load: Mapped[TeachingLoad] = relationship(viewonly=True)
    control: Mapped[TermControl] = relationship()
    student: Mapped[Student] = relationship()
    supervisor: Mapped[Employee] = relationship()

    @property
    def is_approved(self) -> bool:
        """Tell whether an order approved the topic."""
        return self.order_number is not None

    def __str__(self) -> str:
        return self.topic
