"""Programmes with their plans, groups of every course, students in them."""

from datetime import UTC, date, datetime, timedelta
from random import Random

from app.core import secrets, text
from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm, Programme, Specialty, TermControl
from app.demo import chart, files, orders
from app.demo.people import Person
from app.demo.plans import Line
from app.demo.specialties import FIELDS, Field, bases, plan_of
from app.demo.world import Group, Item, Plan, World
from app.students.models import GroupCurator, Placement, Student, StudyGroup
from app.terms.models import GroupTerm

# Shares of theory in an item: practicals and self-study; the rest are lectures.
_PRACTICALS = {"discipline": 48, "mdk": 57}
_PRACTICE = frozenset({"study_practice", "work_practice", "prediploma_practice"})
# A complex credit: the module and its practice are one event with a mark each.
JOINT, COMPLEX = "К1", frozenset({("МДК.01.02", 5), ("УП.01", 5)})
FUNDING = ("budget",) * 75 + ("contract",) * 22 + ("target",) * 3


def build(world: World) -> None:
    """Take the rows of plans, groups and students."""
    for plans in _programmes(world):
        world.plans.extend(plans)
    _groups(world)
    _students(world)
    _enrol(world)


def _programmes(world: World) -> list[list[Plan]]:
    chosen = [(field, base, form) for form in ("full_time", "part_time") for base in ("9", "11") for field in FIELDS
              if base in bases(field)][: world.size.programmes]  # fmt: skip
    specialties: dict[str, int] = {}
    made = []
    for number, (field, base, form) in enumerate(chosen):
        if field.code not in specialties:
            specialties[field.code] = world.bulk.add(
                Specialty, organization_id=world.organization_id, code=field.code, name=field.name,
                search_key=text.search_key(field.code, field.name), sort_key=text.sort_key(field.code),
            )  # fmt: skip
        department = world.departments[number % len(world.departments)]
        made.append(_programme(world, field, base, form, specialties[field.code], department))
    return made


def _programme(world: World, field: Field, base: str, form: str, specialty_id: int, department: int) -> list[Plan]:
    lines, years = plan_of(field, base)
    name = f"{field.code} {field.name}"
    programme_id = world.bulk.add(
        Programme, organization_id=world.organization_id, specialty_id=specialty_id, qualification=field.qualification,
        base=base, study_form=form, years=years, months=10, search_key=text.search_key(name, field.qualification),
        sort_key=text.sort_key(name, field.qualification),
    )  # fmt: skip
    letters = field.letters + ("" if form == "full_time" else "в") + ("" if base == "9" else "с")
    plans, weeks = [], chart.weeks_of_plan(lines)
    for course in range(1, years + 2):
        intake = world.year.begins - course + 1
        plan_id = _curriculum(world, programme_id, f"{field.code} {field.qualification}", intake, weeks)
        items = _items(world, plan_id, lines)
        plans.append(Plan(plan_id, programme_id, department, letters, field.male_share, base, course, years + 1, form, items, weeks))
    return plans


def _curriculum(world: World, programme_id: int, title: str, intake: int, weeks: dict[str, dict[str, float]]) -> int:
    return world.bulk.add(
        Curriculum, organization_id=world.organization_id, programme_id=programme_id, intake_year=intake, version=1,
        status="approved", weeks=weeks, order_number=f"{intake % 100}-у", order_date=date(intake, 6, 25),
        approved_at=datetime(intake, 6, 25, 9, tzinfo=UTC), approved_by_name="Заместитель директора по учебной работе",
        search_key=text.search_key(title, intake), sort_key=text.sort_key(title, intake),
    )  # fmt: skip


def competences_of(line: Line) -> tuple[str, ...]:
    """Give the competences that a line forms: those of its module, the general ones elsewhere."""
    head, _dot, rest = line.code.partition(".")
    if line.kind == "cycle" or head in ("ПА", "ИП"):
        return ()
    number = rest.split(".")[0].lstrip("0")
    if head in ("ПМ", "МДК", "УП", "ПП") and number:
        return ("ОК 01", "ОК 02", "ОК 04", f"ПК {number}.1", f"ПК {number}.2", f"ПК {number}.3")
    general = sum(map(ord, line.code)) % 6 + 1
    return ("ОК 01", *(f"ОК 0{number}" for number in sorted({general + 1, general + 2, 9}) if number <= 9))


def _items(world: World, plan_id: int, lines: list[Line]) -> dict[int, list[Item]]:
    ids: dict[str, int] = {}
    found: dict[int, list[Item]] = {}
    for position, line in enumerate(_parents_first(lines)):
        ids[line.code] = item_id = world.bulk.add(
            CurriculumItem, organization_id=world.organization_id, curriculum_id=plan_id,
            parent_id=ids[line.parent] if line.parent else None, position=position, item_key=line.code, code=line.code,
            name=line.name, kind=line.kind, is_variable="(вар.)" in line.name, hours=sum(line.hours.values()),
            competences=", ".join(competences_of(line)) or None,
        )  # fmt: skip
        for semester, hours in line.hours.items():
            kinds = _split(line.kind, hours)
            term_id = world.bulk.add(CurriculumTerm, organization_id=world.organization_id, item_id=item_id,
                                     plan_semester=semester, hours=hours, **kinds)  # fmt: skip
            forms = line.controls.get(semester, ())
            for form in forms:
                world.bulk.add(TermControl, organization_id=world.organization_id, curriculum_term_id=term_id, form=form,
                               joint_key=JOINT if (line.code, semester) in COMPLEX else None)  # fmt: skip
            found.setdefault(semester, []).append(Item(term_id, line.code, line.name, line.kind, hours - kinds["self_study"], forms))
    return found


