"""What the acts of a half-year and of a year have alike: a root over what they name, who prepared them, who signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.types import UTCDateTime


class ActColumns:
    """An act: canonical text with its lines, their root, the head of the log, who prepared it; a change makes a revision."""

    revision: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    root_sha256: Mapped[str] = mapped_column(String(64))
    audit_head: Mapped[str] = mapped_column(String(64))
    prepared_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    prepared_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    prepared_by_name: Mapped[str] = mapped_column(String(200))


class SignatureColumns:
    """The director's signature under an act: confirmed by password or code."""

    signed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    signed_by_name: Mapped[str] = mapped_column(String(200))
