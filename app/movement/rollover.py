"""The year's turn: the next course proposed for all groups, reviewed, drafted at once, taken back until something is signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.crud_writing import require
from app.access.permissions import Resource
from app.audit import operations as audit
from app.audit.queries import history
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.integrity import explained
from app.core.text import N_
from app.extensions import db
from app.movement import naming, operations, registry
from app.movement.judging import group_facts
from app.movement.kinds import NOT_TRANSFERRED, STUDYING
from app.movement.lines import MOST_LINES, RESOURCE
from app.movement.models import Order
from app.movement.operations import Basis
from app.movement.registry import Verdict
from app.students.models import Placement, Student, StudyGroup
from app.students.queries import held

ON_LEAVE = N_("is on leave")
RENAMED, RENAMED_BACK = "rename_group", "rename_group_back"


@dataclass(slots=True)
class GroupTurn:
    """What is proposed for a group: who goes on, conditionally or not, with the reasons; ``is_last`` groups graduate."""

    group: StudyGroup
    course: int
    is_last: bool
    students: list[tuple[Student, Verdict]] = field(default_factory=list)

    def of(self, outcome: str) -> list[tuple[Student, Verdict]]:
        """Give those with an outcome."""
        return [one for one in self.students if one[1].outcome == outcome]

    def next_name(self, day: date) -> str | None:
        """Give the name from ``day`` on, where the college's names carry the course; a group that graduates keeps its year."""
        if self.is_last:
            return naming.left(self.group.name, self.course, day.year)
        return naming.renamed(self.group.name, self.course, self.course + 1)

    @property
    def going(self) -> list[int]:
        """Give the ids of who is put into the order."""
        return [student.id for student, verdict in self.students if verdict.outcome != NOT_TRANSFERRED]


def proposed(effective_on: date) -> list[GroupTurn]:
    """Give what is proposed for every group with students on the eve of ``effective_on``; a fixed number of statements."""
    eve = effective_on - timedelta(days=1)
    places = list(
        db.session.scalars(
            select(Placement)
            .join(Placement.student)
            .where(held(eve), Placement.group_id.is_not(None), Placement.starts_on < effective_on)
            .options(joinedload(Placement.student), joinedload(Placement.group).joinedload(StudyGroup.curriculum))
            .order_by(Student.sort_key, Student.id)
        )
    )
    facts = group_facts({place.group_id for place in places if place.group_id}, eve)
    verdicts = registry.verdicts([place.student_id for place in places], effective_on)
    by_group: dict[int, list[Placement]] = defaultdict(list)
    for place in places:
        by_group[place.group_id or 0].append(place)
    found = []
    for group_id, rows in by_group.items():
        group = rows[0].group
        if group is None:
            continue
        turn = GroupTurn(group, facts[group_id].course, facts[group_id].course >= facts[group_id].last_course)
        turn.students = [(row.student, _verdict(row, verdicts)) for row in rows]
        found.append(turn)
    return sorted(found, key=lambda turn: turn.group.sort_key)


def _verdict(place: Placement, verdicts: dict[int, Verdict]) -> Verdict:
    return verdicts[place.student_id] if place.state == STUDYING else Verdict(NOT_TRANSFERRED, ON_LEAVE)


def batch_of(effective_on: date) -> str:
    """Give the name under which the orders of one turn are kept together."""
    return f"next-course-{effective_on:%Y-%m-%d}"


def drafted(effective_on: date) -> list[Order]:
    """Give the orders of the turn that are there already."""
    return list(db.session.scalars(select(Order).where(Order.batch == batch_of(effective_on)).order_by(Order.id)))


def turn_year(actor: Actor, effective_on: date, groups: Collection[int], basis: Basis, *, rename: bool = False, terms: bool = False) -> list[Order]:
    """Draft the orders on the next course of the chosen groups, one a department; nothing moves before they are applied.

    With ``rename`` the chosen groups, and those that graduate, get their names of the next year in the same step, with ``terms``
    the terms of the new half-year are opened. Raises Conflict when the turn was drafted already, Invalid when nobody of the groups goes on.
    """
    require(actor, RESOURCE, "create")
    if drafted(effective_on):
        raise Conflict(N_("The orders of this turn are drafted already. Take them back first, or go on with them."))
    chosen: dict[int | None, list[int]] = defaultdict(list)
    turns = proposed(effective_on)
    for turn in turns:
        if turn.group.id in groups and not turn.is_last:
            chosen[turn.group.department_id].extend(turn.going)
    made = []
    for department, students in chosen.items():
        for part in _parts(students):
            order = operations.draft_order(actor, "NEXT_COURSE", part, effective_on=effective_on, bases=(basis,), batch=batch_of(effective_on))
            order.department_id = department
            made.append(order)
    if not made:
        raise Invalid(N_("Nobody of the chosen groups goes on to the next course."))
    db.session.flush()
    if rename:
        chosen_turns = [turn for turn in turns if turn.is_last or turn.group.id in groups]
        names = {turn.group: name for turn in chosen_turns if (name := turn.next_name(effective_on))}
        _rename(actor, names, effective_on, RENAMED)
    if terms:
        registry.turn(actor, effective_on, batch_of(effective_on))
    return made


def _rename(actor: Actor, names: Mapping[StudyGroup, str], day: date, act: str) -> None:
    """Give groups their new names, whatever the order of the old ones; raises Conflict for a name in use."""
    require(actor, Resource.GROUP, "update")
    others = select(StudyGroup.name).where(StudyGroup.id.not_in([group.id for group in names]))
    taken = set(db.session.scalars(others)) & set(names.values())
    if taken:
        raise Conflict(N_("The name «%(name)s» is borne by a group outside the turn. Rename that one first."), name=min(taken))
    before = {group: group.name for group in names}
    for group in names:  # out of each other's way first: a name is unique
        group.name = f"→{group.id}"
    db.session.flush()
    for group, name in names.items():
        group.name = name
        audit.record(actor, act, group, changes={"name": (before[group], name)}, reason=batch_of(day))
    with explained():
        db.session.flush()


def _parts(students: Sequence[int]) -> list[Sequence[int]]:
    return [students[at : at + MOST_LINES] for at in range(0, len(students), MOST_LINES)]


def take_back(actor: Actor, effective_on: date) -> int:
    """Delete the drafts of the turn as long as none was signed, with the terms it opened and the names it gave; gives how many drafts went."""
    count = operations.discard_batch(actor, batch_of(effective_on))
    registry.turn_back(actor, effective_on, batch_of(effective_on))
    back = {turn.group: name for turn in proposed(effective_on) if (name := _name_before(turn.group, effective_on))}
    if back:
        _rename(actor, back, effective_on, RENAMED_BACK)
    return count


def _name_before(group: StudyGroup, day: date) -> str | None:
    """Give the name that the turn of ``day`` took from a group, as the log has it; None where it took none."""
    acts = (one for one in history(group) if one.action in (RENAMED, RENAMED_BACK) and one.reason == batch_of(day))
    last = next(acts, None)
    if last is None or last.action == RENAMED_BACK or last.changes["name"][1] != group.name:
        return None
    return str(last.changes["name"][0])
