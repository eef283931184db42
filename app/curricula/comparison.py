"""What changed between two plans, and how a line keeps its key from version to version; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from app.core.text import N_, normalise
from app.curricula.rules import plain
from app.curricula.tree import HOUR_KINDS, ZERO, Item, Plan, Term

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

FIELD_TITLES = {
    "line": N_("Line"),
    "specialty_name": N_("Specialty"),
    "qualification": N_("Qualification"),
    "years": N_("Years of study"),
    "months": N_("Months of study"),
    "fgos_order": N_("Order of the standard"),
    "calendar": N_("Weeks of the calendar"),
    "order": N_("Order of lines"),
    "code": N_("Index"),
    "name": N_("Name"),
    "kind": N_("Kind of line"),
    "parent": N_("Stands under"),
    "hours": N_("Hours"),
    "is_counted": N_("Counted in the totals"),
    "is_variable": N_("Variable part"),
    "competences": N_("Competences"),
    "commission": N_("Commission"),
    "lectures": N_("Lectures"),
    "practicals": N_("Practical lessons"),
    "labs": N_("Laboratory lessons"),
    "seminars": N_("Seminars"),
    "course_work": N_("Course project or paper"),
    "practice": N_("Practice"),
    "consultations": N_("Consultations"),
    "exam_hours": N_("Attestation hours"),
    "self_study": N_("Self-study"),
    "practical_training": N_("Practical training"),
    "controls": N_("Controls"),
}
_HEAD = ("specialty_name", "qualification", "years", "months", "fgos_order")
_ITEM = ("code", "name", "kind", "parent", "is_counted", "is_variable", "commission")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: ``kind`` added, removed or changed; ``field`` a key of FIELD_TITLES; ``title`` the line, if any.

    ``old`` and ``new`` are text or numbers, None where there was nothing.
    """

    kind: str
    field: str
    title: str = ""
    key: str | None = None
    semester: int | None = None
    old: object = None
    new: object = None


def difference(old: Plan, new: Plan) -> tuple[Change, ...]:
    """List what turns ``old`` into ``new``: the head, lines added and removed, fields, hours and controls changed."""
    return (*_head(old, new), *_lines(old, new))


def _head(old: Plan, new: Plan) -> Iterator[Change]:
    for name in _HEAD:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(CHANGED, name, old=before, new=after)
    if _weeks(old) != _weeks(new):
        yield Change(CHANGED, "calendar", old=_weeks(old), new=_weeks(new))
    yield from _competences(old, new)


def _competences(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = ({each.code: each.title for each in plan.competences} for plan in (old, new))
    for code in dict.fromkeys((*before, *after)):
        if before.get(code) != after.get(code):
            kind = REMOVED if code not in after else ADDED if code not in before else CHANGED
            yield Change(kind, "competences", code, old=before.get(code), new=after.get(code))


def _weeks(plan: Plan) -> str:
    sums = {
        semester: sum((length for use, length in uses.items() if use != "holidays"), ZERO)
        for semester, uses in plan.calendar.items()
    }
    return ", ".join(f"{semester}: {plain(length)}" for semester, length in sorted(sums.items()))


def _lines(old: Plan, new: Plan) -> Iterator[Change]:
    before = {item.key: item for item in old.items}
    after = {item.key: item for item in new.items}
    for key, item in before.items():
        if key not in after:
            yield Change(REMOVED, "line", item.title, key, old=_amount(item))
    for key, item in after.items():
        if key not in before:
            yield Change(ADDED, "line", item.title, key, new=_amount(item))
        else:
            yield from _item(before[key], item, before, after)
    kept = [key for key in before if key in after]
    if kept != [key for key in after if key in before]:
        yield Change(CHANGED, "order")


def _amount(item: Item) -> int | Decimal:
    return plain(item.total or item.hours or ZERO)


def _item(old: Item, new: Item, before: dict[str, Item], after: dict[str, Item]) -> Iterator[Change]:
    for name in _ITEM:
        was, now = getattr(old, name), getattr(new, name)
        if was != now:
            if name == "parent":
                was, now = (before[was].title if was else ""), (after[now].title if now else "")
            yield Change(CHANGED, name, new.title, new.key, old=was, new=now)
    if stated_hours(old) != stated_hours(new):
        yield Change(CHANGED, "hours", new.title, new.key, old=plain(stated_hours(old)), new=plain(stated_hours(new)))
    if old.competences != new.competences:
        yield Change(
            CHANGED, "competences", new.title, new.key, old=", ".join(old.competences), new=", ".join(new.competences)
        )
    for semester in sorted({term.semester for term in (*old.terms, *new.terms)}):
        yield from _term(new, semester, old.term(semester) or Term(semester), new.term(semester) or Term(semester))


def stated_hours(item: Item) -> Decimal:
    """Give the total that is kept for a line: what the plan says, otherwise the sum of its semesters."""
    return item.total if item.hours is None else item.hours


def _term(item: Item, semester: int, old: Term, new: Term) -> Iterator[Change]:
    fields = [name for name in (*HOUR_KINDS, "practical_training") if getattr(old, name) != getattr(new, name)]
    for name in fields:
        was, now = getattr(old, name), getattr(new, name)
        yield Change(CHANGED, name, item.title, item.key, semester, plain(was), plain(now))
    if not fields and old.hours != new.hours:
        yield Change(CHANGED, "hours", item.title, item.key, semester, plain(old.hours), plain(new.hours))
    if set(old.controls) != set(new.controls):
        yield Change(CHANGED, "controls", item.title, item.key, semester, _forms(old), _forms(new))


def _forms(term: Term) -> str:
    return ", ".join(
        f"{control.form} ({control.joint_key})" if control.joint_key else control.form
        for control in sorted(term.controls, key=lambda each: each.form)
    )


def carry_keys(old: Plan, new: Plan) -> Plan:
    """Give ``new`` with the keys of ``old`` where a line was only given another index.

    A line of ``new`` takes the key of the one line of ``old`` with the same kind and name that is otherwise gone.
    """
    taken = {item.key for item in new.items}
    gone = [item for item in old.items if item.key not in taken]
    fresh = [item for item in new.items if old.item(item.key) is None]
    old_names, new_names = (Counter(map(_identity, items)) for items in (gone, fresh))
    renamed = {}
    for item in fresh:
        same = [each for each in gone if _identity(each) == _identity(item)]
        if same and old_names[_identity(item)] == new_names[_identity(item)] == 1:
            renamed[item.key] = same[0].key
    return replace(
        new,
        items=tuple(
            replace(item, key=renamed.get(item.key, item.key), parent=renamed.get(item.parent or "", item.parent))
            for item in new.items
        ),
    )


def _identity(item: Item) -> tuple[str, str]:
    return item.kind, normalise(item.name)
