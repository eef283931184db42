"""Whose work programmes a person reaches: a teacher and a master those of the items they teach, everybody else all."""

from __future__ import annotations

from collections.abc import Callable, Collection

from app.access import permissions
from app.access.permissions import Action, Resource, Role
from app.core.actor import Actor
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumItem

Taught = Callable[[int, int], Collection[str]]
OWN_ONLY = frozenset({Role.TEACHER, Role.MASTER})
_taught: list[Taught] = []


def register_taught(tell: Taught) -> None:
    """Let a higher feature tell which lines of a programme an employee teaches: ``tell(employee id, programme id)`` gives keys."""
    if tell not in _taught:
        _taught.append(tell)


def own_keys(actor: Actor, programme_id: int, action: str = Action.READ) -> frozenset[str] | None:
    """Give the keys of the lines to which a person is limited in an action on work programmes; None for no limit."""
    roles = [role for role in actor.roles if permissions.allows(frozenset({role}), Resource.WORK_PROGRAMME, action)]
    if actor.is_system or any(role not in OWN_ONLY for role in roles):
        return None
    if actor.employee_id is None:
        return frozenset()
    return frozenset(key for tell in _taught for key in tell(actor.employee_id, programme_id))


def require_own(actor: Actor, programme_id: int, item_key: str, action: str = Action.READ) -> None:
    """Raise NotFound for the programme of a line that the person does not teach and may not see otherwise."""
    keys = own_keys(actor, programme_id, action)
    if keys is not None and item_key not in keys:
        raise NotFound(N_("You do not teach this item: there is no work programme of it for you."))


def reached(actor: Actor, programme_id: int, rows: Collection[CurriculumItem]) -> list[CurriculumItem]:
    """Give those of the lines whose programmes a person sees, without the cycles."""
    keys = own_keys(actor, programme_id)
    return [row for row in rows if row.kind != "cycle" and (keys is None or row.item_key in keys)]
