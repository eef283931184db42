"""A small world for tests: two colleges, one person per role, groups, a plan, loads and lessons."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from flask_appbuilder.security.sqla.models import User

from app.access.models import Account, RoleGrant
from app.access.permissions import Role
from app.access.scope import unscoped
from app.audit.operations import record
from app.core import secrets
from app.core.actor import Actor
from app.core.transaction import transaction
from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm, Programme, Specialty, TermControl
from app.extensions import db
from app.organization.models import AcademicYear, Department, Organization, Semester
from app.staff.models import Employee
from app.students.models import Placement, Student, StudyGroup
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.terms.models import GroupTerm

PASSWORD = "осенний лист на подоконнике"
YEAR_START, TERM_START, TERM_END, YEAR_END = date(2026, 9, 1), date(2026, 9, 1), date(2026, 12, 30), date(2027, 8, 31)
TODAY = date(2026, 11, 23)
SURNAMES = ("Абрамов", "Белов", "Васильев", "Ёлкин", "Жуков", "Зайцев", "Иванов", "Котов")


@dataclass
class College:
    """Ids of one college's rows."""

    id: int = 0
    department_id: int = 0
    other_department_id: int = 0
    year_id: int = 0
    semester_id: int = 0
    curriculum_id: int = 0
    item_ids: dict[str, int] = field(default_factory=dict)
    term_ids: dict[str, int] = field(default_factory=dict)
    control_ids: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    employees: dict[str, int] = field(default_factory=dict)
    group_id: int = 0
    other_group_id: int = 0
    group_term_id: int = 0
    other_group_term_id: int = 0
    students: list[int] = field(default_factory=list)
    other_students: list[int] = field(default_factory=list)
    load_id: int = 0
    other_load_id: int = 0
    credit_load_id: int = 0
    lessons: list[int] = field(default_factory=list)
    other_lessons: list[int] = field(default_factory=list)


@dataclass
class World:
    """Two colleges that must never see each other."""

    home: College
    foreign: College


def build_world(password_hash: str) -> World:
    """Fill an empty database; one transaction a college."""
    return World(_college("Колледж", "home", password_hash), _college("Чужой колледж", "foreign", password_hash))


def _college(name: str, login_prefix: str, password_hash: str) -> College:
    college = College()
    with unscoped(), transaction() as session:
        organization = Organization(
            full_name=f"Государственное бюджетное профессиональное образовательное учреждение «{name}»",
            short_name=f"ГБПОУ «{name}»", founder="Министерство образования Самарской области",
            director_name="Орлова Мария Петровна", director_position="Директор", city="Самара",
        )  # fmt: skip
        session.add(organization)
        session.flush()
        college.id = organization.id
        _time(college)
        _people(college, login_prefix, password_hash)
        _plan(college)
        _groups(college)
        _teaching(college)
        record(Actor.system(college.id), "test_world", organization)
    return college


def _add(row):
    db.session.add(row)
    db.session.flush()
    return row.id


def _time(c: College) -> None:
    c.department_id = _add(Department(organization_id=c.id, name="Отделение информатики"))
    c.other_department_id = _add(Department(organization_id=c.id, name="Отделение экономики"))
    c.year_id = _add(AcademicYear(organization_id=c.id, label="2026/2027", starts_on=YEAR_START, ends_on=YEAR_END, is_active=True))
    c.semester_id = _add(Semester(organization_id=c.id, academic_year_id=c.year_id, number=1, starts_on=TERM_START, ends_on=TERM_END))


def _people(c: College, prefix: str, password_hash: str) -> None:
    for role in [*Role, "teacher2", "curator2", "nobody"]:
        key = str(role)
        user = User(
            first_name="Анна", last_name=f"{key.capitalize()}", username=f"{prefix}-{key}", email=f"{prefix}-{key}@example.test",
            active=True, password=password_hash,
        )  # fmt: skip
        c.users[key] = _add(user)
        db.session.add(Account(organization_id=c.id, user_id=user.id, user=user))
        c.employees[key] = _add(
            Employee(
                organization_id=c.id, last_name="Петрова", first_name="Анна", middle_name=f"{key.capitalize()}",
                position="Преподаватель", department_id=c.department_id, user_id=user.id, hired_on=date(2020, 9, 1),
            )
        )  # fmt: skip
        if key == "nobody":
            continue
        granted = key.rstrip("2")
        _add(
            RoleGrant(
                organization_id=c.id, user_id=user.id, role=granted, valid_from=date(2020, 9, 1), basis="приказ № 1",
                department_id=c.department_id if granted == Role.HEAD_OF_DEPARTMENT else None,
            )
        )  # fmt: skip


