"""The states of a work programme; pure."""

from __future__ import annotations

from app.core.errors import Conflict
from app.core.text import N_

DRAFT, REVIEWED, APPROVED = "draft", "reviewed", "approved"
STATE_TITLES = {DRAFT: N_("brought"), REVIEWED: N_("reviewed"), APPROVED: N_("the programme is approved")}
# verb: (from, to); a reviewed one that is not approved goes back to its author.
TRANSITIONS = {"review_programme": (DRAFT, REVIEWED), "approve_programme": (REVIEWED, APPROVED), "return_programme": (REVIEWED, DRAFT)}


def transition(verb: str, status: str) -> str:
    """Give the state after ``verb``; Conflict where it is not possible."""
    before, after = TRANSITIONS[verb]
    if status != before:
        raise Conflict(N_("The programme is in another state now. Look at it again."))
    return after
