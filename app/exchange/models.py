"""Table of uploads that wait for their confirmation."""

from datetime import datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.rows import OrganizationRow, whole_college
from app.core.types import EncryptedText, UTCDateTime


class Upload(OrganizationRow, Model):
    """A file between its upload and its confirmation; belongs to the person who sent it, gone after a day.

    ``content`` is the file in base64, encrypted, because a group list names people. ``mapping`` is the choice of columns
    as JSON {column index: key}; NULL until a person changes the proposal.
    """

    __tablename__ = "upload"
    __resource__ = "home"
    __scope__ = staticmethod(whole_college)
    # A waiting file changes nothing in the records; what it becomes is audited by the operation that imports it.
    __table_args__ = (Index("ix_upload_user", "user_id", "created_at"), {"info": {"audit": False}})

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    target_id: Mapped[int | None]
    file_name: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(EncryptedText("upload.content"), info={"special": True})
    mapping: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