def _plan(c: College) -> None:
    specialty = Specialty(organization_id=c.id, code="09.02.07", name="Информационные системы и программирование")
    _add(specialty)
    programme = Programme(organization_id=c.id, specialty_id=specialty.id, qualification="Программист")
    programme.specialty = specialty
    _add(programme)
    curriculum = Curriculum(organization_id=c.id, programme_id=programme.id, intake_year=2026, status="approved")
    curriculum.programme = programme
    c.curriculum_id = _add(curriculum)
    rows = (
        ("ОУП", "Общеобразовательный цикл", "cycle", 0, None),
        ("ОУП.01", "Математика", "discipline", 80, "Э"),
        ("ОУП.02", "История", "discipline", 60, "ДЗ"),
        ("ОУП.03", "Физическая культура", "discipline", 40, "З"),
    )
    parent = None
    for position, (code, title, kind, hours, form) in enumerate(rows):
        item = CurriculumItem(
            organization_id=c.id, curriculum_id=c.curriculum_id, parent_id=parent, position=position, item_key=code,
            code=code, name=title, kind=kind, hours=hours,
        )  # fmt: skip
        c.item_ids[code] = _add(item)
        parent = c.item_ids["ОУП"]
        if form:
            c.term_ids[code] = _add(
                CurriculumTerm(organization_id=c.id, item_id=item.id, plan_semester=1, hours=hours, lectures=hours - 4, self_study=4)
            )
            c.control_ids[code] = _add(TermControl(organization_id=c.id, curriculum_term_id=c.term_ids[code], form=form))


def _groups(c: College) -> None:
    for number, (name, department, curator) in enumerate(
        (("ИСП-11", c.department_id, "curator"), ("ЭК-11", c.other_department_id, "curator2"))
    ):
        group_id = _add(
            StudyGroup(
                organization_id=c.id, name=name, curriculum_id=c.curriculum_id, department_id=department, intake_year=2026,
                curator_id=c.employees[curator],
            )
        )  # fmt: skip
        students = [_student(c, group_id, name, index, surname) for index, surname in enumerate(SURNAMES, start=1)]
        term_id = _add(
            GroupTerm(
                organization_id=c.id, group_id=group_id, academic_year_id=c.year_id, curriculum_id=c.curriculum_id,
                plan_semester=1, course=1, starts_on=TERM_START, ends_on=TERM_END,
            )
        )  # fmt: skip
        if number == 0:
            c.group_id, c.students, c.group_term_id = group_id, students, term_id
        else:
            c.other_group_id, c.other_students, c.other_group_term_id = group_id, students, term_id


def _student(c: College, group_id: int, group: str, number: int, surname: str) -> int:
    snils = f"{c.id:03d}{group_id:03d}{number:03d}"
    student_id = _add(
        Student(
            organization_id=c.id, last_name=surname, first_name="Пётр", middle_name="Ильич", sex="m",
            birth_date=date(2010, 1, number), record_book=f"{group}/{number}", snils=snils,
            snils_index=secrets.blind_index(snils, c.id),
        )
    )  # fmt: skip
    _add(
        Placement(
            organization_id=c.id, student_id=student_id, group_id=group_id, starts_on=YEAR_START, journal_number=number,
            basis="приказ о зачислении № 1-с",
        )
    )  # fmt: skip
    return student_id


def _teaching(c: College) -> None:
    c.load_id = _load(c, c.group_term_id, "ОУП.01", "teacher")
    c.credit_load_id = _load(c, c.group_term_id, "ОУП.03", "teacher")
    c.other_load_id = _load(c, c.other_group_term_id, "ОУП.01", "teacher2")
    c.lessons = _lessons(c, c.group_term_id, c.load_id, "teacher")
    c.other_lessons = _lessons(c, c.other_group_term_id, c.other_load_id, "teacher2")


def _load(c: College, term_id: int, item: str, teacher: str) -> int:
    load_id = _add(TeachingLoad(organization_id=c.id, group_term_id=term_id, curriculum_term_id=c.term_ids[item], hours=76))
    _add(LoadTeacher(organization_id=c.id, load_id=load_id, employee_id=c.employees[teacher], starts_on=TERM_START))
    return load_id


def _lessons(c: College, term_id: int, load_id: int, teacher: str) -> list[int]:
    return [
        _add(
            Lesson(
                organization_id=c.id, group_term_id=term_id, load_id=load_id, date=TODAY - timedelta(days=7 * back), pair=1,
                topic=f"Тема {back}", held_by_id=c.employees[teacher],
            )
        )
        for back in (4, 3, 2, 1, 0)
    ]
