"""Table of discrepancy statements."""

from __future__ import annotations

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Reach, Recorded
from app.core.types import UTCDateTime, one_of
from app.inaccuracies.rules import STATUSES
from app.staff.models import Employee


class DiscrepancyStatement(Recorded, OrganizationRow, Model):
    """A record that says what is not so: reported by anyone, stated by the coordinator, decided by the director.

    ``place`` columns name the frozen place the record lies in; ``before`` and ``after`` hold its fields as JSON.
    """

    __tablename__ = "discrepancy_statement"
    __resource__ = "inaccuracy"
    __table_args__ = (
        UniqueConstraint("organization_id", "year", "number"),
        Index("ix_discrepancy_statement_status", "organization_id", "status", "since"),
        Index("ix_discrepancy_statement_subject", "subject_type", "subject_id"),
        one_of("status", STATUSES, "ck_discrepancy_statement_status"),
        CheckConstraint("(number IS NULL) = (year IS NULL)", name="ck_discrepancy_statement_number"),
        CheckConstraint("letter_number IS NULL OR letter_date IS NOT NULL", name="ck_discrepancy_statement_letter"),
        CheckConstraint("answer_number IS NULL OR answer_date IS NOT NULL", name="ck_discrepancy_statement_answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int | None]
    year: Mapped[int | None]
    status: Mapped[str] = mapped_column(String(12), default="reported")
    since: Mapped[date]
    reporter_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    reporter_name: Mapped[str] = mapped_column(String(200))
    section: Mapped[str] = mapped_column(String(100))
    subject_type: Mapped[str] = mapped_column(String(50))
    subject_id: Mapped[int]
    subject_part: Mapped[int | None]
    record: Mapped[str] = mapped_column(String(400))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    group_term_id: Mapped[int | None] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int | None]
    sheet_id: Mapped[int | None]
    lesson_id: Mapped[int | None]
    field: Mapped[str] = mapped_column(String(200))
    in_system: Mapped[str] = mapped_column(String(1000))
    actual: Mapped[str] = mapped_column(String(1000))
    cause: Mapped[str | None] = mapped_column(String(1000))
    evidence: Mapped[str | None] = mapped_column(String(1000))
    consequence: Mapped[str | None] = mapped_column(String(1000))
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str | None] = mapped_column(Text)
    stated_on: Mapped[date | None]
    stated_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    stated_by_name: Mapped[str | None] = mapped_column(String(200))
    decided_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    decided_by_name: Mapped[str | None] = mapped_column(String(200))
    resolution: Mapped[str | None] = mapped_column(String(1000))
    window_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # The leave to correct what lies in a closed term, asked for on the basis of this statement.
    reopening_id: Mapped[int | None] = mapped_column(ForeignKey("reopening.id", ondelete="RESTRICT"))
    letter_number: Mapped[str | None] = mapped_column(String(30))
    letter_date: Mapped[date | None]
    no_letter_reason: Mapped[str | None] = mapped_column(String(1000))
    answer_number: Mapped[str | None] = mapped_column(String(30))
    answer_date: Mapped[date | None]
    answer: Mapped[str | None] = mapped_column(String(1000))
    corrected_on: Mapped[date | None]
    corrected_by_name: Mapped[str | None] = mapped_column(String(200))
    correction_note: Mapped[str | None] = mapped_column(String(1000))
    closed_on: Mapped[date | None]
    reporter: Mapped[Employee | None] = relationship()

    @staticmethod
    def __scope__(reach: Reach):
        org, full, own = reach.organization, reach.full, reach.own
        return lambda c: (c.organization_id == org) & ((full == 1) | (c.reporter_id == own))

    @property
    def full_number(self) -> str:
        """Give «12/2026» once the coordinator has stated it, «№ —» before."""
        return f"{self.number}/{self.year}" if self.number else "—"

    def __str__(self) -> str:
        return f"№ {self.full_number}"
