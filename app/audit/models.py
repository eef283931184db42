"""Table of the event log; append-only by triggers, erasable only in its values."""

from datetime import datetime

from flask_appbuilder import Model
from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.types import UTCDateTime

INSTALLATION = 0


class AuditEvent(Model):
    """One recorded act. ``chain`` is the college (0: the installation), ``seq`` grows by one within it.

    ``details`` are the values (label, old → new, reason) beside the chain; the chain itself holds only their salted digest, so
    that values whose term has run out can be erased and the chain still verifies.
    """

    __tablename__ = "audit_event"
    __append_only__ = True
    __erasable__ = ("details", "salt")
    __table_args__ = (
        Index("ix_audit_event_object", "object_type", "object_id", "chain", "seq"),
        Index("ix_audit_event_at", "chain", "at"),
        {"info": {"audit": False}},
    )

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    actor_id: Mapped[int | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(50))
    object_id: Mapped[int | None]
    salt: Mapped[str | None] = mapped_column(String(32))
    details: Mapped[str | None] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
