"""The own plan of a single student: an individual version, from a day, on a basis."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Recorded
from app.curricula.models import Curriculum
from app.students.models import Student, reached_by_student


class StudentPlan(Recorded, OrganizationRow, Model):
    """A student studies by an own version; its overrides are what differs from the version it was made from."""

    __tablename__ = "student_plan"
    __resource__ = "study_plan"
    __leaves_plan_open__ = True
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        UniqueConstraint("curriculum_id"),
        Index("ix_student_plan_student", "student_id", "ends_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_student_plan_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    basis: Mapped[str] = mapped_column(String(300))
    student: Mapped[Student] = relationship()
    curriculum: Mapped[Curriculum] = relationship()

    def __str__(self) -> str:
        return f"{self.student} · {self.curriculum}"
