"""Judging typed cells one by one and writing those that hold; who may write in a journal, and when."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm.exc import StaleDataError

from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import DomainError, Forbidden, NotFound
from app.core.text import N_
from app.extensions import db
from app.gradebook import excuses, queries_lines
from app.gradebook.cells import ABSENT, Cell, parse_cell
from app.gradebook.excuses import Excuse, Excuses, excuse_of
from app.gradebook.models import Mark
from app.gradebook.outcomes import Outcome, Typed
from app.gradebook.queries_lines import Lines, WritingPlace
from app.gradebook.rules import (
    StaleCell,
    is_filled,
    is_late,
    require_change_allowed,
    require_date,
    require_member,
    require_present,
)
from app.gradebook.standings import HeldLesson, cell_of
from app.teaching.rules import Member
from app.terms.operations import ensure_open
from app.terms.queries import covers_cell
from app.terms.rules import CLOSED


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that takes another value."""

    lesson: HeldLesson
    student_id: int
    before: Cell
    cell: Cell
    values: dict[str, Any]
    excuse: Excuse | None = None


def own_place(actor: Actor, load_id: int) -> WritingPlace:
    """Give the actor's own journal, open for entries; raises NotFound, Forbidden, or Conflict for a closed term."""
    if not actor.may("journal", "update"):
        raise Forbidden(N_("Only the teacher of the journal makes entries in it."))
    place = queries_lines.writing_place(load_id, actor)
    term = place.load.group_term
    ensure_open(term)
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


_TABLE = Mark.__table__
_UPDATE = (
    update(_TABLE)
    .where(_TABLE.c.id == bindparam("old_id"), _TABLE.c.version == bindparam("old_version"))
    .values({name: bindparam(name) for name in ("attendance", "grades", "minutes_late", "recorded_at", "is_late", "version")})
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
    changes: list[Change] = field(default_factory=list)
    excuses: Excuses = field(default_factory=dict)

    def take(self, typed: Typed) -> Outcome:
        """Judge a cell and take its value; a refusal is given, not raised, and leaves the cell as it was."""
        outcome = self.judge(typed)
        if outcome.refusal is not None:
            return outcome
        lesson = self.lines.lessons[typed.lesson_id]
        before, (cell, excuse) = cell_of(self.lines.marks.get((typed.lesson_id, typed.student_id))), self._meant(typed, lesson)
        if cell != before:
            values = cell.columns() | {"recorded_at": now()}
            if is_filled(before, cell):
                values["is_late"] = is_late(lesson.date, self.today, self.window)
            self.changes.append(Change(lesson, typed.student_id, before, cell, values, excuse))
        return outcome

    def judge(self, typed: Typed) -> Outcome:
        """Tell whether a cell may take what was typed, and what it would hold then."""
        try:
            lesson, mark = self._found(typed)
            (cell, excuse), before = self._meant(typed, lesson), cell_of(mark)
            if cell != before:
                self._require_allowed(typed, lesson, mark, before, cell)
        except DomainError as refusal:
            return Outcome(typed, refusal=refusal)
        return Outcome(typed, cell.text(), excuse=excuse.title if excuse else "")

    def _meant(self, typed: Typed, lesson: HeldLesson) -> tuple[Cell, Excuse | None]:
        """Give the cell that was typed; «н» on a day that a paper excuses takes the code of the paper."""
        cell = parse_cell(typed.text)
        excuse = excuse_of(self.excuses, typed.student_id, lesson.date) if cell.attendance == ABSENT else None
        return (cell if excuse is None else replace(cell, attendance=excuse.code)), excuse

    def _found(self, typed: Typed) -> tuple[HeldLesson, Mark | None]:
        lesson = self.lines.lessons.get(typed.lesson_id)
        if lesson is None:
            raise NotFound(N_("There is no such lesson in this journal."))
        require_own_day(self.place, lesson.date, self.actor)
        if typed.student_id not in self.members:
            raise NotFound(N_("There is no such student in this journal."))
        return lesson, self.lines.marks.get((typed.lesson_id, typed.student_id))

    def _require_allowed(self, typed: Typed, lesson: HeldLesson, mark: Mark | None, before: Cell, cell: Cell) -> None:
        require_fresh(mark, before, typed.version, typed.text)
        require_date(lesson.date, self.today)
        member = self.members[typed.student_id]
        require_member(lesson.date, member.spans, member.name)
        require_present(cell, lesson.date, self.today)
        # A correction in a closed term has its own leave: its edit window says who, what and until when.
        if mark is not None and not is_filled(before, cell) and self.place.load.group_term.status != CLOSED:
            entered = mark.recorded_at.astimezone(ZoneInfo(self.actor.zone)).date()
            place = self.place.load
            if (self.today - entered).days <= self.window or not covers_cell(place.group_term_id, place.id, typed.lesson_id, typed.student_id):
                require_change_allowed(entered, self.today, self.window)

    def write(self) -> None:
        """Write what was taken and leave a record a cell; a block costs as many statements as two cells.

        Raises StaleDataError or IntegrityError where another saver was faster on another connection.
        """
        if len(self.changes) == 1:
            self._write_one(self.changes[0])
        elif self.changes:
            self._write_many()
        for change in self.changes:
            mark = self.lines.marks[change.lesson.id, change.student_id]
            values = (change.before.text(), change.cell.text())
            why = change.excuse.title if change.excuse else None
            record(self.actor, "set_mark", mark, changes={"cell": values}, label=f"{change.lesson.date:%d.%m.%Y}", reason=why)
        marks = self.lines.marks
        excuses.keep(self.actor, [(marks[one.lesson.id, one.student_id], one.excuse) for one in self.changes if one.excuse])

    def _key(self, change: Change) -> dict[str, int]:
        load = self.place.load
        return {
            "organization_id": load.organization_id, "group_term_id": load.group_term_id, "load_id": load.id,
            "lesson_id": change.lesson.id, "student_id": change.student_id,
        }  # fmt: skip

    def _write_one(self, change: Change) -> None:
        mark = self.lines.marks.get((change.lesson.id, change.student_id))
        if mark is None:
            mark = self.lines.marks[change.lesson.id, change.student_id] = Mark(**self._key(change), **change.values)
            db.session.add(mark)
        else:
            for name, value in change.values.items():
                setattr(mark, name, value)
        db.session.flush()

    def _write_many(self) -> None:
        """Write in two statements: the session would send an UPDATE a row to compare versions."""
        stored = {True: [], False: []}  # type: dict[bool, list[Change]]
        for change in self.changes:
            stored[(change.lesson.id, change.student_id) in self.lines.marks].append(change)
        if stored[False]:
            db.session.execute(insert(Mark), [self._key(change) | change.values for change in stored[False]])
        if stored[True]:
            marks = [self.lines.marks[change.lesson.id, change.student_id] for change in stored[True]]
            rows = [
                {"old_id": mark.id, "old_version": mark.version, "is_late": mark.is_late, "version": mark.version + 1} | change.values
                for mark, change in zip(marks, stored[True], strict=True)
            ]
            if db.session.connection().execute(_UPDATE, rows).rowcount != len(rows):
                raise StaleDataError("a cell of the block was changed by another connection")
        self.lines.marks.update(queries_lines.lines_of(self.place.load.id, self.members, fresh=True).marks)


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
