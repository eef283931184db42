"""The table of packages made of closed half-years for storage."""

from __future__ import annotations

import json
from datetime import datetime

from flask_appbuilder import Model
from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.rows import OrganizationRow, whole_college
from app.core.types import UTCDateTime


class SemesterPackage(OrganizationRow, Model):
    """A package as it was handed out: name, size and SHA-256 of its bytes, and which papers lie in it; the act prints them.

    ``papers`` is JSON [[kind, how many, pages], …]. The same bytes made again are the same package.
    """

    __tablename__ = "semester_package"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("act_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("semester_act.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(200))
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    papers: Mapped[str] = mapped_column(Text)
    packed_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    packed_by_name: Mapped[str] = mapped_column(String(200))

    @property
    def printed(self) -> list[tuple[str, int, int]]:
        """Give (kind, how many, pages) of the papers in it."""
        return [(kind, count, pages) for kind, count, pages in json.loads(self.papers)]

    def __str__(self) -> str:
        return self.name
