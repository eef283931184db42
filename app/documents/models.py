"""Tables of the registry of issued papers."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.rows import OrganizationRow, Searchable, whole_college
from app.core.types import UTCDateTime, one_of

STATUSES = ("reserved", "issued", "superseded", "annulled")


class Document(Searchable, OrganizationRow, Model):
    """A numbered paper; its bytes are archived and never made again."""

    __tablename__ = "document"
    __resource__ = "document"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "series", "year", "number"),
        Index("ix_document_subject", "subject_type", "subject_id", "kind", "revision"),
        one_of("status", STATUSES, "ck_document_status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    number: Mapped[int]
    printed_number: Mapped[str | None] = mapped_column(String(60))  # as the college wrote numbers when it was issued
    issued_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(300))
    subject_type: Mapped[str] = mapped_column(String(50))
    subject_id: Mapped[int]
    revision: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(String(12), default="reserved")
    code: Mapped[str] = mapped_column(String(20), unique=True)
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("document.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    created_by_name: Mapped[str] = mapped_column(String(200))

    def keys(self) -> tuple[str, str]:
        from app.core import text

        return text.search_key(self.title, self.number, self.printed_number), text.sort_key(f"{self.year}{self.number:08d}")

    def __str__(self) -> str:
        return f"{self.title} № {self.full_number}"

    @property
    def full_number(self) -> str:
        """Give the number as it is printed: as the college wrote numbers then, «12-ЗЭВ» for those of old."""
        plain = f"{self.number}-{self.series}" if self.series else str(self.number)
        return self.printed_number or plain


class PaperSelection(OrganizationRow, Model):
    """What a list is about: the choice that made it («group=7;age=over»), so that another choice is another paper."""

    __tablename__ = "paper_selection"
    __resource__ = "document"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("organization_id", "kind", "choice"), {"info": {"audit": False}})

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    choice: Mapped[str] = mapped_column(String(300))


class DocumentFile(Model):
    """Archived bytes of a document; append-only."""

    __tablename__ = "document_file"
    __append_only__ = True

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id", ondelete="RESTRICT"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class DocumentCounter(OrganizationRow, Model):
    """The last number taken in a series and year."""

    __tablename__ = "document_counter"
    __resource__ = "document"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("organization_id", "series", "year"), {"info": {"audit": False}})

    id: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[str] = mapped_column(String(20))
    year: Mapped[int]
    last: Mapped[int] = mapped_column(default=0)
