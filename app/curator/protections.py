"""Nobody is expelled on the college's initiative nor punished while ill (273-ФЗ ст. 43 ч. 8); told to the orders below."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from app.core.text import N_
from app.curator import queries
from app.curator.rules import ILLNESS
from app.movement.registry import DISCIPLINE, INITIATIVE, Obstacle, register_guard


def ill_on(student_ids: Collection[int], day: date) -> Mapping[int, Sequence[Obstacle]]:
    """Tell who is ill on ``day`` by a medical note in force; one statement."""
    msgid = N_("%(student)s is ill until %(day)s by a medical note: no such measure during an illness.")
    return {
        note.student_id: [Obstacle(msgid, (("day", f"{note.ends_on:%d.%m.%Y}"),))]
        for note in queries.in_force(student_ids)
        if note.kind == ILLNESS and note.starts_on <= day <= note.ends_on
    }


register_guard((INITIATIVE, DISCIPLINE), ill_on)