def _parents_first(lines: list[Line]) -> list[Line]:
    """Put the lines into the order of the tree: every line behind the one above it."""
    below: dict[str | None, list[Line]] = {}
    for line in lines:
        below.setdefault(line.parent, []).append(line)

    def walk(parent: str | None) -> list[Line]:
        return [one for line in below.get(parent, []) for one in (line, *walk(line.code))]

    return walk(None)


def _split(kind: str, hours: int) -> dict[str, int]:
    own = dict.fromkeys(("lectures", "practicals", "exam_hours", "self_study", "practice"), 0)
    if kind in _PRACTICE:
        return own | {"practice": hours}
    if kind == "module_exam":
        return own | {"exam_hours": hours}
    self_study = hours * 3 // 100 // 2 * 2
    practicals = hours * _PRACTICALS.get(kind, 45) // 100 // 2 * 2
    return own | {"practicals": practicals, "self_study": self_study, "lectures": hours - practicals - self_study}


def _groups(world: World) -> None:
    """Open groups course by course over all plans, further parallel ones until there are enough."""
    parallel = 1
    while len(world.groups) < world.size.groups:
        for plan in sorted(world.plans, key=lambda p: (p.course, p.programme_id)):
            if len(world.groups) < world.size.groups:
                world.groups.append(_group(world, plan, parallel))
        parallel += 1


def _group(world: World, plan: Plan, parallel: int) -> Group:
    name = f"{plan.letters}-{plan.course}{parallel}"
    number = len(world.groups)
    curator = world.employees["curator"] if number == 0 else world.teachers[(number + 2) % len(world.teachers)]
    group_id = world.bulk.add(
        StudyGroup, organization_id=world.organization_id, name=name, curriculum_id=plan.id, department_id=plan.department_id,
        intake_year=world.year.begins - plan.course + 1, curator_id=curator, shift=1 + number % 2,
        search_key=text.search_key(name, world.year.begins - plan.course + 1), sort_key=text.sort_key(name),
    )  # fmt: skip
    world.bulk.add(
        GroupCurator, organization_id=world.organization_id, group_id=group_id, employee_id=curator,
        starts_on=date(world.year.begins - plan.course + 1, 9, 1), ends_on=None,
    )  # fmt: skip
    semester = 2 * (plan.course - 1) + world.year.number
    starts, ends = world.year.term
    term_id = world.bulk.add(
        GroupTerm, organization_id=world.organization_id, group_id=group_id, academic_year_id=world.year_id,
        curriculum_id=plan.id, plan_semester=semester, course=plan.course, starts_on=starts, ends_on=ends, status="open",
    )  # fmt: skip
    return Group(group_id, name, term_id, plan, semester)


def _students(world: World) -> None:
    share, rest = divmod(world.size.students, len(world.groups))
    for number, group in enumerate(world.groups):
        people = [world.people.person(group.plan.male_share) for _ in range(share + (number < rest))]
        people.sort(key=lambda p: text.sort_key(p.last, p.first, p.middle))
        for place, person in enumerate(people, start=1):
            group.students.append(_student(world, group, place, person))


def _student(world: World, group: Group, place: int, person: Person) -> int:
    enrolled = date(world.year.begins - group.plan.course + 1, 9, 1)
    birth = world.people.birth_date(enrolled, 15 if group.plan.base == "9" else 17)
    book = f"{enrolled.year % 100:02d}-{group.id:03d}{place:02d}"
    snils = world.people.snils()
    own = Random(snils)
    name, funding = text.full_name(person.last, person.first, person.middle), world.random.choice(FUNDING)
    student_id = world.bulk.add(
        Student, organization_id=world.organization_id, last_name=person.last, first_name=person.first,
        middle_name=person.middle, sex=person.sex, birth_date=birth, snils=snils, **files.particulars(own),
        snils_index=secrets.blind_index(snils, world.organization_id), record_book=book,
        funding=funding, phone=world.people.phone(),
        search_key=text.search_key(name, book),
        sort_key=text.sort_key(person.last, person.first, person.middle, birth),
    )  # fmt: skip
    files.build(world, own, student_id, person, birth, enrolled, funding)
    world.names[student_id], world.fundings[student_id] = name, funding
    return student_id


def _enrol(world: World) -> None:
    """Enrol everybody by the order of the group, and let the stays stand on its lines."""
    planned = [_enrolment(world, group) for group in world.groups]
    lines = orders.write(world, [*planned, *orders.plan_year(world)])
    for group, order in zip(world.groups, planned, strict=True):
        for place, student in enumerate(group.students, start=1):
            world.bulk.add(
                Placement, organization_id=world.organization_id, student_id=student, group_id=group.id,
                starts_on=order.effective_on, ends_on=None, journal_number=place, funding=world.fundings[student],
                study_form=group.plan.form, order_item_id=lines[student],
                basis=f"приказ от {order.dated:%d.%m.%Y} № {order.number} «О зачислении»",
            )  # fmt: skip


def _enrolment(world: World, group: Group) -> orders.Planned:
    enrolled = date(world.year.begins - group.plan.course + 1, 9, 1)
    rows = [(student, world.names[student], group.id) for student in group.students]
    basis = ("protocol", "приёмной комиссии")
    first = min(enrolled, world.year.starts_on)
    return orders.Planned("ENROLL", first - timedelta(days=10), first, rows, basis, {"choice": "average"})
