"""Tables of the college and its time."""

from datetime import date

from flask_appbuilder import Model
from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Reach, Searchable, Versioned, whole_college
from app.core.text import search_key, sort_key
from app.core.types import in_range, one_of
from app.core.workdays import KINDS_OF_DAYS
from app.organization.rules import BELL_KINDS, LICENCE_KINDS


class Organization(Versioned, Model):
    """A college; everything that is printed in a letterhead."""

    __tablename__ = "organization"
    __resource__ = "organization"

    id: Mapped[int] = mapped_column(primary_key=True)
    full_name: Mapped[str] = mapped_column(String(500))
    short_name: Mapped[str] = mapped_column(String(200))
    abbreviation: Mapped[str | None] = mapped_column(String(50))
    founder: Mapped[str | None] = mapped_column(String(500))
    director_name: Mapped[str | None] = mapped_column(String(200))
    director_position: Mapped[str | None] = mapped_column(String(200))
    city: Mapped[str | None] = mapped_column(String(100))
    legal_address: Mapped[str | None] = mapped_column(String(500))
    actual_address: Mapped[str | None] = mapped_column(String(500))
    phone: Mapped[str | None] = mapped_column(String(50))
    email: Mapped[str | None] = mapped_column(String(200))
    site: Mapped[str | None] = mapped_column(String(200))
    inn: Mapped[str | None] = mapped_column(String(10))
    kpp: Mapped[str | None] = mapped_column(String(9))
    ogrn: Mapped[str | None] = mapped_column(String(13))
    okpo: Mapped[str | None] = mapped_column(String(10))
    okved: Mapped[str | None] = mapped_column(String(20))
    oktmo: Mapped[str | None] = mapped_column(String(11))
    okato: Mapped[str | None] = mapped_column(String(11))
    okogu: Mapped[str | None] = mapped_column(String(7))
    shifts: Mapped[str | None] = mapped_column(String(200))
    zone: Mapped[str] = mapped_column(String(50), default="Europe/Samara")

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.id == org

    def __str__(self) -> str:
        return self.short_name


class Licence(Versioned, OrganizationRow, Model):
    """A licence to teach or a state accreditation: the paper with its appendix, who gave it, the days on which it holds.

    ``programmes`` names what it is for, where it is not for all: codes of specialties or of their enlarged groups.
    """

    __tablename__ = "college_licence"
    __resource__ = "organization"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        Index("ix_college_licence_kind", "organization_id", "kind", "issued_on"),
        one_of("kind", LICENCE_KINDS, "ck_college_licence_kind"),
        CheckConstraint("valid_until IS NULL OR issued_on IS NULL OR valid_until >= issued_on", name="ck_college_licence_days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(15))
    series: Mapped[str | None] = mapped_column(String(20))
    # What an earlier version kept as one line and nobody could take apart is the number, without a day.
    number: Mapped[str] = mapped_column(String(300))
    issued_on: Mapped[date | None]
    issuer: Mapped[str | None] = mapped_column(String(300))
    valid_until: Mapped[date | None]
    appendix: Mapped[str | None] = mapped_column(String(200))
    programmes: Mapped[str | None] = mapped_column(String(500))

    def __str__(self) -> str:
        return f"№ {self.number}"


class Building(Searchable, Versioned, OrganizationRow, Model):
    """A building of the college, for rooms and papers."""

    __tablename__ = "building"
    __resource__ = "organization"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    address: Mapped[str | None] = mapped_column(String(500))

    def keys(self) -> tuple[str, str]:
        return search_key(self.name, self.address), sort_key(self.name)

    def __str__(self) -> str:
        return self.name


ROOM_KINDS = ("classroom", "laboratory", "workshop", "computers", "gym", "ground", "other")


class Room(Searchable, Versioned, OrganizationRow, Model):
    """A room of the college: кабинет, лаборатория, мастерская, with who answers for it."""

    __tablename__ = "room"
    __resource__ = "organization"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "number"),
        one_of("kind", ROOM_KINDS, "ck_room_kind"),
        in_range("seats", 1, 2000, "ck_room_seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30))
    name: Mapped[str | None] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12), default="classroom")
    building_id: Mapped[int | None] = mapped_column(ForeignKey("building.id", ondelete="RESTRICT"))
    seats: Mapped[int | None]
    head_name: Mapped[str | None] = mapped_column(String(200))
    building: Mapped[Building | None] = relationship()

    def keys(self) -> tuple[str, str]:
        return search_key(self.number, self.name, self.head_name), sort_key(self.number)

    def __str__(self) -> str:
        return self.number


class Department(Searchable, Versioned, OrganizationRow, Model):
    """A department (отделение); small colleges have none."""

    __tablename__ = "department"
    __resource__ = "organization"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("organization_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str | None] = mapped_column(String(20))
    head_name: Mapped[str | None] = mapped_column(String(200))

    def keys(self) -> tuple[str, str]:
        return search_key(self.name, self.code, self.head_name), sort_key(self.name)

    def __str__(self) -> str:
        return self.name


class AcademicYear(Versioned, OrganizationRow, Model):
    """A year «2026/2027», from 1 September to 31 August; one is active."""

    __tablename__ = "academic_year"
    __resource__ = "calendar"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "label"),
        CheckConstraint("starts_on < ends_on", name="ck_academic_year_dates"),
        Index(
            "uq_academic_year_active",
            "organization_id",
            unique=True,
            sqlite_where=text("is_active"),
            postgresql_where=text("is_active"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(String(9))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    is_active: Mapped[bool] = mapped_column(default=False)
    semesters: Mapped[list["Semester"]] = relationship(back_populates="academic_year", passive_deletes="all")

    def __str__(self) -> str:
        return self.label


class Semester(Versioned, OrganizationRow, Model):
    """The college's half-year; a group's own term is GroupTerm."""

    __tablename__ = "semester"
    __resource__ = "calendar"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("academic_year_id", "number"),
        in_range("number", 1, 2, "ck_semester_number"),
        CheckConstraint("starts_on < ends_on", name="ck_semester_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    academic_year_id: Mapped[int] = mapped_column(ForeignKey("academic_year.id", ondelete="RESTRICT"))
    number: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    academic_year: Mapped[AcademicYear] = relationship(back_populates="semesters")

    def __str__(self) -> str:
        return _("semester %(number)s, %(year)s", number=self.number, year=self.academic_year.label)


class SpecialDay(Versioned, OrganizationRow, Model):
    """A day that the college works otherwise than the public calendar says: moved, given off or with shortened lessons."""

    __tablename__ = "special_day"
    __resource__ = "calendar"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "day"),
        one_of("kind", KINDS_OF_DAYS, "ck_special_day_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[date]
    kind: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(String(200))

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y}"


class BellTime(Versioned, OrganizationRow, Model):
    """A line of the bell schedule: when a pair begins and ends on days of one kind."""

    __tablename__ = "bell_time"
    __resource__ = "calendar"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "kind", "pair"),
        one_of("kind", BELL_KINDS, "ck_bell_time_kind"),
        in_range("pair", 1, 8, "ck_bell_time_pair"),
        CheckConstraint("starts_at < ends_at", name="ck_bell_time_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    pair: Mapped[int]
    starts_at: Mapped[str] = mapped_column(String(5))
    ends_at: Mapped[str] = mapped_column(String(5))

    def __str__(self) -> str:
        return _("pair %(number)s, %(begin)s–%(end)s", number=self.pair, begin=self.starts_at, end=self.ends_at)
