"""What higher features offer to do with the marked rows of a list, and with all rows it shows: links to their own pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import redirect

from app.access.crud_arguments import ListArguments
from app.core.actor import Actor


@dataclass(frozen=True, slots=True)
class MarkedAction:
    """A button below the list: ``right`` is (resource, action), ``address`` gives where marked rows lead."""

    name: str
    text: Any
    right: tuple[str, str]
    address: Callable[[Sequence[Any]], str]
    confirmation: str = ""

    def func(self, items: Sequence[Any]) -> Any:
        """Lead to the page."""
        return redirect(self.address(items), 303)


@dataclass(frozen=True, slots=True)
class ListedAction:
    """A button above the list for all its rows: ``address`` gives where the list as asked leads, ``most`` rows at most."""

    text: Any
    right: tuple[str, str]
    address: Callable[[ListArguments], str]
    most: int


_marked: dict[type, list[MarkedAction]] = {}
_listed: dict[type, list[ListedAction]] = {}


def register_marked(model: type, action: MarkedAction) -> None:
    """Let a higher feature put a button below the list of ``model``."""
    known = _marked.setdefault(model, [])
    if action.name not in {one.name for one in known}:
        known.append(action)


def register_listed(model: type, action: ListedAction) -> None:
    """Let a higher feature put a button above the narrowed list of ``model``."""
    known = _listed.setdefault(model, [])
    if action not in known:
        known.append(action)


def marked(model: type, actor: Actor) -> list[MarkedAction]:
    """Give the further actions on marked rows that the person may do."""
    return [one for one in _marked.get(model, ()) if actor.may(*one.right)]


def listed(model: type, actor: Actor, arguments: ListArguments, count: int) -> list[tuple[Any, str]]:
    """Give (text, address) for a list narrowed by a search or a filter that is not too long."""
    if not (count and (arguments.q or arguments.filters)):
        return []
    return [(one.text, one.address(arguments)) for one in _listed.get(model, ()) if count <= one.most and actor.may(*one.right)]
