"""Where a student was on any day: stays derived from what was carried over and from applied orders; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from app.core.errors import Refused
from app.core.text import N_
from app.movement.kinds import CANDIDATE, EXPELLED, GONE, KINDS, PRESENT, STANDING_TITLES, STUDYING, Kind, Word
from app.movement.rules import shown

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """One placement: first and last day (both included, None goes on), what held on them and which lines made it.

    ``group`` is None for who is enrolled and not yet given a group; ``item`` is the line of an order that began the stay
    and ``ended_by`` the one that ended it (None: carried over, or it goes on).
    """

    starts_on: date
    ends_on: date | None
    group: int | None
    standing: str = STUDYING
    course: int | None = None
    funding: str = "budget"
    form: str = "full_time"
    item: int | None = None
    ended_by: int | None = None
    journal_number: int | None = None
    basis: str = ""

    def covers(self, day: date) -> bool:
        """Tell whether the stay holds ``day``."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Deed:
    """What one line of an applied (or tried) order does to one student; ``order`` sorts lines of one day."""

    item: int
    kind: str
    on: date
    order: tuple[object, ...] = ()
    name: str = ""
    group: int | None = None
    course: int | None = None
    funding: str | None = None
    form: str | None = None
    until: date | None = None
    reason: str | None = None
    basis: str = ""

    @property
    def rule(self) -> Kind:
        """Give the kind's line of the table."""
        return KINDS[self.kind]

    @property
    def touches(self) -> frozenset[str]:
        """Give what this line changes: an enrolment without a group leaves the group to a later order."""
        touched = self.rule.touches
        if self.kind == "ENROLL" and self.group is None:
            touched = touched - {"group"}
        if self.kind in ("ACADEM_IN", "FORM") and self.group is None:
            touched = touched - {"group", "course"}
        return touched


@dataclass(frozen=True, slots=True)
class Standing:
    """How a student stands on a day: ``since`` and ``reason`` tell of the last change of the standing itself."""

    status: str = CANDIDATE
    group: int | None = None
    course: int | None = None
    funding: str = "budget"
    form: str = "full_time"
    since: date | None = None
    until: date | None = None
    reason: str | None = None

    @property
    def present(self) -> bool:
        """Tell whether the student belongs to the college."""
        return self.status in PRESENT


class Clash(Refused):
    """A line that does not fit into the history of its student; ``item`` is the line that cannot be."""

    def __init__(self, item: int, msgid: str, **params: Any) -> None:
        super().__init__(msgid, **params)
        self.item = item


@dataclass(slots=True)
class Timeline:
    """The derived history: stays in order, and how the student stood before each deed."""

    stays: list[Stay] = field(default_factory=list)
    before: dict[int, Standing] = field(default_factory=dict)
    last: Standing = field(default_factory=Standing)


def derive(carried: Sequence[Stay], deeds: Iterable[Deed]) -> Timeline:
    """Put the deeds of applied orders upon the stays that were carried over, day by day.

    Orders begin with the last carried stay: what lies before it is history without orders. Raises Clash for a deed that
    the standing before it does not allow, for two deeds of one day that contradict each other and for a deed before the
    carried history ends.
    """
    found = Timeline(list(carried[:-1]))
    ordered = sorted(deeds, key=lambda deed: (deed.on, _rank(deed), deed.order, deed.item))
    if carried:
        _carry(found, carried[-1], ordered)
    for day, group in groupby(ordered, key=lambda deed: deed.on):
        _day(found, day, list(group))
    return found


def continues(before: Stay, stay: Stay) -> bool:
    """Tell whether a stay goes on in the group and course of the one before it, so that the journal number is kept."""
    return (before.group, before.course) == (stay.group, stay.course) and before.ends_on == stay.starts_on - DAY


def standing_on(timeline: Timeline, day: date) -> Stay | None:
    """Give the stay that holds ``day``."""
    return next((stay for stay in timeline.stays if stay.covers(day)), None)


def _rank(deed: Deed) -> int:
    """Lines of one day: what changes the standing first, then course, group and the rest; who leaves does so last."""
    if deed.rule.target in GONE:
        return 9
    touched = deed.touches
    return next((rank for rank, name in enumerate(("standing", "course", "group")) if name in touched), 3)


def _carry(found: Timeline, stay: Stay, deeds: Sequence[Deed]) -> None:
    first = stay.starts_on if stay.ends_on is None else stay.ends_on + DAY
    early = next((deed for deed in deeds if deed.on < first and deed.rule.moves), None)
    if early is not None:
        raise Clash(
            early.item,
            N_("%(name)s: the history before %(day)s was carried over without orders, an order cannot take effect earlier."),
            name=early.name, day=shown(first),
        )  # fmt: skip
    found.stays.append(stay)
    status = stay.standing if stay.ends_on is None else EXPELLED
    found.last = Standing(
        status, stay.group, stay.course, stay.funding, stay.form, first, None, "carried" if stay.ends_on else None
    )


def _day(found: Timeline, day: date, deeds: list[Deed]) -> None:
    _refuse_contradictions(deeds)
    was = now = found.last
    for deed in deeds:
        found.before[deed.item] = now
        _require_source(deed, now)
        now = _after(deed, now)
    found.last = now
    movers = [deed for deed in deeds if deed.touches - {"name", "leave"}]
    if movers:
        _write(found, day, was, now, movers[0])


def _require_source(deed: Deed, now: Standing) -> None:
    if now.status not in deed.rule.sources:
        raise Clash(
            deed.item,
            N_("%(name)s on %(day)s: «%(standing)s», an order «%(kind)s» is not possible."),
            name=deed.name,
            day=shown(deed.on),
            standing=Word(STANDING_TITLES[now.status]),
            kind=Word(deed.rule.title),
        )


def _refuse_contradictions(deeds: Sequence[Deed]) -> None:
    for index, deed in enumerate(deeds):
        for other in deeds[:index]:
            both = deed.touches & other.touches
            final = {deed.rule.target, other.rule.target} & GONE and deed.touches and other.touches
            if both or final:
                later = max(deed, other, key=lambda one: (one.order, one.item))
                raise Clash(
                    later.item,
                    N_("%(name)s: two orders of contradicting effect on %(day)s."),
                    name=deed.name,
                    day=shown(deed.on),
                )


def _after(deed: Deed, now: Standing) -> Standing:
    """Give the standing after a deed."""
    touched, target = deed.touches, deed.rule.target
    changed = replace(
        now,
        group=deed.group if "group" in touched and deed.group is not None else now.group,
        course=deed.course if "course" in touched and deed.course is not None else now.course,
        funding=deed.funding if "funding" in touched and deed.funding else now.funding,
        form=deed.form if {"form", "group"} & touched and deed.form else now.form,
    )
    if "leave" in touched:
        return replace(changed, until=deed.until)
    if target is None or "standing" not in touched:
        return changed
    if now.status not in PRESENT and deed.group is None:
        changed = replace(changed, group=None)
    return replace(changed, status=target, since=deed.on, until=deed.until, reason=deed.reason)


def _write(found: Timeline, day: date, was: Standing, now: Standing, deed: Deed) -> None:
    """End the running stay the day before and begin the next one, if the student is there."""
    if was.present:
        running = found.stays[-1]
        if running.starts_on == day:  # a carried stay of the same day gives way
            found.stays.pop()
        else:
            found.stays[-1] = replace(running, ends_on=day - DAY, ended_by=deed.item)
    if not now.present:
        return
    found.stays.append(
        Stay(day, None, now.group, now.status, now.course, now.funding, now.form, deed.item, basis=deed.basis)
    )
