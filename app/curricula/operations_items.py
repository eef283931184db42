"""Verbs of the lines of a plan: steps of the editor, lines of the form, and a whole plan taken over; one way of writing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict
from app.core.integrity import explained
from app.core.text import N_
from app.curricula import cells, editing, queries, sheet
from app.curricula.checks import checked
from app.curricula.comparison import difference
from app.curricula.models import Curriculum, CurriculumItem
from app.curricula.operations import RESOURCE, ensure_editable
from app.curricula.rules import settled
from app.curricula.storing import STEP, clear_terms, columns_of, delete_row, store_competences, terms_of
from app.curricula.tree import Control, Item, Plan
from app.extensions import db

CHANGED = N_("Somebody has changed the plan meanwhile. Open the page again.")
NOT_TAKEN_BACK = N_("Somebody has changed the plan since: this can no longer be taken back.")
STALE = N_("Somebody has changed this line meanwhile. Open it again.")


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save of the editor came to: the plan before and after, and what the steps said."""

    before: Plan
    after: Plan
    outcome: sheet.Outcome


def save_steps(actor: Actor, pk: int, steps: Sequence[sheet.Step]) -> Saved:
    """Do the steps of the editor on a plan, all or nothing; an unsound ``outcome`` tells why nothing was written.

    Raises Forbidden, NotFound, Conflict when the plan is approved or in use.
    """
    curriculum, before, rows = _editable(actor, pk)
    outcome = sheet.apply(before, steps, editing.semesters_of(before))
    if outcome.is_sound:
        _write(actor, curriculum, before, outcome.plan, rows)
        return Saved(before, checked(outcome.plan), outcome)
    return Saved(before, before, outcome)


def replace_lines(actor: Actor, pk: int, wanted: Plan, seen: str, changed: str) -> Saved:
    """Make the lines and competences of a draft those of ``wanted``. ``seen`` is the state of the plan the page has.

    Raises Conflict with the sentence ``changed`` when somebody changed the plan since.
    """
    curriculum, before, rows = _editable(actor, pk)
    if cells.state_of(before) != seen:
        raise Conflict(changed)
    after = replace(before, items=wanted.items, competences=wanted.competences)
    _write(actor, curriculum, before, after, rows)
    return Saved(before, checked(after), sheet.Outcome(after))


def take_over(actor: Actor, pk: int, wanted: Plan) -> int:
    """Make the lines and competences of a draft those of ``wanted``; gives the number of differences, 0 changes nothing."""
    curriculum, before, rows = _editable(actor, pk)
    after = replace(before, items=wanted.items, competences=wanted.competences)
    changes = difference(settled(before), settled(after))
    if changes:
        _write(actor, curriculum, before, after, rows)
    return len(changes)


def add_item(actor: Actor, curriculum: Curriculum, item: Item) -> CurriculumItem:
    """Add a typed line at the end of its parent; its key is made from the index.

    Raises Invalid for what cannot be a line, Conflict when the plan is approved or in use.
    """
    curriculum, plan, rows = _editable(actor, curriculum.id)
    for problem in editing.problems(plan, item):
        raise problem
    item = replace(item, key=editing.new_key(plan, item))
    last = [each for each in plan.items if each.parent == item.parent]
    after = last[-1] if last else plan.item(item.parent or "")
    _write(actor, curriculum, plan, sheet.with_line(plan, item, after), rows)
    return next(row for row in queries.items_of(curriculum.id) if row.item_key == item.key)


def change_item(actor: Actor, row: CurriculumItem, item: Item, *, seen: str | None = None) -> bool:
    """Give a line new values, hours and controls; it keeps its key. Tells whether anything differed.

    ``seen`` is the fingerprint of the line the form was drawn from. Raises Invalid for what cannot be a line, Conflict
    when the line has changed meanwhile and when the plan is approved or in use.
    """
    curriculum, plan, rows = _editable(actor, row.curriculum_id)
    for problem in editing.problems(plan, item, row.item_key):
        raise problem
    old = next(each for each in plan.items if each.key == row.item_key)
    if seen is not None and cells.fingerprint(old) != seen:
        raise Conflict(STALE)
    item = _with_joints(old, replace(item, key=old.key, commission=item.commission or old.commission))
    return _write(actor, curriculum, plan, sheet.with_changed(plan, item), rows)


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
    return _by_step(actor, row, sheet.Step(sheet.DELETE, row.item_key))


def move_item(actor: Actor, row: CurriculumItem, *, up: bool) -> None:
    """Exchange a line with its neighbour under the same parent; nothing happens at the edge."""
    _by_step(actor, row, sheet.Step(sheet.MOVE, row.item_key, by=-1 if up else 1))


