"""How the columns of a view are written: formatters, titles of codes, links to cards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import current_app, g
from markupsafe import Markup
from werkzeug.routing import BuildError

from app.audit.titles import register_screen
from app.core.display import plain, title_of

# Views that show a card, by model: filled as the views are made.
_cards: dict[type, Any] = {}


def register_card(model: type, view: Any) -> None:
    """Say that rows of ``model`` have their card in ``view``; the first one said is kept."""
    known = _cards.get(model)
    if known is None or type(known).__name__ == type(view).__name__:
        _cards[model] = view
    register_screen(model.__tablename__, view)


def view_of(model: type) -> Any | None:
    """Give the Crud view of a model, or None."""
    return _cards.get(model)


def address_of(item: Any) -> str | None:
    """Give the address of a record's card where the acting person may open it, otherwise None."""
    view = _cards.get(type(item))
    if view is None or not g.actor.may(view.class_permission_name, "read"):
        return None
    try:
        return current_app.url_for(f"{view.endpoint}.show", pk=item.id)
    except BuildError:
        return None


class Writer:
    """Writes the columns of a view: with a formatter, with titles of codes, or as the value's kind asks."""

    def __init__(self, formatters: Mapping[str, Callable[[Any], Any]], titles: Mapping[str, Any]) -> None:
        self.formatters, self.titles = formatters, titles

    def text(self, value: Any, column: str) -> Any:
        """Write one value of ``column``; Markup only where a formatter gives it."""
        formatter = self.formatters.get(column)
        if formatter is not None:
            return formatter(value)
        if column in self.titles:
            return title_of(self.titles[column], value)
        return plain(value)

    def for_page(self) -> Writer:
        """Give the same writer with its titles translated once, for many rows of one page."""
        titles = {column: dict(found() if callable(found) else found) for column, found in self.titles.items()}
        written = {column: {code: str(title) for code, title in known.items()} for column, known in titles.items()}
        return Writer(self.formatters, written)

    def linked(self, value: Any, column: str) -> Any:
        """Write a value for a card: records become links to their own cards."""
        if isinstance(value, list | tuple):
            return Markup(", ").join(self.linked(part, column) for part in value)
        address = address_of(value) if type(value) in _cards else None
        written = self.text(value, column)
        return Markup('<a href="{}">{}</a>').format(address, written) if address else written


def value_of(item: Any, path: str) -> Any:
    """Read a column, a property, a method or a dotted path of a record; None where a step is missing."""
    value = item
    for step in path.split("."):
        if value is None:
            return None
        value = getattr(value, step)
        if callable(value):
            value = value()
    return value
