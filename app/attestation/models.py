"""Tables of attestation sheets."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    column,
    or_,
    select,
    table,
)
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attestation.states import KINDS, ROLES, STATUSES
from app.core.rows import OrganizationRow, Reach, Recorded
from app.core.types import UTCDateTime, in_range, one_of
from app.curricula.models import TermControl
from app.staff.models import Employee
from app.teaching.models import TeachingLoad
from app.teaching.reach import loads_taught, terms_reached
from app.terms.models import GroupTerm

_examiner = table("sheet_examiner", column("sheet_id"), column("employee_id"), column("sheet_kind"), column("role"))
_part = table("sheet_part", column("sheet_id"), column("load_id"))
# Re-sits live after the close: only what belongs to the primary sheets of a term freezes.
_PRIMARY_ONLY = ("sheet_kind", "primary")


def _reached(reach: Reach):
    """Give the scope of sheets: those with a part of the loads within reach, and those that the person was named to examine.

    The teacher of a primary sheet reads it by the load, and no longer when the load was taken away.
    """
    org, full, departments, curator = reach.organization, reach.full, list(reach.departments), reach.curator
    terms, loads = terms_reached(departments, curator), loads_taught(reach.teacher, reach.today)
    taught = select(_part.c.sheet_id).where(_part.c.load_id.in_(loads))
    mine = select(_examiner.c.sheet_id).where(
        _examiner.c.employee_id == reach.teacher, or_(_examiner.c.sheet_kind != "primary", _examiner.c.role != "examiner")
    )
    return lambda c: (c.organization_id == org) & or_(
        full == 1, c.id.in_(taught), c.group_term_id.in_(terms), c.id.in_(mine)
    )


class AttestationSheet(Recorded, OrganizationRow, Model):
    """A sheet (ведомость): control of the term × (sub)group × kind × attempt.

    A complex sheet has several parts, a control each; ``load_id`` and ``term_control_id`` are those of its first part.
    """

    __tablename__ = "attestation_sheet"
    __resource__ = "sheet"
    __frozen_by__ = "group_term_id"
    # A sheet in which one student's line is corrected is signed and closed again.
    __window__ = {"load_id": "load_id", "sheet_id": "id", "student_id": "+sheet_id"}
    __frozen_where__ = ("kind", "primary")
    __table_args__ = (
        ForeignKeyConstraint(
            ["load_id", "group_term_id"], ["teaching_load.id", "teaching_load.group_term_id"],
            ondelete="RESTRICT", name="fk_attestation_sheet_load_term",
        ),
        # A control has one primary sheet of a (sub)group; of a later attempt there is one a day and company of students.
        Index(
            "uq_attestation_sheet_primary", "load_id", "term_control_id", "kind", "revision", unique=True,
            sqlite_where=sql("kind = 'primary'"), postgresql_where=sql("kind = 'primary'"),
        ),
        UniqueConstraint("organization_id", "number", "revision"),
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
    # The paper behind a later attempt: order of the commission, permission to improve a mark.
    basis: Mapped[str | None] = mapped_column(String(300))
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
    parts: Mapped[list["SheetPart"]] = relationship(
        back_populates="sheet", order_by="SheetPart.position", passive_deletes="all"
    )
    examiners: Mapped[list["SheetExaminer"]] = relationship(
        back_populates="sheet", order_by="SheetExaminer.position", passive_deletes="all"
    )

    @staticmethod
    def __scope__(reach: Reach):
        return _reached(reach)

    def __str__(self) -> str:
        return f"{self.title} № {self.number or '—'}"


def _of_sheet(name: str) -> ForeignKeyConstraint:
    """Give the key that keeps a row of a sheet in the term of the sheet."""
    return ForeignKeyConstraint(
        ["sheet_id", "group_term_id", "sheet_kind"],
        ["attestation_sheet.id", "attestation_sheet.group_term_id", "attestation_sheet.kind"],
        ondelete="RESTRICT", name=name,
    )  # fmt: skip


class SheetPart(OrganizationRow, Model):
    """A control that a sheet records: one of a simple sheet, several of a complex one."""

    __tablename__ = "sheet_part"
    __resource__ = "sheet"
    __frozen_by__ = "group_term_id"
    __window__ = {"load_id": "load_id", "sheet_id": "sheet_id"}
    __frozen_where__ = _PRIMARY_ONLY
    __table_args__ = (
        _of_sheet("fk_sheet_part_sheet_term"),
        ForeignKeyConstraint(
            ["load_id", "group_term_id"], ["teaching_load.id", "teaching_load.group_term_id"],
            ondelete="RESTRICT", name="fk_sheet_part_load_term",
        ),
        UniqueConstraint("sheet_id", "load_id", "term_control_id"),
        UniqueConstraint("id", "sheet_id"),
        Index("ix_sheet_part_control", "load_id", "term_control_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    sheet_id: Mapped[int]
    sheet_kind: Mapped[str] = mapped_column(String(15), default="primary")
    load_id: Mapped[int]
    term_control_id: Mapped[int] = mapped_column(ForeignKey("term_control.id", ondelete="RESTRICT"))
    position: Mapped[int] = mapped_column(default=1)
    sheet: Mapped[AttestationSheet] = relationship(back_populates="parts")
    control: Mapped[TermControl] = relationship()
    load: Mapped[TeachingLoad] = relationship(viewonly=True)

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org


class SheetExaminer(OrganizationRow, Model):
    """Who examines: the teachers of the item, or a commission by order. Names are kept as they were on the day of issue."""

    __tablename__ = "sheet_examiner"
    __resource__ = "sheet"
    __frozen_by__ = "group_term_id"
    __window__ = {"sheet_id": "sheet_id"}
    __frozen_where__ = _PRIMARY_ONLY
    __table_args__ = (
        _of_sheet("fk_sheet_examiner_sheet_term"),
        UniqueConstraint("sheet_id", "employee_id"),
        Index("ix_sheet_examiner_employee", "employee_id", "sheet_id"),
        one_of("role", ROLES, "ck_sheet_examiner_role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    sheet_id: Mapped[int]
    sheet_kind: Mapped[str] = mapped_column(String(15), default="primary")
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    role: Mapped[str] = mapped_column(String(10), default="examiner")
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(160))
    signed_as: Mapped[str] = mapped_column(String(80))
    sheet: Mapped[AttestationSheet] = relationship(back_populates="examiners")
    employee: Mapped[Employee] = relationship()

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org


class AttestationEntry(OrganizationRow, Model):
    """A student's line of a part of a sheet: ticket, score, result; of an exam also the semester and the final mark."""

    __tablename__ = "attestation_entry"
    __resource__ = "sheet"
    __frozen_by__ = "group_term_id"
    __window__ = {"sheet_id": "sheet_id", "student_id": "student_id"}
    __frozen_where__ = _PRIMARY_ONLY
    __table_args__ = (
        _of_sheet("fk_attestation_entry_sheet_term"),
        ForeignKeyConstraint(
            ["part_id", "sheet_id"], ["sheet_part.id", "sheet_part.sheet_id"],
            ondelete="RESTRICT", name="fk_attestation_entry_part_sheet",
        ),
        UniqueConstraint("part_id", "student_id"),
        Index("ix_attestation_entry_sheet", "sheet_id", "position"),
        in_range("score", 0, 100, "ck_attestation_entry_score"),
        Index("ix_attestation_entry_student", "student_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    sheet_id: Mapped[int]
    sheet_kind: Mapped[str] = mapped_column(String(15), default="primary")
    part_id: Mapped[int]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    position: Mapped[int]
    student_name: Mapped[str] = mapped_column(String(160))
    record_book: Mapped[str | None] = mapped_column(String(30))
    ticket: Mapped[str | None] = mapped_column(String(10))
    score: Mapped[int | None]
    proposed: Mapped[str | None] = mapped_column(String(10))
    semester: Mapped[str | None] = mapped_column(String(20))
    result: Mapped[str | None] = mapped_column(String(20))
    final: Mapped[str | None] = mapped_column(String(20))
    # Why the student was absent, in the words of the paper that excuses or does not excuse it.
    reason: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(200))
    version: Mapped[int] = mapped_column(default=1)
    sheet: Mapped[AttestationSheet] = relationship(back_populates="entries")
    part: Mapped[SheetPart] = relationship(viewonly=True)

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org
