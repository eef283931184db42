"""Loads of the term, a weekly timetable without collisions, the lessons held until today."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone

from app.core.workdays import Days
from app.demo.world import Group, Item, World
from app.teaching.models import Lesson, LoadTeacher, Subgroup, SubgroupMember, TeachingLoad
from app.teaching.rules import NO_HOMEWORK, NOT_TAUGHT

_LATE_PRACTICE = frozenset({"study_practice", "work_practice", "prediploma_practice", "module_exam", "individual_project"})
SAMARA = timezone(timedelta(hours=4))
LANGUAGE = "Иностранный язык"
PAIRS, DAYS = 6, 6
# What the person who signs in as the teacher teaches: a few journals of three courses.
OWN_GROUPS = frozenset({"ИСП-11", "ИСП-21", "ИСП-31", "ИСП-41"})
OWN_ITEMS = frozenset({"ОУП.07у", "ОУП.08у", "ОП.04", "МДК.01.01", "МДК.11.01"})
TEST_EVERY = 8
MISSING_TOPICS = 0.03
# The timetable of the demonstration goes this far beyond today.
WEEKS_AHEAD = 1
NO_PLACE = {"is_remote": False, "link": None, "material": None}
TASKS = {"test": "КР", "practical": "ПР"}
TOPICS = (
    "Введение. Предмет и задачи", "Основные понятия", "Классификация и виды", "Нормативные основы", "Методы и приёмы",
    "Порядок выполнения работ", "Анализ примеров", "Типовые задачи", "Расчёты и оформление", "Обобщение раздела",
)  # fmt: skip

Slot = tuple[int, int, int]  # weekday from 0, pair from 1, week: 0 every, 1 odd, 2 even


@dataclass(slots=True)
class Load:
    """A load with what its lessons need."""

    id: int
    group: Group
    item: Item
    teacher: int
    students: list[int]
    slots: list[Slot] = field(default_factory=list)
    lessons: list[tuple[int, date, str]] = field(default_factory=list)


class Timetable:
    """Who is busy when: a group (or its subgroup) and a teacher hold one pair at a time."""

    def __init__(self) -> None:
        self._busy: set[tuple[str, int, int, int, int]] = set()

    def place(self, who: tuple[tuple[str, int], ...], half_pairs: int) -> list[Slot]:
        """Give slots for so many half pairs a week (a pair every other week is one half), as early as all are free."""
        found: list[Slot] = []
        days = list(range(DAYS))
        while half_pairs > 0:
            weeks = (1, 2) if half_pairs >= 2 else (1,)
            slot = self._free(who, weeks, days) or self._free(who, weeks, list(range(DAYS)))
            if slot is None:
                break
            self._busy.update((kind, key, *slot, week) for kind, key in who for week in weeks)
            found.append((*slot, 0 if len(weeks) == 2 else 1))
            days = [day for day in days if day != slot[0]] or list(range(DAYS))
            half_pairs -= len(weeks)
        return found

    def _free(self, who: tuple[tuple[str, int], ...], weeks: tuple[int, ...], days: list[int]) -> tuple[int, int] | None:
        for pair in range(1, PAIRS + 1):
            for day in days:
                if not any((kind, key, day, pair, week) in self._busy for kind, key in who for week in weeks):
                    return day, pair
        return None


def build(world: World) -> list[Load]:
    """Take the rows of loads and lessons; gives the loads with their lessons for the marks."""
    teachers = _Teachers(world)
    timetable = Timetable()
    loads = []
    for group in world.groups:
        for item in group.plan.items.get(group.semester, []):
            if item.kind not in NOT_TAUGHT:
                loads.extend(_loads(world, group, item, teachers, timetable))
    for load in loads:
        _lessons(world, load)
    return loads


class _Teachers:
    """Gives each item a teacher of its subject, the least loaded of a few; the demonstration's own people come first."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._hours = dict.fromkeys(world.teachers, 0)

    def take(self, group: Group, item: Item, other_than: int = 0) -> int:
        world = self._world
        if item.kind == "study_practice" and group.name in OWN_GROUPS:
            return world.employees["master"]
        if group.name in OWN_GROUPS and item.code in OWN_ITEMS:
            return world.employees["teacher"]
        start = sum(item.name.encode()) % len(world.teachers)
        near = [world.teachers[(start + step) % len(world.teachers)] for step in range(5)]
        best = min((t for t in near if t != other_than), key=lambda t: self._hours[t])
        least = min((t for t in world.teachers if t != other_than), key=lambda t: self._hours[t])
        chosen = best if self._hours[best] < 500 else least
        self._hours[chosen] += item.hours
        return chosen


def _loads(world: World, group: Group, item: Item, teachers: _Teachers, timetable: Timetable) -> list[Load]:
    if not item.name.startswith(LANGUAGE) or len(group.students) < 16:
        return [_load(world, group, item, teachers.take(group, item), None, group.students, timetable)]
    made: list[Load] = []
    for name, students in (("1", group.students[0::2]), ("2", group.students[1::2])):
        subgroup = world.bulk.add(
            Subgroup, organization_id=world.organization_id, group_term_id=group.term_id, curriculum_term_id=item.term_id, name=name
        )
        for student in students:
            world.bulk.link(SubgroupMember, organization_id=world.organization_id, subgroup_id=subgroup, student_id=student)
        teacher = teachers.take(group, item, other_than=made[0].teacher if made else 0)
        made.append(_load(world, group, item, teacher, subgroup, students, timetable))
    return made


