"""Calendar-thematic plans of the demonstration: most are approved, some wait, some are being written, some not begun."""

from app.demo.teaching import Load, kind_of, moment, topic_of
from app.demo.world import World
from app.lessonplans.models import LessonPlan, LessonPlanRow, LessonTopic
from app.lessonplans.rules import APPROVED, DRAFT, SUBMITTED

# Of ten loads: six approved, two wait, one is being written, one has no plan.
STATES = (APPROVED, APPROVED, SUBMITTED, APPROVED, DRAFT, APPROVED, None, APPROVED, SUBMITTED, APPROVED)


def build(world: World, loads: list[Load]) -> None:
    """Take the plans of the loads whose hours are whole pairs."""
    for load in loads:
        status = STATES[load.id % len(STATES)]
        if status is not None and load.item.hours and load.item.hours % 2 == 0:
            _plan(world, load, status)


def _plan(world: World, load: Load, status: str) -> None:
    day = world.year.term[0]
    approved = status == APPROVED
    plan_id = world.bulk.add(
        LessonPlan, organization_id=world.organization_id, load_id=load.id, group_term_id=load.group.term_id, item_key=load.item.code,
        status=status, revision=1 if approved else 0, version=3, author_id=load.teacher, note=None,
        protocol=f"№ 1 от 28.08.{day.year}" if approved else None, approved_at=moment(day) if approved else None,
        approved_by_id=None, approved_by_name="Заместитель директора по учебной работе" if approved else None, recorded_at=moment(day),
    )  # fmt: skip
    pairs = load.item.hours // 2
    written = pairs if status != DRAFT else pairs // 2
    rows = [_row(world, load, plan_id, number) for number in range(1, written + 1)]
    if approved:
        for (lesson_id, _day, _kind), row_id in zip(load.lessons, rows, strict=False):
            world.bulk.link(
                LessonTopic, organization_id=world.organization_id, lesson_id=lesson_id, load_id=load.id,
                group_term_id=load.group.term_id, row_id=row_id, hours=2,
            )  # fmt: skip


def _row(world: World, load: Load, plan_id: int, number: int) -> int:
    kind = kind_of(load.item, number)
    return world.bulk.add(
        LessonPlanRow, organization_id=world.organization_id, plan_id=plan_id, position=number, section=f"Раздел {(number - 1) // 12 + 1}",
        topic=topic_of(number, kind), hours=2, kind=kind, self_study=0, materials="учебник, презентация" if kind == "lecture" else "",
        homework=f"Конспект {number}" if kind == "lecture" else "", planned_on=None,
    )  # fmt: skip
