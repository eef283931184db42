"""Tables of excused absences: the paper, and the cells of the journal it has changed."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, column, or_, select, table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Reach, Recorded, Versioned
from app.core.types import UTCDateTime, one_of
from app.curator.rules import KINDS
from app.students.models import Student, groups_reached, reached_by_group

_placement = table("placement", column("student_id"), column("group_id"))


def reached_by_student(reach: Reach):
    """Give the scope of rows about students of the departments and of the groups that the person leads."""
    org, full = reach.organization, reach.full
    groups = groups_reached(list(reach.departments), reach.curator, reach.teacher, reach.today)
    mine = select(_placement.c.student_id).where(_placement.c.group_id.in_(groups))
    return lambda c: (c.organization_id == org) & or_(full == 1, c.student_id.in_(mine))


class AbsenceNote(Recorded, OrganizationRow, Model):
    """A paper that excuses absences from one day to another: a doctor's note, a statement, an order.

    It never holds a diagnosis. A withdrawn one stays with who withdrew it, when and why.
    """

    __tablename__ = "absence_note"
    __resource__ = "curatorship"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index("ix_absence_note_student", "student_id", "starts_on"),
        one_of("kind", KINDS, "ck_absence_note_kind"),
        CheckConstraint("ends_on >= starts_on", name="ck_absence_note_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(10))
    number: Mapped[str] = mapped_column(String(50), default="")
    issuer: Mapped[str] = mapped_column(String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    received_on: Mapped[date]
    created_by_name: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_by_name: Mapped[str | None] = mapped_column(String(200))
    withdrawal_reason: Mapped[str | None] = mapped_column(String(300))
    student: Mapped[Student] = relationship()

    def __str__(self) -> str:
        return f"{self.number or '—'}, {self.starts_on:%d.%m.%Y}–{self.ends_on:%d.%m.%Y}"


class CuratorReport(Recorded, Versioned, OrganizationRow, Model):
    """What a curator wrote for a month or a term of a group; its numbers are counted whenever it is shown."""

    __tablename__ = "curator_report"
    __resource__ = "curatorship"
    __scope__ = staticmethod(reached_by_group)
    __table_args__ = (
        UniqueConstraint("group_id", "starts_on", "ends_on"),
        CheckConstraint("ends_on >= starts_on", name="ck_curator_report_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("study_group.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    parents: Mapped[str] = mapped_column(String(4000), default="")
    events: Mapped[str] = mapped_column(String(4000), default="")
    conclusions: Mapped[str] = mapped_column(String(4000), default="")

    def __str__(self) -> str:
        return f"{self.starts_on:%d.%m.%Y}–{self.ends_on:%d.%m.%Y}"


class ExcusedCell(OrganizationRow, Model):
    """A cell of the journal that a paper has changed: what stood there before, and the version the paper left."""

    __tablename__ = "excused_cell"
    __resource__ = "curatorship"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (UniqueConstraint("note_id", "mark_id"), Index("ix_excused_cell_mark", "mark_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("absence_note.id", ondelete="RESTRICT"))
    mark_id: Mapped[int] = mapped_column(ForeignKey("mark.id", ondelete="RESTRICT"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    version: Mapped[int]
