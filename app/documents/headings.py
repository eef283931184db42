"""Headings of forms: each with the usual wording of the product, which a college may word otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.core.errors import Invalid
from app.core.text import N_
from app.settings.rules import declare

PREFIX = "headings."
LONGEST, SHORTEST = 200, 3
UNDER_TITLE = N_("line under the title")


@dataclass(frozen=True, slots=True)
class Heading:
    """The usual heading of a form: its title and, where the form has one, the line that says what it is about."""

    title: str
    purpose: str = ""


HEADINGS: dict[str, Heading] = {}


def title_key(form: str) -> str:
    """Give the key of the setting with the title of ``form``."""
    return f"{PREFIX}{form}.title"


def purpose_key(form: str) -> str:
    """Give the key of the setting with the line under the title."""
    return f"{PREFIX}{form}.purpose"


def declare_heading(form: str, label_msgid: str, title: str, purpose: str = "") -> None:
    """Declare the heading of ``form``; what it holds becomes settings, one for the title and one for a purpose.

    A second telling of the same is harmless, of another one an error (ValueError).
    """
    told = Heading(title, purpose)
    if HEADINGS.setdefault(form, told) != told:
        raise ValueError(f"the heading of {form} is declared twice")
    key = title_key(form)
    declare(key, str, title, label_msgid, check=_length(key, SHORTEST), has_own_page=True)
    if purpose:
        key = purpose_key(form)
        declare(key, str, purpose, label_msgid, N_("May be left empty."), _length(key, 0), part=UNDER_TITLE, has_own_page=True)


def _length(key: str, least: int) -> Callable[[str], None]:
    def check(value: str) -> None:
        if not least <= len(value) <= LONGEST:
            raise Invalid(N_("The line must have from %(least)s to %(most)s characters."), field=key, least=least, most=LONGEST)

    return check


@dataclass(frozen=True, slots=True)
class Wording:
    """Headings as a template asks for them; ``chosen`` maps keys of settings to what the college has written there."""

    chosen: Mapping[str, str]

    def title(self, form: str) -> str:
        """Give the title of a declared form; KeyError for another one."""
        return self.chosen.get(title_key(form), HEADINGS[form].title)

    def variant(self, form: str, usual: str) -> str:
        """Give the title of the variant of ``form`` that is usually titled ``usual``; this itself for an undeclared one."""
        variants = (one for one, heading in HEADINGS.items() if one.startswith(f"{form}.") and heading.title == usual)
        found = next(variants, None)
        return usual if found is None else self.title(found)

    def purpose(self, form: str) -> str:
        """Give the line under the title of a declared form, empty where the college wants none; KeyError for another one."""
        return self.chosen.get(purpose_key(form), HEADINGS[form].purpose)
