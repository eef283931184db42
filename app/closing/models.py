"""Tables of closes: snapshots (append-only by triggers), confirmations of heads of departments, reminders."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.closing.models_acts import ActColumns, SignatureColumns
from app.closing.reopening_rules import BASES, STATES
from app.core.clock import now
from app.core.rows import OrganizationRow, Reach, Recorded, whole_college
from app.core.types import UTCDateTime, one_of
from app.organization.models import Semester
from app.teaching.models import TeachingLoad
from app.teaching.reach import terms_reached
from app.terms.models import GroupTerm


def reached_by_term(reach: Reach):
    """Give the scope of rows that hang on a group's term."""
    org, full, departments, curator = reach.organization, reach.full, list(reach.departments), reach.curator
    terms = terms_reached(departments, curator)
    return lambda c: (c.organization_id == org) & ((full == 1) | c.group_term_id.in_(terms))


class Closing(OrganizationRow, Model):
    """A closed term as it was: canonical JSON, its SHA-256 and the audit head it is chained to.

    ``totals`` repeats the numbers of the snapshot, so that a page of a period need not read whole snapshots.
    """

    __tablename__ = "closing"
    __resource__ = "closing"
    __append_only__ = True
    __table_args__ = (UniqueConstraint("group_term_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    revision: Mapped[int]
    snapshot: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    totals: Mapped[str] = mapped_column(Text)
    audit_head: Mapped[str] = mapped_column(String(64))
    closed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    closed_by_name: Mapped[str] = mapped_column(String(200))
    group_term: Mapped[GroupTerm] = relationship()

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_term(reach)


class TermConfirmation(OrganizationRow, Model):
    """The word of a head of department that a group is ready; withdrawn ones stay with who and when."""

    __tablename__ = "term_confirmation"
    __resource__ = "closing"
    __table_args__ = (
        Index("ix_term_confirmation_term", "group_term_id"),
        Index(
            "uq_term_confirmation_live", "group_term_id", unique=True,
            sqlite_where=sql("withdrawn_at IS NULL"), postgresql_where=sql("withdrawn_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    confirmed_by_name: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_by_name: Mapped[str | None] = mapped_column(String(200))

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_term(reach)


class Reminder(OrganizationRow, Model):
    """Somebody was reminded of what is late in a term; it stands on the home page while that is still missing.

    ``addressee`` is «employee:12» or «role:secretary», ``code`` one of the checks of a close.
    """

    __tablename__ = "closing_reminder"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("addressee", "group_term_id", "code"),
        Index("ix_closing_reminder_term", "group_term_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    addressee: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    sent_by_name: Mapped[str] = mapped_column(String(200))


class SemesterAct(ActColumns, OrganizationRow, Model):
    """The act of control of a half-year: the digests of all its snapshots under one root; a change makes a revision."""

    __tablename__ = "semester_act"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("semester_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    semester_id: Mapped[int] = mapped_column(ForeignKey("semester.id", ondelete="RESTRICT"))
    semester: Mapped[Semester] = relationship()

    def __str__(self) -> str:
        return f"{self.semester}, {self.revision}"


class ActSignature(SignatureColumns, OrganizationRow, Model):
    """The director's signature under an act: confirmed by password or code; one an act."""

    __tablename__ = "act_signature"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("act_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("semester_act.id", ondelete="RESTRICT"))


class Reopening(Recorded, OrganizationRow, Model):
    """A leave to correct something closed: asked for by the director, confirmed by a second person, ended by a new revision.

    ``load_id`` is always the item it concerns; ``sheet_id``, ``lesson_id`` and ``student_id`` narrow it. ``new_sheet_id`` is
    the revision of the sheet that is being corrected.
    """

    __tablename__ = "reopening"
    __resource__ = "reopening"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        one_of("status", STATES, "ck_reopening_status"),
        one_of("basis_kind", BASES, "ck_reopening_basis_kind"),
        Index("ix_reopening_term", "group_term_id", "status"),
        Index(
            "uq_reopening_live", "group_term_id", unique=True,
            sqlite_where=sql("status IN ('requested', 'open')"), postgresql_where=sql("status IN ('requested', 'open')"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int] = mapped_column(ForeignKey("teaching_load.id", ondelete="RESTRICT"))
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("attestation_sheet.id", ondelete="RESTRICT"))
    new_sheet_id: Mapped[int | None] = mapped_column(ForeignKey("attestation_sheet.id", ondelete="RESTRICT"))
    lesson_id: Mapped[int | None] = mapped_column(ForeignKey("lesson.id", ondelete="RESTRICT"))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    # An order of the director, or a statement of an inaccuracy that the director has approved: its number and date.
    basis_kind: Mapped[str] = mapped_column(String(10), default="order", server_default="order")
    order_number: Mapped[str] = mapped_column(String(50))
    order_date: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    until: Mapped[date]
    status: Mapped[str] = mapped_column(String(12), default="requested")
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    requested_by_name: Mapped[str] = mapped_column(String(200))
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    confirmed_by_name: Mapped[str | None] = mapped_column(String(200))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by_name: Mapped[str | None] = mapped_column(String(200))
    refusal: Mapped[str | None] = mapped_column(String(500))
    revision: Mapped[int | None]
    group_term: Mapped[GroupTerm] = relationship()
    load: Mapped[TeachingLoad] = relationship()

    @property
    def basis(self) -> str:
        """Give the order or the statement it stands on."""
        return f"{BASES[self.basis_kind]} № {self.order_number} от {self.order_date:%d.%m.%Y}"

    def __str__(self) -> str:
        return self.basis
