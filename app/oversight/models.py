"""Tables of incidents and of measures of protection."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.rows import OrganizationRow, Recorded, Searchable, Versioned, whole_college
from app.core.text import search_key, sort_key
from app.core.types import UTCDateTime, in_range, one_of

STATES = ("planned", "partly", "done")


class SecurityIncident(Recorded, Versioned, OrganizationRow, Model):
    """An incident with personal data: found, noticed to Roskomnadzor within 24 hours, its result told within 72."""

    __tablename__ = "security_incident"
    __resource__ = "incident"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        Index("ix_security_incident_found", "organization_id", "found_at"),
        in_range("people", 0, 1000000, "ck_security_incident_people"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    found_at: Mapped[datetime] = mapped_column(UTCDateTime)
    summary: Mapped[str] = mapped_column(String(300))
    what: Mapped[str] = mapped_column(String(2000))
    people: Mapped[int] = mapped_column(default=0)
    consequence: Mapped[str | None] = mapped_column(String(1000))
    measures: Mapped[str | None] = mapped_column(String(2000))
    noticed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_on: Mapped[date | None]

    def __str__(self) -> str:
        return self.summary


class ProtectionMeasure(Searchable, Versioned, OrganizationRow, Model):
    """A measure of protection of the college: what, how it is kept, who answers, when it was checked."""

    __tablename__ = "protection_measure"
    __resource__ = "incident"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "code"),
        one_of("state", STATES, "ck_protection_measure_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(300))
    kept_by: Mapped[str | None] = mapped_column(String(1000))
    responsible: Mapped[str | None] = mapped_column(String(200))
    checked_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(10), default="planned")

    def keys(self) -> tuple[str, str]:
        return search_key(self.code, self.name), sort_key(self.code)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
