"""Tables of the local act's versions, their files and the acquaintance of the staff."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from app.core.rows import OrganizationRow, Recorded, whole_college
from app.staff.models import Employee


class LocalActVersion(Recorded, OrganizationRow, Model):
    """A version of the local act; the newest approved one is in force and asks everybody again."""

    __tablename__ = "local_act_version"
    __resource__ = "local_act"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "number", "approved_on"),
        CheckConstraint("(address = '') = (published_on IS NULL)", name="ck_local_act_version_published"),
        CheckConstraint("(file_name IS NULL) = (file_body IS NULL)", name="ck_local_act_version_file"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(30))
    approved_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(500), default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    published_on: Mapped[date | None]
    file_name: Mapped[str | None] = mapped_column(String(150))
    file_kind: Mapped[str | None] = mapped_column(String(100))
    file_body: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))

    def __str__(self) -> str:
        return f"№ {self.number} от {self.approved_on:%d.%m.%Y}"


class Acquaintance(Recorded, OrganizationRow, Model):
    """An employee has signed the acquaintance sheet of a version, ticked by list."""

    __tablename__ = "acquaintance"
    __resource__ = "local_act"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("version_id", "employee_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("local_act_version.id", ondelete="RESTRICT"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    signed_on: Mapped[date]
    ticked_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    version: Mapped[LocalActVersion] = relationship()
    employee: Mapped[Employee] = relationship()
