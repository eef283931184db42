"""What debts say of orders: graduation is blocked, the next course is on condition or not, expulsion is drafted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.access.scope import unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Refused
from app.core.text import N_
from app.debts import queries
from app.debts.queries import Owed, Wanted
from app.debts.rules import OPEN, Course, Event, State, next_course, transition
from app.extensions import db
from app.movement.models import Order
from app.movement.operations import Basis, draft_order
from app.movement.registry import Obstacle, Verdict, register_guard, register_proposal

EXPULSION_REASON = "plan_not_fulfilled"


def owed_by(student_ids: Collection[int], day: date) -> dict[int, list[Owed]]:
    """Give {student: debts not settled}, whoever asks: an order is judged by facts, not by what its author may read."""
    found: dict[int, list[Owed]] = defaultdict(list)
    if student_ids:
        with unscoped():
            for one in queries.owed(day, Wanted(student_ids=student_ids)):
                found[one.student.id].append(one)
    return found


def state_on(one: Owed, day: date) -> State:
    """Give the state of a debt on a day: an open one whose year is over is not settled in time."""
    state = State(one.debt.state)
    return State.FAILED if state in OPEN and day > one.last else state


def block_graduation(student_ids: Collection[int], day: date) -> Mapping[int, Sequence[Obstacle]]:
    """Tell who cannot graduate: with a debt one is not admitted to the final attestation (273-ФЗ, art. 59, p. 6)."""
    return {
        student: [Obstacle(N_("%(student)s has academic debts: %(count)s."), (("count", len(found)),))]
        for student, found in owed_by(student_ids, day).items()
    }


def propose_course(student_ids: Collection[int], day: date) -> Mapping[int, Verdict]:
    """Propose the next course by debts (273-ФЗ, art. 58, p. 8 and 11)."""
    verdicts, owed = {}, owed_by(student_ids, day)
    with unscoped():
        waiting = queries.postponed(student_ids) if student_ids else set()
    for student in student_ids:
        found = owed.get(student, [])
        course = next_course([state_on(one, day) for one in found], waits=student in waiting)
        if found:
            verdicts[student] = Verdict(str(course), N_("academic debts: %(count)s"), (("count", len(found)),))
        elif course is Course.CONDITIONAL:
            verdicts[student] = Verdict(str(course), N_("an attestation is put off for a good reason"))
    return verdicts


def propose_expulsion(actor: Actor, student_ids: Collection[int]) -> Order:
    """Draft the order to expel students who have not settled a debt in time; their debts say so from then on.

    An open debt whose year is over counts as not settled. Raises Forbidden without the right to both, Refused where one of
    the students has no such debt: the year or an attempt is left.
    """
    require(actor, Resource.DEBT, Action.UPDATE)
    day = today(actor.zone)
    if not student_ids:
        raise Refused(N_("Mark at least one student."))
    found = queries.owed(day, Wanted(student_ids=student_ids))
    lost = [one for one in found if state_on(one, day) is State.FAILED]
    without = set(student_ids) - {one.student.id for one in lost}
    if without:
        names = sorted({one.student.full_name for one in found if one.student.id in without}) or ["—"]
        raise Refused(N_("No debt is lost yet: %(names)s. An attempt or time is left."), names=", ".join(names))
    told = "; ".join(f"{one.item} ({one.semester} сем.)" for one in lost)
    order = draft_order(
        actor, "EXPEL", sorted(set(student_ids)), effective_on=day,
        values={"reason": EXPULSION_REASON, "note": f"Не ликвидирована академическая задолженность: {told}"[:500]},
        bases=[Basis("memo", "Служебная записка об академической задолженности", dated=day)],
    )  # fmt: skip
    for one in queries.locked([one.debt.id for one in lost]):
        before, state = one.state, State(one.state)
        state = transition(state, Event.YEAR_OVER) if state in OPEN else state
        one.state, one.settled_on = str(transition(state, Event.PROPOSE)), one.settled_on or day
        db.session.flush()
        record(actor, "propose_expulsion", one, changes={"status": (before, one.state)})
    return order


register_guard(("GRADUATE",), block_graduation)
register_proposal(propose_course)