def _load(
    world: World, group: Group, item: Item, teacher: int, subgroup: int | None, students: list[int], timetable: Timetable
) -> Load:
    starts, ends = world.year.term
    load_id = world.bulk.add(
        TeachingLoad, organization_id=world.organization_id, group_term_id=group.term_id, curriculum_term_id=item.term_id,
        subgroup_id=subgroup, hours=item.hours,
    )  # fmt: skip
    world.bulk.add(
        LoadTeacher, organization_id=world.organization_id, load_id=load_id, employee_id=teacher, starts_on=starts,
        ends_on=None, basis="тарификация",
    )  # fmt: skip
    load = Load(load_id, group, item, teacher, students)
    if item.kind not in _LATE_PRACTICE:
        weeks = max(1, (ends - starts).days // 7)
        load.slots = timetable.place((("group", group.id), ("teacher", teacher)), max(1, round(item.hours / weeks)))
    return load


def _lessons(world: World, load: Load) -> None:
    starts = world.year.term[0]
    monday = starts - timedelta(days=starts.weekday())
    days = Days()
    planned = sorted(
        (monday + timedelta(weeks=week, days=day), pair)
        for day, pair, parity in load.slots
        for week in range((world.today - monday).days // 7 + 1 + WEEKS_AHEAD)
        if (parity == 0 or week % 2 == parity - 1) and days.is_study_day(monday + timedelta(weeks=week, days=day))
    )
    held = [one for one in planned if one[0] <= world.today]
    limit = load.item.hours // 2
    for number, (day, pair) in enumerate([one for one in held if starts <= one[0] <= world.today][:limit], start=1):
        kind = kind_of(load.item, number)
        topic = None if world.random.random() < MISSING_TOPICS else topic_of(number, kind)
        lesson_id = world.bulk.add(
            Lesson, organization_id=world.organization_id, group_term_id=load.group.term_id, load_id=load.id, date=day,
            pair=pair, hours=2, kind=kind, weight=2 if kind == "test" else 1, topic=topic, homework=_homework(number, kind),
            task=TASKS.get(kind), is_required=kind == "test",
            held_by_id=load.teacher, recorded_at=_published(world, day), topic_at=moment(day), homework_at=moment(day),
            room=room_of(load.teacher), **NO_PLACE,
        )  # fmt: skip
        load.lessons.append((lesson_id, day, kind))
    _ahead(world, load, [one for one in planned if world.today < one[0] <= world.year.term[1]], limit - len(load.lessons))


def _ahead(world: World, load: Load, planned: list[tuple[date, int]], left: int) -> None:
    """Take the lessons of the days to come, as a timetable holds them: a room and no topic yet; one in twelve is remote."""
    for day, pair in planned[: max(left, 0)]:
        remote = (load.id + day.toordinal()) % 12 == 0
        place = {"is_remote": True, "link": f"https://meet.example.test/{load.id}", "material": "презентация к занятию"} if remote else NO_PLACE
        world.bulk.add(
            Lesson, organization_id=world.organization_id, group_term_id=load.group.term_id, load_id=load.id, date=day, pair=pair, hours=2,
            kind="lecture", weight=1, topic=None, homework=None, task=None, is_required=False, held_by_id=load.teacher,
            recorded_at=_published(world, day), topic_at=None, homework_at=None, room=None if remote else room_of(load.teacher), **{**NO_PLACE, **place},
        )  # fmt: skip


def _published(world: World, day: date) -> datetime:
    """Give when the timetable of the week of ``day`` was published: ten days before its Monday."""
    return moment(min(day - timedelta(days=day.weekday() + 10), world.today))


def room_of(teacher: int) -> str:
    """Give the room of a teacher: each has an own one, so that no two lessons want the same."""
    return str(100 * (1 + teacher // 50) + teacher % 50)


def kind_of(item: Item, number: int) -> str:
    """Give the kind of an item's lesson by its number."""
    if number % TEST_EVERY == 0:
        return "test"
    share = 57 if item.kind == "mdk" else 48
    return "practical" if number * share // 100 > (number - 1) * share // 100 else "lecture"


def _homework(number: int, kind: str) -> str:
    return NO_HOMEWORK if kind == "test" else f"§ {number}, вопросы после параграфа"


def topic_of(number: int, kind: str) -> str:
    """Give the topic of a lesson by its number."""
    theme = (number - 1) // TEST_EVERY + 1
    if kind == "test":
        return f"Контрольная работа по теме {theme}"
    return f"Тема {theme}.{(number - 1) % TEST_EVERY + 1}. {TOPICS[number % len(TOPICS)]}"


def moment(day: date) -> datetime:
    """Give the moment at which a lesson's record was made: the afternoon of its day."""
    return datetime.combine(day, time(15, 0), SAMARA)
