"""Tables of debts, their re-sits and permits, and of the days that the year of the law does not count."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.attestation.rules import Result
from app.core.rows import OrganizationRow, Recorded, Versioned
from app.core.types import UTCDateTime, in_range, one_of
from app.curricula.models import TermControl
from app.debts.rules import EXCLUSIONS, OWED, State
from app.students.models import Student, reached_by_student

ORIGINS = ("sheet", "opening")
_OWED = ", ".join(f"'{one}'" for one in OWED)


class AcademicDebt(Recorded, Versioned, OrganizationRow, Model):
    """A debt of a student in a control of the plan, dated by the attestation (273-ФЗ, art. 58).

    ``load_id`` and ``sheet_id`` are those of the sheet it arose in; a debt carried over has neither, only its paper.
    ``state`` is what the re-sits lead to and is computed anew at every event (``rules.state_of``).
    """

    __tablename__ = "academic_debt"
    __resource__ = "debt"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index(
            "uq_academic_debt_owed", "student_id", "term_control_id", unique=True,
            sqlite_where=sql(f"state IN ({_OWED})"), postgresql_where=sql(f"state IN ({_OWED})"),
        ),
        Index("ix_academic_debt_state", "organization_id", "state"),
        Index("ix_academic_debt_control", "term_control_id"),
        one_of("state", tuple(State), "ck_academic_debt_state"),
        one_of("origin", ORIGINS, "ck_academic_debt_origin"),
        one_of("result", tuple(Result), "ck_academic_debt_result"),
        CheckConstraint("(origin = 'sheet') = (sheet_id IS NOT NULL)", name="ck_academic_debt_sheet"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    term_control_id: Mapped[int] = mapped_column(ForeignKey("term_control.id", ondelete="RESTRICT"))
    load_id: Mapped[int | None] = mapped_column(ForeignKey("teaching_load.id", ondelete="RESTRICT"))
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("attestation_sheet.id", ondelete="RESTRICT"))
    origin: Mapped[str] = mapped_column(String(10))
    paper: Mapped[str] = mapped_column(String(300))
    result: Mapped[str] = mapped_column(String(20))
    opened_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(20), default="active")
    settled_on: Mapped[date | None]
    student: Mapped[Student] = relationship()
    control: Mapped[TermControl] = relationship()
    resits: Mapped[list["Resit"]] = relationship(
        back_populates="debt", order_by="Resit.held_on, Resit.id", passive_deletes="all"
    )

    def __str__(self) -> str:
        return f"{self.paper}"


class Resit(Recorded, OrganizationRow, Model):
    """An appointed re-sit of a debt: attempt, day, room, who examines, and what came of it.

    ``sheet_id`` is the sheet it is recorded in; a debt carried over has no sheet here, its re-sit is settled by ``paper``.
    """

    __tablename__ = "resit"
    __resource__ = "debt"
    __table_args__ = (
        Index("ix_resit_debt", "debt_id"),
        Index("ix_resit_sheet", "sheet_id"),
        Index("ix_resit_day", "organization_id", "held_on"),
        in_range("number", 1, 2, "ck_resit_number"),
        one_of("outcome", ("pass", "fail", "excused", "withdraw"), "ck_resit_outcome"),
        one_of("result", tuple(Result), "ck_resit_result"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("academic_debt.id", ondelete="RESTRICT"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    number: Mapped[int]
    held_on: Mapped[date]
    room: Mapped[str] = mapped_column(String(50), default="")
    examiners: Mapped[str] = mapped_column(String(400))
    # Ids of the examiners in their order, the chair of a commission first: who the sheet of the re-sit is issued to.
    panel: Mapped[str] = mapped_column(String(200), default="", server_default="")
    basis: Mapped[str] = mapped_column(String(300), default="")
    sheet_id: Mapped[int | None] = mapped_column(ForeignKey("attestation_sheet.id", ondelete="RESTRICT"))
    outcome: Mapped[str | None] = mapped_column(String(10))
    result: Mapped[str | None] = mapped_column(String(20))
    paper: Mapped[str | None] = mapped_column(String(300))
    debt: Mapped[AcademicDebt] = relationship(back_populates="resits")
    permit: Mapped["ResitPermit | None"] = relationship(back_populates="resit", uselist=False, passive_deletes="all")
    __scope__ = staticmethod(reached_by_student)


class ResitPermit(Recorded, OrganizationRow, Model):
    """An examination slip (экзаменационный лист): one student, one item, one attempt, valid until a day."""

    __tablename__ = "resit_permit"
    __resource__ = "debt"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (UniqueConstraint("resit_id"), UniqueConstraint("organization_id", "number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    resit_id: Mapped[int] = mapped_column(ForeignKey("resit.id", ondelete="RESTRICT"))
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    number: Mapped[str] = mapped_column(String(30))
    valid_until: Mapped[date]
    issued_on: Mapped[date]
    issued_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    returned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    resit: Mapped[Resit] = relationship(back_populates="permit")

    def __str__(self) -> str:
        return f"№ {self.number}"


class ExcludedPeriod(Recorded, OrganizationRow, Model):
    """Days that the year of the law does not count: illness, academic leave, maternity leave, with their paper."""

    __tablename__ = "excluded_period"
    __resource__ = "debt"
    __scope__ = staticmethod(reached_by_student)
    __table_args__ = (
        Index("ix_excluded_period_student", "student_id", "starts_on"),
        one_of("kind", EXCLUSIONS, "ck_excluded_period_kind"),
        CheckConstraint("ends_on >= starts_on", name="ck_excluded_period_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(10))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    paper: Mapped[str] = mapped_column(String(300))
