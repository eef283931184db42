"""A plan as JSON and back, for the step between preview and confirmation."""

from __future__ import annotations

from dataclasses import fields
from decimal import Decimal
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_
from app.curricula.rules import CONTROLS, MAX_SEMESTER
from app.curricula.tree import ZERO, Competence, Control, Finding, Item, Plan, Term

_HEAD = tuple(each.name for each in fields(Plan) if each.name not in ("items", "competences", "calendar", "findings"))
_NUMBERS = tuple(each.name for each in fields(Term) if each.name not in ("semester", "controls"))
_ITEM = tuple(each.name for each in fields(Item) if each.name not in ("hours", "competences", "terms"))


def to_json(plan: Plan) -> dict[str, Any]:
    """Give the plan as an object of strings, numbers, lists; hours as strings so that nothing is rounded."""
    return {
        **{name: getattr(plan, name) for name in _HEAD},
        "calendar": {str(semester): {use: str(length) for use, length in uses.items()}
                     for semester, uses in plan.calendar.items()},
        "competences": [[each.code, each.title] for each in plan.competences],
        "items": [_item(item) for item in plan.items],
        "findings": [[each.code, each.severity, each.msgid, {k: _value(v) for k, v in each.params.items()}, each.item]
                     for each in plan.findings],
    }  # fmt: skip


def _value(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value


def _item(item: Item) -> dict[str, Any]:
    packed = {name: getattr(item, name) for name in _ITEM if getattr(item, name) not in (None, "")}
    if item.hours is not None:
        packed["hours"] = str(item.hours)
    packed["competences"] = list(item.competences)
    packed["terms"] = [_term(term) for term in item.terms]
    return packed


def _term(term: Term) -> dict[str, Any]:
    values = {name: getattr(term, name) for name in _NUMBERS}
    return {
        "semester": term.semester,
        **{name: str(value) for name, value in values.items() if value is not None and (value or name == "stated")},
        "controls": [[control.form, control.joint_key] for control in term.controls],
    }


def from_json(packed: dict[str, Any]) -> Plan:
    """Build the plan again; raises Invalid when the object is not one that ``to_json`` made."""
    try:
        return Plan(
            **{name: packed[name] for name in _HEAD},
            calendar={int(semester): {use: Decimal(length) for use, length in uses.items()}
                      for semester, uses in packed["calendar"].items()},
            competences=tuple(Competence(code, title) for code, title in packed["competences"]),
            items=tuple(_read_item(item) for item in packed["items"]),
            findings=tuple(Finding(*each) for each in packed["findings"]),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError, ArithmeticError):
        raise Invalid(N_("The preview of the plan is damaged; upload the file again.")) from None


def _read_item(packed: dict[str, Any]) -> Item:
    values = {name: packed[name] for name in _ITEM if name in packed}
    return Item(
        **{"code": "", **values},
        hours=Decimal(packed["hours"]) if "hours" in packed else None,
        competences=tuple(packed["competences"]),
        terms=tuple(_read_term(term) for term in packed["terms"]),
    )


def _read_term(packed: dict[str, Any]) -> Term:
    numbers = {name: Decimal(packed[name]) for name in _NUMBERS if name in packed}
    if not 1 <= packed["semester"] <= MAX_SEMESTER or any(value < ZERO for value in numbers.values()):
        raise ValueError("semester or hours out of range")
    controls = tuple(Control(form, joint) for form, joint in packed["controls"] if CONTROLS[form])
    return Term(packed["semester"], controls=controls, **numbers)
