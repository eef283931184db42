"""Rows of the college's own workbook as a plan, and a plan as such rows; the cells are those of the editor. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.core.errors import Invalid
from app.core.text import N_, normalise
from app.curricula import editing, sheet
from app.curricula.cells import HEAD, cells_of, read_cells
from app.curricula.plx_codes import clean_index
from app.curricula.rules import MAX_SEMESTER
from app.curricula.tree import Item, Plan

PARENT = "parent"
SEMESTERS = tuple(f"s{number}" for number in range(1, MAX_SEMESTER + 1))
COLUMNS = ("code", PARENT, *HEAD[1:], *SEMESTERS)
Wrong = dict[tuple[int, str], Invalid]


def rows_of(plan: Plan) -> list[list[str]]:
    """Give a row a line in the order of COLUMNS; what stands above a line is named by its index, or by its name."""
    by_key = {item.key: item for item in plan.items}
    found = []
    for item in plan.items:
        above = by_key.get(item.parent or "")
        cells = cells_of(item) | {PARENT: (above.code or above.name) if above else ""}
        found.append([cells.get(column, "") for column in COLUMNS])
    return found


def plan_from(before: Plan, rows: Iterable[tuple[int, Mapping[str, str]]]) -> tuple[Plan, Wrong, dict[int, Item]]:
    """Build the lines of a plan from (row number, cells); gives it, what is wrong by row and column, and each row's line.

    A line that ``before`` has under the same index (a cycle under that of a cycle; by name without one) keeps its key.
    """
    kept = {_identity(item.kind == "cycle", item.code, item.name): item.key for item in before.items}
    plan, wrong = replace(before, items=()), Wrong()
    made: dict[int, Item] = {}
    last: Item | None = None
    for number, cells in rows:
        item, refused = _line(plan, cells, last)
        wrong |= {(number, column): refusal for column, refusal in refused.items()}
        key = kept.pop(_identity(item.kind == "cycle", item.code, item.name), None)
        last = replace(item, key=key if key is not None and plan.item(key) is None else editing.new_key(plan, item))
        plan = sheet.at_end(plan, last)
        made[number] = last
    return plan, wrong, made


def _identity(is_cycle: bool, code: str, name: str) -> tuple[bool, str]:
    return is_cycle, normalise(code or name)


def _line(plan: Plan, cells: Mapping[str, str], last: Item | None) -> tuple[Item, dict[str, Invalid]]:
    code = clean_index(cells.get("code", ""))
    blank = Item("", code, "", editing.kind_by_index(code))
    texts = {"kind": "", **{column: text for column, text in cells.items() if column != PARENT}}
    item, wrong = read_cells(blank, texts, MAX_SEMESTER)
    named = cells.get(PARENT, "")
    above = _heading(plan, named) if named else None
    if named and above is None:
        wrong[PARENT] = Invalid(N_("No cycle or module above has the index «%(code)s»."), code=named[:50])
    item = replace(item, parent=above.key if above else sheet.home_of(plan, item, last))
    for column, refusal in sheet.problems(plan, item, None).items():
        wrong.setdefault(column, refusal)
    return item, wrong


def _heading(plan: Plan, named: str) -> Item | None:
    wanted = normalise(clean_index(named))
    return next((item for item in reversed(plan.items) if item.is_heading and normalise(item.code or item.name) == wanted), None)
