"""Tables of the duty matrix (a line is a duty, its term, who answers and who controls) and of duties noted as done."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.rows import OrganizationRow, Recorded, whole_college
from app.core.types import in_range, one_of
from app.deadlines.rules import MOST_DAYS, UNITS


class UpdateRule(OrganizationRow, Model):
    """A line of the regulation; a college without lines works by the defaults."""

    __tablename__ = "update_rule"
    __resource__ = "duty"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        Index("ix_update_rule_position", "organization_id", "position"),
        one_of("unit", UNITS, "ck_update_rule_unit"),
        in_range("days", 0, MOST_DAYS, "ck_update_rule_days"),
        in_range("remind_days", 0, MOST_DAYS, "ck_update_rule_remind_days"),
        in_range("escalate_days", 0, MOST_DAYS, "ck_update_rule_escalate_days"),
        CheckConstraint("unit <> 'fixed' OR length(fixed) >= 5", name="ck_update_rule_fixed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(20), default="")
    section: Mapped[str] = mapped_column(String(100))
    action: Mapped[str] = mapped_column(String(300))
    responsible: Mapped[str] = mapped_column(String(30))
    controller: Mapped[str] = mapped_column(String(30))
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    controller_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    unit: Mapped[str] = mapped_column(String(10))
    days: Mapped[int] = mapped_column(default=0)
    fixed: Mapped[str] = mapped_column(String(40), default="")
    words: Mapped[str] = mapped_column(String(200), default="")
    remind_days: Mapped[int] = mapped_column(default=1)
    escalate_days: Mapped[int] = mapped_column(default=3)
    is_active: Mapped[bool] = mapped_column(default=True)

    def __str__(self) -> str:
        return f"{self.section}: {self.action}"


class DutyNote(Recorded, OrganizationRow, Model):
    """A duty that comes round was noted as done: of which day, about which thing (0: none in particular), by whom, what was found.

    ``recorded_at`` is what its timeliness is judged by.
    """

    __tablename__ = "duty_note"
    __resource__ = "deadline"
    __scope__ = staticmethod(whole_college)
    __append_only__ = True
    __table_args__ = (UniqueConstraint("organization_id", "code", "day", "thing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20))
    day: Mapped[date]
    thing: Mapped[int] = mapped_column(default=0)
    action: Mapped[str] = mapped_column(String(400))
    found: Mapped[str] = mapped_column(String(1000))
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    noted_by_name: Mapped[str] = mapped_column(String(200))

    def __str__(self) -> str:
        return self.action
