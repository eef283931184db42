"""Columns and declarations that many tables share."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, event
from sqlalchemy.orm import Mapped, Session, declared_attr, mapped_column

from app.core import text
from app.core.clock import now
from app.core.types import UTCDateTime

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a person reads within one resource; scalars only, because the criteria are cached by their code.

    ``full`` is 1 for the whole college, else 0; the other fields hold an id, or NOBODY where the reach is not given.
    ``own`` is the employee, for rows that everybody reads of the own making.
    ``today`` is an ISO date in the college's zone.
    """

    organization: int
    full: int
    departments: tuple[int, ...]
    curator: int
    teacher: int
    today: str
    own: int = NOBODY


class OrganizationRow:
    """A row of one college. ``__resource__`` names its line in the permission matrix."""

    __resource__: str
    # Built per model by ``__scope__(reach)``: a lambda over the (possibly aliased) entity.
    __scope__: Callable[[Reach], Callable[[Any], Any]]

    @declared_attr
    def organization_id(cls) -> Mapped[int]:
        """Give the column by which colleges are kept apart.

        No index of its own: with one college every row would match it, and SQLite took it before the journal's.
        """
        return mapped_column(ForeignKey("organization.id", ondelete="RESTRICT"), nullable=False)


def whole_college(reach: Reach) -> Callable[[Any], Any]:
    """Give the scope of rows that everybody in the college may list."""
    org = reach.organization
    return lambda c: c.organization_id == org


class Searchable:
    """A row found by a stored key and put in order by another, the same on both engines."""

    search_key: Mapped[str] = mapped_column(String(500), default="", nullable=False)
    sort_key: Mapped[str] = mapped_column(String(300), default="", nullable=False)

    def keys(self) -> tuple[str, str]:
        """Give (search key, sort key) of the present values; called before every flush."""
        raise TypeError(f"{type(self).__name__} does not say how it is searched")


class PersonNamed:
    """A person by last, first and middle name; the middle one may be absent."""

    last_name: Mapped[str] = mapped_column(String(50))
    first_name: Mapped[str] = mapped_column(String(50))
    middle_name: Mapped[str | None] = mapped_column(String(50))

    @property
    def full_name(self) -> str:
        """Give «Иванов Иван Иванович»."""
        return text.full_name(self.last_name, self.first_name, self.middle_name)

    @property
    def short_name(self) -> str:
        """Give «Иванов И. И.»."""
        return text.short_name(self.last_name, self.first_name, self.middle_name)

    def __str__(self) -> str:
        return self.full_name


class Versioned:
    """A row two people may edit: the form carries the version it was drawn from."""

    row_version: Mapped[int] = mapped_column(default=1, nullable=False)


class Recorded:
    """A row that a deadline watches: when it came into the system, whatever its own date."""

    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, nullable=False)


@event.listens_for(Session, "before_flush")
def _keep_keys(session: Session, _context: Any, _instances: Any) -> None:
    """Keep search and sort keys and row versions right whoever writes the row."""
    for obj in session.new:
        if isinstance(obj, Searchable):
            obj.search_key, obj.sort_key = _cut(obj.keys())
    for obj in session.dirty:
        if not session.is_modified(obj):
            continue
        if isinstance(obj, Searchable):
            obj.search_key, obj.sort_key = _cut(obj.keys())
        if isinstance(obj, Versioned):
            obj.row_version += 1


def _cut(keys: tuple[str, str]) -> tuple[str, str]:
    return keys[0][:500], keys[1][:300]
