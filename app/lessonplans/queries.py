"""Reads of calendar-thematic plans; a fixed number of statements whatever the rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_, escape_like, normalise
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.extensions import db
from app.lessonplans.models import LessonPlan, LessonPlanRow, LessonTopic
from app.lessonplans.rules import APPROVED, DRAFT, Balance, PlanRow, balance, cover, followed, next_topics, titled
from app.staff.models import Employee
from app.students.models import StudyGroup
from app.teaching import queries as teaching
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.teaching.rules import whole_hours
from app.terms.models import GroupTerm

MOST_SOURCES, MOST_BARE = 30, 20


@dataclass(frozen=True, slots=True)
class Line:
    """A load in the list of plans: its plan if there is one, the hours of its rows, its teachers."""

    load: TeachingLoad
    plan: LessonPlan | None
    hours: int
    teachers: str

    @property
    def status(self) -> str:
        """Give the state of the plan, empty where none was begun."""
        return self.plan.status if self.plan else ""


@dataclass(frozen=True, slots=True)
class Use:
    """A lesson that took its topic from a row, and for how many of its hours."""

    lesson_id: int
    date: date
    hours: int


@dataclass(frozen=True, slots=True)
class Bare:
    """A lesson without a topic: the row it would take next, and what it would take from each row on, as a page names it."""

    lesson: Lesson
    next_row: int | None
    choices: tuple[tuple[int, str], ...]


def load_of(load_id: int) -> TeachingLoad:
    """Give a load with item, group, teachers; NotFound outside the reader's reach."""
    return teaching.load(load_id)


def plan_of(load_id: int, *, fresh: bool = False) -> LessonPlan | None:
    """Give the plan of a load with its rows."""
    return db.session.scalar(
        select(LessonPlan)
        .where(LessonPlan.load_id == load_id)
        .options(selectinload(LessonPlan.rows), joinedload(LessonPlan.author))
        .execution_options(populate_existing=fresh)
    )


def plan_by_id(plan_id: int) -> LessonPlan:
    """Give a plan with its rows, load and item; NotFound outside the reader's reach."""
    found = db.session.scalar(
        select(LessonPlan).where(LessonPlan.id == plan_id).options(selectinload(LessonPlan.rows), joinedload(LessonPlan.author))
    )
    if found is None:
        raise NotFound(N_("There is no such plan, or it is not yours."))
    return found


def as_rows(plan: LessonPlan | None) -> list[PlanRow]:
    """Give the stored rows in their order."""
    return [
        PlanRow(row.topic, row.hours, row.kind, row.section, row.self_study, row.materials, row.homework, row.planned_on, row.id)
        for row in (plan.rows if plan else ())
    ]


def balance_of(load: TeachingLoad, rows: list[PlanRow]) -> Balance:
    """Compare rows with the load and with the self-study of the curriculum: the one sum behind screen, refusal and paper."""
    return balance(rows, load.hours, whole_hours(load.curriculum_term.self_study))


def teaches(load: TeachingLoad, actor: Actor, day: date) -> bool:
    """Tell whether the actor has the load on ``day``, or will have it."""
    return any(one.employee_id == actor.employee_id and (one.ends_on is None or one.ends_on >= day) for one in load.teachers)


def uses(load_id: int, *, without: int | None = None) -> dict[int, list[Use]]:
    """Give {row id: lessons that took its topic}, the earliest first; ``without`` leaves a lesson out."""
    query = (
        select(LessonTopic.row_id, LessonTopic.hours, Lesson.id, Lesson.date, Lesson.hours)
        .join(Lesson, Lesson.id == LessonTopic.lesson_id)
        .join(LessonPlanRow, LessonPlanRow.id == LessonTopic.row_id)
        .where(LessonTopic.load_id == load_id)
        .order_by(Lesson.date, Lesson.pair, Lesson.id, LessonPlanRow.position)
    )
    found: dict[int, list[Use]] = {}
    for (lesson_id, day, hours), group in groupby(db.session.execute(query).all(), key=lambda row: (row[2], row[3], row[4])):
        rows = list(group)
        for row, given in zip(rows, followed([row[1] for row in rows], hours), strict=True):
            if given and lesson_id != without:
                found.setdefault(row[0], []).append(Use(lesson_id, day, given))
    return found


def given(used: Mapping[int, Sequence[Use]]) -> dict[int, int]:
    """Give {row id: hours taught of it}."""
    return {row_id: sum(one.hours for one in lessons) for row_id, lessons in used.items()}


def bare_lessons(load_id: int, until: date) -> list[Lesson]:
    """Give the lessons up to ``until`` that have no topic, in their order."""
    query = select(Lesson).where(Lesson.load_id == load_id, Lesson.date <= until, func.coalesce(Lesson.topic, "") == "")
    return list(db.session.scalars(query.order_by(Lesson.date, Lesson.pair)))


def bare(plan: LessonPlan, lessons: Sequence[Lesson], used: Mapping[int, Sequence[Use]]) -> list[Bare]:
    """Put beside lessons without a topic what the rows of the plan would give each of them."""
    rows, taught = [(row.id, row.hours) for row in plan.rows], given(used)
    laid = next_topics(rows, taught, [(one.id, one.hours) for one in lessons])
    names = {row.id: (number, row.topic) for number, row in enumerate(plan.rows, start=1)}
    return [
        Bare(
            one, laid[one.id][0][0] if one.id in laid else None,
            tuple((row_id, titled([names[part] for part, _ in cover(rows, taught, one.hours, row_id)])) for row_id, _ in rows),
        )
        for one in lessons[:MOST_BARE]
    ]  # fmt: skip


