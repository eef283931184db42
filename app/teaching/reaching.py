"""Who sees every load of a term and gives them out: the whole college, or the head of the group's own department."""

from __future__ import annotations

from app.access import permissions
from app.access.permissions import Action, Resource, Role
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_
from app.terms.models import GroupTerm


def sees_whole(actor: Actor, group_term: GroupTerm) -> bool:
    """Tell whether a person sees every load of the term; a teacher sees only the own ones and no totals."""
    readers = {r for r in actor.roles if permissions.allows(frozenset({r}), Resource.TEACHING_LOAD, Action.READ)}
    if actor.is_system or readers & permissions.FULL_READERS:
        return True
    return Role.HEAD_OF_DEPARTMENT in readers and group_term.group.department_id in actor.departments


def require_whole(actor: Actor, group_term: GroupTerm) -> None:
    """Raise NotFound for a term whose load is not the actor's to give out."""
    if not sees_whole(actor, group_term):
        raise NotFound(N_("There is no such load."))
