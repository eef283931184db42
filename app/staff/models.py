"""Table of employees."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import text
from app.core.rows import OrganizationRow, PersonNamed, Reach, Recorded, Searchable, Versioned, whole_college
from app.core.types import one_of
from app.organization.models import Department
from app.staff.qualification import EMPLOYMENTS, STAFF_GROUPS


class Employee(PersonNamed, Recorded, Searchable, Versioned, OrganizationRow, Model):
    """A person who works in the college, with or without an account."""

    __tablename__ = "employee"
    __resource__ = "employee"
    __table_args__ = (
        Index("ix_employee_sort", "organization_id", "sort_key"),
        CheckConstraint("dismissed_on IS NULL OR hired_on IS NULL OR dismissed_on >= hired_on", name="ck_employee_dates"),
        one_of("staff_group", STAFF_GROUPS, "ck_employee_staff_group"),
        one_of("employment", EMPLOYMENTS, "ck_employee_employment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    personnel_number: Mapped[str | None] = mapped_column(String(20))
    position: Mapped[str] = mapped_column(String(200))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    phone: Mapped[str | None] = mapped_column(String(50))
    email: Mapped[str | None] = mapped_column(String(200))
    hired_on: Mapped[date | None]
    dismissed_on: Mapped[date | None]
    staff_group: Mapped[str | None] = mapped_column(String(10))
    employment: Mapped[str | None] = mapped_column(String(10), default="main", server_default="main")
    hire_order: Mapped[str | None] = mapped_column(String(100))
    dismiss_order: Mapped[str | None] = mapped_column(String(100))
    # Base dates from which experience is counted; breaks in the work move them forward.
    experience_since: Mapped[date | None]
    teaching_since: Mapped[date | None]
    degree: Mapped[str | None] = mapped_column(String(200))
    academic_rank: Mapped[str | None] = mapped_column(String(200))
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
