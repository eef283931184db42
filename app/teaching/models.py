"""Tables of load and lessons. The journal belongs to the load; a teacher to it for an interval of dates."""

import datetime as dt
from typing import TYPE_CHECKING

from flask_appbuilder import Model
from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy import (
    text as sql,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.clock import now
from app.core.rows import OrganizationRow, Reach, Recorded
from app.core.types import UTCDateTime, in_range, one_of
from app.curricula.models import CurriculumTerm
from app.staff.models import Employee
from app.teaching.hours import HOUR_KINDS
from app.teaching.reach import reached_by_load
from app.terms.models import GroupTerm

if TYPE_CHECKING:
    from app.teaching.models_year import Substitution

BATCH_KINDS = ("timetable", "weeks")
LESSON_KINDS = (
    "lesson", "lecture", "practical", "workshop", "lab", "seminar", "independent", "consultation", "excursion", "test", "essay", "game",
    "practice", "standards", "credit", "other",
)  # fmt: skip
# Codes over the column of a paper journal: answer, test, independent, laboratory, cut, home, report, quiz, talk, colloquium,
# practical work, physical standards.
LESSON_TASKS = ("ОЗ", "КР", "СР", "ЛЗ", "СЗ", "ДЗ", "РФ", "ТТ", "ДК", "КЛ", "ПР", "НС")

class Subgroup(OrganizationRow, Model):
    """A part of a group that is taught an item apart (language, lab); at most three of an item."""

    __tablename__ = "subgroup"
    __resource__ = "teaching_load"
    __table_args__ = (UniqueConstraint("group_term_id", "curriculum_term_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    curriculum_term_id: Mapped[int] = mapped_column(ForeignKey("curriculum_term.id", ondelete="RESTRICT"))
    name: Mapped[str] = mapped_column(String(50))
    members: Mapped[list["SubgroupMember"]] = relationship(back_populates="subgroup", passive_deletes="all")

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org

    def __str__(self) -> str:
        return self.name


class SubgroupMember(OrganizationRow, Model):
    """A student of a subgroup."""

    __tablename__ = "subgroup_member"
    __resource__ = "teaching_load"

    subgroup_id: Mapped[int] = mapped_column(ForeignKey("subgroup.id", ondelete="RESTRICT"), primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"), primary_key=True, index=True)
    subgroup: Mapped[Subgroup] = relationship(back_populates="members")

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org


class LoadHours(OrganizationRow, Model):
    """Hours of a load of one kind; a load without such rows has the kinds of its plan in their order."""

    __tablename__ = "load_hours"
    __resource__ = "teaching_load"
    __table_args__ = (
        one_of("kind", HOUR_KINDS, "ck_load_hours_kind"),
        in_range("hours", 1, 2000, "ck_load_hours_hours"),
    )

    load_id: Mapped[int] = mapped_column(ForeignKey("teaching_load.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(15), primary_key=True)
    hours: Mapped[int]
    load: Mapped["TeachingLoad"] = relationship(back_populates="kinds")

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org


class TeachingLoad(Recorded, OrganizationRow, Model):
    """An item's semester taught to a group or a subgroup of it; owns the journal."""

    __tablename__ = "teaching_load"
    __resource__ = "teaching_load"
    __table_args__ = (
        Index(
            "uq_teaching_load_whole", "group_term_id", "curriculum_term_id", unique=True,
            sqlite_where=sql("subgroup_id IS NULL"), postgresql_where=sql("subgroup_id IS NULL"),
        ),
        UniqueConstraint("group_term_id", "curriculum_term_id", "subgroup_id"),
        UniqueConstraint("id", "group_term_id"),
        CheckConstraint("hours >= 0", name="ck_teaching_load_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    curriculum_term_id: Mapped[int] = mapped_column(ForeignKey("curriculum_term.id", ondelete="RESTRICT"))
    subgroup_id: Mapped[int | None] = mapped_column(ForeignKey("subgroup.id", ondelete="RESTRICT"))
    hours: Mapped[int]
    group_term: Mapped[GroupTerm] = relationship()
    curriculum_term: Mapped[CurriculumTerm] = relationship()
    subgroup: Mapped[Subgroup | None] = relationship()
    kinds: Mapped[list[LoadHours]] = relationship(back_populates="load", passive_deletes="all")
    teachers: Mapped[list["LoadTeacher"]] = relationship(
        back_populates="load", order_by="LoadTeacher.starts_on", passive_deletes="all"
    )

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_load(reach, "id")


class LoadTeacher(Recorded, OrganizationRow, Model):
    """Who teaches a load from one day to another; a replacement is a new row with its paper."""

    __tablename__ = "load_teacher"
    __resource__ = "teaching_load"
    __table_args__ = (
        Index("ix_load_teacher_employee", "employee_id", "load_id", "ends_on"),
        Index("ix_load_teacher_load", "load_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_load_teacher_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    load_id: Mapped[int] = mapped_column(ForeignKey("teaching_load.id", ondelete="RESTRICT"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    starts_on: Mapped[dt.date]
    ends_on: Mapped[dt.date | None]
    basis: Mapped[str | None] = mapped_column(String(300))
    # Named where the person only stands in for somebody absent: who gave the load away gets it back.
    substitution_id: Mapped[int | None] = mapped_column(ForeignKey("substitution.id", ondelete="RESTRICT"), index=True)
    load: Mapped[TeachingLoad] = relationship(back_populates="teachers")
    employee: Mapped[Employee] = relationship()
    substitution: Mapped["Substitution | None"] = relationship(back_populates="lines")

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org


class LessonBatch(Recorded, OrganizationRow, Model):
    """Lessons made in one step, from a file of the timetable or from the weeks of the plan; taken back in one step too."""

    __tablename__ = "lesson_batch"
    __resource__ = "timetable"
    __table_args__ = (one_of("kind", BATCH_KINDS, "ck_lesson_batch_kind"), Index("ix_lesson_batch_made", "organization_id", "recorded_at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    label: Mapped[str] = mapped_column(String(200))
    lessons: Mapped[int]
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    undone_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)

    @staticmethod
    def __scope__(reach: Reach):
        org = reach.organization
        return lambda c: c.organization_id == org

    def __str__(self) -> str:
        return self.label


class Lesson(Recorded, OrganizationRow, Model):
    """A held lesson: a column of the journal."""

    __tablename__ = "lesson"
    __resource__ = "journal"
    __frozen_by__ = "group_term_id"
    __window__ = {"load_id": "load_id", "lesson_id": "id"}
    __table_args__ = (
        ForeignKeyConstraint(
            ["load_id", "group_term_id"], ["teaching_load.id", "teaching_load.group_term_id"],
            ondelete="RESTRICT", name="fk_lesson_load_term",
        ),
        UniqueConstraint("load_id", "date", "pair"),
        UniqueConstraint("id", "load_id", "group_term_id"),
        Index("ix_lesson_term", "group_term_id", "date"),
        Index("ix_lesson_day", "organization_id", "date"),
        Index("ix_lesson_batch", "batch_id", sqlite_where=sql("batch_id IS NOT NULL"), postgresql_where=sql("batch_id IS NOT NULL")),
        in_range("hours", 1, 8, "ck_lesson_hours"),
        in_range("pair", 1, 8, "ck_lesson_pair"),
        in_range("weight", 1, 9, "ck_lesson_weight"),
        one_of("kind", LESSON_KINDS, "ck_lesson_kind"),
        one_of("task", LESSON_TASKS, "ck_lesson_task"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_term_id: Mapped[int] = mapped_column(ForeignKey("group_term.id", ondelete="RESTRICT"))
    load_id: Mapped[int]
    date: Mapped[dt.date]
    pair: Mapped[int] = mapped_column(default=1)
    hours: Mapped[int] = mapped_column(default=2)
    kind: Mapped[str] = mapped_column(String(20), default="lesson")
    task: Mapped[str | None] = mapped_column(String(2))
    weight: Mapped[int] = mapped_column(default=1)
    is_required: Mapped[bool] = mapped_column(default=False)
    topic: Mapped[str | None] = mapped_column(String(500))
    # When the topic was entered, which may be long after the lesson itself; None beside a topic: together with the lesson.
    topic_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    homework: Mapped[str | None] = mapped_column(String(500))
    # When homework was first told; None beside homework: together with the topic.
    homework_at: Mapped[dt.datetime | None] = mapped_column(UTCDateTime)
    held_by_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    room: Mapped[str | None] = mapped_column(String(30))
    # Held «дистанционно»: the address of the meeting and the material stand beside the topic.
    is_remote: Mapped[bool] = mapped_column(default=False, server_default=false())
    link: Mapped[str | None] = mapped_column(String(500))
    material: Mapped[str | None] = mapped_column(String(500))
    # The step that made it; a plain number, so that the table of lessons need not be copied for a constraint.
    batch_id: Mapped[int | None]
    load: Mapped[TeachingLoad] = relationship(viewonly=True)
    held_by: Mapped[Employee | None] = relationship()

    @validates("topic", "homework")
    def _note_entry(self, name: str, typed: str | None) -> str | None:
        """Keep the moment of the first topic and of the first homework; another wording is no new entry."""
        if typed and not getattr(self, name):
            setattr(self, f"{name}_at", now())
        elif not typed:
            setattr(self, f"{name}_at", None)
        return typed

    @staticmethod
    def __scope__(reach: Reach):
        return reached_by_load(reach)
