"""States of a group's term and the passages between them (architecture decision: only ``closed`` freezes)."""

from app.core.errors import Conflict
from app.core.text import N_

OPEN, CLOSING, CLOSED = "open", "closing", "closed"
STATUSES = (OPEN, CLOSING, CLOSED)

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
        raise Conflict(N_("The term is already in another state. Refresh the page to see what has changed."))
    return target


def require_open(status: str, group: str, plan_semester: int) -> None:
    """Refuse with Conflict when the term is closed; the triggers of the database refuse the same."""
    if status == CLOSED:
        raise Conflict(
            N_("The term is closed: group %(group)s, semester %(semester)s. State the inaccuracy to the coordinator."),
            group=group,
            semester=plan_semester,
        )
