"""States of a sheet and the passages between them (oscar's way: transitions are a table)."""

from app.core.errors import Conflict
from app.core.text import N_

DRAFT, ISSUED, SIGNED, CLOSED, SUPERSEDED = "draft", "issued", "signed", "closed", "superseded"
STATUSES = (DRAFT, ISSUED, SIGNED, CLOSED, SUPERSEDED)
PRIMARY, RESIT, COMMISSION, IMPROVEMENT = "primary", "resit", "commission", "improvement"
KINDS = (PRIMARY, RESIT, COMMISSION, IMPROVEMENT)

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
