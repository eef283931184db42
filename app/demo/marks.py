"""Marks and absences of the lessons held (as they are distributed in a usual college)."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from app.demo.teaching import Load, moment
from app.demo.world import World
from app.gradebook.models import Mark, MarkChange

# Bounds between 2, 3, 4 and 5 on the scale of ability + difficulty + luck, so that shares come out as 6/29/38/27 %.
BOUNDS = (2.44, 3.54, 4.48)
ABILITY, DIFFICULTY, LUCK = (3.9, 0.55), (0.0, 0.3), (0.0, 0.7)
MARKED, MARKED_AT_TEST = 0.24, 0.97
ABSENT, CHRONIC_SHARE, CHRONIC_ABSENT = 0.074, 0.05, 0.4
OLD = timedelta(days=14)
EXCUSES = ("у", "б", "б", "н", "н")


@dataclass(frozen=True, slots=True)
class Nature:
    """How a student learns and comes."""

    ability: float
    absent: float


def build(world: World, loads: list[Load]) -> None:
    """Take the rows of marks, and one request to change an old one."""
    random = world.random
    natures = {student: _nature(random) for group in world.groups for student in group.students}
    for load in loads:
        difficulty = random.gauss(*DIFFICULTY)
        for lesson_id, day, kind in load.lessons:
            chance = MARKED_AT_TEST if kind == "test" else MARKED
            recorded = moment(day)
            for student in load.students:
                attendance, grade = _cell(random, natures[student], difficulty, chance)
                if attendance or grade:
                    if grade == "4" and load.teacher == world.employees["teacher"] and world.today - day > OLD:
                        _request(world, load, lesson_id, student)
                    world.bulk.add(
                        Mark, organization_id=world.organization_id, group_term_id=load.group.term_id, load_id=load.id,
                        lesson_id=lesson_id, student_id=student, attendance=attendance, grades=grade, recorded_at=recorded,
                    )  # fmt: skip


def _request(world: World, load: Load, lesson_id: int, student: int) -> None:
    """Let the demonstration's teacher ask once for a mark entered too long ago."""
    if world.bulk.has(MarkChange):
        return
    world.bulk.add(
        MarkChange, organization_id=world.organization_id, group_term_id=load.group.term_id, load_id=load.id, lesson_id=lesson_id,
        student_id=student, version=1, old_text="4", new_text="5", reason="Работа защищена повторно, протокол № 3",
        requested_by_id=load.teacher, status="waiting", recorded_at=moment(world.today - timedelta(days=1)),
    )  # fmt: skip


def _nature(random: Random) -> Nature:
    chronic = random.random() < CHRONIC_SHARE
    return Nature(random.gauss(*ABILITY), CHRONIC_ABSENT if chronic else ABSENT)


def _cell(random: Random, nature: Nature, difficulty: float, chance: float) -> tuple[str | None, str]:
    if random.random() < nature.absent:
        return random.choice(EXCUSES), ""
    if random.random() >= chance:
        return None, ""
    level = nature.ability + difficulty + random.gauss(*LUCK)
    return None, str(2 + sum(level >= bound for bound in BOUNDS))
