"""Steps of the editor over a plan: save a line, add, delete, move, indent; pure, all or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.core.errors import Invalid
from app.core.text import N_
from app.curricula import cells, editing
from app.curricula.cells import cells_of, read_cells
from app.curricula.tree import HEADINGS, Item, Plan

SAVE, ADD, DELETE, MOVE, LEVEL = "save", "add", "delete", "move", "level"
ACTS = (SAVE, ADD, DELETE, MOVE, LEVEL)
MOST_STEPS, MOST_LINES = 400, 600
# What a refusal of a line as a whole is about → the cell in which it is told.
_CELL_OF = {"name": "name", "code": "code", "parent": "kind", "kind": "kind"}


@dataclass(frozen=True, slots=True)
class Step:
    """One act on ``line``: its key, or for a new line the page's own name of it.

    ``seen`` is the fingerprint the page has of the line, ``after`` the line above a new one, ``by`` +1 or −1 for a move
    down or up, a level deeper or higher; ``cells`` are typed texts by column.
    """

    act: str
    line: str
    seen: str | None = None
    after: str | None = None
    by: int = 0
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Outcome:
    """What the steps come to: the plan, new keys by the page's names, refusals and conflicts by line."""

    plan: Plan
    made: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, dict[str, Invalid]] = field(default_factory=dict)
    stale: dict[str, dict[str, str] | None] = field(default_factory=dict)
    skipped: dict[str, Step] = field(default_factory=dict)

    @property
    def is_sound(self) -> bool:
        """Tell whether all steps can be done."""
        return not self.wrong and not self.stale


def apply(plan: Plan, steps: Sequence[Step], most: int) -> Outcome:
    """Do the steps in order. A step that is refused is told in ``wrong`` (line → column → why), one over a line that changed

    meanwhile in ``stale`` (line → its present cells, None when it is gone); the others are still judged.
    """
    done = Outcome(plan)
    known = {item.key: cells.fingerprint(item) for item in plan.items}
    for step in steps:
        if step.act == ADD:
            _add(done, step, most)
            continue
        item = done.plan.item(done.made.get(step.line, step.line))
        if item is None or (step.seen is not None and step.line in known and known[step.line] != step.seen):
            done.stale[step.line] = cells_of(item) if item else None
            continue
        refusal = _ACTS[step.act](done, item, step, most)
        if refusal is not None:
            done.wrong.setdefault(step.line, {})["name"] = refusal
    if len(done.plan.items) > MOST_LINES:
        done.wrong.setdefault(steps[-1].line, {})["name"] = Invalid(N_("The plan has more than %(limit)s lines."), limit=MOST_LINES)
    return done


def _add(done: Outcome, step: Step, most: int) -> None:
    after = _line_above(done, step)
    code = editing.tidy_index(step.cells.get("code", ""))
    blank = Item("", code, "", editing.kind_by_index(code) if code else "discipline")
    item, wrong = read_cells(blank, {"kind": "", **step.cells}, most)
    item = replace(item, parent=home_of(done.plan, item, after))
    wrong |= {column: refusal for column, refusal in problems(done.plan, item, None).items() if column not in wrong}
    if wrong:
        done.wrong[step.line] = wrong
        done.skipped[step.line] = step
        return
    item = replace(item, key=editing.new_key(done.plan, item))
    done.plan = with_line(done.plan, item, after)
    done.made[step.line] = item.key


def _line_above(done: Outcome, step: Step) -> Item | None:
    """Give the line below which a new one stands; below a refused new line it is the one above that."""
    while step.after in done.skipped:
        step = done.skipped[step.after]
    return done.plan.item(done.made.get(step.after or "", step.after or ""))


def _save(done: Outcome, item: Item, step: Step, most: int) -> None:
    new, wrong = read_cells(item, step.cells, most)
    wrong |= {column: refusal for column, refusal in problems(done.plan, new, item.key).items() if column not in wrong}
    if wrong:
        done.wrong[step.line] = wrong
        return
    done.plan = with_changed(done.plan, new)


def _delete(done: Outcome, item: Item, step: Step, most: int) -> None:
    gone = {item.key, *(each.key for each in done.plan.below(item.key))}
    done.plan = replace(done.plan, items=tuple(each for each in done.plan.items if each.key not in gone))


