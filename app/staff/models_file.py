"""Tables of an employee's file: posts and rates, education, training, categories, awards, checks, special data."""

from datetime import date
from decimal import Decimal

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, column, or_, select, table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Reach, Recorded, Versioned
from app.core.types import EncryptedText, Hours, in_range, one_of
from app.organization.models import Department
from app.staff import titles
from app.staff.models import Employee
from app.staff.qualification import (
    CATEGORIES,
    CHECKS,
    CONFIRMED,
    EDUCATION_LEVELS,
    EMPLOYMENTS,
    STAFF_GROUPS,
    TRAINING_STATES,
    TRAININGS,
)

_employee = table("employee", Column("id", Integer), column("department_id"))


def reached_by_employee(reach: Reach):
    """Give the scope of rows of an employee's file: own, of the departments one heads, or of the whole college."""
    org, full, own, departments = reach.organization, reach.full, reach.own, list(reach.departments)
    theirs = select(_employee.c.id).where(_employee.c.department_id.in_(departments))
    return lambda c: (c.organization_id == org) & or_(full == 1, c.employee_id == own, c.employee_id.in_(theirs))


def own_or_full(reach: Reach):
    """Give the scope of special data: own, or of the whole college for those who keep them; no head of department."""
    org, full, own = reach.organization, reach.full, reach.own
    return lambda c: (c.organization_id == org) & or_(full == 1, c.employee_id == own)


