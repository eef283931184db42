"""Verbs of calendar-thematic plans: the teacher writes and hands in, the deputy, the head or the methodist approves."""

from __future__ import annotations

from collections.abc import Sequence

from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.text import N_, clean
from app.extensions import db
from app.gradebook import operations as gradebook
from app.gradebook import queries_lines as journals
from app.lessonplans import queries
from app.lessonplans.models import LessonPlan, LessonPlanRow, LessonTopic
from app.lessonplans.rules import (
    APPROVED,
    DRAFT,
    LENGTHS,
    PlanRow,
    cover,
    joined,
    next_topics,
    require_even,
    transition,
)
from app.teaching.models import Lesson, TeachingLoad
from app.teaching.queries import employee
from app.terms.operations import ensure_open

CELLS = ("position", "section", "topic", "hours", "kind", "self_study", "materials", "homework", "planned_on")


def save_rows(actor: Actor, load_id: int, version: int, rows: Sequence[PlanRow]) -> LessonPlan:
    """Make the rows of the own plan what the page says, in its order; ``version`` is the one it was drawn with (0: none yet).

    Raises Forbidden for another teacher's, Conflict for a closed term, a plan handed in or changed meanwhile, Refused where a
    row that a lesson took its topic from would go.
    """
    load = _own_load(actor, load_id)
    plan = queries.plan_of(load_id, fresh=True)
    _require_version(plan, version)
    if plan is None:
        plan = _new(load, actor)
    if plan.status != DRAFT:
        raise Conflict(N_("The plan has been handed in: take it back to change it."))
    before = [(row.topic, row.hours) for row in plan.rows]
    _take(plan, rows)
    after = [(row.topic, row.hours) for row in rows]
    changes = {"rows": (len(before), len(after)), "hours": (sum(h for _, h in before), sum(h for _, h in after))}
    _touch(actor, "save_plan", plan, changes)
    return plan


def copy_plan(actor: Actor, load_id: int, source_id: int) -> LessonPlan:
    """Begin the own plan with the rows of another one of the same item; days are not taken over.

    Raises Conflict where the plan has rows already, NotFound for a source of another item.
    """
    load = _own_load(actor, load_id)
    plan = queries.plan_of(load_id, fresh=True)
    if plan is not None and plan.rows:
        raise Conflict(N_("The plan has rows already. Only an empty plan is begun from another one."))
    source = next((one for one in queries.sources(load) if one.id == source_id), None)
    if source is None:
        raise NotFound(N_("There is no such plan of this item."))
    plan = plan or _new(load, actor)
    kept = [name for name in CELLS if name != "planned_on"]
    for row in source.rows:
        values = {name: getattr(row, name) for name in kept}
        db.session.add(LessonPlanRow(organization_id=plan.organization_id, plan_id=plan.id, **values))
    _touch(actor, "copy_plan", plan, {"rows": (0, len(source.rows))}, reason=str(source))
    return plan


def submit_plan(actor: Actor, load_id: int, version: int) -> LessonPlan:
    """Hand the own plan in for approval; Refused while its hours are not those of the load."""
    load = _own_load(actor, load_id)
    plan = _plan(load_id, version)
    require_even(queries.balance_of(load, queries.as_rows(plan)))
    plan.note = None
    return _move(actor, "submit_plan", plan)


def recall_plan(actor: Actor, load_id: int, version: int) -> LessonPlan:
    """Take the own plan back before it is approved."""
    _own_load(actor, load_id)
    return _move(actor, "recall_plan", _plan(load_id, version))


def approve_plan(actor: Actor, load_id: int, version: int, protocol: str) -> LessonPlan:
    """Approve a plan handed in; ``protocol`` names that of the subject commission, if there was one.

    Raises Forbidden for the own plan (who writes does not approve), Refused when the load's hours changed meanwhile.
    """
    load, plan = _judged(actor, load_id, version)
    if queries.teaches(load, actor, today(actor.zone)) or (plan.author_id and plan.author_id == actor.employee_id):
        raise Forbidden(N_("Who writes a plan does not approve it. Ask a colleague."))
    require_even(queries.balance_of(load, queries.as_rows(plan)))
    plan.protocol, plan.note = clean(protocol)[:100] or None, None
    plan.approved_at, plan.approved_by_id, plan.approved_by_name = now(), actor.user_id, _signer(actor)[:200]
    plan.revision += 1
    return _move(actor, "approve_plan", plan)


def _signer(actor: Actor) -> str:
    """Give who approves with the position of that day, as the corner of the paper names it."""
    position = employee(actor.employee_id).position if actor.employee_id else ""
    if position and not position[1:2].isupper():
        position = position[0].lower() + position[1:]
    return f"{actor.name}, {position}" if position else actor.name


def return_plan(actor: Actor, load_id: int, version: int, reason: str) -> LessonPlan:
    """Give a plan back to its teacher, handed in or approved; the reason is what the teacher reads."""
    _load, plan = _judged(actor, load_id, version)
    said = clean(reason)[:500]
    if len(said) < 3:
        raise Invalid(N_("Say what is to be changed: the teacher reads it."), field="reason")
    plan.note, plan.approved_at, plan.approved_by_id, plan.approved_by_name = said, None, None, None
    return _move(actor, "revise_plan" if plan.status == APPROVED else "return_plan", plan, reason=said)


