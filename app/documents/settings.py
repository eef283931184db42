"""What a college chooses for its papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from app.core.errors import Invalid
from app.core.text import N_
from app.documents import dressing
from app.documents.dressing import POSTS, Style
from app.documents.headings import PREFIX as HEADINGS
from app.documents.rules import Signature
from app.settings import queries
from app.settings.rules import declare

FOUNDER, SHORT, LINE = "documents.with_founder", "documents.with_short_name", "documents.head_line"
NUMBER, POST, NAME = "documents.number", "documents.post.", "documents.name."
LONGEST_LINE, LONGEST_NUMBER = 200, 40


def _number(value: str) -> None:
    if len(value) > LONGEST_NUMBER or not dressing.is_number_template(value):
        raise Invalid(N_("Write the number with {number}, and where you want {series} and {year}: «{series}-{number}/{year}»."), field=NUMBER)


def _line(key: str, least: int) -> Callable[[str], None]:
    def check(value: str) -> None:
        if not least <= len(value) <= LONGEST_LINE:
            raise Invalid(N_("The line must have from %(least)s to %(most)s characters."), field=key, least=least, most=LONGEST_LINE)

    return check


declare(FOUNDER, bool, True, N_("Letterhead: name the founder"))
declare(SHORT, bool, True, N_("Letterhead: give the short name"))
declare(LINE, str, "", N_("Letterhead: a further line"), N_("Address, telephone, site; empty: no line."), check=_line(LINE, 0))
declare(
    NUMBER, str, dressing.PLAIN_NUMBER, N_("Number of a paper"),
    N_("{number}, {series} and {year} are filled in. Holds for papers issued from now on; what is issued keeps its number."), check=_number,
)  # fmt: skip
LABELS = {
    "deputy": (N_("Signer: post of the deputy director"), N_("Signer: name of the deputy director")),
    "department": (N_("Signer: post of a head of department"), None),
    "secretary": (N_("Signer: post of the secretary"), N_("Signer: name of the secretary")),
    "coordinator": (N_("Signer: post of the coordinator"), N_("Signer: name of the coordinator")),
    "dispatcher": (N_("Signer: post of the dispatcher"), N_("Signer: name of the dispatcher")),
    "personnel": (N_("Signer: post of the personnel officer"), N_("Signer: name of the personnel officer")),
}
for _key, (_post, _name) in LABELS.items():
    declare(POST + _key, str, POSTS[_key], _post, check=_line(POST + _key, 3))
    if _name is not None:
        declare(NAME + _key, str, "", _name, N_("As printed: «И. О. Фамилия». Empty: a line to write on."), check=_line(NAME + _key, 0))


def style_of(values: Mapping[str, Any]) -> Style:
    """Give the style out of the values of the settings."""
    posts = {POSTS[key]: Signature(values[POST + key], values.get(NAME + key, "")) for key in POSTS}
    headings = {key: value for key, value in values.items() if key.startswith(HEADINGS)}
    return Style(values[FOUNDER], values[SHORT], values[LINE], posts, headings)


def style(organization_id: int) -> Style:
    """Give the style of a college, in one statement."""
    return style_of(queries.values(organization_id, ("documents.", HEADINGS)))


def number_template(organization_id: int) -> str:
    """Give how the college writes the numbers of its papers."""
    return str(queries.value(organization_id, NUMBER))
