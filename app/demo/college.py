"""The college itself: requisites, departments, year, staff, one account per role."""

from datetime import date

from flask_appbuilder.security.sqla.models import User

from app.access.models import Account, RoleGrant
from app.access.permissions import ROLE_TITLES, Role
from app.coordination.models import CoordinatorAppointment, Undertaking
from app.core import text
from app.demo.people import Person
from app.demo.world import World
from app.organization.models import AcademicYear, BellTime, Building, Department, Licence, Organization, Semester
from app.staff.models import Employee

DEPARTMENTS = (
    "Отделение информационных технологий", "Отделение экономики и права", "Отделение сервиса", "Отделение транспорта",
    "Отделение строительства", "Отделение педагогики", "Отделение машиностроения", "Заочное отделение",
)  # fmt: skip
# Those who can sign in: role, login, position. Students, parents and the operator have no screens of their own yet.
STAFF = (
    (Role.DIRECTOR, "director", "Директор"),
    (Role.DEPUTY, "deputy", "Заместитель директора по учебной работе"),
    (Role.COORDINATOR, "coordinator", "Ответственный координатор"),
    (Role.HEAD_OF_DEPARTMENT, "head", "Заведующий отделением"),
    (Role.SECRETARY, "secretary", "Секретарь учебной части"),
    (Role.DISPATCHER, "dispatcher", "Диспетчер"),
    (Role.METHODIST, "methodist", "Методист"),
    (Role.CURATOR, "curator", "Преподаватель, куратор группы"),
    (Role.TEACHER, "teacher", "Преподаватель"),
    (Role.MASTER, "master", "Мастер производственного обучения"),
    (Role.PRACTICE_HEAD, "practice", "Заведующий практикой"),
    (Role.SOCIAL_PEDAGOGUE, "social", "Социальный педагог"),
    (Role.HR, "personnel", "Специалист по кадрам"),
    (Role.ACCOUNTANT, "accountant", "Бухгалтер"),
    (Role.TECH_ADMIN, "admin", "Системный администратор"),
)
OTHER_POSITIONS = ("Лаборант", "Библиотекарь", "Воспитатель общежития", "Инженер", "Делопроизводитель", "Комендант")
HIRED = date(2015, 9, 1)
LICENCES = (
    ("licence", "63Л01", "0000001", date(2015, 5, 12), "министерством образования и науки Самарской области", None),
    ("accreditation", "63А01", "0000002", date(2016, 3, 25), "министерством образования и науки Самарской области", "09.00.00, 38.00.00"),
)
BELLS = {
    "ordinary": ("08:30–10:00", "10:10–11:40", "12:20–13:50", "14:00–15:30", "15:40–17:10", "17:20–18:50"),
    "saturday": ("08:30–09:50", "10:00–11:20", "11:40–13:00", "13:10–14:30", "14:40–16:00", "16:10–17:30"),
    "shortened": ("08:30–09:30", "09:40–10:40", "11:00–12:00", "12:10–13:10", "13:20–14:20", "14:30–15:30"),
}


def build(world: World, password_hash: str) -> None:
    """Take the rows of the college and its people."""
    _organization(world)
    _time(world)
    _staff(world, password_hash)
    _coordinator(world)


def _organization(world: World) -> None:
    world.organization_id = world.bulk.add(
        Organization,
        full_name="Государственное бюджетное профессиональное образовательное учреждение Самарской области «Приволжский колледж»",
        short_name="ГБПОУ СО «Приволжский колледж»", abbreviation="ПК", city="Самара", zone="Europe/Samara",
        founder="Министерство образования Самарской области", director_position="Директор", director_name=None,
        legal_address="443000, г. Самара, ул. Примерная, д. 1", actual_address="443000, г. Самара, ул. Примерная, д. 1",
        phone="+7 900 000-00-01", email="college@example.test", site="https://college.example.test",
    )  # fmt: skip
    for kind, series, number, day, issuer, programmes in LICENCES:
        world.bulk.add(
            Licence, organization_id=world.organization_id, kind=kind, series=series, number=number, issued_on=day, issuer=issuer,
            valid_until=None, appendix=None, programmes=programmes,
        )
    for name in DEPARTMENTS[: world.size.departments]:
        keys = {"search_key": text.search_key(name), "sort_key": text.sort_key(name)}
        world.departments.append(world.bulk.add(Department, organization_id=world.organization_id, name=name, code=None, **keys))
    for name in ("Главный корпус", "Учебные мастерские"):
        keys = {"search_key": text.search_key(name), "sort_key": text.sort_key(name)}
        world.bulk.add(Building, organization_id=world.organization_id, name=name, address=None, **keys)


