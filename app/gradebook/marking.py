"""Judging typed cells one by one and writing those that hold; who may write in a journal, and when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import DomainError, Forbidden, NotFound
from app.core.text import N_
from app.extensions import db
from app.gradebook import queries
from app.gradebook.models import Mark
from app.gradebook.queries import HeldLesson, Lines, WritingPlace, cell_of
from app.gradebook.rules import (
    Cell,
    StaleCell,
    Standing,
    is_late,
    parse_cell,
    require_change_allowed,
    require_date,
    require_member,
)
from app.teaching.rules import Member
from app.terms.rules import require_open


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed into a cell; ``version`` is the one the cell was drawn with, 0 for an empty one."""

    lesson_id: int
    student_id: int
    text: str
    version: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a typed cell: the text and version in force, or the refusal."""

    typed: Typed
    text: str = ""
    mark: Mark | None = None
    version: int = 0
    refusal: DomainError | None = None

    def with_version(self) -> Outcome:
        """Give the outcome with the version that the write has left."""
        return self if self.mark is None else replace(self, version=self.mark.version)

    @property
    def is_late(self) -> bool:
        """Tell whether the cell was filled late."""
        return self.mark is not None and self.mark.is_late


@dataclass(frozen=True, slots=True)
class Saved:
    """A saved cell: its text, its version for the next save, and what follows from it."""

    text: str
    version: int
    standing: Standing


@dataclass(frozen=True, slots=True)
class SavedBlock:
    """Saved cells in the order they were typed, and {student id: standing} of everybody touched."""

    outcomes: list[Outcome]
    standings: dict[int, Standing]


def own_place(actor: Actor, load_id: int) -> WritingPlace:
    """Give the actor's own journal, open for entries; raises NotFound, Forbidden, or Conflict for a closed term."""
    if not actor.may("journal", "update"):
        raise Forbidden(N_("Only the teacher of the journal makes entries in it."))
    place = queries.writing_place(load_id, actor)
    term = place.load.group_term
    require_open(term.status, term.group.name, term.plan_semester)
    if not place.spans:
        raise Forbidden(N_("Only the teacher of the journal makes entries in it."))
    return place


def require_own_day(place: WritingPlace, day: date, actor: Actor) -> None:
    """Refuse a day on which somebody else had the journal."""
    if not place.is_own(day):
        raise Forbidden(
            N_("The journal was not yours on %(date)s: its lessons are changed by the teacher of that time."),
            date=day.strftime("%d.%m.%Y"),
        )


@dataclass(slots=True)
class Block:
    """Cells of one journal on their way into it."""

    actor: Actor
    place: WritingPlace
    lines: Lines
    members: dict[int, Member]
    today: date
    window: int
    written: list[tuple[Mark, Cell, Cell, date]] = field(default_factory=list)

    def save(self, typed: Typed) -> Outcome:
        """Judge a cell and take its value; a refusal is given, not raised, and leaves the cell as it was."""
        outcome = self.judge(typed)
        if outcome.refusal is not None:
            return outcome
        before, cell = cell_of(outcome.mark), parse_cell(typed.text)
        return outcome if cell == before else replace(outcome, mark=self._take(typed, outcome.mark, before, cell))

    def judge(self, typed: Typed) -> Outcome:
        """Tell whether a cell may take what was typed, and what it would hold then."""
        try:
            lesson, mark = self._found(typed)
            cell, before = parse_cell(typed.text), cell_of(mark)
            if cell != before:
                self._require_allowed(typed, lesson, mark, before)
        except DomainError as refusal:
            return Outcome(typed, refusal=refusal)
        return Outcome(typed, cell.text(), mark)

    def _found(self, typed: Typed) -> tuple[HeldLesson, Mark | None]:
        lesson = self.lines.lessons.get(typed.lesson_id)
        if lesson is None:
            raise NotFound(N_("There is no such lesson in this journal."))
        require_own_day(self.place, lesson.date, self.actor)
        if typed.student_id not in self.members:
            raise NotFound(N_("There is no such student in this journal."))
        return lesson, self.lines.marks.get((typed.lesson_id, typed.student_id))

    def _require_allowed(self, typed: Typed, lesson: HeldLesson, mark: Mark | None, before: Cell) -> None:
        require_fresh(mark, before, typed.version, typed.text)
        require_date(lesson.date, self.today)
        member = self.members[typed.student_id]
        require_member(lesson.date, member.spans, member.name)
        if mark is not None and (before.attendance or before.grades):
            entered = mark.recorded_at.astimezone(ZoneInfo(self.actor.zone)).date()
            require_change_allowed(entered, self.today, self.window)

    def _take(self, typed: Typed, mark: Mark | None, before: Cell, cell: Cell) -> Mark:
        load, lesson = self.place.load, self.lines.lessons[typed.lesson_id]
        if mark is None:
            mark = Mark(
                organization_id=load.organization_id, group_term_id=load.group_term_id, load_id=load.id,
                lesson_id=lesson.id, student_id=typed.student_id,
            )  # fmt: skip
            db.session.add(mark)
            self.lines.marks[lesson.id, typed.student_id] = mark
        if not (before.attendance or before.grades):
            mark.is_late = is_late(lesson.date, self.today, self.window)
        mark.attendance, mark.grades, mark.recorded_at = cell.attendance, " ".join(cell.grades), now()
        self.written.append((mark, before, cell, lesson.date))
        return mark


def require_fresh(mark: Mark | None, before: Cell, version: int, typed: str) -> None:
    """Refuse with StaleCell a cell that somebody changed after it was drawn."""
    current = mark.version if mark is not None else 0
    if current != version:
        raise StaleCell(
            N_("The cell was changed meanwhile: it holds «%(current)s», you typed «%(typed)s»."),
            details={"current": {"text": before.text(), "version": current}, "typed": typed},
            current=before.text() or "—",
            typed=typed.strip() or "—",
        )


def write(block: Block) -> None:
    """Flush what the block took and leave a record a cell."""
    db.session.flush()
    for mark, before, cell, day in block.written:
        record(block.actor, "set_mark", mark, changes={"cell": (before.text(), cell.text())}, label=f"{day:%d.%m.%Y}")
