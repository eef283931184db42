"""What is known of a line of an order and of a group when they are judged; pure."""

from dataclasses import dataclass
from datetime import date

from app.movement.kinds import Kind
from app.movement.timeline import Standing


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What is judged of a group: its specialty, form, course by its years, last course and how many are in it."""

    id: int
    name: str
    specialty: int
    form: str
    course: int
    last_course: int
    members: int = 0


@dataclass(frozen=True, slots=True)
class LineFacts:
    """A line of an order with what is known of its student on the day the line takes effect.

    ``term_ends`` is the end of the half-year in which the student was expelled (for a restoration); ``bases`` are the kinds
    of documents named for the line or for the whole order.
    """

    position: int
    kind: Kind
    name: str
    on: date
    before: Standing
    born: date | None = None
    now_group: GroupFacts | None = None
    group: GroupFacts | None = None
    programme: int | None = None
    course: int | None = None
    funding: str | None = None
    form: str | None = None
    until: date | None = None
    reason: str | None = None
    orphan: bool = False
    unschooled: bool = False
    term_ends: date | None = None
    bases: frozenset[str] = frozenset()
    filled: frozenset[str] = frozenset()