def topics_of(lesson_id: int) -> list[LessonTopic]:
    """Give the rows a lesson took its topic from."""
    return list(db.session.scalars(select(LessonTopic).where(LessonTopic.lesson_id == lesson_id)))


def sources(load: TeachingLoad) -> list[LessonPlan]:
    """Give the plans of the same item and semester that may be copied, the approved and newest ones first.

    The reader's reach decides which plans; their loads and groups are read beyond it, to name them: approved plans of
    colleagues are common stock, the groups of colleagues are not.
    """
    same = select(LessonPlan.id).where(
        LessonPlan.item_key == load.curriculum_term.item.item_key, LessonPlan.load_id != load.id, LessonPlan.rows.any()
    )
    query = (
        select(LessonPlan)
        .join(TeachingLoad, TeachingLoad.id == LessonPlan.load_id)
        .join(GroupTerm, GroupTerm.id == LessonPlan.group_term_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .where(LessonPlan.id.in_(db.session.scalars(same).all()), CurriculumTerm.plan_semester == load.curriculum_term.plan_semester)
        .options(
            joinedload(LessonPlan.load).options(
                joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item),
                joinedload(TeachingLoad.group_term).options(joinedload(GroupTerm.group), joinedload(GroupTerm.academic_year)),
            ),
            joinedload(LessonPlan.author), selectinload(LessonPlan.rows),
        )
        .order_by((LessonPlan.status != APPROVED), GroupTerm.starts_on.desc(), LessonPlan.id)
    )  # fmt: skip
    return list(db.session.scalars(query.limit(MOST_SOURCES), execution_options={"unscoped": True}).unique())


def lines(year_id: int, *, q: str = "", status: str = "", employee_id: int | None = None, page: int = 0, size: int = 50) -> tuple[list[Line], int]:
    """List the loads of a year with their plans, those that wait for approval first, and how many there are."""
    query = (
        select(TeachingLoad, LessonPlan)
        .join(TeachingLoad.group_term)
        .join(GroupTerm.group)
        .join(TeachingLoad.curriculum_term)
        .join(CurriculumTerm.item)
        .outerjoin(LessonPlan, LessonPlan.load_id == TeachingLoad.id)
        .where(GroupTerm.academic_year_id == year_id, TeachingLoad.hours > 0)
    )
    for word in normalise(q).split()[:5]:
        like = f"%{escape_like(word)}%"
        query = query.where(or_(StudyGroup.search_key.like(like, escape="\\"), TeachingLoad.id.in_(_taught_by(like))))
    if status:
        query = query.where(LessonPlan.id.is_(None) if status == "none" else LessonPlan.status == status)
    if employee_id is not None:
        query = query.where(TeachingLoad.id.in_(select(LoadTeacher.load_id).where(LoadTeacher.employee_id == employee_id)))
    total = db.session.scalar(query.with_only_columns(func.count(TeachingLoad.id))) or 0
    found = db.session.execute(
        query.options(
            contains_eager(TeachingLoad.group_term).contains_eager(GroupTerm.group),
            contains_eager(TeachingLoad.curriculum_term).contains_eager(CurriculumTerm.item), joinedload(TeachingLoad.subgroup),
            selectinload(TeachingLoad.teachers).joinedload(LoadTeacher.employee),
        )
        .order_by((LessonPlan.status == "submitted").desc().nulls_last(), StudyGroup.sort_key, CurriculumItem.position, TeachingLoad.id)
        .limit(size)
        .offset(page * size)
    ).unique().all()  # fmt: skip
    hours = _hours([plan.id for _, plan in found if plan])
    return [_line(load, plan, hours) for load, plan in found], total


def _taught_by(like: str):  # type: ignore[no-untyped-def]
    return (
        select(LoadTeacher.load_id)
        .join(Employee, Employee.id == LoadTeacher.employee_id)
        .where(Employee.search_key.like(like, escape="\\"))
    )


def _hours(plan_ids: Collection[int]) -> dict[int, int]:
    query = select(LessonPlanRow.plan_id, func.sum(LessonPlanRow.hours)).where(LessonPlanRow.plan_id.in_(plan_ids))
    return dict(db.session.execute(query.group_by(LessonPlanRow.plan_id)).tuples().all()) if plan_ids else {}


def _line(load: TeachingLoad, plan: LessonPlan | None, hours: dict[int, int]) -> Line:
    names = dict.fromkeys(one.employee.short_name for one in load.teachers)
    return Line(load, plan, int(hours.get(plan.id, 0)) if plan else 0, ", ".join(names))


def count_of(status: str, year_id: int) -> int:
    """Count the plans of a year in a state within the reader's reach."""
    query = select(func.count(LessonPlan.id)).join(GroupTerm, GroupTerm.id == LessonPlan.group_term_id)
    return db.session.scalar(query.where(GroupTerm.academic_year_id == year_id, LessonPlan.status == status)) or 0


def unfinished_of(employee_id: int, day: date) -> tuple[int, int]:
    """Count the present loads of a teacher without a plan handed in, and those of them whose plan was returned."""
    mine = select(LoadTeacher.load_id).where(
        LoadTeacher.employee_id == employee_id, or_(LoadTeacher.ends_on.is_(None), LoadTeacher.ends_on >= day)
    )
    row = db.session.execute(
        select(func.count(TeachingLoad.id), func.count(LessonPlan.note))
        .join(TeachingLoad.group_term)
        .outerjoin(LessonPlan, LessonPlan.load_id == TeachingLoad.id)
        .where(
            TeachingLoad.id.in_(mine), TeachingLoad.hours > 0, GroupTerm.status != "closed", GroupTerm.ends_on >= day,
            or_(LessonPlan.id.is_(None), LessonPlan.status == DRAFT),
        )
    ).one()  # fmt: skip
    return row[0], row[1]
