"""Making one file of two: every row of the one goes over to the other, nothing is lost; all or nothing, audited.

What is signed keeps its text: an order's line changes only the file it points at. What is closed does not move at all:
the file that has marks in a closed term is the one that stays.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, delete, select, update

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.access.scope import unscoped
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.integrity import explained
from app.core.text import N_
from app.extensions import db
from app.movement import comparing
from app.movement.applying import adopt, lock_students
from app.movement.duplicates import pairs
from app.movement.history import histories
from app.students.models import Student


def merge(actor: Actor, kept_id: int, taken_id: int, choices: Mapping[str, str], *, versions: tuple[int, int], compared: bool) -> Student:
    """Make one file of two: the chosen values and every row of ``taken_id`` go to ``kept_id``, the emptied file goes.

    ``choices`` says ``keep`` or ``take`` for a field that differs; ``versions`` are those of the reviewed files. Raises
    Invalid without the tick, Conflict for files changed meanwhile, Refused for whatever ``check`` finds.
    """
    require(actor, Resource.STUDENT, Action.DELETE)
    if not compared:
        raise Invalid(N_("Confirm that both files are of one person."), field="compared")
    comparing.both(kept_id, taken_id)
    locked = lock_students((kept_id, taken_id))
    kept, taken = locked[kept_id], locked[taken_id]
    if (kept.row_version, taken.row_version) != versions:
        raise Conflict(N_("One of the files has been changed meanwhile. Compare them again."))
    comparing.check(kept, taken)
    with explained():
        found = histories((kept.id, taken.id))
        if any(one.adopted or one.deeds for one in found.values()):
            adopt(found)
        moved = _move(kept.id, taken.id)
        changes = _take_values(kept, taken, choices)
        audit.record(actor, "merge_student", kept, changes=changes | moved | {"merged": (taken.id, kept.id)}, reason=_named(taken))
        audit.record(actor, "merged_student", taken, changes={"merged": (taken.id, kept.id)}, label=_named(taken))
        db.session.delete(taken)
        db.session.flush()
    return kept


def _named(student: Student) -> str:
    return f"{student.full_name}, № {student.id}"[:200]


def _move(kept: int, taken: int) -> dict[str, tuple[Any, Any]]:
    """Point every row of the one file at the other; gives {table: (None, how many)}."""
    db.session.flush()
    moved: dict[str, tuple[Any, Any]] = {}
    with unscoped():
        for column in comparing.references():
            table = column.table
            if table.name in comparing.SINGLE and comparing.count(column, kept):
                db.session.execute(delete(table).where(column == taken))
            elif table.name in comparing.LINKS:
                same = [c for c in table.primary_key if c is not column]  # type: ignore[attr-defined]
                mine = table.alias()
                double = select(1).select_from(mine).where(mine.c[column.name] == kept, *(mine.c[c.name] == c for c in same))
                db.session.execute(delete(table).where(column == taken, double.exists()))
            count = db.session.execute(update(table).where(column == taken).values({column.name: kept})).rowcount  # type: ignore[attr-defined]
            if count:
                moved[table.name] = (None, count)
        for table in comparing.subjects():
            about = and_(table.c.subject_type == Student.__tablename__, table.c.subject_id == taken)
            db.session.execute(update(table).where(about).values(subject_id=kept))
    db.session.expire_all()
    return moved


def _take_values(kept: Student, taken: Student, choices: Mapping[str, str]) -> dict[str, tuple[Any, Any]]:
    """Give the file that stays the chosen values; the name that loses stays in the search."""
    values = [{name: getattr(one, name) for name in comparing.FIELDS} for one in (kept, taken)]
    won = {pair.name: pair.winner(choices.get(pair.name, "")) for pair in pairs(comparing.FIELDS, *values)}
    names, index = {kept.full_name, taken.full_name}, {one.snils: one.snils_index for one in (taken, kept) if one.snils}
    former = [part for one in (kept, taken) for part in (one.former_names or "").split("; ") if part]
    taken.snils = taken.snils_index = taken.record_book = None  # unique in the college: the emptied file lets them go first
    db.session.flush()
    for name, value in won.items():
        setattr(kept, name, value)
    kept.snils_index = index.get(kept.snils) if kept.snils else None
    kept.former_names = "; ".join(dict.fromkeys([*(names - {kept.full_name}), *former]))[:300] or None
    changes = audit.changes_of(kept)
    changes.pop("snils_index", None)
    db.session.flush()
    return changes
