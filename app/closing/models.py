"""Tables of closes: snapshots (append-only by triggers), confirmations of heads of departments, reminders."""

from datetime import datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.rows import OrganizationRow, Reach, whole_college
from app.core.types import UTCDateTime
from app.organization.models import Semester
from app.teaching.models import terms_reached
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


class SemesterAct(OrganizationRow, Model):
    """The act of control of a half-year: the digests of all its snapshots under one root; a change makes a revision."""

    __tablename__ = "semester_act"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("semester_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    semester_id: Mapped[int] = mapped_column(ForeignKey("semester.id", ondelete="RESTRICT"))
    revision: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    root_sha256: Mapped[str] = mapped_column(String(64))
    audit_head: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    prepared_by_name: Mapped[str] = mapped_column(String(200))
    semester: Mapped[Semester] = relationship()

    def __str__(self) -> str:
        return f"{self.semester}, {self.revision}"


class ActSignature(OrganizationRow, Model):
    """The director's signature under an act: confirmed by password or code; one an act."""

    __tablename__ = "act_signature"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("act_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("semester_act.id", ondelete="RESTRICT"))
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    signed_by_name: Mapped[str] = mapped_column(String(200))
