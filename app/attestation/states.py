"""States of a sheet and the passages between them: a table, and what each state allows."""

from app.core.errors import Conflict
from app.core.text import N_

DRAFT, ISSUED, SIGNED, CLOSED, SUPERSEDED = "draft", "issued", "signed", "closed", "superseded"
STATUSES = (DRAFT, ISSUED, SIGNED, CLOSED, SUPERSEDED)
PRIMARY, DEFERRED, RESIT, COMMISSION, IMPROVEMENT = "primary", "deferred", "resit", "commission", "improvement"
KINDS = (PRIMARY, DEFERRED, RESIT, COMMISSION, IMPROVEMENT)
LATER = (DEFERRED, RESIT, COMMISSION, IMPROVEMENT)
# Attempts at a debt (273-ФЗ, art. 58, p. 5): the first re-sit and the second one, which a commission holds. Another day
# for an excused absence and the improvement of a mark are not counted.
ATTEMPTS = {PRIMARY: 0, DEFERRED: 0, RESIT: 1, COMMISSION: 2, IMPROVEMENT: 0}
EXAMINER, CHAIR, MEMBER = "examiner", "chair", "member"
ROLES = (EXAMINER, CHAIR, MEMBER)

STATUS_TITLES = {
    DRAFT: N_("not issued yet"),
    ISSUED: N_("being filled"),
    SIGNED: N_("signed by the teacher"),
    CLOSED: N_("closed by the office"),
    SUPERSEDED: N_("replaced by a revision"),
}

KIND_TITLES = {
    PRIMARY: N_("primary sheet"),
    DEFERRED: N_("another day after an excused absence"),
    RESIT: N_("re-sit"),
    COMMISSION: N_("second re-sit before a commission"),
    IMPROVEMENT: N_("improvement of a mark"),
}
ROLE_TITLES = {EXAMINER: N_("examiner"), CHAIR: N_("chair of the commission"), MEMBER: N_("member of the commission")}

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
