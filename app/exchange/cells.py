"""Parsers of cells that many tables need; each takes a cell as read and gives a value or raises Invalid."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime

from app.core.errors import Invalid
from app.core.text import N_, clean, normalise
from app.exchange.rules import BadCell, shown

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_RUSSIAN_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?:\s*г\.?)?")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
EARLIEST, LATEST = date(1900, 1, 1), date(2100, 12, 31)


def plain(cell: object) -> str:
    """Give the cell as clean text; whole numbers without «.0». Raises Invalid for what is no text a person typed."""
    if isinstance(cell, BadCell):
        if cell.text.startswith("="):
            raise Invalid(N_("The formula has no calculated value; put the value itself into the cell."))
        raise Invalid(N_("The cell holds an error of the spreadsheet: %(value)s."), value=cell.text)
    if isinstance(cell, bool):
        raise Invalid(N_("A logical value stands where text is expected."))
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        raise Invalid(N_("A date stands where text is expected."))
    text = str(cell)
    if _CONTROL.search(text) or "\ufffd" in text:
        raise Invalid(N_("The cell holds characters that cannot be printed; type it again."))
    return clean(text)


def text(limit: int) -> Callable[[object], str]:
    """Make a parser of text of at most ``limit`` characters."""

    def parse(cell: object) -> str:
        value = plain(cell)
        if len(value) > limit:
            raise Invalid(N_("The text is longer than %(limit)s characters."), limit=limit)
        return value

    return parse


def whole(low: int, high: int) -> Callable[[object], int]:
    """Make a parser of a whole number from ``low`` to ``high``."""

    def parse(cell: object) -> int:
        value = plain(cell)
        if not re.fullmatch(r"-?[0-9]{1,9}", value):
            raise Invalid(N_("A whole number is expected."))
        if not low <= int(value) <= high:
            raise Invalid(N_("A number from %(low)s to %(high)s is expected."), low=low, high=high)
        return int(value)

    return parse


def day(cell: object) -> date:
    """Give a real date: a date cell, «01.09.2026» or «2026-09-01»; a bare number is refused, not guessed."""
    if isinstance(cell, datetime):
        found = cell.date()
    elif isinstance(cell, date):
        found = cell
    elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
        raise Invalid(N_("A number stands where a date is expected; give the cell the format of a date."))
    else:
        found = _typed_day(plain(cell))
    if not EARLIEST <= found <= LATEST:
        raise Invalid(N_("The year %(year)s is not possible."), year=found.year)
    return found


def _typed_day(value: str) -> date:
    if match := _RUSSIAN_DATE.fullmatch(value):
        number, month, year = map(int, match.groups())
    elif match := _ISO_DATE.fullmatch(value):
        year, month, number = map(int, match.groups())
    else:
        raise Invalid(N_("A date is expected, as 01.09.2026."))
    try:
        return date(year, month, number)
    except ValueError:
        raise Invalid(N_("There is no date %(value)s."), value=shown(value)) from None


def choice(values: Mapping[str, str]) -> Callable[[object], str]:
    """Make a parser of a closed list: what people write → the stored value; case, ё and dots are not told apart."""
    known = {_loose(word): value for word, value in values.items()}

    def parse(cell: object) -> str:
        found = known.get(_loose(plain(cell)))
        if found is None:
            raise Invalid(N_("The value is not in the list: %(values)s."), values=", ".join(values))
        return found

    return parse


def _loose(value: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", normalise(value)))
