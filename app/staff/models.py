"""Table of employees."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import text
from app.core.rows import OrganizationRow, PersonNamed, Reach, Recorded, Searchable, Versioned, whole_college
from app.organization.models import Department


class Employee(PersonNamed, Recorded, Searchable, Versioned, OrganizationRow, Model):
    """A person who works in the college, with or without an account."""

    __tablename__ = "employee"
    __resource__ = "employee"
    __table_args__ = (
        Index("ix_employee_sort", "organization_id", "sort_key"),
        CheckConstraint("dismissed_on IS NULL OR hired_on IS NULL OR dismissed_on >= hired_on", name="ck_employee_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    personnel_number: Mapped[str | None] = mapped_column(String(20))
    position: Mapped[str] = mapped_column(String(200))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    phone: Mapped[str | None] = mapped_column(String(50))
    email: Mapped[str | None] = mapped_column(String(200))
    hired_on: Mapped[date | None]
    dismissed_on: Mapped[date | None]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"), unique=True)
    department: Mapped[Department | None] = relationship()

    @staticmethod
    def __scope__(reach: Reach):
        return whole_college(reach)

    def keys(self) -> tuple[str, str]:
        return (
            text.search_key(self.full_name, self.position, self.personnel_number),
            text.sort_key(self.last_name, self.first_name, self.middle_name),
        )
