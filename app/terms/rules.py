"""States of a group's term and the passages between them (architecture decision: only ``closed`` freezes)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app.core.errors import Conflict, DomainError, Frozen, Invalid
from app.core.text import N_

LAST_SEMESTER, LAST_COURSE = 12, 6
OPEN, CLOSING, CLOSED = "open", "closing", "closed"
STATUSES = (OPEN, CLOSING, CLOSED)
STATUS_TITLES = {OPEN: N_("open"), CLOSING: N_("being closed"), CLOSED: N_("closed")}

# verb -> (states it starts from, state it ends in); the freeze is left only through an edit window
TRANSITIONS = {
    "announce_closing": ((OPEN,), CLOSING),
    "withdraw_closing": ((CLOSING,), OPEN),
    "close": ((OPEN, CLOSING), CLOSED),
}


def transition(verb: str, status: str) -> str:
    """Give the state after ``verb`` from ``status``; Conflict where the passage does not exist."""
    sources, target = TRANSITIONS[verb]
    if status not in sources:
        kind = Frozen if status == CLOSED else Conflict
        raise kind(N_("The term is already in another state. Refresh the page to see what has changed."))
    return target


def require_open(status: str, group: str, plan_semester: int) -> None:
    """Refuse with Frozen when the term is closed; the triggers of the database refuse the same."""
    if status == CLOSED:
        raise Frozen(
            N_("The term is closed: group %(group)s, semester %(semester)s. State the inaccuracy to the coordinator."),
            group=group,
            semester=plan_semester,
        )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a group would study in a half-year: plan semester and course."""

    plan_semester: int
    course: int


def propose(intake_year: int, first_year: int, number: int, last_semester: int) -> Proposal | None:
    """Derive plan semester and course of an ordinary group from its intake year.

    ``first_year`` is the calendar year in which the academic year begins, ``number`` the half-year (1, 2),
    ``last_semester`` the last one of the group's plan. None for a group that has not begun or has finished; plans on the
    base of 11 classes and accelerated ones break the rule, so people may correct the proposal.
    """
    passed = first_year - intake_year
    semester = passed * 2 + number
    if passed < 0 or semester > min(last_semester, LAST_SEMESTER):
        return None
    return Proposal(semester, min(passed + 1, LAST_COURSE))


def term_problems(
    plan_semester: int, course: int, days: tuple[date, date], year: tuple[date, date], others: Iterable[tuple[int, date, date]]
) -> Iterator[DomainError]:
    """Give what is wrong with a new or changed term of a group.

    ``others`` are the group's other terms as (plan semester, first day, last day); all days are included.
    """
    begin, end = days
    if not 1 <= plan_semester <= LAST_SEMESTER:
        yield Invalid(N_("A plan semester is a number from 1 to 12."), field="plan_semester")
    if not 1 <= course <= LAST_COURSE:
        yield Invalid(N_("A course is a number from 1 to 6."), field="course")
    if begin >= end:
        yield Invalid(N_("The term must begin before it ends."), field="ends_on")
    elif begin < year[0] or end > year[1]:
        yield Invalid(
            N_("The term must lie within the academic year: from %(first)s to %(last)s."),
            field="starts_on" if begin < year[0] else "ends_on",
            first=f"{year[0]:%d.%m.%Y}",
            last=f"{year[1]:%d.%m.%Y}",
        )
    for semester, first, last in others:
        if semester == plan_semester:
            yield Conflict(N_("The group already has a term of the plan semester %(semester)s."), field="plan_semester", semester=semester)
        elif begin <= last and end >= first:
            yield Conflict(
                N_("The days overlap the group's term of the plan semester %(semester)s."), field="starts_on", semester=semester
            )
