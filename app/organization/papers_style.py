"""The sample on which a college sees how its papers will look, before anything is saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from app.core.actor import Actor
from app.core.clock import today
from app.documents import dressing, settings
from app.documents.rules import Letterhead, Signature
from app.organization.heads import director, letterhead
from app.organization.queries import own_organization

TEMPLATE = "style_sample.html"
TITLES = "attestation.title."
PREFIXES = ("documents.", TITLES)


@dataclass(frozen=True)
class StyleSample:
    """What the sample shows; signatures are those of the college's offices and of the director."""

    letterhead: Letterhead
    titles: tuple[str, ...]
    number: str
    issued_on: date
    signatures: tuple[Signature, ...]
    is_dressed: ClassVar[bool] = True  # by what is typed, not by what is in force


def sample(actor: Actor, values: Mapping[str, Any], shown: str = "") -> StyleSample:
    """Give the sample by ``values`` of the settings, saved or not; ``shown`` is the title that is being written."""
    college, day = own_organization(actor), today(actor.zone)
    style = settings.style_of(values)
    posts = tuple(Signature(usual) for usual in dressing.POSTS.values())
    title = values.get(shown) or next((values[key] for key in values if key.startswith(TITLES)), "Ведомость")
    number = dressing.written_number(values[settings.NUMBER], 12, "ЗЭВ", day.year)
    return dressing.dressed(StyleSample(letterhead(college), (title,), number, day, (director(college), *posts)), style)
