"""Posted forms of orders: strict reading, what was typed kept for the page that shows a refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.access.crud_interface import parse_id
from app.core.errors import Invalid, NotFound
from app.core.text import N_
from app.movement import queries
from app.movement.findings import FIELD_TITLES
from app.movement.kinds import BASES
from app.movement.operations import Basis, Head

_LINE = re.compile(r"l-(\d{1,9})-([a-z_]{2,20})")
_BASIS = re.compile(r"b-(\d{1,2})-(kind|title|number|dated)")
BASIS_ROWS = 4
UNREADABLE = N_("The form could not be read. Nothing was saved; open the page again.")
DAYS = frozenset({"ends_on", "effective_on"})


def day(typed: str | None, name: str) -> date:
    """Read a day; Invalid for anything else."""
    found = optional_day(typed, name)
    if found is None:
        raise Invalid(N_("Say the date."), field=name)
    return found


def optional_day(typed: str | None, name: str) -> date | None:
    """Read a day or nothing; Invalid for anything else and for years outside 1990–2100."""
    if not (typed or "").strip():
        return None
    try:
        found = date.fromisoformat((typed or "").strip())
    except ValueError:
        raise Invalid(N_("«%(value)s» is no date."), field=name, value=(typed or "")[:30]) from None
    if not 1990 <= found.year <= 2100:
        raise Invalid(N_("The year %(year)s is not possible."), field=name, year=found.year)
    return found


def version(form: Mapping[str, str]) -> int:
    """Read the version the page was drawn from; Invalid for anything else."""
    typed = form.get("version", "")
    if not typed.isdecimal() or len(typed) > 9:
        raise Invalid(UNREADABLE)
    return int(typed)


def read_values(form: Mapping[str, str], prefix: str = "") -> dict[str, Any]:
    """Read the fields of a line that the form has under ``prefix``: {field: value}, rows of the person's own reach."""
    return {
        name: _value(name, form[prefix + name])
        for name in (*FIELD_TITLES, "effective_on", "basis")
        if prefix + name in form
    }


def _value(name: str, typed: str) -> Any:
    if name in DAYS:
        return optional_day(typed, name)
    if name == "group":
        return _chosen(typed, {group.id: group for group in queries.groups()}, name)
    if name == "programme":
        return _chosen(typed, {one.id: one for one in queries.programmes()}, name)
    if name == "course":
        if typed and not typed.isdecimal():
            raise Invalid(N_("A course is from 1 to 6."), field=name)
        return int(typed[:3]) if typed else None
    return typed == "1" if name == "honours" else typed


def _chosen(typed: str, offered: Mapping[int, Any], name: str) -> Any:
    if not typed:
        return None
    found = offered.get(parse_id(typed) or 0)
    if found is None:
        raise NotFound(N_("There is no such group.")) if name == "group" else Invalid(N_("Choose one of the offered values."), field=name)
    return found


def read_lines(form: Mapping[str, str]) -> tuple[dict[int, dict[str, Any]], list[int]]:
    """Read the lines of a posted draft: {line id: values}, ids of lines to go."""
    typed: dict[int, dict[str, str]] = {}
    for name in form:
        found = _LINE.fullmatch(name)
        if found:
            typed.setdefault(int(found[1]), {})[found[2]] = form[name]
    removed = [line for line, values in typed.items() if values.get("remove") == "1"]
    return {line: read_values(values) for line, values in typed.items()}, removed


def read_bases(form: Mapping[str, str]) -> list[Basis]:
    """Read the documents an order stands on; rows without a kind are left out."""
    typed: dict[int, dict[str, str]] = {}
    for name in form:
        found = _BASIS.fullmatch(name)
        if found:
            typed.setdefault(int(found[1]), {})[found[2]] = form[name]
    rows = [values for _number, values in sorted(typed.items()) if values.get("kind") in BASES]
    return [
        Basis(one["kind"], one.get("title", ""), one.get("number", ""), optional_day(one.get("dated"), "bases"))
        for one in rows
    ]


def read_head(form: Mapping[str, str]) -> Head:
    """Read the head of a draft."""
    texts = {name: form.get(name, "").strip() for name in ("title", "preamble", "control", "signer_position", "signer_name")}
    limits = {"title": 300, "preamble": 4000, "control": 300, "signer_position": 200, "signer_name": 200}
    for name, text in texts.items():
        if len(text) > limits[name]:
            raise Invalid(N_("The text is longer than %(most)s characters."), field=name, most=limits[name])
    return Head(effective_on=day(form.get("effective_on"), "effective_on"), executor_id=parse_id(form.get("executor", "")), **texts)


def read_students(form: Any) -> list[int]:
    """Read the ids of the picked students; Invalid for what is no id."""
    ids = [parse_id(one) for one in form.getlist("student")]
    if None in ids:
        raise Invalid(UNREADABLE)
    return [one for one in ids if one]
