"""Tables of attestation sheets."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attestation.states import KINDS, STATUSES
from app.core.rows import OrganizationRow, Reach, Recorded
from app.core.types import UTCDateTime, in_range, one_of
from app.curricula.models import TermControl
from app.teaching.models import TeachingLoad, reached_by_load
from app.terms.models import GroupTerm


class AttestationSheet(Recorded, OrganizationRow, Model):
    """A sheet (ведомость): control of the term × (sub)group × kind × attempt."""

    __tablename__ = "attestation_sheet"
    __resource__ = "sheet"
    __frozen_by__ = "group_term_id"
    __window__ = {"load_id": "load_id", "sheet_id": "id"}
    # Re-sits live after the close: only the primary sheets of a term freeze.
    __frozen_where__ = ("kind", "primary")
    __table_args__ = (
        ForeignKeyConstraint(
            ["load_id", "group_term_id"], ["teaching_load.id", "teaching_load.group_term_id"],
            ondelete="RESTRICT", name="fk_attestation_sheet_load_term",
        ),
        UniqueConstraint("load_id", "term_control_id", "kind", "attempt", "revision"),
        UniqueConstraint("id", "group_term_id", "kind"),
        Index("ix_attestation_sheet_term", "group_term_id", "status"),
        one_of("kind", KINDS, "ck_attestation_sheet_kind"),
        one_of("status", STATUSES, "ck_attestation_sheet_status"),
        in_range("attempt", 0, 9, "ck_attestation_sheet_attempt"),
        CheckConstraint("revision >= 1", name="ck_attestation_sheet_revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int]
    term_control_id: Mapped[int] = mapped_column(ForeignKey("term_control.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(15), default="primary")
    attempt: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=1)
    number: Mapped[str | None] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    held_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(12), default="draft")
    version: Mapped[int] = mapped_column(default=1)
    issued_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    group_term: Mapped[GroupTerm] = relationship()
    control: Mapped[TermControl] = relationship()
    load: Mapped[TeachingLoad] = relationship(viewonly=True)
    entries: Mapped[list["AttestationEntry"]] = relationship(
        back_populates="sheet", order_by="AttestationEntry.position", passive_deletes="all"
    )

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_load(reach)

    def __str__(self) -> str:
        return f"{self.title} № {self.number or '—'}"


class AttestationEntry(OrganizationRow, Model):
    """A student's line of a sheet: admission, ticket, result."""

    __tablename__ = "attestation_entry"
    __resource__ = "sheet"
    __frozen_by__ = "group_term_id"
    __window__ = {"sheet_id": "sheet_id", "student_id": "student_id"}
    __frozen_where__ = ("sheet_kind", "primary")
    __table_args__ = (
        ForeignKeyConstraint(
            ["sheet_id", "group_term_id", "sheet_kind"],
            ["attestation_sheet.id", "attestation_sheet.group_term_id", "attestation_sheet.kind"],
            ondelete="RESTRICT", name="fk_attestation_entry_sheet_term",
        ),
        UniqueConstraint("sheet_id", "student_id"),
        Index("ix_attestation_entry_student", "student_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    sheet_id: Mapped[int]
    sheet_kind: Mapped[str] = mapped_column(String(15), default="primary")
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    position: Mapped[int]
    student_name: Mapped[str] = mapped_column(String(160))
    record_book: Mapped[str | None] = mapped_column(String(30))
    ticket: Mapped[str | None] = mapped_column(String(10))
    proposed: Mapped[str | None] = mapped_column(String(10))
    result: Mapped[str | None] = mapped_column(String(20))
    note: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    sheet: Mapped[AttestationSheet] = relationship(back_populates="entries")

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org
