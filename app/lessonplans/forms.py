"""The posted sheet of a plan: cells as typed, refusals at their cells, nothing lost on the way back to the screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.attestation.forms import UNREADABLE, whole_number
from app.core.actor import Actor
from app.core.display import day
from app.core.errors import Invalid
from app.gradebook.forms import KIND_TITLES
from app.lessonplans import operations
from app.lessonplans.models import LessonPlan
from app.lessonplans.rules import COLUMNS, MOST_ROWS, PlanRow, read_rows
from app.teaching.models import TeachingLoad


@dataclass
class Sheet:
    """What stands on the screen: cells by row as text, the version they were drawn with, refusals by «index-column»."""

    rows: list[Mapping[str, str]]
    version: int
    wrong: dict[str, Invalid] = field(default_factory=dict)
    read: list[PlanRow] = field(default_factory=list)

    @classmethod
    def stored(cls, plan: LessonPlan | None) -> Sheet:
        """Draw what is stored."""
        rows = plan.rows if plan else []
        return cls([_cells(row) for row in rows], plan.version if plan else 0)

    @classmethod
    def posted(cls, form: Any, load: TeachingLoad) -> Sheet:
        """Read a posted sheet: every column is a list of as many cells as there are rows; Invalid for another form."""
        columns = {name: form.getlist(name) for name in (*COLUMNS, "id")}
        sizes = {len(cells) for cells in columns.values()}
        if len(sizes) != 1 or max(sizes) > MOST_ROWS + 50:
            raise Invalid(UNREADABLE)
        rows = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
        read, wrong = read_rows(rows, (load.group_term.starts_on, load.group_term.ends_on), list(KIND_TITLES))
        return cls(rows, whole_number(form.get("version"), "version"), wrong, read)

    def save(self, actor: Actor, load_id: int) -> LessonPlan:
        """Write the rows that were read."""
        return operations.save_rows(actor, load_id, self.version, self.read)


def _cells(row: Any) -> dict[str, str]:
    found = {name: str(getattr(row, name) or "") for name in COLUMNS}
    return found | {"planned_on": day(row.planned_on), "id": str(row.id)}
