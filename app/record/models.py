"""Table of results that no sheet of this system stands behind."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attestation.rules import Result
from app.core.rows import OrganizationRow, Recorded
from app.core.types import Hours, UTCDateTime, one_of
from app.curricula.models import TermControl
from app.record.rules import ORIGINS
from app.students.models import Student, reached_by_student


class CarriedResult(Recorded, OrganizationRow, Model):
    """A result of a student in a control of the plan that stands on another paper than a sheet of this system.

    ``origin``: carried over when the college began to work here, re-credited or re-attested by a protocol, or the
    difference of plans passed. ``hours`` are those of the source paper. An annulled one stays, with who and why.
    """

    __tablename__ = "carried_result"
    __resource__ = "record"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index(
            "uq_carried_result_valid", "student_id", "term_control_id", unique=True,
            sqlite_where=sql("annulled_at IS NULL"), postgresql_where=sql("annulled_at IS NULL"),
        ),
        one_of("origin", ORIGINS, "ck_carried_result_origin"),
        one_of("result", tuple(Result), "ck_carried_result_result"),
        CheckConstraint("hours IS NULL OR hours >= 0", name="ck_carried_result_hours"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    term_control_id: Mapped[int] = mapped_column(ForeignKey("term_control.id", ondelete="RESTRICT"))
    origin: Mapped[str] = mapped_column(String(12))
    result: Mapped[str] = mapped_column(String(20))
    hours: Mapped[int | None] = mapped_column(Hours)
    paper: Mapped[str] = mapped_column(String(300))
    paper_date: Mapped[date | None]
    protocol: Mapped[str | None] = mapped_column(String(100))
    held_on: Mapped[date | None]
    annulled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    annulled_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    annul_reason: Mapped[str | None] = mapped_column(String(300))
    student: Mapped[Student] = relationship()
    control: Mapped[TermControl] = relationship()


class PlanDifference(Recorded, OrganizationRow, Model):
    """A control of the present plan that a student who came from another one must still pass, by a day of its own.

    It is no debt of art. 58. It is settled when the record has a result of the control.
    """

    __tablename__ = "plan_difference"
    __resource__ = "record"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (UniqueConstraint("student_id", "term_control_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    term_control_id: Mapped[int] = mapped_column(ForeignKey("term_control.id", ondelete="RESTRICT"))
    due_on: Mapped[date]
    protocol: Mapped[str] = mapped_column(String(100))
    student: Mapped[Student] = relationship()
    control: Mapped[TermControl] = relationship()
