"""How records that rows of a student point at are called for people: a lesson by its day and item, a group by its name."""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import select

from app.extensions import db

# Tables called by the item of the plan, with the column that leads to it.
BY_ITEM = {"lesson": "load_id", "sheet_part": "load_id", "teaching_load": "curriculum_term_id", "term_control": "curriculum_term_id"}


def names(wanted: Mapping[str, Set[int]]) -> dict[tuple[str, int], str]:
    """Give {(table, id): name}; one statement a table and what the names themselves need."""
    models = {mapper.class_.__tablename__: mapper.class_ for mapper in Model.registry.mappers}
    found: dict[tuple[str, int], str] = {}
    for table, ids in wanted.items():
        if table in BY_ITEM:
            found |= _by_item(table, ids)
        else:
            found |= {(table, one.id): str(one) for one in db.session.scalars(select(models[table]).where(models[table].id.in_(ids)))}
    return found


def _by_item(table: str, ids: Set[int]) -> dict[tuple[str, int], str]:
    known = Model.metadata.tables
    own, load, term, item = known[table], known["teaching_load"], known["curriculum_term"], known["curriculum_item"]
    day: Any = own.c.date if table == "lesson" else own.c.id
    query = select(own.c.id, day.label("day"), item.c.name)
    if BY_ITEM[table] == "load_id":
        query = query.join(load, load.c.id == own.c.load_id).join(term, term.c.id == load.c.curriculum_term_id)
    else:
        query = query.join(term, term.c.id == own.c.curriculum_term_id)
    rows = db.session.execute(query.join(item, item.c.id == term.c.item_id).where(own.c.id.in_(ids)))
    return {(table, row.id): f"{row.day:%d.%m.%Y}, {row.name}" if table == "lesson" else row.name for row in rows}
