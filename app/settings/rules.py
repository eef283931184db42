"""Declared settings: a key, a type, a default and how they are explained."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_

LONGEST = 500


@dataclass(frozen=True, slots=True)
class Declaration:
    """A setting of a package; ``check`` raises Invalid for a value that makes no sense, ``choices`` are (value, label).

    ``part`` says which part of what the label names is meant; one that ``has_own_page`` is not on the page of all settings.
    """

    key: str
    kind: type
    default: Any
    label: str
    help: str = ""
    check: Callable[[Any], None] | None = None
    choices: tuple[tuple[str, str], ...] = ()
    part: str = ""
    has_own_page: bool = False


DECLARED: dict[str, Declaration] = {}


def declare(
    key: str, kind: type, default: Any, label: str, help: str = "", check: Callable[[Any], None] | None = None,
    choices: tuple[tuple[str, str], ...] = (), *, part: str = "", has_own_page: bool = False,
) -> None:  # fmt: skip
    """Declare a setting once, at import of the package's ``settings`` module; msgids are translated on the screen."""
    DECLARED[key] = Declaration(key, kind, default, label, help, check, choices, part, has_own_page)


def parse(declaration: Declaration, typed: str) -> Any:
    """Turn what was typed into the declared type; Invalid names the field."""
    if declaration.kind in (int, Decimal) and not typed.strip():
        raise Invalid(N_("Fill in this field."), field=declaration.key)
    value = typed.strip().replace(",", ".") if declaration.kind in (int, Decimal) else typed.strip()
    try:
        parsed: Any = value in ("1", "on", "true") if declaration.kind is bool else declaration.kind(value[: LONGEST + 1])
    except (ValueError, InvalidOperation):
        raise Invalid(N_("«%(value)s» is not a number."), field=declaration.key, value=typed) from None
    if isinstance(parsed, Decimal) and not parsed.is_finite():
        raise Invalid(N_("«%(value)s» is not a number."), field=declaration.key, value=typed)
    if isinstance(parsed, str) and len(parsed) > LONGEST:
        raise Invalid(N_("The text is longer than %(most)s characters."), field=declaration.key, most=LONGEST)
    if declaration.choices and parsed not in dict(declaration.choices):
        raise Invalid(N_("Choose one of the offered values."), field=declaration.key)
    if declaration.check is not None:
        declaration.check(parsed)
    return parsed


def between(low: Any, high: Any, key: str) -> Callable[[Any], None]:
    """Give a check that a number lies within [low, high]."""

    def check(value: Any) -> None:
        if not low <= value <= high:
            raise Invalid(N_("The value must be from %(low)s to %(high)s."), field=key, low=low, high=high)

    return check
