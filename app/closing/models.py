"""Table of snapshots; append-only by triggers."""

from datetime import datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.rows import OrganizationRow, Reach
from app.core.types import UTCDateTime
from app.teaching.models import terms_reached
from app.terms.models import GroupTerm


class Closing(OrganizationRow, Model):
    """A closed term as it was: canonical JSON, its SHA-256 and the audit head it is chained to."""

    __tablename__ = "closing"
    __resource__ = "closing"
    __append_only__ = True
    __table_args__ = (UniqueConstraint("group_term_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    revision: Mapped[int]
    snapshot: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    audit_head: Mapped[str] = mapped_column(String(64))
    closed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    closed_by_name: Mapped[str] = mapped_column(String(200))
    group_term: Mapped[GroupTerm] = relationship()

    @staticmethod
    def __scope__(reach: Reach):
        org, full, departments, curator = reach.organization, reach.full, list(reach.departments), reach.curator
        terms = terms_reached(departments, curator)
        return lambda c: (c.organization_id == org) & ((full == 1) | c.group_term_id.in_(terms))
