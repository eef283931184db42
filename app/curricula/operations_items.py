"""Verbs of the lines of a curriculum typed by hand: save, remove, move."""

from __future__ import annotations

from dataclasses import replace

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict
from app.core.integrity import explained
from app.core.text import N_
from app.curricula import editing, queries
from app.curricula.comparison import difference
from app.curricula.models import Curriculum, CurriculumItem
from app.curricula.operations import RESOURCE, STEP, clear_terms, columns_of, delete_row, ensure_editable, terms_of
from app.curricula.rules import settled
from app.curricula.tree import Control, Item, Plan
from app.extensions import db


def add_item(actor: Actor, curriculum: Curriculum, item: Item) -> CurriculumItem:
    """Add a typed line at the end of its parent; its key is made from the index.

    Raises Invalid for what cannot be a line, Conflict when the plan is approved or in use.
    """
    plan = _editable_plan(actor, curriculum)
    for problem in editing.problems(plan, item):
        raise problem
    rows = queries.items_of(curriculum.id)
    by_key = {row.item_key: row for row in rows}
    row = CurriculumItem(
        organization_id=curriculum.organization_id,
        curriculum_id=curriculum.id,
        parent_id=by_key[item.parent].id if item.parent else None,
        position=0,
        item_key=editing.new_key(plan, item),
        **columns_of(item),
    )
    row.terms = terms_of(item, curriculum.organization_id)
    db.session.add(row)
    with explained():
        db.session.flush()
    _renumber(rows, [row], _place_after(rows, row.parent_id))
    audit.record(actor, "create", row, changes={"code": (None, row.code), "hours": (None, str(row.hours))})
    return row


def change_item(actor: Actor, row: CurriculumItem, item: Item, *, seen: str | None = None) -> bool:
    """Give a line new values, hours and controls; it keeps its key. Tells whether anything differed.

    ``seen`` is the fingerprint of the line the form was drawn from. Raises Invalid for what cannot be a line, Conflict
    when the line has changed meanwhile and when the plan is approved or in use.
    """
    curriculum = row.curriculum
    plan = _editable_plan(actor, curriculum)
    for problem in editing.problems(plan, item, row.item_key):
        raise problem
    old = next(each for each in plan.items if each.key == row.item_key)
    if seen is not None and editing.fingerprint(old) != seen:
        raise Conflict(N_("Somebody has changed this line meanwhile. Open it again."))
    item = _with_joints(old, replace(item, key=old.key))
    changes = _changes(plan, old, item)
    if not changes:
        return False
    rows = queries.items_of(curriculum.id)
    parent = next((each.id for each in rows if each.item_key == item.parent), None)
    if parent != row.parent_id:
        moved = _with_parts(rows, row)
        rest = [each for each in rows if each not in moved]
        row.parent_id = parent
        _renumber(rest, moved, _place_after(rest, parent))
    for name, value in columns_of(item).items():
        setattr(row, name, value)
    if old.terms != item.terms:
        clear_terms(row)
        row.terms = terms_of(item, row.organization_id)
    with explained():
        db.session.flush()
    audit.record(actor, "update", row, changes=changes)
    return True


def _changes(plan: Plan, old: Item, new: Item) -> dict[str, tuple[object, object]]:
    """Give what differs between two values of a line as {field: (old, new)} for the log."""
    titles = {item.key: item.title for item in plan.items}
    told: dict[str, tuple[object, object]] = {}
    if old.parent != new.parent:
        told["parent"] = titles.get(old.parent or ""), titles.get(new.parent or "")
    before, after = (settled(replace(plan, items=(replace(item, parent=None),))) for item in (old, new))
    for change in difference(before, after):
        name = f"{change.field} ({change.semester})" if change.semester else change.field
        told[name] = change.old, change.new
    return told


def _with_joints(old: Item, new: Item) -> Item:
    """Keep the joint controls: a form of control typed again in its semester stays a part of its event."""
    joint = {(term.semester, each.form): each.joint_key for term in old.terms for each in term.controls}
    return replace(
        new,
        terms=tuple(
            replace(
                term,
                controls=tuple(Control(each.form, joint.get((term.semester, each.form))) for each in term.controls),
            )
            for term in new.terms
        ),
    )


def remove_item(actor: Actor, row: CurriculumItem) -> int:
    """Delete a line with everything under it; gives how many lines went. Conflict when the plan may not be changed."""
    _editable_plan(actor, row.curriculum)
    rows = queries.items_of(row.curriculum_id)
    gone = _with_parts(rows, row)
    audit.record(actor, "delete", row, label=str(row), changes={"lines": (len(gone), None)})
    for each in reversed(gone):
        delete_row(each)
    return len(gone)


def move_item(actor: Actor, row: CurriculumItem, *, up: bool) -> None:
    """Exchange a line with its neighbour under the same parent; nothing happens at the edge."""
    _editable_plan(actor, row.curriculum)
    rows = queries.items_of(row.curriculum_id)
    siblings = [each for each in rows if each.parent_id == row.parent_id]
    place = siblings.index(row)
    target = place - 1 if up else place + 1
    if not 0 <= target < len(siblings):
        return
    first, second = sorted((place, target))
    lower = _with_parts(rows, siblings[second])
    rest = [each for each in rows if each not in lower]
    _renumber(rest, lower, rest.index(siblings[first]))
    audit.record(actor, "update", row, changes={"order": (place + 1, target + 1)})


def _editable_plan(actor: Actor, curriculum: Curriculum) -> Plan:
    crud_writing.require(actor, RESOURCE, "update")
    ensure_editable(curriculum)
    return queries.plan_of(curriculum)


def _with_parts(rows: list[CurriculumItem], row: CurriculumItem) -> list[CurriculumItem]:
    """Give a line and everything under it, in display order."""
    inside = {row.id}
    for each in rows:
        if each.parent_id in inside:
            inside.add(each.id)
    return [each for each in rows if each.id in inside]


def _place_after(rows: list[CurriculumItem], parent_id: int | None) -> int:
    """Give the place behind the last line of a parent; the end of the plan for the top."""
    parent = next((row for row in rows if row.id == parent_id), None)
    if parent is None:
        return len(rows)
    return rows.index(_with_parts(rows, parent)[-1]) + 1


def _renumber(rows: list[CurriculumItem], moved: list[CurriculumItem], place: int) -> None:
    """Put ``moved`` among ``rows`` at ``place`` and give every line its number anew."""
    ordered = [*rows[:place], *moved, *rows[place:]]
    for number, row in enumerate(ordered, start=1):
        if row.position != number * STEP:
            row.position = number * STEP
    db.session.flush()
