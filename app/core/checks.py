"""A list of checks of the stored data that packages add to; ``verify`` runs them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it was left: an English msgid with its parameters."""

    msgid: str
    params: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.msgid % self.params if self.params else self.msgid


Check = Callable[[], Iterable[Problem]]
_registered: dict[str, Check] = {}


def register_check(name: str, check: Check) -> None:
    """Add a check under a stable name; ``check`` runs without row limits and gives what it found."""
    _registered[name] = check


def registered() -> dict[str, Check]:
    """Give the checks by name, in the order they were added."""
    return dict(_registered)
