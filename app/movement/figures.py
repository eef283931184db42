"""Numbers of the student body: contingent on a day, movement of a period with its control equations; pure."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.movement.kinds import EXPULSIONS, GROUNDS, LEAVES
from app.movement.timeline import DAY, Stay
from app.students.funding import COLUMNS, SOURCES

ARRIVED = ("enrolled", "transferred_in", "restored", "from_groups")
LEFT = (
    "transferred_out", "own_wish", "failure", "discipline", "conscription", "graduated", "other_left", "to_groups",
)  # fmt: skip
_ARRIVALS = {"ENROLL": "enrolled", "TRANSFER_IN": "transferred_in", "RESTORE": "restored"}
_LEAVINGS = {"TRANSFER_OUT": "transferred_out", "GRADUATE": "graduated"}
_BETWEEN = frozenset({"GROUP", "SPEC", "FORM", "ACADEM_IN"})

# (kind, chosen reason or ground) of the lines that begin and end stays, by the id of the line.
Causes = Mapping[int, tuple[str, str | None]]
Key = Callable[[Stay], Hashable]


@dataclass(slots=True)
class Movement:
    """Movement of one row of the report; leave counts are part of the others («inside»)."""

    start: int = 0
    end: int = 0
    start_leave: int = 0
    end_leave: int = 0
    on_leave: int = 0
    off_leave: int = 0
    columns: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*ARRIVED, *LEFT), 0))

    @property
    def arrived(self) -> int:
        """Give all who came, from other groups too."""
        return sum(self.columns[name] for name in ARRIVED)

    @property
    def left(self) -> int:
        """Give all who went, to other groups too."""
        return sum(self.columns[name] for name in LEFT)

    @property
    def balanced(self) -> bool:
        """Tell whether start + arrived − left = end, with leave inside and for the leave itself."""
        inside = self.start + self.arrived - self.left == self.end
        return inside and self.start_leave + self.on_leave - self.off_leave == self.end_leave

    def add(self, other: "Movement") -> None:
        """Add another row to this total."""
        for name in ("start", "end", "start_leave", "end_leave", "on_leave", "off_leave"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, value in other.columns.items():
            self.columns[name] += value


def movement(
    people: Iterable[Sequence[Stay]], causes: Causes, first: date, last: date, key: Key, *, partial: bool = False
) -> dict[Hashable, Movement]:
    """Give the movement from ``first`` to ``last`` (both included) by ``key`` of a stay.

    ``partial``: the reader does not see all groups, so that who came from another one is known by the order alone.

    ``people`` are the stays of each student in order. The start is the evening before ``first``, the end that of ``last``;
    what came between is counted at each change by itself, so that the equation is a check and no definition.
    """
    found: dict[Hashable, Movement] = {}
    for stays in people:
        for index, stay in enumerate(stays):
            row = found.setdefault(key(stay), Movement())
            _at_the_ends(row, stay, first, last)
            before = stays[index - 1] if index and stays[index - 1].ends_on == stay.starts_on - DAY else None
            if first <= stay.starts_on <= last:
                _begin(found, stay, before, causes, key, partial)
            after = stays[index + 1] if index + 1 < len(stays) else None
            ended = stay.ends_on + DAY if stay.ends_on is not None else None
            if ended is not None and first <= ended <= last and (after is None or after.starts_on != ended):
                row.columns[_leaving(stay, causes)] += 1
                row.off_leave += stay.standing in LEAVES
    return {name: row for name, row in found.items() if row.start or row.end or row.arrived or row.left}


def _at_the_ends(row: Movement, stay: Stay, first: date, last: date) -> None:
    if stay.covers(first - DAY):
        row.start += 1
        row.start_leave += stay.standing in LEAVES
    if stay.covers(last):
        row.end += 1
        row.end_leave += stay.standing in LEAVES


def _begin(found: dict[Hashable, Movement], stay: Stay, before: Stay | None, causes: Causes, key: Key, partial: bool) -> None:
    row, leave = found[key(stay)], stay.standing in LEAVES
    if before is None:
        row.columns[_arrival(stay, causes, partial)] += 1
        row.on_leave += leave
        return
    source, was = found[key(before)], before.standing in LEAVES
    if source is not row:
        source.columns["to_groups"] += 1
        row.columns["from_groups"] += 1
        source.off_leave += was
        row.on_leave += leave
    elif was != leave:
        row.on_leave += leave
        row.off_leave += was


def _arrival(stay: Stay, causes: Causes, partial: bool) -> str:
    kind, choice = causes.get(stay.item or 0, ("", None))
    # Where all is seen, such a stay took the place of a carried one of its own day: nobody left another group for it.
    if kind in _BETWEEN and partial:
        return "from_groups"
    if kind == "ENROLL" and choice in GROUNDS:
        return GROUNDS[choice].column
    return _ARRIVALS.get(kind, "enrolled")


def _leaving(stay: Stay, causes: Causes) -> str:
    kind, choice = causes.get(stay.ended_by or 0, ("", None))
    if kind in _BETWEEN:
        return "to_groups"
    if kind == "EXPEL" and choice in EXPULSIONS:
        return EXPULSIONS[choice].column
    return _LEAVINGS.get(kind, "other_left")


@dataclass(slots=True)
class Body:
    """How many students there are in one row on a day."""

    total: int = 0
    leave: int = 0
    fundings: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COLUMNS, 0))

    @property
    def studying(self) -> int:
        """Give those who are not on leave."""
        return self.total - self.leave


def contingent(people: Iterable[Sequence[Stay]], day: date, key: Key) -> dict[Hashable, Body]:
    """Give the student body on ``day`` by ``key``; its total is the end of a movement that ends on that day."""
    found: dict[Hashable, Body] = {}
    for stays in people:
        for stay in stays:
            if stay.covers(day):
                body = found.setdefault(key(stay), Body())
                body.total += 1
                body.leave += stay.standing in LEAVES
                body.fundings[SOURCES[stay.funding].column] += 1
    return found


def total(rows: Iterable[Movement]) -> Movement:
    """Add rows up."""
    found = Movement()
    for row in rows:
        found.add(row)
    return found
