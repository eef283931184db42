"""Table of the work programmes of a plan's lines."""

from datetime import datetime

from flask_appbuilder import Model
from flask_babel import gettext as _
from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.rows import OrganizationRow, Recorded, Versioned, whole_college
from app.core.types import UTCDateTime, one_of
from app.curricula.models import PROGRAMME_STATES, Programme


class WorkProgramme(Recorded, Versioned, OrganizationRow, Model):
    """A work programme of a line: a file, its version and approval; the key of the line holds it in every version of the plan."""

    __tablename__ = "work_programme"
    __resource__ = "work_programme"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("programme_id", "item_key", "version"),
        one_of("status", PROGRAMME_STATES, "ck_work_programme_status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="RESTRICT"))
    item_key: Mapped[str] = mapped_column(String(120))
    item_title: Mapped[str] = mapped_column(String(850))
    version: Mapped[int]
    status: Mapped[str] = mapped_column(String(10), default="draft")
    file_name: Mapped[str] = mapped_column(String(200))
    file_type: Mapped[str] = mapped_column(String(100))
    file_size: Mapped[int]
    file_body: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    author: Mapped[str] = mapped_column(String(200), default="")
    protocol: Mapped[str | None] = mapped_column(String(100))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by_name: Mapped[str | None] = mapped_column(String(200))
    note: Mapped[str | None] = mapped_column(String(500))
    programme: Mapped[Programme] = relationship()

    def __str__(self) -> str:
        return _("%(item)s · version %(version)s", item=self.item_title, version=self.version)
