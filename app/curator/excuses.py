"""Lets the journal meet the papers in force when a teacher types «н»; importing this module registers it."""

from collections.abc import Collection, Sequence

from app.core.actor import Actor
from app.curator import queries
from app.curator.models import ExcusedCell
from app.curator.rules import CODES
from app.curator.wording import title_of
from app.extensions import db
from app.gradebook.excuses import Excuse, Excuses, register_excuses
from app.gradebook.models import Mark


def find(student_ids: Collection[int]) -> Excuses:
    """Give {student id: papers in force}."""
    found: dict[int, list[Excuse]] = {}
    for note in queries.in_force(student_ids):
        found.setdefault(note.student_id, []).append(
            Excuse(note.id, note.starts_on, note.ends_on, CODES[note.kind], title_of(note))
        )
    return found


def keep(_actor: Actor, taken: Sequence[tuple[Mark, Excuse]]) -> None:
    """Remember the cells that hold a paper's code, so that a withdrawn paper gives them back."""
    for mark, excuse in taken:
        row = queries.excused(excuse.note_id, [mark.id]).get(mark.id)
        if row is None:
            row = ExcusedCell(
                organization_id=mark.organization_id, note_id=excuse.note_id, mark_id=mark.id, student_id=mark.student_id,
                version=mark.version,
            )  # fmt: skip
            db.session.add(row)
        row.version = mark.version
    db.session.flush()


register_excuses(find, keep)
