"""Tables of the calendar chart: kinds of weeks, a row a group and year."""

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Recorded, Versioned, whole_college
from app.core.types import in_range, one_of
from app.organization.models import AcademicYear
from app.students.models import StudyGroup
from app.studyyear.rules import COLOURS, USES


class WeekKind(Versioned, OrganizationRow, Model):
    """A kind of week of the college; while there is none the customary ones hold."""

    __tablename__ = "week_kind"
    __resource__ = "calendar"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "letters"),
        one_of("colour", COLOURS, "ck_week_kind_colour"),
        one_of("used_as", USES, "ck_week_kind_used_as"),
        in_range("position", 1, 99, "ck_week_kind_position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    letters: Mapped[str] = mapped_column(String(3))
    name: Mapped[str] = mapped_column(String(100))
    colour: Mapped[str] = mapped_column(String(10), default="white")
    used_as: Mapped[str] = mapped_column(String(12), default="theory")
    position: Mapped[int] = mapped_column(default=1)

    def __str__(self) -> str:
        return f"{self.letters} — {self.name}"


class CalendarRow(Recorded, OrganizationRow, Model):
    """What a group does in the weeks of a year: letters joined by commas; a draft was copied and not looked at yet."""

    __tablename__ = "calendar_row"
    __resource__ = "calendar"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("academic_year_id", "group_id"),
        Index("ix_calendar_row_group", "group_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    academic_year_id: Mapped[int] = mapped_column(ForeignKey("academic_year.id", ondelete="RESTRICT"))
    group_id: Mapped[int] = mapped_column(ForeignKey("study_group.id", ondelete="RESTRICT"))
    weeks: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column(default=1)
    is_draft: Mapped[bool] = mapped_column(default=False)
    academic_year: Mapped[AcademicYear] = relationship()
    group: Mapped[StudyGroup] = relationship()

    def __str__(self) -> str:
        return f"{self.group.name}, {self.academic_year.label}"
