"""Writing the journal: cells and lessons, each by the teacher of the load alone."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from app.audit.operations import changes_of, record
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from app.core.text import N_
from app.extensions import db
from app.gradebook import queries
from app.gradebook.models import Mark
from app.gradebook.queries import WritingPlace, cell_of, scoring_of
from app.gradebook.rules import (
    Cell,
    Entry,
    StaleCell,
    Standing,
    parse_cell,
    require_change_allowed,
    require_date,
    require_member,
    standing,
)
from app.teaching import queries as teaching
from app.teaching.models import LESSON_KINDS, Lesson
from app.terms.rules import require_open


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved cell: its text, its version for the next save, and what follows from it."""

    text: str
    version: int
    standing: Standing


def set_mark(actor: Actor, load_id: int, lesson_id: int, student_id: int, typed: str, version: int) -> Saved:
    """Save one cell as the teacher of the load typed it; ``version`` is the one the cell was drawn with (0: empty).

    Gives the saved cell; the same value sent twice has one effect. Raises NotFound (foreign journal, lesson, student),
    Forbidden (another teacher's), Conflict (closed term), StaleCell (changed meanwhile; both values told), Refused (not held
    yet, not a member, too late to change) or Invalid (not a mark).
    """
    place = _own_place(actor, load_id)
    line = queries.row_of(load_id, student_id)
    lesson, mark = _cell_in(line, lesson_id)
    _require_own_day(place, lesson.date, actor)
    cell = parse_cell(typed)
    member = next(iter(teaching.members(place.load, student_id=student_id)), None)
    if member is None:
        raise NotFound(N_("There is no such student in this journal."))
    scoring, window = scoring_of(place.load.organization_id)
    before = cell_of(mark)
    if cell != before:
        _require_fresh(mark, before, version, typed)
        require_date(lesson.date, today(actor.zone))
        require_member(lesson.date, member.spans, member.name)
        if mark is not None and (before.attendance or before.grades):
            require_change_allowed(mark.recorded_at.astimezone(ZoneInfo(actor.zone)).date(), today(actor.zone), window)
        mark = _write(actor, place, lesson, mark, member.student_id, cell, before, window)
    entries = [
        Entry(row.hours, row.weight, row.is_required, cell if row.id == lesson_id else cell_of(other))
        for row, other in line
        if member.present_on(row.date)
    ]
    result = standing(entries, scoring, pass_fail=queries.is_pass_fail(place.load))
    return Saved(cell.text(), mark.version if mark is not None else 0, result)


def _own_place(actor: Actor, load_id: int) -> WritingPlace:
    if not actor.may("journal", "update"):
        raise Forbidden(N_("Only the teacher of the journal makes entries in it."))
    place = queries.writing_place(load_id, actor)
    term = place.load.group_term
    require_open(term.status, term.group.name, term.plan_semester)
    if not place.spans:
        raise Forbidden(N_("Only the teacher of the journal makes entries in it."))
    return place


def _require_own_day(place: WritingPlace, day: date, actor: Actor) -> None:
    if not any(start <= day and (end is None or day <= end) for start, end in place.spans):
        raise Forbidden(
            N_("The journal was not yours on %(date)s: its lessons are changed by the teacher of that time."),
            date=day.strftime("%d.%m.%Y"),
        )


def _cell_in(line: list[tuple[Lesson, Mark | None]], lesson_id: int) -> tuple[Lesson, Mark | None]:
    for lesson, mark in line:
        if lesson.id == lesson_id:
            return lesson, mark
    raise NotFound(N_("There is no such lesson in this journal."))


def _require_fresh(mark: Mark | None, before: Cell, version: int, typed: str) -> None:
    current = mark.version if mark is not None else 0
    if current != version:
        raise StaleCell(
            N_("The cell was changed meanwhile: it holds «%(current)s», you typed «%(typed)s»."),
            details={"current": {"text": before.text(), "version": current}, "typed": typed},
            current=before.text() or "—",
            typed=typed.strip() or "—",
        )


