"""Files of the employees: posts and rates, diplomas, training, categories; every tenth teacher has something overdue."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import select

from app.access.permissions import Role
from app.access.scope import acting
from app.core.actor import Actor
from app.core.transaction import transaction
from app.demo.world import NAME, World
from app.extensions import db
from app.staff.models import Employee
from app.staff.models_file import StaffAward, StaffCategory, StaffCheck, StaffEducation, StaffPosition, StaffTraining
from app.teaching import queries, queries_substitutions, substituting
from app.teaching.models import Lesson

LEADERS = (Role.DIRECTOR, Role.DEPUTY, Role.HEAD_OF_DEPARTMENT, Role.PRACTICE_HEAD)
PEDAGOGUES = (Role.METHODIST, Role.SOCIAL_PEDAGOGUE)
COURSES = (
    ("Современные образовательные технологии в среднем профессиональном образовании", 72),
    ("Организация демонстрационного экзамена по стандартам профессионального мастерства", 36),
    ("Цифровые инструменты преподавателя: дистанционные курсы и оценивание", 48),
)
DIPLOMAS = (
    ("specialist", "Самарский государственный университет", "Математика", "математик, преподаватель"),
    ("master", "Самарский национальный исследовательский университет имени академика С. П. Королёва", "Прикладная информатика", "магистр"),
    ("specialist", "Самарский государственный социально-педагогический университет", "Филология", "учитель русского языка и литературы"),
)  # fmt: skip
CATEGORIES = ("highest", "first", "fit", "first")


def build(world: World) -> None:
    """Take the rows of the files: whole ones of those who teach, a post of the others who sign in."""
    for number, employee in enumerate(world.teachers):
        _teacher(world, employee, number)
    for role in (*LEADERS, *PEDAGOGUES):
        _post(world, world.employees[role], "leader" if role in LEADERS else "pedagogue", Decimal(1), teaches=False)


def substitute(world: World) -> None:
    """Let another teacher stand in for the curator, who is ill from last week to the next one."""
    first, last = world.today - timedelta(days=8), world.today + timedelta(days=6)
    absent = world.employees[Role.CURATOR]
    with acting(Actor.system(world.organization_id, NAME)) as actor, transaction():
        loads = queries_substitutions.turns_to_hand_over(absent, first, last)[:2]
        lessons = db.session.scalars(
            select(Lesson).where(Lesson.load_id.in_([load.id for load in loads]), Lesson.date.between(first, last))
        ).all()
        instead = _free(world, lessons)
        if loads and instead is not None:
            chosen = {load.id: instead for load in loads}
            substituting.substitute(actor, queries.employee(absent), (first, last), "illness", "приказ № 214-к", chosen)
            for lesson in lessons:
                lesson.held_by_id = instead


def _free(world: World, lessons: Sequence[Lesson]) -> int | None:
    """Give the first teacher who has no lesson of the own at the hours of ``lessons``."""
    hours = {(lesson.date, lesson.pair) for lesson in lessons}
    days = {day for day, _pair in hours}
    taken = db.session.execute(select(Lesson.held_by_id, Lesson.date, Lesson.pair).where(Lesson.date.in_(days)))
    busy = {person for person, day, pair in taken if (day, pair) in hours}
    return next((teacher for teacher in world.teachers if teacher not in busy), None)


def _teacher(world: World, employee: int, number: int) -> None:
    day, org = world.today, world.organization_id
    since = date(day.year - 3 - number * 7 % 30, 8, 25)
    world.bulk.amend(Employee, employee, experience_since=since - timedelta(days=700), teaching_since=since)
    _post(world, employee, "pedagogue", (Decimal(1), Decimal("1.5"), Decimal(1), Decimal("0.5"))[number % 4], teaches=True)
    level, institution, specialty, qualification = DIPLOMAS[number % len(DIPLOMAS)]
    world.bulk.add(
        StaffEducation, organization_id=org, employee_id=employee, level=level, institution=institution, specialty=specialty,
        qualification=qualification, diploma=f"{107700 + number} № {5_000_000 + number * 37}", year=since.year - 1,
    )  # fmt: skip
    programme, hours = COURSES[number % len(COURSES)]
    ended = day - timedelta(days=1250 if number % 10 == 4 else 60 + number * 29 % 900)
    world.bulk.add(
        StaffTraining, organization_id=org, employee_id=employee, kind="internship" if number % 9 == 8 else "development", programme=programme,
        provider="ЦПО Самарской области", hours=hours, starts_on=ended - timedelta(days=14), ends_on=ended, document=f"УПК № {2600 + number}",
        state="proposed" if number == 2 else "confirmed",
    )  # fmt: skip
    _category(world, employee, number)
    given = day - timedelta(days=number * 17 % 400)
    world.bulk.add(
        StaffCheck, organization_id=org, employee_id=employee, kind="medical", starts_on=given, ends_on=given + timedelta(days=365), document=None
    )  # fmt: skip
    if number % 15 != 7:
        world.bulk.add(
            StaffCheck, organization_id=org, employee_id=employee, kind="criminal_record", starts_on=since, ends_on=None,
            document=f"63/{1200 + number}-Е",
        )  # fmt: skip
    if number % 6 == 0:
        world.bulk.add(
            StaffAward, organization_id=org, employee_id=employee, award="Почётная грамота министерства образования Самарской области",
            given_by="министерство образования Самарской области", given_on=date(day.year - 1, 10, 5), document=f"пр. № {300 + number}-од",
        )  # fmt: skip


def _category(world: World, employee: int, number: int) -> None:
    if number % 7 == 5:
        return
    code = CATEGORIES[number % len(CATEGORIES)]
    # Two of ten expire within half a year, one has expired.
    left = {3: 90, 6: 150, 9: -40}.get(number % 10, 1500)
    until = world.today + timedelta(days=left)
    given = until - timedelta(days=5 * 365 + 1)
    is_endless = code != "fit" and left == 1500
    world.bulk.add(
        StaffCategory, organization_id=world.organization_id, employee_id=employee, category=code, position="преподаватель",
        basis=f"распоряжение МОиН СО № {400 + number}-р", starts_on=given, ends_on=None if is_endless else until,
    )  # fmt: skip


def _post(world: World, employee: int, group: str, rate: Decimal, *, teaches: bool) -> None:
    world.bulk.amend(Employee, employee, staff_group=group)
    world.bulk.add(
        StaffPosition, organization_id=world.organization_id, employee_id=employee, position="Преподаватель" if teaches else "По основной должности",
        staff_group=group, employment="main", rate=rate, teaches=teaches, department_id=None, starts_on=date(2015, 9, 1), ends_on=None,
        basis="пр. № 15-к",
    )  # fmt: skip
