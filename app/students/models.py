"""Tables of students and groups."""

from datetime import date

from flask_appbuilder import Model
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, column, or_, select, table
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core import text
from app.core.rows import OrganizationRow, PersonNamed, Reach, Recorded, Searchable, Versioned
from app.core.types import EncryptedText, in_range, one_of
from app.curricula.models import Curriculum
from app.organization.models import Department
from app.staff.models import Employee
from app.students.file_rules import DORMITORY
from app.students.funding import FUNDING

SEXES = ("m", "f")
PLACEMENT_STATES = ("studying", "academic", "maternity", "childcare")
STUDYING = "studying"
STUDY_FORMS = ("full_time", "part_time", "extramural")

# Row limits look up at teaching, which lies above: by table, not by model.
_load = table("teaching_load", column("id"), column("group_term_id"))
_teacher = table("load_teacher", column("load_id"), column("employee_id"), column("ends_on", Date))
_term = table("group_term", column("id"), column("group_id"))
_group = table("study_group", column("id"), column("department_id"), column("curator_id"))
_placement = table("placement", column("student_id"), column("group_id"))


def groups_taught(employee: int, today: str):
    """Select the ids of groups in which ``employee`` has a load that was not taken away before ``today``."""
    return (
        select(_term.c.group_id)
        .select_from(_teacher.join(_load, _load.c.id == _teacher.c.load_id).join(_term, _term.c.id == _load.c.group_term_id))
        .where(_teacher.c.employee_id == employee, or_(_teacher.c.ends_on.is_(None), _teacher.c.ends_on >= date.fromisoformat(today)))
    )


def groups_reached(departments: list[int], curator: int, teacher: int, today: str):
    """Select the ids of groups of the departments, of those that ``curator`` leads and of those ``teacher`` teaches."""
    return select(_group.c.id).where(
        or_(_group.c.department_id.in_(departments), _group.c.curator_id == curator, _group.c.id.in_(groups_taught(teacher, today)))
    )


def reached_by_group(reach: Reach):
    """Give the scope of rows that hang on a group."""
    org, full = reach.organization, reach.full
    groups = groups_reached(list(reach.departments), reach.curator, reach.teacher, reach.today)
    return lambda c: (c.organization_id == org) & or_(full == 1, c.group_id.in_(groups))


def reached_by_student(reach: Reach):
    """Give the scope of rows that hang on a student: seen by whoever sees one of the student's groups."""
    org, full = reach.organization, reach.full
    groups = groups_reached(list(reach.departments), reach.curator, reach.teacher, reach.today)
    mine = select(_placement.c.student_id).where(_placement.c.group_id.in_(groups))
    return lambda c: (c.organization_id == org) & or_(full == 1, c.student_id.in_(mine))


