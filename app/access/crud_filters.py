"""Filters of a list: one field per declared column, a chip for each that is set."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, false

from app.access.crud_fields import MOST_OPTIONS
from app.access.crud_interface import Choices, Interface
from app.core.display import day


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a filter."""

    value: str
    text: str


@dataclass(frozen=True, slots=True)
class FilterField:
    """A filter as the page draws it: a select, a lookup, or a day."""

    name: str
    label: str
    kind: str
    value: str
    options: tuple[Option, ...] = ()
    lookup: str | None = None


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is set, and the address of the list without it."""

    label: str
    value: str
    remove: str


class Filter:
    """What a column can be filtered by; ``condition`` gives None for a value that means nothing (it is ignored)."""

    kind = "select"

    def __init__(self, name: str, label: Any) -> None:
        self.name, self.label = name, label

    def condition(self, value: str) -> Any | None:
        """Give the SQL condition of a posted value."""
        raise NotImplementedError

    def options(self) -> list[Option]:
        """Give what is offered."""
        return []

    def text(self, value: str) -> str:
        """Write the value for a chip."""
        return next((option.text for option in self.options() if option.value == value), value)

    def draw(self, value: str, lookup: str | None) -> FilterField:
        """Give the field for the page."""
        return FilterField(self.name, str(self.label), self.kind, value, tuple(self.options()))


class CodeFilter(Filter):
    """Equality with a code of an enumeration, or yes/no."""

    def __init__(self, name: str, label: Any, column: Any, titles: Any) -> None:
        super().__init__(name, label)
        self.column, self.titles = column, titles

    def _codes(self) -> dict[Any, Any]:
        titles = self.titles() if callable(self.titles) else self.titles
        return dict(titles)

    def options(self) -> list[Option]:
        """Give the titles of all codes."""
        return [Option(str(code), str(title)) for code, title in self._codes().items()]

    def condition(self, value: str) -> Any | None:
        """Give equality with a known code."""
        code = next((code for code in self._codes() if str(code) == value), None)
        return None if code is None else self.column == code


class FlagFilter(CodeFilter):
    """Yes or no."""

    def __init__(self, name: str, label: Any, column: Any) -> None:
        super().__init__(name, label, column, lambda: {"1": _("Yes"), "0": _("No")})

    def condition(self, value: str) -> Any | None:
        """Give the truth of the column."""
        return self.column.is_(value == "1") if value in ("0", "1") else None


class NumberFilter(Filter):
    """Equality with a whole number."""

    kind = "number"

    def __init__(self, name: str, label: Any, column: Any) -> None:
        super().__init__(name, label)
        self.column = column

    def condition(self, value: str) -> Any | None:
        """Give equality with a number of up to nine digits."""
        return self.column == int(value) if value.isascii() and value.isdigit() and len(value) <= 9 else None


class DayFilter(Filter):
    """From a day on, or up to it; ``name`` ends in ``.from`` or ``.to``."""

    kind = "date"

    def __init__(self, name: str, label: Any, column: Any, upper: bool) -> None:
        super().__init__(name, label)
        self.column, self.upper = column, upper

    def _day(self, value: str) -> date | None:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None

    def condition(self, value: str) -> Any | None:
        """Give the bound."""
        bound = self._day(value)
        if bound is None:
            return None
        return self.column <= bound if self.upper else self.column >= bound

    def text(self, value: str) -> str:
        """Write the day."""
        return day(self._day(value))


class RelatedFilter(Filter):
    """Equality with a row of another table, among those the person sees."""

    def __init__(self, name: str, label: Any, attribute: Any, choices: Choices) -> None:
        super().__init__(name, label)
        self.attribute, self.choices = attribute, choices

    def condition(self, value: str) -> Any | None:
        """Give the relation; a foreign or absent row filters everything out, as an absent one does."""
        row = self.choices.one(value)
        return self.attribute == row if row is not None else false()

    def text(self, value: str) -> str:
        """Write the name of the row."""
        row = self.choices.one(value)
        return str(row) if row is not None else _("not found")

    def draw(self, value: str, lookup: str | None) -> FilterField:
        """Give a select, or a lookup when there are too many rows."""
        rows = self.choices.some(MOST_OPTIONS + 1)
        wide = len(rows) > MOST_OPTIONS
        if wide:
            chosen = self.choices.one(value) if value else None
            rows = [] if chosen is None else [chosen]
        options = tuple(Option(str(row.id), str(row)) for row in rows)
        return FilterField(self.name, str(self.label), "select", value, options, lookup if wide else None)


def build_filters(
    datamodel: Interface,
    columns: list[str],
    labels: Mapping[str, Any],
    titles: Mapping[str, Any],
    narrow: Mapping[str, Callable[[Any], Any]],
) -> dict[str, Filter]:
    """Make the filters of a view from its ``search_columns``."""
    found: dict[str, Filter] = {}
    for name in columns:
        for made in _filters_of(datamodel, name, labels[name], titles, narrow):
            found[made.name] = made
    return found


def _filters_of(datamodel: Interface, name: str, label: Any, titles: Any, narrow: Any) -> list[Filter]:
    attribute = getattr(datamodel.obj, name)
    if datamodel.is_relation(name):
        related = datamodel.get_related_model(name)
        choices = Choices(related, lambda: datamodel.session, narrow.get(name))
        return [RelatedFilter(name, label, attribute, choices)]
    if name in titles:
        return [CodeFilter(name, label, attribute, titles[name])]
    if datamodel.is_boolean(name):
        return [FlagFilter(name, label, attribute)]
    if datamodel.is_date(name):
        return [DayFilter(f"{name}.from", label, attribute, False), DayFilter(f"{name}.to", label, attribute, True)]
    if datamodel.is_integer(name):
        return [NumberFilter(name, label, attribute)]
    raise TypeError(f"{datamodel.obj.__name__}.{name} cannot be a filter: the search box finds texts")


def apply(statement: Select[Any], filters: Mapping[str, Filter], values: Mapping[str, str]) -> Select[Any]:
    """Limit a statement by the set filters; meaningless values are ignored."""
    for name, value in values.items():
        condition = filters[name].condition(value)
        if condition is not None:
            statement = statement.where(condition)
    return statement