def _write(
    actor: Actor, place: WritingPlace, lesson: Lesson, mark: Mark | None, student_id: int, cell: Cell, before: Cell, window: int
) -> Mark:
    if mark is None:
        mark = Mark(
            organization_id=place.load.organization_id, group_term_id=lesson.group_term_id, load_id=lesson.load_id,
            lesson_id=lesson.id, student_id=student_id, is_late=(today(actor.zone) - lesson.date).days > window,
        )  # fmt: skip
        db.session.add(mark)
    mark.attendance, mark.grades, mark.recorded_at = cell.attendance, " ".join(cell.grades), now()
    db.session.flush()
    label = f"{lesson.date:%d.%m.%Y}"
    record(actor, "set_mark", mark, changes={"cell": (before.text(), cell.text())}, label=label)
    return mark


@dataclass(frozen=True, slots=True)
class LessonFacts:
    """What the form of a lesson says; ``hours`` and ``weight`` are whole numbers within the table's limits."""

    date: date
    pair: int
    hours: int
    kind: str
    weight: int = 1
    is_required: bool = False
    topic: str | None = None
    homework: str | None = None


def add_lesson(actor: Actor, load_id: int, facts: LessonFacts) -> Lesson:
    """Add a held or planned lesson to the actor's own journal; Refused outside the term, Conflict on a taken pair."""
    place = _own_place(actor, load_id)
    _check_lesson(place, facts, actor)
    _require_free_pair(load_id, facts, None)
    lesson = Lesson(
        organization_id=place.load.organization_id, group_term_id=place.load.group_term_id, load_id=load_id,
        held_by_id=actor.employee_id,
    )  # fmt: skip
    _take(lesson, facts)
    db.session.add(lesson)
    record(actor, "add_lesson", lesson, changes={"date": (None, facts.date), "topic": (None, facts.topic)}, label=_label(facts))
    db.session.flush()
    return lesson


def change_lesson(actor: Actor, load_id: int, lesson_id: int, facts: LessonFacts) -> Lesson:
    """Change a lesson of the actor's own journal."""
    place = _own_place(actor, load_id)
    lesson = queries.lesson(load_id, lesson_id)
    _require_own_day(place, lesson.date, actor)
    _check_lesson(place, facts, actor)
    _require_free_pair(load_id, facts, lesson_id)
    if lesson.date != facts.date and queries.has_marks(lesson_id):
        raise Refused(N_("The lesson has marks: its date cannot change. Delete the marks first or add another lesson."), field="date")
    _take(lesson, facts)
    changes = changes_of(lesson)
    if changes:
        record(actor, "change_lesson", lesson, changes=changes, label=_label(facts))
    db.session.flush()
    return lesson


def delete_lesson(actor: Actor, load_id: int, lesson_id: int) -> None:
    """Delete a lesson at which nothing was ever entered."""
    place = _own_place(actor, load_id)
    lesson = queries.lesson(load_id, lesson_id)
    _require_own_day(place, lesson.date, actor)
    if queries.has_marks(lesson_id):
        raise Conflict(N_("The lesson has entries in the journal and cannot be deleted."))
    record(actor, "delete_lesson", lesson, changes={"topic": (lesson.topic, None)}, label=f"{lesson.date:%d.%m.%Y}")
    db.session.flush()
    db.session.delete(lesson)


def _label(facts: LessonFacts) -> str:
    return f"{facts.date:%d.%m.%Y} {facts.topic or ''}".strip()


def _check_lesson(place: WritingPlace, facts: LessonFacts, actor: Actor) -> None:
    term = place.load.group_term
    if not term.starts_on <= facts.date <= term.ends_on:
        raise Refused(
            N_("The date must lie within the group's term, from %(start)s to %(end)s."),
            field="date", start=term.starts_on.strftime("%d.%m.%Y"), end=term.ends_on.strftime("%d.%m.%Y"),
        )  # fmt: skip
    _require_own_day(place, facts.date, actor)
    if facts.kind not in LESSON_KINDS:
        raise Invalid(N_("There is no such kind of lesson."), field="kind")


def _require_free_pair(load_id: int, facts: LessonFacts, own_id: int | None) -> None:
    taken = queries.lesson_at(load_id, facts.date, facts.pair)
    if taken is not None and taken != own_id:
        raise Conflict(N_("This journal already has a lesson on that date and pair."), field="pair")


def _take(lesson: Lesson, facts: LessonFacts) -> None:
    lesson.date, lesson.pair, lesson.hours, lesson.kind = facts.date, facts.pair, facts.hours, facts.kind
    lesson.weight, lesson.is_required = facts.weight, facts.is_required
    lesson.topic, lesson.homework = facts.topic or None, facts.homework or None
