"""Typing a plan by hand: what a line may be and where it may stand; pure."""

from __future__ import annotations

from collections.abc import Iterator

from app.core.errors import Invalid
from app.core.text import N_, normalise
from app.curricula.plx_codes import clean_index
from app.curricula.rules import CONTROLS, MAX_SEMESTER
from app.curricula.tree import Item, Plan

KEY_LENGTH = 100
PARTS_OF_MODULE = ("mdk", "study_practice", "work_practice", "module_exam")
_HEADS = {
    "ПМ": "module", "МДК": "mdk", "УП": "study_practice", "ПП": "work_practice", "ПДП": "prediploma_practice",
    "ИП": "individual_project", "ПА": "interim_attestation", "ГИА": "final_attestation",
}  # fmt: skip
# What may stand under what; None is the top of the plan.
_PARENTS = {"cycle": ("cycle",), "module": ("cycle",), "choice": ("cycle", "module")}


def problems(plan: Plan, item: Item, replaced: str | None = None) -> Iterator[Invalid]:
    """Give what is wrong with a typed line; ``replaced`` is the key of the line being changed."""
    if not item.name:
        yield Invalid(N_("Type the name of the line."), field="name")
    if not item.code and item.kind != "other":
        yield Invalid(N_("Type the index of the line."), field="code")
    same = next((each for each in plan.items if each.code == item.code and each.key != replaced), None)
    if item.code and same is not None and (same.kind == "cycle") == (item.kind == "cycle"):
        yield Invalid(
            N_("The index %(code)s is already taken by «%(name)s»."), field="code", code=item.code, name=same.name
        )
    yield from _parent_problems(plan, item, replaced)
    if item.is_heading and any(term.hours or term.controls for term in item.terms):
        yield Invalid(
            N_("A cycle or a module has no hours or controls of its own: type them at its parts."), field="kind"
        )


def _parent_problems(plan: Plan, item: Item, replaced: str | None) -> Iterator[Invalid]:
    below = {each.key for each in plan.below(replaced)} if replaced else set()
    if not item.is_heading and any(each.parent == replaced for each in plan.items if replaced):
        yield Invalid(N_("The line has parts; it can only be a cycle, a module or a block of choice."), field="kind")
    if item.parent is None:
        if item.kind != "cycle":
            yield Invalid(N_("Choose the cycle or the module of the line."), field="parent")
        return
    parent = plan.item(item.parent)
    allowed = _PARENTS.get(item.kind, ("cycle", "module", "choice"))
    if parent is None or parent.key == replaced or parent.key in below or parent.kind not in allowed:
        yield Invalid(N_("A line of this kind cannot stand there."), field="parent")
    elif item.kind == "module_exam" and parent.kind != "module":
        yield Invalid(N_("A module exam stands in its module."), field="parent")


def new_key(plan: Plan, item: Item) -> str:
    """Give a key for a new line: its index (a name where there is none), with a number when that is taken."""
    taken = {each.key for each in plan.items}
    base = normalise(item.code or item.name).upper()[:KEY_LENGTH]
    wanted = f"CYCLE/{base}" if item.kind == "cycle" else base
    key, number = wanted, 2
    while key in taken:
        key, number = f"{wanted}~{number}", number + 1
    return key


def beginning(plan: Plan, parent: str) -> dict[str, object]:
    """Give what a form of a new line begins with: its place, and the kind that is usual there."""
    above = plan.item(parent)
    if above is None:
        return {"parent": "", "kind": "discipline" if plan.items else "cycle", "is_counted": True}
    return {"parent": parent, "kind": "mdk" if above.kind == "module" else "discipline", "is_counted": True}


def tidy_index(text: str) -> str:
    """Give a typed index as plans write it: no blanks around, no Latin look-alikes."""
    return clean_index(text)


def kind_by_index(code: str) -> str:
    """Give the kind of a line by its index: ПМ.01, МДК.01.01, УП.01, ПМ.01.ЭК …; a discipline when it says nothing."""
    head, *rest = clean_index(code).upper().split(".")
    if rest and rest[-1] in ("ЭК", "ЭМ", "Э"):
        return "module_exam"
    if rest == ["00"] or (not rest and head and head not in _HEADS):
        return "cycle"
    return _HEADS.get(head, "discipline")


def read_controls(text: str, field: str = "controls") -> tuple[str, ...]:
    """Read «ДЗ, КП» (commas, blanks or semicolons; any case) into forms; raises Invalid at ``field`` for an unknown one."""
    known = {normalise(code): code for code, form in CONTROLS.items() if form.is_offered}
    found = []
    for word in text.replace(",", " ").replace(";", " ").split():
        form = known.get(normalise(clean_index(word)))
        if form is None:
            raise Invalid(
                N_("There is no form of control «%(word)s». Known ones: %(known)s."),
                field=field, word=word[:20], known=", ".join(known.values()),
            )  # fmt: skip
        found.append(form)
    return tuple(dict.fromkeys(found))


def semesters_of(plan: Plan) -> int:
    """Give how many semesters a form offers: the length of study or what is in use; 8 when neither is known."""
    length = plan.years * plan.semesters_per_course + (plan.semesters_per_course if plan.months else 0)
    return min(max(length or 8, plan.semesters), MAX_SEMESTER)
