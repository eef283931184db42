"""The sample on which a college sees how its papers will look, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from app.core.actor import Actor
from app.core.clock import today
from app.documents import dressing, headings, registry, settings
from app.documents.rules import Letterhead, Signature
from app.organization.heads import director, letterhead
from app.organization.queries import own_organization

TEMPLATE = "style_sample.html"
TITLES = "attestation.title."


@dataclass(frozen=True)
class StyleSample:
    """What the sample shows: the heading that is being written; signatures are those of the offices and of the director."""

    letterhead: Letterhead
    title: str
    purpose: str
    number: str
    issued_on: date
    signatures: tuple[Signature, ...]
    is_dressed: ClassVar[bool] = True  # by what is typed, not by what is in force


def sample(actor: Actor, values: Mapping[str, Any], shown: str = "") -> StyleSample:
    """Give the sample by ``values`` of the settings, saved or not; ``shown`` is the key of the line that is being written."""
    college, day = own_organization(actor), today(actor.zone)
    style = settings.style_of(values)
    posts = tuple(Signature(usual) for usual in dressing.POSTS.values())
    title, purpose, series = _heading(values, shown)
    number = dressing.written_number(values[settings.NUMBER], 12, series, day.year)
    return dressing.dressed(StyleSample(letterhead(college), title, purpose, number, day, (director(college), *posts)), style)


def _heading(values: Mapping[str, Any], shown: str) -> tuple[str, str, str]:
    """Give the title, the line under it and the series of the form whose line is being written; else of the first sheet."""
    form = shown.removeprefix(headings.PREFIX).rpartition(".")[0] if shown.startswith(headings.PREFIX) else ""
    if form in headings.HEADINGS:
        kind = registry.kinds().get(form.partition(".")[0])
        return str(values[headings.title_key(form)]), str(values.get(headings.purpose_key(form), "")), kind.series if kind else ""
    titles = [str(value) for key, value in values.items() if key.startswith(TITLES)]
    return (str(values[shown]) if shown.startswith(TITLES) and shown in values else titles[0]), "", "ЗЭВ"