def take_topic(actor: Actor, load_id: int, lesson_id: int, row_id: int) -> Lesson:
    """Give a lesson of the own journal the topic and homework of a row; a topic that stood there is replaced.

    A lesson longer than what is left of the row takes the next rows too, so that its hours are theirs. Raises what a change of
    the lesson raises (another teacher's day, a closed term), NotFound for a row of another plan.
    """
    plan = queries.plan_of(load_id)
    if plan is None or row_id not in {one.id for one in plan.rows}:
        raise NotFound(N_("There is no such row in the plan of this journal."))
    used = queries.given(queries.uses(load_id, without=lesson_id))
    lesson = journals.lesson(load_id, lesson_id)
    return _teach(actor, plan, lesson, cover([(row.id, row.hours) for row in plan.rows], used, lesson.hours, row_id))


def take_topics(actor: Actor, load_id: int) -> int:
    """Give the lessons held up to today that have no topic the next rows of the plan, in order; gives how many got one.

    Raises what ``take_topic`` raises, NotFound and Forbidden even where there is nothing to give.
    """
    _own_load(actor, load_id)
    plan = queries.plan_of(load_id)
    bare = {one.id: one for one in queries.bare_lessons(load_id, today(actor.zone))}
    if plan is None:
        return 0
    rows, used = [(row.id, row.hours) for row in plan.rows], queries.given(queries.uses(load_id))
    found = next_topics(rows, used, [(one.id, one.hours) for one in bare.values()])
    for lesson_id, pieces in found.items():
        _teach(actor, plan, bare[lesson_id], pieces)
    return len(found)


def _teach(actor: Actor, plan: LessonPlan, lesson: Lesson, pieces: Sequence[tuple[int, int]]) -> Lesson:
    """Write the topic of some rows into a lesson and keep for how many hours each was taught."""
    rows = {row.id: row for row in plan.rows}
    taken = [rows[row_id] for row_id, _ in pieces]
    lesson = gradebook.set_topic(
        actor, plan.load_id, lesson.id, joined((row.topic for row in taken), LENGTHS["topic"]),
        joined((row.homework for row in taken), LENGTHS["homework"]),
    )  # fmt: skip
    for link in queries.topics_of(lesson.id):
        db.session.delete(link)
    db.session.flush()
    common = {"organization_id": lesson.organization_id, "load_id": plan.load_id, "group_term_id": lesson.group_term_id}
    db.session.add_all(LessonTopic(lesson_id=lesson.id, row_id=row_id, hours=hours, **common) for row_id, hours in pieces)
    db.session.flush()
    return lesson


def _own_load(actor: Actor, load_id: int) -> TeachingLoad:
    if not actor.may("lesson_plan", "update"):
        raise Forbidden(N_("Only the teacher of the load writes its plan."))
    load = queries.load_of(load_id)
    ensure_open(load.group_term)
    if not queries.teaches(load, actor, today(actor.zone)):
        raise Forbidden(N_("Only the teacher of the load writes its plan."))
    return load


def _judged(actor: Actor, load_id: int, version: int) -> tuple[TeachingLoad, LessonPlan]:
    if not actor.may("lesson_plan", "approve"):
        raise Forbidden(N_("You have no right to approve plans."))
    load = queries.load_of(load_id)
    ensure_open(load.group_term)
    return load, _plan(load_id, version)


def _plan(load_id: int, version: int) -> LessonPlan:
    plan = queries.plan_of(load_id, fresh=True)
    if plan is None:
        raise NotFound(N_("No plan has been written yet."))
    _require_version(plan, version)
    return plan


def _require_version(plan: LessonPlan | None, version: int) -> None:
    if (plan.version if plan else 0) != version:
        raise Conflict(N_("Somebody has changed the plan meanwhile. Open it again; what you typed can be copied from this page."))


def _new(load: TeachingLoad, actor: Actor) -> LessonPlan:
    plan = LessonPlan(
        organization_id=load.organization_id, load_id=load.id, group_term_id=load.group_term_id,
        item_key=load.curriculum_term.item.item_key, author_id=actor.employee_id, status=DRAFT, version=0,
    )  # fmt: skip
    plan.load = load
    db.session.add(plan)
    db.session.flush()
    return plan


def _take(plan: LessonPlan, rows: Sequence[PlanRow]) -> None:
    present = {row.id: row for row in plan.rows}
    kept = {row.id for row in rows if row.id in present}
    used = queries.uses(plan.load_id)
    for row_id, row in present.items():
        if row_id not in kept:
            if row_id in used:
                raise Refused(
                    N_("The row «%(topic)s» was taught on %(day)s and stays in the plan."), topic=row.topic[:80], day=f"{used[row_id][0].date:%d.%m.%Y}"
                )
            db.session.delete(row)
    for position, one in enumerate(rows, start=1):
        row = present.get(one.id or 0) or LessonPlanRow(organization_id=plan.organization_id, plan_id=plan.id)
        for name in CELLS[1:]:
            setattr(row, name, getattr(one, name))
        row.position = position
        db.session.add(row)


def _move(actor: Actor, verb: str, plan: LessonPlan, reason: str | None = None) -> LessonPlan:
    status = transition(verb, plan.status)
    changes = {"status": (plan.status, status)}
    plan.status = status
    _touch(actor, verb, plan, changes, reason)
    return plan


def _touch(actor: Actor, verb: str, plan: LessonPlan, changes: audit.Changes, reason: str | None = None) -> None:
    plan.version += 1
    db.session.flush()
    db.session.expire(plan, ["rows"])
    audit.record(actor, verb, plan, changes=changes, reason=reason)