def _by_step(actor: Actor, row: CurriculumItem, step: sheet.Step) -> int:
    done = save_steps(actor, row.curriculum_id, [step])
    return len(done.before.items) - len(done.after.items)


def _editable(actor: Actor, pk: int) -> tuple[Curriculum, Plan, list[CurriculumItem]]:
    crud_writing.require(actor, RESOURCE, "update")
    curriculum = queries.locked(pk)
    ensure_editable(curriculum)
    rows = queries.items_of(curriculum.id)
    return curriculum, queries.plan_with(curriculum, rows), rows


def _write(actor: Actor, curriculum: Curriculum, before: Plan, after: Plan, rows: list[CurriculumItem]) -> bool:
    """Write what differs between two values of a plan, a record of the log for each line; tells whether anything did."""
    there = {row.item_key: row for row in rows}
    old = {item.key: item for item in before.items}
    order = [item.key for item in after.items]
    fresh = [item for item in after.items if item.key not in old]
    _add_rows(actor, curriculum, fresh, there)
    changed = [item for item in after.items if item.key in old and _change(actor, before, after, item, old[item.key], there)]
    gone = [item.key for item in before.items if item.key not in set(order)]
    for key in reversed(gone):  # children stand after their parents
        audit.record(actor, "delete", there[key], label=str(there[key]))
        delete_row(there[key])
    moved = _renumber(actor, [there[key] for key in order], [key for key in old if key in set(order)])
    if before.competences != after.competences:
        store_competences(curriculum, after)
        told = len(before.competences), len(after.competences)
        audit.record(actor, "update", curriculum, changes={"competences": told})
    return bool(fresh or changed or gone or moved or before.competences != after.competences)


def _add_rows(actor: Actor, curriculum: Curriculum, fresh: Sequence[Item], there: dict[str, CurriculumItem]) -> None:
    """Write new lines, parents first; they are put into ``there``."""
    for item in fresh:
        row = CurriculumItem(
            organization_id=curriculum.organization_id, curriculum_id=curriculum.id, position=0, item_key=item.key,
            parent=there[item.parent] if item.parent else None, **columns_of(item),
        )  # fmt: skip
        row.terms = terms_of(item, curriculum.organization_id)
        there[item.key] = row
    db.session.add_all([there[item.key] for item in fresh])
    with explained():
        db.session.flush()
    for row in (there[item.key] for item in fresh):
        audit.record(actor, "create", row, changes={"code": (None, row.code), "hours": (None, str(row.hours))})


def _change(actor: Actor, before: Plan, after: Plan, item: Item, old: Item, there: Mapping[str, CurriculumItem]) -> bool:
    changes = _changes(before, after, old, item)
    if not changes:
        return False
    row = there[item.key]
    row.parent_id = there[item.parent].id if item.parent else None
    for name, value in columns_of(item).items():
        setattr(row, name, value)
    if old.terms != item.terms:
        clear_terms(row)
        row.terms = terms_of(item, row.organization_id)
    with explained():
        db.session.flush()
    audit.record(actor, "update", row, changes=changes)
    return True


def _changes(before: Plan, after: Plan, old: Item, new: Item) -> dict[str, tuple[object, object]]:
    """Give what differs between two values of a line as {field: (old, new)} for the log."""
    told: dict[str, tuple[object, object]] = {}
    if old == new:
        return told
    if old.parent != new.parent:
        above = before.item(old.parent or ""), after.item(new.parent or "")
        told["parent"] = above[0].title if above[0] else None, above[1].title if above[1] else None
    blank = replace(before, competences=())
    was, now = (settled(replace(blank, items=(replace(item, parent=None),))) for item in (old, new))
    for change in difference(was, now):
        name = f"{change.field} ({change.semester})" if change.semester else change.field
        told[name] = change.old, change.new
    return told


def _renumber(actor: Actor, rows: list[CurriculumItem], old: list[str]) -> bool:
    """Give every line its number; the first line that left its place among the ``old`` ones is told in the log."""
    for number, row in enumerate(rows, start=1):
        if row.position != number * STEP:
            row.position = number * STEP
    db.session.flush()
    kept = [row for row in rows if row.item_key in set(old)]
    moved = next(((row, place) for place, (row, key) in enumerate(zip(kept, old, strict=True)) if row.item_key != key), None)
    if moved is not None:
        row, place = moved
        audit.record(actor, "update", row, changes={"order": (old.index(row.item_key) + 1, place + 1)})
    return moved is not None
