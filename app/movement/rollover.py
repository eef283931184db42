"""The year's turn: the next course proposed for all groups, reviewed, drafted at once, taken back until something is signed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.crud_writing import require
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.text import N_
from app.extensions import db
from app.movement import operations, registry
from app.movement.judging import group_facts
from app.movement.kinds import NOT_TRANSFERRED, STUDYING
from app.movement.models import Order
from app.movement.operations import Basis
from app.movement.registry import Verdict
from app.students.models import Placement, Student, StudyGroup
from app.students.queries import held

ON_LEAVE = N_("is on leave")


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


def turn_year(actor: Actor, effective_on: date, groups: Collection[int], basis: Basis) -> list[Order]:
    """Draft the orders on the next course of the chosen groups, one a department; nothing moves before they are applied.

    Raises Conflict when the turn was drafted already, Invalid when nobody of the groups goes on.
    """
    require(actor, operations.RESOURCE, "create")
    if drafted(effective_on):
        raise Conflict(N_("The orders of this turn are drafted already. Take them back first, or go on with them."))
    chosen: dict[int | None, list[int]] = defaultdict(list)
    for turn in proposed(effective_on):
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
    return made


def _parts(students: Sequence[int]) -> list[Sequence[int]]:
    return [students[at : at + operations.MOST_LINES] for at in range(0, len(students), operations.MOST_LINES)]


def take_back(actor: Actor, effective_on: date) -> int:
    """Delete the drafts of the turn as long as none was signed; gives how many went."""
    return operations.discard_batch(actor, batch_of(effective_on))