class StaffPosition(Recorded, Versioned, OrganizationRow, Model):
    """A post held from one day to another with its share of a rate; one person may hold several."""

    __tablename__ = "staff_position"
    __resource__ = "staff_file"
    __scope__ = staticmethod(reached_by_employee)
    __table_args__ = (
        Index("ix_staff_position_employee", "employee_id"),
        one_of("staff_group", STAFF_GROUPS, "ck_staff_position_staff_group"),
        one_of("employment", EMPLOYMENTS, "ck_staff_position_employment"),
        CheckConstraint("rate > 0 AND rate <= 2", name="ck_staff_position_rate"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_staff_position_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    position: Mapped[str] = mapped_column(String(200))
    staff_group: Mapped[str] = mapped_column(String(10))
    employment: Mapped[str] = mapped_column(String(10))
    rate: Mapped[Decimal] = mapped_column(Hours)
    # Whether lessons are held by this post: its rate counts for the norm of hours.
    teaches: Mapped[bool] = mapped_column(default=False)
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    basis: Mapped[str | None] = mapped_column(String(100))
    employee: Mapped[Employee] = relationship()
    department: Mapped[Department | None] = relationship()

    def __str__(self) -> str:
        return self.position


class StaffEducation(Versioned, OrganizationRow, Model):
    """A document of education: level, institution, specialty, qualification, diploma."""

    __tablename__ = "staff_education"
    __resource__ = "staff_file"
    __scope__ = staticmethod(reached_by_employee)
    __table_args__ = (
        Index("ix_staff_education_employee", "employee_id"),
        one_of("level", EDUCATION_LEVELS, "ck_staff_education_level"),
        in_range("year", 1940, 2100, "ck_staff_education_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    level: Mapped[str] = mapped_column(String(15))
    institution: Mapped[str] = mapped_column(String(300))
    specialty: Mapped[str | None] = mapped_column(String(300))
    qualification: Mapped[str | None] = mapped_column(String(300))
    diploma: Mapped[str | None] = mapped_column(String(50))
    year: Mapped[int | None]
    employee: Mapped[Employee] = relationship()

    def __str__(self) -> str:
        return self.institution


class StaffTraining(Recorded, Versioned, OrganizationRow, Model):
    """Professional development, retraining or an internship; one that the employee proposed counts when confirmed."""

    __tablename__ = "staff_training"
    __resource__ = "staff_file"
    __scope__ = staticmethod(reached_by_employee)
    __table_args__ = (
        Index("ix_staff_training_employee", "employee_id", "ends_on"),
        one_of("kind", TRAININGS, "ck_staff_training_kind"),
        one_of("state", TRAINING_STATES, "ck_staff_training_state"),
        in_range("hours", 1, 3000, "ck_staff_training_hours"),
        CheckConstraint("starts_on IS NULL OR ends_on >= starts_on", name="ck_staff_training_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(15))
    programme: Mapped[str] = mapped_column(String(500))
    provider: Mapped[str | None] = mapped_column(String(300))
    hours: Mapped[int]
    starts_on: Mapped[date | None]
    ends_on: Mapped[date]
    document: Mapped[str | None] = mapped_column(String(100))
    state: Mapped[str] = mapped_column(String(10), default=CONFIRMED, server_default=CONFIRMED)
    employee: Mapped[Employee] = relationship()

    def __str__(self) -> str:
        return self.programme


class StaffCategory(Recorded, Versioned, OrganizationRow, Model):
    """A qualification category or the fitness for the position, by an order."""

    __tablename__ = "staff_category"
    __resource__ = "staff_file"
    __scope__ = staticmethod(reached_by_employee)
    __table_args__ = (
        Index("ix_staff_category_employee", "employee_id", "starts_on"),
        one_of("category", CATEGORIES, "ck_staff_category_category"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_staff_category_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    category: Mapped[str] = mapped_column(String(10))
    position: Mapped[str | None] = mapped_column(String(200))
    basis: Mapped[str] = mapped_column(String(200))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    employee: Mapped[Employee] = relationship()

    def __str__(self) -> str:
        return str(titles.CATEGORIES[self.category])


class StaffAward(Versioned, OrganizationRow, Model):
    """An award or an honorary title."""

    __tablename__ = "staff_award"
    __resource__ = "staff_file"
    __scope__ = staticmethod(reached_by_employee)
    __table_args__ = (Index("ix_staff_award_employee", "employee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    award: Mapped[str] = mapped_column(String(300))
    given_by: Mapped[str | None] = mapped_column(String(300))
    given_on: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(String(100))
    employee: Mapped[Employee] = relationship()

    def __str__(self) -> str:
        return self.award


class StaffCheck(Recorded, Versioned, OrganizationRow, Model):
    """A paper without which one does not work: no criminal record, medical examination; an expert of the demonstration exam."""

    __tablename__ = "staff_check"
    __resource__ = "staff_file"
    __scope__ = staticmethod(reached_by_employee)
    __table_args__ = (
        Index("ix_staff_check_employee", "employee_id"),
        one_of("kind", CHECKS, "ck_staff_check_kind"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_staff_check_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    document: Mapped[str | None] = mapped_column(String(200))
    employee: Mapped[Employee] = relationship()

    def __str__(self) -> str:
        return str(titles.CHECKS[self.kind])


class PersonnelFile(Recorded, OrganizationRow, Model):
    """Special data of an employee, all of them encrypted; apart from the employee, whom every page reads."""

    __tablename__ = "personnel_file"
    __resource__ = "personnel"
    __scope__ = staticmethod(own_or_full)
    __table_args__ = (
        Index("ix_personnel_file_employee", "employee_id", unique=True),
        Index("ix_personnel_file_snils", "organization_id", "snils_index", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    birth_date: Mapped[str | None] = mapped_column(EncryptedText("personnel_file.birth_date"), info={"special": True})
    snils: Mapped[str | None] = mapped_column(EncryptedText("personnel_file.snils"), info={"special": True})
    snils_index: Mapped[str | None] = mapped_column(String(64), info={"special": True})
    inn: Mapped[str | None] = mapped_column(EncryptedText("personnel_file.inn"), info={"special": True})
    passport: Mapped[str | None] = mapped_column(EncryptedText("personnel_file.passport"), info={"special": True})
    passport_issued: Mapped[str | None] = mapped_column(EncryptedText("personnel_file.passport_issued"), info={"special": True})
    address: Mapped[str | None] = mapped_column(EncryptedText("personnel_file.address"), info={"special": True})
    employee: Mapped[Employee] = relationship()
