"""How papers of a college look: letterhead, headings, posts and names of those who sign, numbers; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from app.documents.rules import Letterhead, Signature

PLAIN_NUMBER = "{номер}-{серия}"
# What an office writes in a template, beside the names that templates were stored with before.
_CALLED = {"номер": "number", "серия": "series", "год": "year", "number": "number", "series": "series", "year": "year"}
_PLACES = re.compile(r"\{(\w*)\}")
# Who signs by office, as the features word it: a college words it otherwise and may print the name.
POSTS = {
    "deputy": "Заместитель директора по учебной работе",
    "department": "Заведующий отделением",
    "secretary": "Секретарь учебной части",
    "coordinator": "Ответственный координатор",
    "dispatcher": "Диспетчер",
    "personnel": "Специалист по кадрам",
}


@dataclass(frozen=True)
class LinedLetterhead(Letterhead):
    """A letterhead with a further line under the names: address, telephone, site."""

    line: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """What a college has chosen; ``posts`` maps the usual wording of a post to its line, ``headings`` keys to wordings."""

    with_founder: bool = True
    with_short_name: bool = True
    line: str = ""
    posts: Mapping[str, Signature] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)


def is_number_template(template: str) -> bool:
    """Tell whether numbers can be written by ``template``: it names the number and nothing unknown, without stray braces."""
    places = {_CALLED.get(place) for place in _PLACES.findall(template)}
    return "number" in places and None not in places and not set("{}<>") & set(_PLACES.sub("", template))


def written_number(template: str, number: int, series: str, year: int) -> str:
    """Write the number of a paper: «12-ЗЭВ», «ЗЭВ-12/2026»; a paper without a series bears the number alone."""
    if not series:
        return str(number)
    known = {"number": str(number), "series": series, "year": str(year)}
    return _PLACES.sub(lambda place: known[_CALLED[place[1]]], template)


def dressed(paper: Any, style: Style) -> Any:
    """Give the paper as the college prints it; its contents, hence its digest, are those of the undressed one."""
    if not is_dataclass(paper) or isinstance(paper, type):
        return paper
    changed = {one.name: new for one in fields(paper) if (new := _part(old := getattr(paper, one.name), style)) is not old}
    return replace(paper, **changed) if changed else paper


def _part(value: Any, style: Style) -> Any:
    if isinstance(value, Letterhead):
        return head(value, style)
    if isinstance(value, Signature):
        return _signed(value, style)
    if isinstance(value, tuple) and value and all(isinstance(one, Signature) for one in value):
        new = tuple(_signed(one, style) for one in value)
        return value if new == value else new
    return value


def head(usual: Letterhead, style: Style) -> Letterhead:
    """Give the letterhead with the lines the college wants."""
    if style.with_founder and style.with_short_name and not style.line:
        return usual
    return LinedLetterhead(
        usual.full_name, usual.founder if style.with_founder else "", usual.short_name if style.with_short_name else "", usual.place, style.line
    )


def _signed(usual: Signature, style: Style) -> Signature:
    chosen = style.posts.get(usual.position)
    return usual if chosen is None else replace(usual, position=chosen.position, name=usual.name or chosen.name)
