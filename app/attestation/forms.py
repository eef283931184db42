"""Posted forms of sheets: strict reading, what was typed kept for the page that shows a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.attestation.filling import Typed
from app.core.errors import DomainError, Forbidden, Invalid, NotFound
from app.core.text import N_
from app.core.transaction import transaction

_FIELD = re.compile(r"([rtnvw])-(\d{1,9})")
_OTHER = frozenset({"csrf_token"})
UNREADABLE = N_("The form could not be read. Nothing was saved; open the sheet again.")


def read_lines(form: Any) -> tuple[dict[int, Typed], dict[int, str]]:
    """Read the lines of a posted sheet: {student id: typed}, {student id: line as it was drawn}.

    Fields: r result, t ticket, n note, v version, w the drawn line. Invalid for a field that is not of the form.
    """
    found: dict[int, dict[str, str]] = {}
    for name in form:
        if name in _OTHER:
            continue
        match = _FIELD.fullmatch(name)
        if match is None or len(form.getlist(name)) != 1:
            raise Invalid(UNREADABLE)
        found.setdefault(int(match[2]), {})[match[1]] = form[name]
    return {student: _typed(student, one) for student, one in found.items()}, {s: one.get("w", "") for s, one in found.items()}


def _typed(student: int, one: Mapping[str, str]) -> Typed:
    version = one.get("v", "")
    if not version.isdecimal() or len(version) > 9 or "r" not in one:
        raise Invalid(UNREADABLE)
    return Typed(student, one["r"], one.get("t"), one.get("n"), int(version))


def drawn(result: str | None, ticket: str | None, note: str | None) -> str:
    """Give a line as the form draws it, to tell touched lines from untouched ones."""
    return "|".join(part or "" for part in (result, ticket, note))


def touched(lines: Mapping[int, Typed], before: Mapping[int, str]) -> list[Typed]:
    """Give the lines that the person has changed since the page was drawn."""
    return [one for one in lines.values() if before[one.student_id] != drawn(one.result.strip(), one.ticket, one.note)]


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


@dataclass
class Attempt:
    """A write from a page that stays on the screen when it is refused: ``refusal`` is None when all went well."""

    refusal: DomainError | None = None
    lines: dict[int, Typed] = field(default_factory=dict)
    result: Any = None

    @classmethod
    def of(cls, write: Callable[[], Any], lines: dict[int, Typed] | None = None) -> Attempt:
        """Run ``write`` in a transaction; Forbidden and NotFound go on to their own pages."""
        attempt = cls(lines=lines or {})
        try:
            with transaction():
                attempt.result = write()
        except (Forbidden, NotFound):
            raise
        except DomainError as refusal:
            attempt.refusal = refusal
        return attempt

    @property
    def status(self) -> int:
        """Give the status of the page."""
        return self.refusal.status if self.refusal else 200
