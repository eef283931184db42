"""The journal as compact JSON that the browser draws, and the saves it sends; numbers as people read them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask import jsonify
from flask_babel import gettext as _

from app.audit.queries import Record
from app.core.errors import Invalid
from app.core.text import N_
from app.gradebook.outcomes import Outcome, SavedBlock, Typed
from app.gradebook.queries import Journal, ReadCell, ShownLesson
from app.gradebook.rules import NeedsApproval, Standing
from app.gradebook.standings import text_of
from app.teaching.rules import Member, Span, covers
from app.terms.rules import CLOSED

MOST_CELLS, LONGEST = 600, 40
UNREADABLE = N_("The request could not be read. Refresh the page.")
READ_ONLY = {
    True: N_("The term is closed, the journal is only read."),
    False: N_("You may read this journal; entries are made by its teacher."),
}


def russian(value: Decimal | None) -> str:
    """Give a number with a comma, «—» for none."""
    return "—" if value is None else str(value).replace(".", ",")


def standing_cells(standing: Standing) -> list[Any]:
    """Give what stands right of a student's cells: mean, number of marks, hours missed, attendance, proposed mark, why.

    Then whether the student is behind, and the ids of lessons where «Д» stands.
    """
    return [
        russian(standing.mean), standing.marks, standing.absent_hours, russian(standing.attendance_percent),
        standing.proposal or "—", _(standing.reason), int(standing.is_behind), standing.open_lessons,
    ]  # fmt: skip


def payload(journal: Journal, spans: Sequence[Span], waiting: Sequence[tuple[int, int, str]]) -> dict[str, Any]:
    """Give the grid: lessons, students with their standing, and only the cells that hold something.

    A cell is [lesson index, student index, text, version, 1 if filled late]; students carry the indexes of lessons outside
    their stay. ``spans`` are the days on which the reader may write, ``waiting`` the (lesson, student, text) asked for.
    """
    lesson_at = {lesson.id: index for index, lesson in enumerate(journal.lessons)}
    student_at = {member.student_id: index for index, member in enumerate(journal.members)}
    days = [lesson.date for lesson in journal.lessons]
    return {
        "lessons": [_column(lesson, spans) for lesson in journal.lessons],
        "students": [
            [
                member.student_id,
                member.name,
                standing_cells(journal.standings[member.student_id]),
                _away(member, days),
                member.subgroup or "",
                *((member.left_on.isoformat(),) if member.left_on is not None and member.left_on < journal.day else ()),
            ]
            for member in journal.members
        ],
        "closed": "" if spans else _(READ_ONLY[journal.load.group_term.status == CLOSED]),
        "own": sorted({member.subgroup for member in journal.members if member.subgroup and member.is_own}),
        "cells": list(_cells(journal.cells, lesson_at, student_at)),
        "waiting": [
            [lesson_at[lesson_id], student_at[student_id], text] for lesson_id, student_id, text in waiting if student_id in student_at
        ],
    }


def _cells(
    cells: Mapping[tuple[int, int], ReadCell], lesson_at: Mapping[int, int], student_at: Mapping[int, int]
) -> Iterator[tuple[Any, ...]]:
    for lesson_id, student_id, attendance, grades, version, is_late, minutes in cells.values():
        lesson, student = lesson_at.get(lesson_id), student_at.get(student_id)
        if lesson is not None and student is not None:
            text = text_of(attendance, grades, minutes)
            yield (lesson, student, text, version, 1) if is_late else (lesson, student, text, version)


def _away(member: Member, days: Sequence[date]) -> list[int]:
    """Give the indexes of lessons outside the student's stay; days are in order."""
    if not days or member.present_throughout(days[0], days[-1]):
        return []
    return [index for index, day in enumerate(days) if not member.present_on(day)]


def _column(lesson: ShownLesson, spans: Sequence[Span]) -> list[Any]:
    own = any(covers(span, lesson.date) for span in spans)
    return [
        lesson.id, lesson.date.isoformat(), lesson.pair, lesson.kind, lesson.topic or "", lesson.weight,
        int(lesson.is_required), lesson.task or "", int(own), *_place(lesson),
    ]  # fmt: skip


def _place(lesson: ShownLesson) -> tuple[Any, ...]:
    """Give room, 1 for a remote lesson, its address and material; nothing where nothing is known, for a page stays small."""
    if not (lesson.room or lesson.is_remote or lesson.link or lesson.material):
        return ()
    return lesson.room or "", int(lesson.is_remote), lesson.link or "", lesson.material or ""


def cells_of(body: Any) -> list[Typed]:
    """Read the JSON of a save, {"cells": [[lesson, student, text, version], …]}; Invalid when it is not one."""
    cells = body.get("cells") if isinstance(body, dict) and len(body) == 1 else None
    if not isinstance(cells, list) or not 1 <= len(cells) <= MOST_CELLS or not all(_is_cell(cell) for cell in cells):
        raise Invalid(UNREADABLE)
    return [Typed(lesson, student, text[:LONGEST], version) for lesson, student, text, version in cells]


def change_of(body: Any) -> tuple[Typed, str]:
    """Read the JSON of a request to change a cell, {"cell": [lesson, student, text, version], "reason": …}."""
    if not isinstance(body, dict) or set(body) != {"cell", "reason"} or not _is_cell(body["cell"]) or not isinstance(body["reason"], str):
        raise Invalid(UNREADABLE)
    lesson, student, text, version = body["cell"]
    return Typed(lesson, student, text[:LONGEST], version), body["reason"]


def history_line(record: Record) -> list[Any] | None:
    """Give when, who, old, new, why, and 1 for what was only asked for; None for what says nothing of the value."""
    asked = "request" in record.changes
    pair = record.changes.get("request") or record.changes.get("cell")
    return [record.at.isoformat(), record.actor, *pair, record.reason or "", int(asked)] if pair else None


def _is_cell(cell: Any) -> bool:
    return isinstance(cell, list) and [type(value) for value in cell] == [int, int, str, int]


def answer(block: SavedBlock) -> tuple[Any, int]:
    """Give the answer to a save: every cell in the order sent, {student: standing}; a refusal's status if nothing was saved."""
    cells = [_outcome(outcome) for outcome in block.outcomes]
    standings = {student_id: standing_cells(one) for student_id, one in block.standings.items()}
    refusals = [outcome.refusal for outcome in block.outcomes]
    if all(refusals) and refusals[0] is not None:
        return jsonify(error=cells[0]["error"], cells=cells, standings=standings), refusals[0].status
    return jsonify(cells=cells, standings=standings), 200


def _outcome(outcome: Outcome) -> dict[str, Any]:
    if outcome.refusal is None:
        excuse = {"excuse": _("The day is excused: %(paper)s.", paper=outcome.excuse)} if outcome.excuse else {}
        return {"text": outcome.text, "version": outcome.version} | ({"late": 1} if outcome.is_late else {}) | excuse
    told = {"error": _(outcome.refusal.msgid, **outcome.refusal.params)} | outcome.refusal.details
    return told | ({"ask": 1} if isinstance(outcome.refusal, NeedsApproval) else {})
