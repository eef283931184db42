"""Tables of the year's close: its act and the director's signature; append-only by triggers."""

from datetime import datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.rows import OrganizationRow, whole_college
from app.core.types import UTCDateTime
from app.organization.models import AcademicYear


class YearAct(OrganizationRow, Model):
    """The act of an academic year: the roots of its half-years and the promotion orders under one root."""

    __tablename__ = "year_act"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("academic_year_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    academic_year_id: Mapped[int] = mapped_column(ForeignKey("academic_year.id", ondelete="RESTRICT"))
    revision: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    root_sha256: Mapped[str] = mapped_column(String(64))
    audit_head: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    prepared_by_name: Mapped[str] = mapped_column(String(200))
    academic_year: Mapped[AcademicYear] = relationship()

    def __str__(self) -> str:
        return f"{self.academic_year}, {self.revision}"


class YearSignature(OrganizationRow, Model):
    """The director's signature under the act of a year: confirmed by password or code; one an act."""

    __tablename__ = "year_signature"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("act_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("year_act.id", ondelete="RESTRICT"))
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    signed_by_name: Mapped[str] = mapped_column(String(200))
