"""Tables of a year of loads: substitutions with their printed lists, drafts taken over from an earlier year."""

import datetime as dt

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Recorded, whole_college
from app.core.types import one_of
from app.curricula.models import CurriculumTerm
from app.staff.models import Employee
from app.students.models import StudyGroup, reached_by_group
from app.teaching.hours import SUBSTITUTION_REASONS
from app.teaching.models import LoadTeacher


class Substitution(Recorded, OrganizationRow, Model):
    """Days on which others teach for somebody absent; who teaches what stands in the dated rows of the loads."""

    __tablename__ = "substitution"
    __resource__ = "teaching_load"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "year", "number"),
        Index("ix_substitution_days", "organization_id", "starts_on"),
        one_of("reason", SUBSTITUTION_REASONS, "ck_substitution_reason"),
        CheckConstraint("ends_on >= starts_on", name="ck_substitution_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int]
    number: Mapped[int]
    absent_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(String(15))
    basis: Mapped[str] = mapped_column(String(300))
    absent: Mapped[Employee] = relationship()
    lines: Mapped[list[LoadTeacher]] = relationship(back_populates="substitution", order_by="LoadTeacher.id", passive_deletes="all")

    def __str__(self) -> str:
        return f"№ {self.number}, {self.starts_on:%d.%m.%Y} – {self.ends_on:%d.%m.%Y}"


class SubstitutionList(OrganizationRow, Model):
    """A period whose list of substitutions was printed: the subject of the paper, so that another period supersedes nothing."""

    __tablename__ = "substitution_list"
    __resource__ = "teaching_load"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "starts_on", "ends_on"),
        CheckConstraint("ends_on >= starts_on", name="ck_substitution_list_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date]

    def __str__(self) -> str:
        return f"{self.starts_on:%d.%m.%Y} – {self.ends_on:%d.%m.%Y}"


class LoadDraft(OrganizationRow, Model):
    """A load proposed for a year: taken over from an earlier one, looked through before it becomes a load."""

    __tablename__ = "load_draft"
    __resource__ = "teaching_load"
    __scope__ = staticmethod(reached_by_group)
    __table_args__ = (Index("ix_load_draft_year", "academic_year_id", "group_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    academic_year_id: Mapped[int] = mapped_column(ForeignKey("academic_year.id", ondelete="RESTRICT"))
    group_id: Mapped[int] = mapped_column(ForeignKey("study_group.id", ondelete="RESTRICT"))
    curriculum_term_id: Mapped[int] = mapped_column(ForeignKey("curriculum_term.id", ondelete="RESTRICT"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    hours: Mapped[int]
    # From where the teacher was taken, as a person reads it: group and year.
    source: Mapped[str] = mapped_column(String(100))
    group: Mapped[StudyGroup] = relationship()
    curriculum_term: Mapped[CurriculumTerm] = relationship()
    employee: Mapped[Employee] = relationship()
