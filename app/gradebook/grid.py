"""The journal as compact JSON that the browser draws; numbers as people read them."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.gradebook.queries import Journal, cell_of
from app.gradebook.rules import Standing


def russian(value: Decimal | None) -> str:
    """Give a number with a comma, «—» for none."""
    return "—" if value is None else str(value).replace(".", ",")


def standing_cells(standing: Standing) -> list[Any]:
    """Give what stands right of a student's cells: mean, number of marks, hours missed, attendance, proposed mark."""
    return [
        russian(standing.mean), standing.marks, standing.absent_hours, russian(standing.attendance_percent),
        standing.proposal or "—", _(standing.reason),
    ]  # fmt: skip


def payload(journal: Journal) -> dict[str, Any]:
    """Give the grid: lessons, students with their standing, and only the cells that hold something.

    A cell is [lesson index, student index, text, version]; students carry the index ranges of lessons outside their stay.
    """
    lesson_at = {lesson.id: index for index, lesson in enumerate(journal.lessons)}
    student_at = {member.student_id: index for index, member in enumerate(journal.members)}
    return {
        "lessons": [
            [row.id, row.date.isoformat(), row.pair, row.kind, row.topic or "", row.weight, int(row.is_required)]
            for row in journal.lessons
        ],
        "students": [
            [
                member.student_id,
                member.name,
                standing_cells(journal.standings[member.student_id]),
                [index for index, row in enumerate(journal.lessons) if not member.present_on(row.date)],
            ]
            for member in journal.members
        ],
        "cells": [
            [lesson_at[lesson_id], student_at[student_id], cell_of(mark).text(), mark.version]
            for (lesson_id, student_id), mark in journal.cells.items()
            if lesson_id in lesson_at and student_id in student_at
        ],
    }
