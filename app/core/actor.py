"""Who acts: a value that views and commands hand to operations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

# The right of an actor is looked up through this hook so that the value itself knows no matrix.
Judge = Callable[[frozenset[str], str, str], bool]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person (or the system itself) with the roles that are active now.

    ``departments`` limits the roles named in ``departmental``; ``judge`` answers (roles, resource, action).
    """

    user_id: int | None
    name: str
    organization_id: int | None
    employee_id: int | None = None
    roles: frozenset[str] = frozenset()
    departments: tuple[int, ...] = ()
    zone: str = "Europe/Samara"
    is_system: bool = False
    session_hash: str | None = None
    address: str | None = None
    judge: Judge | None = field(default=None, compare=False, repr=False)

    @classmethod
    def system(cls, organization_id: int | None, name: str = "system") -> Actor:
        """Give the actor of commands and jobs: every right within ``organization_id``, no person."""
        return cls(user_id=None, name=name, organization_id=organization_id, is_system=True)

    def may(self, resource: str, action: str) -> bool:
        """Tell whether any active role allows ``action`` on ``resource``."""
        if self.is_system:
            return True
        return self.judge is not None and self.judge(self.roles, resource, action)

    def has_role(self, *roles: str) -> bool:
        """Tell whether one of ``roles`` is active; the system has none."""
        return bool(self.roles.intersection(roles))