def _move(done: Outcome, item: Item, step: Step, most: int) -> Invalid | None:
    siblings = [each for each in done.plan.items if each.parent == item.parent]
    place = siblings.index(item) + (1 if step.by > 0 else -1)
    if not 0 <= place < len(siblings):
        return Invalid(N_("The line is at the edge of its cycle or module already."))
    upper, lower = (item, siblings[place]) if step.by > 0 else (siblings[place], item)
    done.plan = _reordered(done.plan, lower, before=upper)
    return None


def _level(done: Outcome, item: Item, step: Step, most: int) -> Invalid | None:
    plan = done.plan
    if step.by < 0:
        above = plan.item(item.parent or "")
        if above is None:
            return Invalid(N_("The line stands at the top already."))
        moved, behind = replace(item, parent=above.parent), above.key
    else:
        siblings = [each for each in plan.items if each.parent == item.parent]
        place = siblings.index(item)
        if not place or not siblings[place - 1].is_heading:
            return Invalid(N_("Above the line there is no cycle or module of the same level that it could go into."))
        moved, behind = replace(item, parent=siblings[place - 1].key), siblings[place - 1].key
    refusal = next(iter(problems(plan, moved, item.key).values()), None)
    if refusal is not None:
        return refusal
    done.plan = with_changed(plan, moved, behind)
    return None


_ACTS = {SAVE: _save, DELETE: _delete, MOVE: _move, LEVEL: _level}


def problems(plan: Plan, item: Item, replaced: str | None) -> dict[str, Invalid]:
    """Give what is wrong with a line as a whole, by the cell in which it is told."""
    found: dict[str, Invalid] = {}
    for problem in editing.problems(plan, item, replaced):
        found.setdefault(_CELL_OF.get(problem.field or "", "name"), problem)
    return found


def home_of(plan: Plan, item: Item, after: Item | None) -> str | None:
    """Give the line under which a new line belongs when it is typed below ``after``: parts of a module into the module,

    everything else into the cycle; None is the top of the plan.
    """
    if item.kind == "cycle":
        return None
    chain: list[Item] = []
    here = after
    while here is not None:
        if here.kind in HEADINGS:
            chain.append(here)
        here = plan.item(here.parent) if here.parent else None
    if chain and chain[0].kind == "choice" and item.kind not in HEADINGS:
        return chain[0].key
    for kind in ("module", "cycle") if item.kind in editing.PARTS_OF_MODULE else ("cycle",):
        found = next((each for each in chain if each.kind == kind), None)
        if found is not None:
            return found.key
    return None


def with_changed(plan: Plan, item: Item, behind: str | None = None) -> Plan:
    """Put the new value of a line in its place; one that goes under another heading stands last there or ``behind`` a line."""
    old = next(each for each in plan.items if each.key == item.key)
    if old.parent == item.parent:
        return replace(plan, items=tuple(item if each.key == item.key else each for each in plan.items))
    own = {item.key, *(each.key for each in plan.below(item.key))}
    parts = [item, *(each for each in plan.items if each.key in own and each.key != item.key)]
    rest = replace(plan, items=tuple(each for each in plan.items if each.key not in own))
    above = behind or item.parent
    return _inserted(rest, parts, _end_of(rest, above) if above else len(rest.items))


def with_line(plan: Plan, item: Item, after: Item | None) -> Plan:
    """Put a new line below ``after``: behind everything of the neighbour that holds ``after``, first under a heading."""
    if after is None:
        return _inserted(plan, [item], len(plan.items))
    if after.key == item.parent:
        return _inserted(plan, [item], plan.items.index(after) + 1)
    here: Item | None = after
    while here is not None and here.parent != item.parent:
        here = plan.item(here.parent) if here.parent else None
    return _inserted(plan, [item], _end_of(plan, here.key) if here is not None else len(plan.items))


def at_end(plan: Plan, item: Item) -> Plan:
    """Put a new line last under its heading, or last of all."""
    return _inserted(plan, [item], _end_of(plan, item.parent) if item.parent else len(plan.items))


def _end_of(plan: Plan, key: str) -> int:
    own = {key, *(each.key for each in plan.below(key))}
    return max(place for place, each in enumerate(plan.items) if each.key in own) + 1


def _reordered(plan: Plan, moved: Item, *, before: Item) -> Plan:
    own = {moved.key, *(each.key for each in plan.below(moved.key))}
    parts = [each for each in plan.items if each.key in own]
    rest = replace(plan, items=tuple(each for each in plan.items if each.key not in own))
    return _inserted(rest, parts, rest.items.index(before))


def _inserted(plan: Plan, parts: Sequence[Item], place: int) -> Plan:
    return replace(plan, items=(*plan.items[:place], *parts, *plan.items[place:]))
