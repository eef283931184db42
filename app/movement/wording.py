"""Findings as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _

from app.movement.kinds import Word
from app.movement.rules import Finding


def worded(params: Iterable[tuple[str, object]]) -> dict[str, Any]:
    """Give the parameters of a sentence with the words in it translated."""
    return {name: _(str(value)) if isinstance(value, Word) and value else value for name, value in params}


def sentence(finding: Finding) -> str:
    """Write a finding in the language of the reader."""
    return _(finding.msgid, **worded(finding.params))
