"""Tables of appointments and undertakings."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.coordination.rules import TEXT_VERSION
from app.core.rows import OrganizationRow, Recorded, whole_college
from app.staff.models import Employee


class CoordinatorAppointment(Recorded, OrganizationRow, Model):
    """The director's order that makes an employee the responsible coordinator for a time."""

    __tablename__ = "coordinator_appointment"
    __resource__ = "appointment"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "order_number", "order_date", "employee_id"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_coordinator_appointment_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    order_number: Mapped[str] = mapped_column(String(30))
    order_date: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    zone: Mapped[str | None] = mapped_column(String(300))
    is_backup: Mapped[bool] = mapped_column(default=False)
    ended_on: Mapped[date | None]
    end_basis: Mapped[str | None] = mapped_column(String(300))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("role_grant.id", ondelete="RESTRICT"))
    employee: Mapped[Employee] = relationship()


class Undertaking(Recorded, OrganizationRow, Model):
    """A signed promise of non-disclosure, ticked by list from the paper."""

    __tablename__ = "undertaking"
    __resource__ = "appointment"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("employee_id", "signed_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    signed_on: Mapped[date]
    text_version: Mapped[str] = mapped_column(String(10), default=TEXT_VERSION, server_default="1")
    ticked_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    employee: Mapped[Employee] = relationship()
