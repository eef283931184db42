"""Tables of programmes and curricula."""

from datetime import date, datetime
from decimal import Decimal

from flask_appbuilder import Model
from flask_babel import gettext as _
from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import text
from app.core.rows import OrganizationRow, Recorded, Searchable, Versioned, whole_college
from app.core.types import Hours, UTCDateTime, in_range, one_of

ITEM_KINDS = (
    "cycle",
    "module",
    "discipline",
    "mdk",
    "study_practice",
    "work_practice",
    "prediploma_practice",
    "module_exam",
    "individual_project",
    "choice",
    "interim_attestation",
    "final_attestation",
    "other",
)
# Programmes for workers and employees (ППКРС) and for middle-level specialists (ППССЗ), 273-ФЗ art. 23.
PROGRAMME_KINDS = ("specialist", "worker")
PROGRAMME_STATES = ("draft", "reviewed", "approved")
CONTROL_FORMS = ("Э", "ДЗ", "З", "КР", "К", "КП", "КРаб", "ЭМ", "КЭ", "ДР", "Оц", "ДКР", "ДЭ", "ГИА", "ИП")


class Specialty(Searchable, Versioned, OrganizationRow, Model):
    """A specialty or profession of the federal list, such as 09.02.07."""

    __tablename__ = "specialty"
    __resource__ = "specialty"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("organization_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(1500))

    def keys(self) -> tuple[str, str]:
        return text.search_key(self.code, self.name), text.sort_key(self.code)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Programme(Searchable, Versioned, OrganizationRow, Model):
    """An educational programme: a specialty on a base, in a form of study, to a qualification."""

    __tablename__ = "programme"
    __resource__ = "programme"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("organization_id", "specialty_id", "base", "study_form", "qualification"),
        one_of("base", ("9", "11"), "ck_programme_base"),
        one_of("kind", PROGRAMME_KINDS, "ck_programme_kind"),
        in_range("fgos_hours", 1, 20_000, "ck_programme_fgos_hours"),
        one_of("study_form", ("full_time", "part_time", "extramural"), "ck_programme_study_form"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    specialty_id: Mapped[int] = mapped_column(ForeignKey("specialty.id", ondelete="RESTRICT"))
    qualification: Mapped[str] = mapped_column(String(250))
    base: Mapped[str] = mapped_column(String(2), default="9")
    study_form: Mapped[str] = mapped_column(String(20), default="full_time")
    years: Mapped[int] = mapped_column(default=3)
    months: Mapped[int] = mapped_column(default=10)
    kind: Mapped[str | None] = mapped_column(String(10))
    # The volume that the standard sets for the programme: 5940 hours on the base of 9 classes, 4464 on that of 11.
    fgos_hours: Mapped[int | None]
    head_name: Mapped[str | None] = mapped_column(String(200))
    specialty: Mapped[Specialty] = relationship(lazy="joined")

    def keys(self) -> tuple[str, str]:
        return text.search_key(self.specialty, self.qualification), text.sort_key(self.specialty, self.qualification)

    def __str__(self) -> str:
        return f"{self.specialty.code} {self.qualification}"


class Curriculum(Recorded, Searchable, Versioned, OrganizationRow, Model):
    """A version of a programme's plan for the students of one intake year."""

    __tablename__ = "curriculum"
    __resource__ = "curriculum"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("programme_id", "intake_year", "version"),
        one_of("status", ("draft", "approved"), "ck_curriculum_status"),
        in_range("intake_year", 1990, 2100, "ck_curriculum_intake_year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id", ondelete="RESTRICT"))
    intake_year: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(String(10), default="draft")
    fgos_order: Mapped[str | None] = mapped_column(String(200))
    source_sha256: Mapped[str | None] = mapped_column(String(64))
    weeks: Mapped[dict | None] = mapped_column(JSON)
    # Letters of the weeks by course, in their order, where the file of the plan draws them.
    chart: Mapped[dict | None] = mapped_column(JSON)
    order_number: Mapped[str | None] = mapped_column(String(30))
    order_date: Mapped[date | None]
    active_from: Mapped[date | None]
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by_name: Mapped[str | None] = mapped_column(String(200))
    # A version made for one student; groups are never put on it.
    is_individual: Mapped[bool] = mapped_column(default=False, server_default=false())
    note: Mapped[str | None] = mapped_column(String(300))
    made_from_id: Mapped[int | None] = mapped_column(ForeignKey("curriculum.id", ondelete="SET NULL"))
    programme: Mapped[Programme] = relationship(lazy="joined")
    items: Mapped[list["CurriculumItem"]] = relationship(
        back_populates="curriculum", order_by="CurriculumItem.position", passive_deletes="all"
    )
    made_from: Mapped["Curriculum | None"] = relationship(remote_side=[id])

    def keys(self) -> tuple[str, str]:
        return text.search_key(self.programme, self.intake_year), text.sort_key(self.programme, self.intake_year)

    def __str__(self) -> str:
        return _("%(programme)s · %(year)s · version %(version)s", programme=self.programme, year=self.intake_year, version=self.version)


class CurriculumItem(OrganizationRow, Model):
    """A line of the plan; ``item_key`` is the same for the same line in every version of the programme."""

    __tablename__ = "curriculum_item"
    __resource__ = "curriculum"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("curriculum_id", "item_key"),
        Index("ix_curriculum_item_position", "curriculum_id", "position"),
        one_of("kind", ITEM_KINDS, "ck_curriculum_item_kind"),
        CheckConstraint("hours >= 0", name="ck_curriculum_item_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id", ondelete="RESTRICT"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("curriculum_item.id", ondelete="RESTRICT"))
    position: Mapped[int]
    item_key: Mapped[str] = mapped_column(String(120))
    code: Mapped[str] = mapped_column(String(50))
    name: Mapped[str] = mapped_column(String(800))
    kind: Mapped[str] = mapped_column(String(30))
    is_variable: Mapped[bool] = mapped_column(default=False)
    # False for an alternative that was not chosen: it keeps its hours and stays out of every total.
    is_counted: Mapped[bool] = mapped_column(default=True)
    hours: Mapped[Decimal] = mapped_column(Hours, default=0)
    competences: Mapped[str | None] = mapped_column(Text)
    commission: Mapped[str] = mapped_column(String(200), default="", server_default="")
    curriculum: Mapped[Curriculum] = relationship(back_populates="items")
    parent: Mapped["CurriculumItem | None"] = relationship(remote_side=[id])
    terms: Mapped[list["CurriculumTerm"]] = relationship(
        back_populates="item", order_by="CurriculumTerm.plan_semester", passive_deletes="all"
    )

    def __str__(self) -> str:
        return f"{self.code} {self.name}".strip()


class CurriculumTerm(OrganizationRow, Model):
    """Hours of an item in one plan semester, by kind."""

    __tablename__ = "curriculum_term"
    __resource__ = "curriculum"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("item_id", "plan_semester"),
        in_range("plan_semester", 1, 12, "ck_curriculum_term_plan_semester"),
        CheckConstraint("hours >= 0", name="ck_curriculum_term_hours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("curriculum_item.id", ondelete="RESTRICT"))
    plan_semester: Mapped[int]
    hours: Mapped[Decimal] = mapped_column(Hours, default=0)
    lectures: Mapped[Decimal] = mapped_column(Hours, default=0)
    practicals: Mapped[Decimal] = mapped_column(Hours, default=0)
    labs: Mapped[Decimal] = mapped_column(Hours, default=0)
    seminars: Mapped[Decimal] = mapped_column(Hours, default=0)
    course_work: Mapped[Decimal] = mapped_column(Hours, default=0)
    consultations: Mapped[Decimal] = mapped_column(Hours, default=0)
    exam_hours: Mapped[Decimal] = mapped_column(Hours, default=0)
    self_study: Mapped[Decimal] = mapped_column(Hours, default=0)
    practice: Mapped[Decimal] = mapped_column(Hours, default=0)
    # «В форме практической подготовки»: another cut of the same hours, never added to them.
    practical_training: Mapped[Decimal] = mapped_column(Hours, default=0)
    item: Mapped[CurriculumItem] = relationship(back_populates="terms")
    controls: Mapped[list["TermControl"]] = relationship(
        back_populates="term", order_by="TermControl.form", passive_deletes="all"
    )

    @property
    def contact_hours(self) -> Decimal:
        """Give the hours that a teacher holds with the group: everything but self-study."""
        return self.hours - self.self_study


class TermControl(OrganizationRow, Model):
    """A control that the plan names for an item's semester; the unit that a sheet records."""

    __tablename__ = "term_control"
    __resource__ = "curriculum"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (
        UniqueConstraint("curriculum_term_id", "form"),
        one_of("form", CONTROL_FORMS, "ck_term_control_form"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    curriculum_term_id: Mapped[int] = mapped_column(ForeignKey("curriculum_term.id", ondelete="RESTRICT"))
    form: Mapped[str] = mapped_column(String(10))
    # Controls of one semester with the same key are one event (a complex exam or credit), a mark per item.
    joint_key: Mapped[str | None] = mapped_column(String(20))
    term: Mapped[CurriculumTerm] = relationship(back_populates="controls")


class PlanCompetence(OrganizationRow, Model):
    """A competence that a plan names: ОК, ПК or a personal result (ЛР); the lines refer to its code."""

    __tablename__ = "plan_competence"
    # A row that does not make its plan used: the plan may still be changed.
    __leaves_plan_open__ = True
    __resource__ = "curriculum"
    __scope__ = staticmethod(whole_college)
    __table_args__ = (UniqueConstraint("curriculum_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id", ondelete="RESTRICT"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(String(50))
    title: Mapped[str] = mapped_column(Text, default="")
