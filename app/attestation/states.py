"""States of a sheet and the passages between them: a table, and what each state allows."""

from app.core.errors import Conflict
from app.core.text import N_

DRAFT, ISSUED, SIGNED, CLOSED, SUPERSEDED = "draft", "issued", "signed", "closed", "superseded"
STATUSES = (DRAFT, ISSUED, SIGNED, CLOSED, SUPERSEDED)
PRIMARY, RESIT, COMMISSION, IMPROVEMENT = "primary", "resit", "commission", "improvement"
KINDS = (PRIMARY, RESIT, COMMISSION, IMPROVEMENT)

STATUS_TITLES = {
    DRAFT: N_("not issued yet"),
    ISSUED: N_("being filled"),
    SIGNED: N_("signed by the teacher"),
    CLOSED: N_("closed by the office"),
    SUPERSEDED: N_("replaced by a revision"),
}

TRANSITIONS = {
    "issue": (DRAFT, ISSUED),
    "sign": (ISSUED, SIGNED),
    "return_to_teacher": (SIGNED, ISSUED),
    "close": (SIGNED, CLOSED),
    "supersede": (CLOSED, SUPERSEDED),
}


def transition(verb: str, status: str) -> str:
    """Give the state after ``verb``; Conflict where ``status`` is not the one it starts from."""
    source, target = TRANSITIONS[verb]
    if status != source:
        raise Conflict(N_("The sheet is already in another state. Refresh the page to see what has changed."))
    return target


def possible(status: str) -> frozenset[str]:
    """Give the verbs that start from ``status``."""
    return frozenset(verb for verb, (source, _) in TRANSITIONS.items() if source == status)


def require_fillable(status: str) -> None:
    """Refuse with Conflict to write in a sheet that is not being filled."""
    if status != ISSUED:
        raise Conflict(N_("The sheet is signed or closed: its results can no longer be changed."))
