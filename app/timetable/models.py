"""Tables of a timetable file between its check and its publication."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.rows import OrganizationRow, whole_college
from app.core.types import EncryptedText, UTCDateTime, one_of

WAITING, CHECKING, CHECKED, PUBLISHED, FAILED = "waiting", "checking", "checked", "published", "failed"
STATES = (WAITING, CHECKING, CHECKED, PUBLISHED, FAILED)
NEW, CHANGED, SAME, GONE, KEPT = "new", "changed", "same", "gone", "kept"
VERDICTS = (NEW, CHANGED, SAME, GONE, KEPT)


class TimetableImport(OrganizationRow, Model):
    """A file of lessons: what was found in it; ``report`` is JSON of remarks, ``stamp`` the lessons it was compared with."""

    __tablename__ = "timetable_import"
    __resource__ = "timetable"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        one_of("state", STATES, "ck_timetable_import_state"),
        Index("ix_timetable_import_made", "organization_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[str | None] = mapped_column(
        EncryptedText("timetable_import.content"), info={"special": True}, deferred=True
    )
    replaces: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    rows: Mapped[int] = mapped_column(default=0)
    errors: Mapped[int] = mapped_column(default=0)
    report: Mapped[str] = mapped_column(Text, default="[]")
    stamp: Mapped[str] = mapped_column(String(64), default="")
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    published_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    def __str__(self) -> str:
        return self.file_name


class TimetableRow(OrganizationRow, Model):
    """A lesson of a checked file, as it will stand; nobody but the preview sees it before the publication."""

    __tablename__ = "timetable_row"
    __resource__ = "timetable"
    __scope__ = staticmethod(whole_college)
    # What becomes of these rows is audited by the publication; until then they change nothing.
    __table_args__ = (
        Index("ix_timetable_row_import", "import_id", "verdict"),
        one_of("verdict", VERDICTS, "ck_timetable_row_verdict"),
        {"info": {"audit": False}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("timetable_import.id", ondelete="CASCADE"))
    number: Mapped[int]
    verdict: Mapped[str] = mapped_column(String(8))
    lesson_id: Mapped[int | None]
    group_term_id: Mapped[int]
    load_id: Mapped[int]
    date: Mapped[date]
    pair: Mapped[int]
    hours: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    room: Mapped[str | None] = mapped_column(String(30))
    held_by_id: Mapped[int | None]
    is_remote: Mapped[bool] = mapped_column(default=False)
    link: Mapped[str | None] = mapped_column(String(500))


class TimetableWeek(OrganizationRow, Model):
    """A week of a group, teacher or room that was printed: the subject of its paper, so that a changed week is its next revision.

    ``what`` is the id of the group or employee, or the room as rooms are compared.
    """

    __tablename__ = "timetable_week"
    __resource__ = "timetable"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "by", "what", "monday"),
        one_of("by", ("group", "teacher", "room"), "ck_timetable_week_by"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    by: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(40))
    monday: Mapped[date]

    def __str__(self) -> str:
        return f"{self.what} {self.monday:%d.%m.%Y}"