class StudyGroup(Searchable, Versioned, OrganizationRow, Model):
    """A group of students of one intake on one curriculum."""

    __tablename__ = "study_group"
    __resource__ = "group"
    __table_args__ = (
        UniqueConstraint("organization_id", "name"),
        Index("ix_study_group_sort", "organization_id", "sort_key"),
        in_range("intake_year", 1990, 2100, "ck_study_group_intake_year"),
        in_range("shift", 1, 3, "ck_study_group_shift"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    curriculum_id: Mapped[int] = mapped_column(ForeignKey("curriculum.id", ondelete="RESTRICT"))
    department_id: Mapped[int | None] = mapped_column(ForeignKey("department.id", ondelete="RESTRICT"))
    intake_year: Mapped[int]
    curator_id: Mapped[int | None] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    shift: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(50))
    monitor_id: Mapped[int | None] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    curriculum: Mapped[Curriculum] = relationship()
    department: Mapped[Department | None] = relationship()
    curator: Mapped[Employee | None] = relationship()
    monitor: Mapped["Student | None"] = relationship(foreign_keys=[monitor_id])

    @staticmethod
    def __scope__(reach: Reach):
        org, full, departments, curator = reach.organization, reach.full, list(reach.departments), reach.curator
        taught = groups_taught(reach.teacher, reach.today)
        return lambda c: (c.organization_id == org) & or_(
            full == 1, c.department_id.in_(departments), c.curator_id == curator, c.id.in_(taught)
        )

    def keys(self) -> tuple[str, str]:
        return text.search_key(self.name, self.intake_year), text.sort_key(self.name)

    def __str__(self) -> str:
        return self.name


class Student(PersonNamed, Recorded, Searchable, Versioned, OrganizationRow, Model):
    """A person who studies or studied; where and when is told by placements."""

    __tablename__ = "student"
    __resource__ = "student"
    __grams__ = True
    __table_args__ = (
        # With the search key inside, a search by any fragment reads this index alone and then only the rows it shows.
        Index("ix_student_sort", "organization_id", "sort_key", "search_key"),
        Index("ix_student_snils", "organization_id", "snils_index", unique=True),
        UniqueConstraint("organization_id", "record_book"),
        UniqueConstraint("organization_id", "login"),
        one_of("sex", SEXES, "ck_student_sex"),
        one_of("funding", FUNDING, "ck_student_funding"),
        one_of("dormitory", DORMITORY, "ck_student_dormitory"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sex: Mapped[str | None] = mapped_column(String(1))
    birth_date: Mapped[date | None]
    snils: Mapped[str | None] = mapped_column(EncryptedText("student.snils"), info={"special": True})
    snils_index: Mapped[str | None] = mapped_column(String(64), info={"special": True})
    record_book: Mapped[str | None] = mapped_column(String(30))
    funding: Mapped[str] = mapped_column(String(10), default="budget")
    phone: Mapped[str | None] = mapped_column(String(50))
    email: Mapped[str | None] = mapped_column(String(200))
    # The name as papers print it where the rules of declension give it wrong; empty: declined by the rules.
    name_dative: Mapped[str | None] = mapped_column(String(160))
    name_accusative: Mapped[str | None] = mapped_column(String(160))
    name_genitive: Mapped[str | None] = mapped_column(String(160))
    inn: Mapped[str | None] = mapped_column(EncryptedText("student.inn"), info={"special": True})
    health_group: Mapped[str | None] = mapped_column(EncryptedText("student.health_group"), info={"special": True})
    birth_place: Mapped[str | None] = mapped_column(String(300))
    citizenship: Mapped[str | None] = mapped_column(String(3), default="643")
    registration_address: Mapped[str | None] = mapped_column(String(500))
    actual_address: Mapped[str | None] = mapped_column(String(500))
    dormitory: Mapped[str | None] = mapped_column(String(12))
    military_record: Mapped[str | None] = mapped_column(String(300))
    language: Mapped[str | None] = mapped_column(String(50))
    student_card: Mapped[str | None] = mapped_column(String(30))
    # The account of the student in the systems of the college; this one has no accounts of students.
    login: Mapped[str | None] = mapped_column(String(100))
    # Former full names in one text, so that the search finds both; the dated ones are FormerName rows.
    former_names: Mapped[str | None] = mapped_column(String(300))
    placements: Mapped[list["Placement"]] = relationship(
        back_populates="student", order_by="Placement.starts_on", passive_deletes="all"
    )

    @staticmethod
    def __scope__(reach: Reach):
        org, full = reach.organization, reach.full
        groups = groups_reached(list(reach.departments), reach.curator, reach.teacher, reach.today)
        mine = select(_placement.c.student_id).where(_placement.c.group_id.in_(groups))
        return lambda c: (c.organization_id == org) & or_(full == 1, c.id.in_(mine))

    def keys(self) -> tuple[str, str]:
        return (
            text.search_key(self.full_name, self.record_book, self.student_card, self.former_names),
            text.sort_key(self.last_name, self.first_name, self.middle_name, self.birth_date),
        )


class Placement(Recorded, OrganizationRow, Model):
    """The stay of a student from one day to another: group, state, course, funding, form, and the paper it stands on.

    Derived from applied orders: ``order_item_id`` is the line that began the stay, ``ended_by_id`` the one that ended it
    (None: it was carried over, or goes on). ``group_id`` is None while an enrolled student has no group yet; ``course``
    None means the course of the group by its years. ``recorded_at`` is when the system learnt of it.
    """

    __tablename__ = "placement"
    __resource__ = "student"
    __scope__ = staticmethod(reached_by_group)
    __table_args__ = (
        Index("ix_placement_group", "group_id", "starts_on"),
        Index("ix_placement_student", "student_id", "starts_on"),
        Index(
            "uq_placement_open", "student_id", unique=True,
            sqlite_where=sql("ends_on IS NULL"), postgresql_where=sql("ends_on IS NULL"),
        ),
        UniqueConstraint("student_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ck_placement_dates"),
        one_of("state", PLACEMENT_STATES, "ck_placement_state"),
        one_of("funding", FUNDING, "ck_placement_funding"),
        one_of("study_form", STUDY_FORMS, "ck_placement_study_form"),
        in_range("course", 1, 6, "ck_placement_course"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    student_id: Mapped[int] = mapped_column(ForeignKey("student.id", ondelete="RESTRICT"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("study_group.id", ondelete="RESTRICT"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(12), default=STUDYING, server_default=STUDYING)
    course: Mapped[int | None]
    funding: Mapped[str] = mapped_column(String(10), default="budget", server_default="budget")
    study_form: Mapped[str] = mapped_column(String(20), default="full_time", server_default="full_time")
    journal_number: Mapped[int | None]
    basis: Mapped[str] = mapped_column(String(300))
    order_item_id: Mapped[int | None] = mapped_column(ForeignKey("order_item.id", ondelete="RESTRICT"))
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("order_item.id", ondelete="RESTRICT"))
    student: Mapped[Student] = relationship(back_populates="placements")
    group: Mapped[StudyGroup | None] = relationship()

    @property
    def group_name(self) -> str:
        """Give the name of the group, empty for who has none yet."""
        return self.group.name if self.group is not None else ""


class GroupCurator(Recorded, OrganizationRow, Model):
    """A curator of a group from one day to another; the present one also stands in the group itself."""

    __tablename__ = "group_curator"
    __resource__ = "group"
    __scope__ = staticmethod(reached_by_group)
    __table_args__ = (
        Index("ix_group_curator_group", "group_id"),
        CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name="ck_group_curator_dates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("study_group.id", ondelete="RESTRICT"))
    employee_id: Mapped[int] = mapped_column(ForeignKey("employee.id", ondelete="RESTRICT"))
    # Empty where the group had its curator before the history was kept.
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    employee: Mapped[Employee] = relationship()
