"""A lesson of the timetable moved or cancelled by the dispatcher."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from app.access import crud_writing
from app.access.scope import unscoped
from app.audit.operations import changes_of, record
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.core.workdays import Days
from app.extensions import db
from app.gradebook import queries_lines as gradebook_lines
from app.organization.queries import days_of
from app.teaching.models import Lesson
from app.teaching.rules import check_link
from app.terms.operations import ensure_open, require_day
from app.timetable import queries, sessions
from app.timetable.rules import MOST_PAIR, MOST_ROOM, clashes

TIMETABLE = "timetable"


def lesson_of(actor: Actor, lesson_id: int) -> Lesson:
    """Give a lesson of the college; NotFound for a foreign one."""
    query = select(Lesson).where(Lesson.id == lesson_id, Lesson.organization_id == actor.organization_id)
    found = db.session.scalar(query.execution_options(unscoped=True))
    if found is None:
        raise NotFound(N_("There is no such lesson."))
    return found


def move_lesson(actor: Actor, lesson_id: int, day: date, pair: int, values: Mapping[str, Any]) -> Lesson:
    """Move a lesson to another day, pair or room, or hold it remotely; its marks stay with it.

    Raises Refused for a lesson with marks that would change its day, for a day outside the term or no day of study,
    Conflict on a taken pair, a clash or a closed term, Invalid for an address that is none.
    """
    crud_writing.require(actor, TIMETABLE, "update")
    lesson = lesson_of(actor, lesson_id)
    with unscoped():
        term = lesson.load.group_term
        ensure_open(term)
    with unscoped():
        marked = gradebook_lines.has_marks(lesson_id)
    if day != lesson.date and marked:
        raise Refused(
            N_("The lesson has marks: its day cannot change. Add another lesson, or delete the marks first."),
            field="date",
        )
    require_day(term, day)
    days = days_of(actor.organization_id or 0)
    if day != lesson.date and not days.is_study_day(day):
        raise Refused(N_("Nobody studies on %(day)s. Choose another day."), field="date", day=f"{day:%d.%m.%Y}")
    if not 1 <= pair <= MOST_PAIR:
        raise Invalid(N_("A number from %(low)s to %(high)s is expected."), field="pair", low=1, high=MOST_PAIR)
    lesson.date, lesson.pair, lesson.room = day, pair, clean(values.get("room") or "")[:MOST_ROOM] or None
    lesson.is_remote, lesson.link = bool(values.get("is_remote")), check_link(values.get("link") or "")
    lesson.material = clean(values.get("material") or "")[:500] or None
    _require_no_clash(actor, lesson, days)
    changes = changes_of(lesson)
    if changes:
        record(actor, "move_lesson", lesson, changes=changes, label=f"{day:%d.%m.%Y}")
    with explained():
        db.session.flush()
    return lesson


def _require_no_clash(actor: Actor, lesson: Lesson, days: Days) -> None:
    with db.session.no_autoflush:
        there = [one for one in queries.lessons_between(actor, lesson.date, lesson.date) if one.id != lesson.id]
        terms = queries.terms_between(actor, lesson.date, lesson.date)
        loads = queries.loads_of(actor, [term.id for term in terms])
        mine = queries.slot_of(lesson, loads[lesson.load_id], lesson.id)
        met = sessions.first_clash(actor, days, mine)
    slots = [queries.slot_of(one, loads[one.load_id], one.id) for one in there if one.load_id in loads]
    for clash in clashes([*slots, mine], {lesson.id}):
        raise Conflict(clash.msgid, field="pair", **clash.params)
    if met is not None:
        raise Conflict(met.msgid, field="pair", **met.params)


def cancel_lesson(actor: Actor, lesson_id: int) -> None:
    """Take a lesson out of the timetable; Refused for one at which something is entered."""
    crud_writing.require(actor, TIMETABLE, "delete")
    lesson = lesson_of(actor, lesson_id)
    with unscoped():
        ensure_open(lesson.load.group_term)
    if queries.entered([lesson_id]):
        raise Refused(
            N_(
                "The lesson has a topic or entries in the journal: it stays. Move it instead, or let the teacher clear it first."
            )
        )
    record(
        actor,
        "cancel_lesson",
        lesson,
        changes={"date": (lesson.date, None), "pair": (lesson.pair, None)},
        label=f"{lesson.date:%d.%m.%Y}",
    )
    with explained():
        db.session.flush()
        db.session.delete(lesson)
        db.session.flush()
