"""Tables of orders: the order, the documents it stands on, its lines, the stays carried over."""

from datetime import date, datetime

from flask_appbuilder import Model
from flask_babel import gettext as _
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    column,
    or_,
    select,
    table,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import text
from app.core.rows import OrganizationRow, Reach, Recorded, Searchable, Versioned, whole_college
from app.core.types import UTCDateTime, in_range, one_of
from app.curricula.models import Programme
from app.movement.kinds import BASES, KINDS
from app.movement.rules import SEALED, STATES, Number
from app.organization.models import Department
from app.staff.models import Employee
from app.students.funding import FUNDING
from app.students.models import PLACEMENT_STATES, STUDY_FORMS, Student, StudyGroup, groups_reached

_item = table("order_item", column("order_id"), column("from_group_id"), column("group_id"))


def _reached(reach: Reach):  # type: ignore[no-untyped-def]
    return groups_reached(list(reach.departments), reach.curator, reach.teacher, reach.today)


class Order(Recorded, Searchable, Versioned, OrganizationRow, Model):
    """An order on students; only an applied one changes them, a signed one is corrected by another order alone."""

    __tablename__ = "movement_order"
    __resource__ = "order"
    __sealed__ = ("state", SEALED)
    # The number may come after the signature, the later steps are told in columns of their own.
    __unsealed__ = frozenset(
        {"state", "applied_at", "applied_by_id", "cancelled_at", "row_version", "search_key", "sort_key", "number", "series",
         "serial", "year", "order_date"}
    )  # fmt: skip
    __sealed_once__ = ("number", "series", "serial", "year", "order_date")
    __table_args__ = (
        UniqueConstraint("organization_id", "year", "series", "number"),
        Index("ix_movement_order_sort", "organization_id", "sort_key"),
        Index("ix_movement_order_state", "organization_id", "state"),
        Index("ix_movement_order_register", "organization_id", "year", "series", "serial"),
        one_of("kind", KINDS, "ck_movement_order_kind"),
        one_of("state", STATES, "ck_movement_order_state"),
        CheckConstraint(
            "state IN ('draft', 'on_approval', 'signed') OR number IS NOT NULL", name="ck_movement_order_number"
        ),
        CheckConstraint("number IS NULL OR order_date IS NOT NULL", name="ck_movement_order_date"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    number: Mapped[str | None] = mapped_column(String(15))
    series: Mapped[str | None] = mapped_column(String(10))
    serial: Mapped[int | None]
    year: Mapped[int | None]
    order_date: Mapped[date | None]
    effective_on: Mapped[date]
    title: Mapped[str] = mapped_column(String(300))
    preamble: Mapped[str] = mapped_column(Text, default="")
    control: Mapped[str] = mapped_column(String(300), default="")
    target_id: Mapped[int | None] = mapped_column(ForeignKey("movement_order.id", ondelete="RESTRICT"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    batch: Mapped[str | None] = mapped_column(String(40))
    signer_position: Mapped[str] = mapped_column(String(200), default="")
    signer_name: Mapped[str] = mapped_column(String(200), default="")
    executor_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    returned_for: Mapped[str | None] = mapped_column(String(500))
    endorsed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    endorsed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    endorsed_by_name: Mapped[str | None] = mapped_column(String(200))
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    applied_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    cancelled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    target: Mapped["Order | None"] = relationship(remote_side="Order.id")
    department: Mapped[Department | None] = relationship()
    executor: Mapped[Employee | None] = relationship()
    bases: Mapped[list["OrderBasis"]] = relationship(
        back_populates="order", order_by="OrderBasis.id", passive_deletes="all"
    )
    items: Mapped[list["OrderItem"]] = relationship(
        back_populates="order", order_by="OrderItem.position", passive_deletes="all", foreign_keys="OrderItem.order_id"
    )

    @staticmethod
    def __scope__(reach: Reach):  # type: ignore[no-untyped-def]
        org, full, departments, groups = reach.organization, reach.full, list(reach.departments), _reached(reach)
        mine = select(_item.c.order_id).where(or_(_item.c.from_group_id.in_(groups), _item.c.group_id.in_(groups)))
        return lambda c: (c.organization_id == org) & or_(full == 1, c.department_id.in_(departments), c.id.in_(mine))

    @property
    def full_number(self) -> str:
        """Give «125/1-с»; empty before the number is typed."""
        return str(Number(self.serial or 0, self.number, self.series or "")) if self.number else ""

    def keys(self) -> tuple[str, str]:
        number = self.full_number
        day = self.order_date or self.effective_on
        return text.search_key(number, self.title), text.sort_key(f"{day:%Y%m%d}", f"{self.serial or 0:07d}")

    def __str__(self) -> str:
        return f"{self.title} № {self.full_number}" if self.full_number else _("%(title)s (draft)", title=self.title)


class OrderBasis(OrganizationRow, Model):
    """A document an order stands on."""

    __tablename__ = "order_basis"
    __resource__ = "order"
    __scope__ = staticmethod(whole_college)
    __sealed_by__ = ("order_id", "movement_order", "state", SEALED)
    __table_args__ = (Index("ix_order_basis_order", "order_id"), one_of("kind", BASES, "ck_order_basis_kind"))

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("movement_order.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(String(300), default="")
    number: Mapped[str | None] = mapped_column(String(50))
    dated: Mapped[date | None]
    order: Mapped[Order] = relationship(back_populates="bases")


class OrderScan(OrganizationRow, Model):
    """The signed paper of an order, as a PDF or a picture made anew; encrypted."""

    __tablename__ = "order_scan"
    __resource__ = "order"
    __scope__ = staticmethod(whole_college)

    order_id: Mapped[int] = mapped_column(ForeignKey("movement_order.id", ondelete="CASCADE"), primary_key=True)
    media: Mapped[str] = mapped_column(String(20))
    body: Mapped[bytes] = mapped_column(LargeBinary)


class OrderItem(OrganizationRow, Model):
    """A line of an order: one student, what changes for whom from which day, on which own document.

    ``from_group_id`` and ``from_course`` are where the student was when the line was written; ``cancels_id`` is the line
    of an earlier order that this one amends or cancels, ``cancelled_by_id`` the one that did so to this line.
    """

    __tablename__ = "order_item"
    __resource__ = "order"
    __sealed_by__ = ("order_id", "movement_order", "state", SEALED)
    # A merge of two files of one person points the line at the file that stays; the printed name does not change.
    __unsealed__ = frozenset({"cancelled_by_id", "student_id"})
    __table_args__ = (
        UniqueConstraint("order_id", "student_id"),
        Index("ix_order_item_student", "student_id"),
        Index("ix_order_item_groups", "from_group_id", "group_id"),
        one_of("kind", KINDS, "ck_order_item_kind"),
        one_of("funding", FUNDING, "ck_order_item_funding"),
        one_of("study_form", STUDY_FORMS, "ck_order_item_study_form"),
        in_range("course", 1, 6, "ck_order_item_course"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("movement_order.id", ondelete="CASCADE"))
    position: Mapped[int]
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    student_name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(20))
    effective_on: Mapped[date]
    ends_on: Mapped[date | None]
    from_group_id: Mapped[int | None] = mapped_column(ForeignKey("study_group.id", ondelete="RESTRICT"))
    from_course: Mapped[int | None]
    group_id: Mapped[int | None] = mapped_column(ForeignKey("study_group.id", ondelete="RESTRICT"))
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programme.id", ondelete="RESTRICT"))
    course: Mapped[int | None]
    funding: Mapped[str | None] = mapped_column(String(10))
    study_form: Mapped[str | None] = mapped_column(String(20))
    choice: Mapped[str | None] = mapped_column(String(30))
    contract: Mapped[str | None] = mapped_column(String(100))
    honours: Mapped[bool] = mapped_column(default=False)
    new_name: Mapped[str | None] = mapped_column(String(160))
    note: Mapped[str | None] = mapped_column(String(500))
    basis: Mapped[str | None] = mapped_column(String(300))
    cancels_id: Mapped[int | None] = mapped_column(ForeignKey("order_item.id", ondelete="RESTRICT"))
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("order_item.id", ondelete="RESTRICT"))
    order: Mapped[Order] = relationship(back_populates="items", foreign_keys=[order_id])
    student: Mapped[Student] = relationship()
    group: Mapped[StudyGroup | None] = relationship(foreign_keys=[group_id])
    from_group: Mapped[StudyGroup | None] = relationship(foreign_keys=[from_group_id])
    programme: Mapped[Programme | None] = relationship()
    cancels: Mapped["OrderItem | None"] = relationship(foreign_keys=[cancels_id], remote_side=[id])

    @staticmethod
    def __scope__(reach: Reach):  # type: ignore[no-untyped-def]
        org, full, groups = reach.organization, reach.full, _reached(reach)
        return lambda c: (
            (c.organization_id == org) & or_(full == 1, c.from_group_id.in_(groups), c.group_id.in_(groups))
        )


class CarriedStay(Recorded, OrganizationRow, Model):
    """A stay that came into the system without an order; kept as it was when the first order touched the student."""

    __tablename__ = "carried_stay"
    __resource__ = "order"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("student_id", "starts_on"),
        one_of("state", PLACEMENT_STATES, "ck_carried_stay_state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("study_group.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(12), default="studying")
    course: Mapped[int | None]
    funding: Mapped[str] = mapped_column(String(10), default="budget")
    study_form: Mapped[str] = mapped_column(String(20), default="full_time")
    journal_number: Mapped[int | None]
    basis: Mapped[str] = mapped_column(String(300))


class BodyReport(Recorded, OrganizationRow, Model):
    """A printed report on the student body: what a registered paper is about, its period and kind."""

    __tablename__ = "body_report"
    __resource__ = "order"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        one_of("kind", ("movement_report", "contingent_report"), "ck_body_report_kind"),
        CheckConstraint("ends_on >= starts_on", name="ck_body_report_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    def __str__(self) -> str:
        return f"{self.starts_on:%d.%m.%Y} – {self.ends_on:%d.%m.%Y}"