def _time(world: World) -> None:
    year = world.year
    world.year_id = world.bulk.add(
        AcademicYear, organization_id=world.organization_id, label=year.label, starts_on=year.starts_on, ends_on=year.ends_on,
        is_active=True,
    )  # fmt: skip
    for number, (starts, ends) in enumerate(year.semesters, start=1):
        world.bulk.add(
            Semester, organization_id=world.organization_id, academic_year_id=world.year_id, number=number, starts_on=starts,
            ends_on=ends,
        )  # fmt: skip
    for kind, pairs in BELLS.items():
        for pair, hours in enumerate(pairs, start=1):
            starts_at, ends_at = hours.split("–")
            world.bulk.add(
                BellTime, organization_id=world.organization_id, kind=kind, pair=pair, starts_at=starts_at, ends_at=ends_at
            )


def _staff(world: World, password_hash: str) -> None:
    for role, login, position in STAFF:
        person = world.people.person(0.2)
        user_id = _account(world, person, login, password_hash)
        department = world.departments[0] if role in (Role.HEAD_OF_DEPARTMENT, Role.CURATOR, Role.TEACHER, Role.MASTER) else None
        world.employees[role] = _employee(world, person, position, department, user_id)
        _grant(world, user_id, role, department if role == Role.HEAD_OF_DEPARTMENT else None)
        if role == Role.CURATOR:
            # Leads a group and teaches: the own journals open too.
            _grant(world, user_id, Role.TEACHER, None)
        world.logins.append((ROLE_TITLES[role], login))
        if role == Role.DIRECTOR:
            world.director = text.full_name(person.last, person.first, person.middle)
            world.bulk.amend(Organization, world.organization_id, director_name=world.director)
    world.teachers = [world.employees[Role.TEACHER], world.employees[Role.CURATOR], world.employees[Role.MASTER]]
    while len(world.teachers) < world.size.teachers:
        department = world.departments[len(world.teachers) % len(world.departments)]
        world.teachers.append(_employee(world, world.people.person(0.25), "Преподаватель", department, None))
    for number in range(world.size.staff - world.size.teachers - len(STAFF) + 3):
        _employee(world, world.people.person(0.3), OTHER_POSITIONS[number % len(OTHER_POSITIONS)], None, None)


def _account(world: World, person: Person, login: str, password_hash: str) -> int:
    given = person.first if person.middle is None else f"{person.first} {person.middle}"
    user_id = world.bulk.add(
        User, first_name=given, last_name=person.last, username=login, email=f"{login}@college.example.test", active=True,
        password=password_hash,
    )  # fmt: skip
    world.bulk.link(
        Account, user_id=user_id, organization_id=world.organization_id, must_change_password=False,
        search_key=text.search_key(person.last, given, login), sort_key=text.sort_key(person.last, given),
    )  # fmt: skip
    return user_id


def _employee(world: World, person: Person, position: str, department: int | None, user_id: int | None) -> int:
    name = text.full_name(person.last, person.first, person.middle)
    return world.bulk.add(
        Employee, organization_id=world.organization_id, last_name=person.last, first_name=person.first,
        middle_name=person.middle, personnel_number=None, position=position, department_id=department,
        phone=world.people.phone(), hired_on=HIRED, user_id=user_id, staff_group=None,
        experience_since=None, teaching_since=None, search_key=text.search_key(name, position),
        sort_key=text.sort_key(person.last, person.first, person.middle),
    )  # fmt: skip


def _grant(world: World, user_id: int, role: Role, department: int | None) -> int:
    appointed = role == Role.COORDINATOR
    return world.bulk.add(
        RoleGrant, organization_id=world.organization_id, user_id=user_id, role=str(role), department_id=department,
        valid_from=HIRED, valid_to=None, basis="приказ № 15-к" if appointed else "штатное расписание",
        source="appointment" if appointed else None,
    )  # fmt: skip


def _coordinator(world: World) -> None:
    employee = world.employees[Role.COORDINATOR]
    grant = [role for role, _, _ in STAFF].index(Role.COORDINATOR) + 1
    signed = world.year.starts_on
    world.bulk.add(
        CoordinatorAppointment, organization_id=world.organization_id, employee_id=employee, order_number="15-к",
        order_date=signed, starts_on=signed, ends_on=None, is_backup=False, grant_id=grant,
    )  # fmt: skip
    for role in (Role.DIRECTOR, Role.COORDINATOR, Role.DEPUTY, Role.SECRETARY, Role.TEACHER, Role.CURATOR):
        world.bulk.add(Undertaking, organization_id=world.organization_id, employee_id=world.employees[role], signed_on=signed)
