"""Tables of calendar-thematic plans: the plan of a load, its rows, and which row a lesson took its topic from."""

from datetime import date, datetime

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.rows import OrganizationRow, Reach, Recorded
from app.core.types import UTCDateTime, in_range, one_of
from app.lessonplans.rules import APPROVED, MOST_HOURS, MOST_SELF_STUDY, STATUSES
from app.staff.models import Employee
from app.teaching.models import LESSON_KINDS, TeachingLoad
from app.teaching.reach import loads_taught, reached_by_load, terms_reached


class LessonPlan(Recorded, OrganizationRow, Model):
    """The plan of one load; the next approval after a change is the next revision."""

    __tablename__ = "lesson_plan"
    __resource__ = "lesson_plan"
    __table_args__ = (
        ForeignKeyConstraint(
            ["load_id", "group_term_id"], ["teaching_load.id", "teaching_load.group_term_id"],
            ondelete="RESTRICT", name="fk_lesson_plan_load_term",
        ),
        UniqueConstraint("load_id"),
        Index("ix_lesson_plan_status", "organization_id", "status"),
        one_of("status", STATUSES, "ck_lesson_plan_status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int]
    # Kept beside the load so that next year finds the plan of the same item, whatever version its curriculum has.
    item_key: Mapped[str] = mapped_column(String(120))
    status: Mapped[str] = mapped_column(String(10), default="draft")
    revision: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    note: Mapped[str | None] = mapped_column(String(500))
    protocol: Mapped[str | None] = mapped_column(String(100))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    approved_by_name: Mapped[str | None] = mapped_column(String(200))
    load: Mapped[TeachingLoad] = relationship(viewonly=True)
    author: Mapped[Employee | None] = relationship()
    rows: Mapped[list["LessonPlanRow"]] = relationship(
        back_populates="plan", order_by="LessonPlanRow.position", passive_deletes="all"
    )

    @staticmethod
    def __scope__(reach: Reach):
        """Own loads and departments; an approved plan is the college's common stock, from which others copy."""
        org, full = reach.organization, reach.full
        terms, loads = terms_reached(list(reach.departments), reach.curator), loads_taught(reach.teacher, reach.today)
        return lambda c: (c.organization_id == org) & or_(
            full == 1, c.status == APPROVED, c.load_id.in_(loads), c.group_term_id.in_(terms)
        )

    def __str__(self) -> str:
        return f"{self.load.group_term.group.name}, {self.load.curriculum_term.item}"


class LessonPlanRow(OrganizationRow, Model):
    """A row: section, topic, hours, kind, self-study, materials, homework, the planned day."""

    __tablename__ = "lesson_plan_row"
    __resource__ = "lesson_plan"
    __table_args__ = (
        UniqueConstraint("id", "plan_id"),
        Index("ix_lesson_plan_row_plan", "plan_id", "position"),
        in_range("hours", 1, MOST_HOURS, "ck_lesson_plan_row_hours"),
        in_range("self_study", 0, MOST_SELF_STUDY, "ck_lesson_plan_row_self_study"),
        one_of("kind", LESSON_KINDS, "ck_lesson_plan_row_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("lesson_plan.id", ondelete="RESTRICT"))
    position: Mapped[int]
    section: Mapped[str] = mapped_column(String(300), default="")
    topic: Mapped[str] = mapped_column(String(500))
    hours: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20), default="lesson")
    self_study: Mapped[int] = mapped_column(default=0)
    materials: Mapped[str] = mapped_column(String(300), default="")
    homework: Mapped[str] = mapped_column(String(500), default="")
    planned_on: Mapped[date | None]
    plan: Mapped[LessonPlan] = relationship(back_populates="rows")

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org


class LessonTopic(OrganizationRow, Model):
    """From which row a lesson took its topic and for how many hours; goes with the lesson, frozen with its term.

    A row of four hours has two lessons, a lesson over two short rows has two of these.
    """

    __tablename__ = "lesson_topic"
    __resource__ = "lesson_plan"
    __frozen_by__ = "group_term_id"
    __window__ = {"load_id": "load_id", "lesson_id": "lesson_id"}
    __table_args__ = (
        ForeignKeyConstraint(
            ["lesson_id", "load_id", "group_term_id"], ["lesson.id", "lesson.load_id", "lesson.group_term_id"],
            ondelete="CASCADE", name="fk_lesson_topic_lesson",
        ),
        Index("ix_lesson_topic_row", "row_id"),
        Index("ix_lesson_topic_load", "load_id"),
        in_range("hours", 1, 8, "ck_lesson_topic_hours"),
    )

    lesson_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    load_id: Mapped[int]
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    row_id: Mapped[int] = mapped_column(ForeignKey("lesson_plan_row.id", ondelete="RESTRICT"), primary_key=True)
    hours: Mapped[int] = mapped_column(default=2)

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_load(reach)
