"""Tables of letters and of the days whose reminders went out."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.clock import now
from app.core.rows import OrganizationRow, whole_college
from app.core.types import UTCDateTime, in_range, one_of
from app.mail.rules import KINDS, MOST_TRIES


class Letter(OrganizationRow, Model):
    """A letter that waits, was sent or was given up; it holds a subject and a path of the product, no personal data."""

    __tablename__ = "letter"
    __resource__ = "mail"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        Index("ix_letter_waiting", "sent_at", "try_at"),
        one_of("kind", KINDS, "ck_letter_kind"),
        in_range("tries", 0, MOST_TRIES, "ck_letter_tries"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    address: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(String(200))
    told: Mapped[str] = mapped_column(String(500))
    path: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    try_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=now)
    tries: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str | None] = mapped_column(String(300))

    def __str__(self) -> str:
        return self.subject


class MailDay(OrganizationRow, Model):
    """The reminders of a day were put together; a second worker or a restart sends none again."""

    __tablename__ = "mail_day"
    __resource__ = "mail"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("organization_id", "day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    letters: Mapped[int]
