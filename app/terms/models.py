"""Tables of group terms and edit windows."""

from datetime import date, datetime

from flask_appbuilder import Model
from flask_babel import gettext as _
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Recorded, whole_college
from app.core.types import UTCDateTime, in_range, one_of
from app.curricula.models import Curriculum
from app.organization.models import AcademicYear
from app.students.models import StudyGroup, reached_by_group
from app.terms.rules import STATUSES


class GroupTerm(OrganizationRow, Model):
    """A group in one plan semester of one year; journals, lessons, marks and sheets hang on it."""

    __tablename__ = "group_term"
    __resource__ = "group_term"
    __scope__ = staticmethod(reached_by_group)
    __table_args__ = (
        UniqueConstraint("group_id", "plan_semester"),
        Index("ix_group_term_year", "organization_id", "academic_year_id", "status"),
        one_of("status", STATUSES, "ck_group_term_status"),
        in_range("plan_semester", 1, 12, "ck_group_term_plan_semester"),
        in_range("course", 1, 6, "ck_group_term_course"),
        CheckConstraint("starts_on < ends_on", name="ck_group_term_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("study_group.id", ondelete="RESTRICT"))
    academic_year_id: Mapped[int] = mapped_column(ForeignKey("academic_year.id", ondelete="RESTRICT"))
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id", ondelete="RESTRICT"))
    plan_semester: Mapped[int]
    course: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    status: Mapped[str] = mapped_column(String(10), default="open")
    group: Mapped[StudyGroup] = relationship()
    academic_year: Mapped[AcademicYear] = relationship()
    curriculum: Mapped[Curriculum] = relationship()

    @property
    def study_form(self) -> str:
        """Give the form of study of its plan (``terms.queries.form_of_study`` reads it along)."""
        return self.curriculum.programme.study_form

    def __str__(self) -> str:
        return _("%(group)s, semester %(number)s", group=self.group.name, number=self.plan_semester)


class EditWindow(Recorded, OrganizationRow, Model):
    """The only way through the freeze: one narrow, expiring leave to edit, with its paper."""

    __tablename__ = "edit_window"
    __resource__ = "closing"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (Index("ix_edit_window_term", "group_term_id", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int | None]
    sheet_id: Mapped[int | None]
    lesson_id: Mapped[int | None]
    student_id: Mapped[int | None]
    basis: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(String(500))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
