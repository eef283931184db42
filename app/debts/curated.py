"""Tells the curator's papers the academic debts of a group; importing this module registers it."""

from collections.abc import Collection
from datetime import date

from app.curator.debts import register_debts
from app.debts.transfers import owed_by


def told(student_ids: Collection[int], day: date) -> dict[int, list[str]]:
    """Give {student id: «Математика, 2 семестр, до 01.12.2026»} of the debts not settled."""
    return {
        student_id: [f"{one.item}, {one.semester} семестр, до {one.last:%d.%m.%Y}" for one in found]
        for student_id, found in owed_by(student_ids, day).items()
    }


register_debts(told)
