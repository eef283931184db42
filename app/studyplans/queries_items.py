"""Reads: items that only own plans of a group's students have in its term, and who teaches them."""

from __future__ import annotations

from dataclasses import dataclass

from app.studyplans.queries import OwnTerm, own_terms
from app.teaching import queries as teaching
from app.teaching.models import TeachingLoad
from app.teaching.rules import whole_hours
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class OwnItem:
    """A line that the plan of the group has not in this semester, with the load that was made of it."""

    own: OwnTerm
    load: TeachingLoad | None

    @property
    def hours(self) -> int:
        """Give the hours a teacher holds by the own plan."""
        return whole_hours(self.own.line.contact_hours)


def own_items(group_term: GroupTerm) -> list[OwnItem]:
    """Give the lines of own plans that the group is not taught in this term, by student; a fixed number of statements."""
    lines = own_terms([group_term])
    if not lines:
        return []
    common = {one.item.item_key for one in teaching.plan_of_term(group_term)}
    loads = {one.curriculum_term_id: one for one in teaching.loads_of_term(group_term)}
    return [
        OwnItem(one, loads.get(one.line.id))
        for one in lines
        if one.line.item.item_key not in common and (one.line.hours or one.line.controls)
    ]
