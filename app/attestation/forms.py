"""Posted forms of sheets: strict reading, what was typed kept for the page that shows a refusal."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.attestation.typed import ONLY, Typed
from app.core.errors import Invalid
from app.core.text import N_

_FIELD = re.compile(r"([rtnbcsfvw])-(\d{1,9})(?:-(\d{1,9}))?")
_OTHER = frozenset({"csrf_token"})
Key = tuple[int, int]
UNREADABLE = N_("The form could not be read. Nothing was saved; open the sheet again.")


def read_lines(form: Any) -> tuple[dict[Key, Typed], dict[Key, str]]:
    """Read the lines of a posted sheet: {(student, part): typed}, {(student, part): line as it was drawn}.

    Fields: r result, t ticket, n topic, b score, c reason of an absence, s semester mark, f final mark, v version, w the
    drawn line; a complex sheet adds the part. Invalid for a field that is not of the form.
    """
    found: dict[Key, dict[str, str]] = {}
    for name in form:
        if name in _OTHER:
            continue
        match = _FIELD.fullmatch(name)
        if match is None or len(form.getlist(name)) != 1:
            raise Invalid(UNREADABLE)
        found.setdefault((int(match[2]), int(match[3] or ONLY)), {})[match[1]] = form[name]
    return {key: _typed(key, one) for key, one in found.items()}, {key: one.get("w", "") for key, one in found.items()}


def _typed(key: Key, one: Mapping[str, str]) -> Typed:
    version = one.get("v", "")
    if not version.isdecimal() or len(version) > 9 or "r" not in one:
        raise Invalid(UNREADABLE)
    return Typed(
        key[0], one["r"], one.get("t"), one.get("n"), int(version), key[1], one.get("b"), one.get("c"), one.get("s"), one.get("f")
    )


def drawn(*values: str | int | None) -> str:
    """Give a line as the form draws it (result, ticket, topic, score, reason, semester, final), to tell touched lines."""
    return "|".join("" if part is None else str(part) for part in values)


def touched(lines: Mapping[Key, Typed], before: Mapping[Key, str]) -> list[Typed]:
    """Give the lines that the person has changed since the page was drawn."""
    return [
        one
        for key, one in lines.items()
        if before[key] != drawn(one.result.strip(), one.ticket, one.note, one.score, one.reason, one.semester, one.final)
    ]


def whole_number(typed: str | None, name: str) -> int:
    """Read an id or a version; Invalid for anything else."""
    if not typed or not typed.isdecimal() or len(typed) > 9:
        raise Invalid(UNREADABLE, field=name)
    return int(typed)


def day(typed: str | None) -> date:
    """Read the date of a sheet; Invalid for anything else."""
    try:
        return date.fromisoformat(typed or "")
    except ValueError:
        raise Invalid(N_("Say the date of the sheet."), field="held_on") from None
