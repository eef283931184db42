"""Writing the journal: cells and lessons, each by the teacher of the load alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.audit.operations import changes_of, record
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Invalid, Refused
from app.core.text import N_
from app.extensions import db
from app.gradebook import excuses, queries, queries_lines
from app.gradebook.cells import is_absence
from app.gradebook.marking import Block, own_place, require_own_day
from app.gradebook.outcomes import Saved, SavedBlock, Typed
from app.gradebook.queries import scoring_of
from app.gradebook.queries_lines import WritingPlace
from app.gradebook.standings import standings_from
from app.teaching import queries as teaching
from app.teaching.models import LESSON_KINDS, LESSON_TASKS, Lesson
from app.teaching.rules import check_link
from app.terms.operations import require_day


def set_mark(actor: Actor, load_id: int, lesson_id: int, student_id: int, typed: str, version: int) -> Saved:
    """Save one cell as ``set_marks`` does; a refusal of the cell is raised."""
    done = set_marks(actor, load_id, [Typed(lesson_id, student_id, typed, version)])
    (outcome,) = done.outcomes
    if outcome.refusal is not None:
        raise outcome.refusal
    return Saved(outcome.text, outcome.version, done.standings[student_id])


def set_marks(actor: Actor, load_id: int, typed: Sequence[Typed]) -> SavedBlock:
    """Save the cells of a journal as its teacher typed them, in one transaction; each cell answers for itself.

    A block pasted from a table loses nothing because of one cell that is refused: the others are written, that one keeps
    what it held and tells why. The same value sent twice has one effect. Raises what concerns the whole journal:
    NotFound (a foreign one), Forbidden (another teacher's), Conflict (closed term), Invalid (a cell named twice).
    """
    place = own_place(actor, load_id)
    students = {cell.student_id for cell in typed}
    if len({(cell.lesson_id, cell.student_id) for cell in typed}) != len(typed):
        raise Invalid(N_("A cell is named twice in one request. Refresh the page."))
    lines = queries_lines.lines_of(load_id, students)
    one = next(iter(students)) if len(students) == 1 else None
    members = {member.student_id: member for member in teaching.members(place.load, student_id=one)}
    scoring, window = scoring_of(place.load.group_term)
    absent = {cell.student_id for cell in typed if is_absence(cell.text)}
    block = Block(actor, place, lines, members, today(actor.zone), window, excuses=excuses.find(absent))
    outcomes = [block.take(cell) for cell in typed]
    block.write()
    seen = [member for student_id, member in members.items() if student_id in students]
    result = standings_from(
        seen, lines.lessons.values(), lines.marks, scoring, queries.is_pass_fail(place.load), block.today
    )
    return SavedBlock([outcome.as_stored(lines.marks) for outcome in outcomes], result)


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
    task: str | None = None
    room: str | None = None
    is_remote: bool = False
    link: str | None = None
    material: str | None = None


def add_lesson(actor: Actor, load_id: int, facts: LessonFacts) -> Lesson:
    """Add a held or planned lesson to the actor's own journal; Refused outside the term, Conflict on a taken pair."""
    place = own_place(actor, load_id)
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
    place = own_place(actor, load_id)
    lesson = queries_lines.lesson(load_id, lesson_id)
    require_own_day(place, lesson.date, actor)
    _check_lesson(place, facts, actor)
    _require_free_pair(load_id, facts, lesson_id)
    if lesson.date != facts.date and queries_lines.has_marks(lesson_id):
        raise Refused(N_("The lesson has marks: its date cannot change. Delete the marks first or add another lesson."), field="date")
    _take(lesson, facts)
    changes = changes_of(lesson)
    if changes:
        record(actor, "change_lesson", lesson, changes=changes, label=_label(facts))
    db.session.flush()
    return lesson


def set_topic(actor: Actor, load_id: int, lesson_id: int, topic: str, homework: str) -> Lesson:
    """Give a lesson of the actor's own journal a topic; homework only where none stands."""
    place = own_place(actor, load_id)
    lesson = queries_lines.lesson(load_id, lesson_id)
    require_own_day(place, lesson.date, actor)
    lesson.topic, lesson.homework = topic or None, lesson.homework or homework or None
    changes = changes_of(lesson)
    if changes:
        record(actor, "change_lesson", lesson, changes=changes, label=f"{lesson.date:%d.%m.%Y} {topic}".strip())
    db.session.flush()
    return lesson


def delete_lesson(actor: Actor, load_id: int, lesson_id: int) -> None:
    """Delete a lesson at which nothing was ever entered."""
    place = own_place(actor, load_id)
    lesson = queries_lines.lesson(load_id, lesson_id)
    require_own_day(place, lesson.date, actor)
    if queries_lines.has_marks(lesson_id):
        raise Conflict(N_("The lesson has entries in the journal and cannot be deleted."))
    record(actor, "delete_lesson", lesson, changes={"topic": (lesson.topic, None)}, label=f"{lesson.date:%d.%m.%Y}")
    db.session.flush()
    db.session.delete(lesson)


def _label(facts: LessonFacts) -> str:
    return f"{facts.date:%d.%m.%Y} {facts.topic or ''}".strip()


def _check_lesson(place: WritingPlace, facts: LessonFacts, actor: Actor) -> None:
    require_day(place.load.group_term, facts.date)
    require_own_day(place, facts.date, actor)
    if facts.kind not in LESSON_KINDS:
        raise Invalid(N_("There is no such kind of lesson."), field="kind")
    if facts.task and facts.task not in LESSON_TASKS:
        raise Invalid(N_("There is no such task."), field="task")


def _require_free_pair(load_id: int, facts: LessonFacts, own_id: int | None) -> None:
    taken = queries_lines.lesson_at(load_id, facts.date, facts.pair)
    if taken is not None and taken != own_id:
        raise Conflict(N_("This journal already has a lesson on that date and pair."), field="pair")


def _take(lesson: Lesson, facts: LessonFacts) -> None:
    lesson.date, lesson.pair, lesson.hours, lesson.kind = facts.date, facts.pair, facts.hours, facts.kind
    lesson.weight, lesson.is_required = facts.weight, facts.is_required
    lesson.topic, lesson.homework, lesson.task = facts.topic or None, facts.homework or None, facts.task or None
    lesson.room, lesson.material = facts.room or None, facts.material or None
    lesson.is_remote, lesson.link = facts.is_remote, check_link(facts.link or "")
