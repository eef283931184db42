"""Rules of a discrepancy statement: its states, who is waited for and how long, what each step asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from app.core.errors import Conflict, Forbidden, Invalid
from app.core.text import N_, normalise

REPORTED, DISMISSED, STATED, APPROVED, REJECTED, SENT, UNSENT, ANSWERED, CORRECTED, CLOSED = STATUSES = (
    "reported", "dismissed", "stated", "approved", "rejected", "sent", "unsent", "answered", "corrected", "closed",
)  # fmt: skip
STATUS_TITLES = {
    REPORTED: N_("reported to the coordinator"),
    DISMISSED: N_("not confirmed by the coordinator"),
    STATED: N_("waits for the director's decision"),
    APPROVED: N_("approved, the letter is to be sent"),
    REJECTED: N_("rejected by the director"),
    SENT: N_("the letter is sent, the answer is awaited"),
    UNSENT: N_("approved without a letter"),
    ANSWERED: N_("answered, to be corrected"),
    CORRECTED: N_("corrected, to be closed"),
    CLOSED: N_("finished"),
}
FINAL = frozenset({DISMISSED, REJECTED, CLOSED})
# What the regional operator sees: the statements whose letter went out.
DISCLOSED = frozenset({SENT, ANSWERED, CORRECTED, CLOSED})

# verb -> (states it starts from, state it ends in)
TRANSITIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "state": ((REPORTED,), STATED),
    "dismiss": ((REPORTED,), DISMISSED),
    "approve": ((STATED,), APPROVED),
    "reject": ((STATED,), REJECTED),
    "send": ((APPROVED,), SENT),
    "omit": ((APPROVED,), UNSENT),
    "answer": ((SENT,), ANSWERED),
    "correct": ((UNSENT, ANSWERED), CORRECTED),
    "close": ((CORRECTED,), CLOSED),
}
# Whom a statement waits for, by the right: those who move it on, and the operator, who reads what was sent and answers it.
WAITED = {"update": (REPORTED, ANSWERED, UNSENT, CORRECTED, SENT), "approve": (STATED,), "issue": (APPROVED,), "reveal": (SENT,)}
LONGEST_WINDOW = 30
# Approved and not corrected yet: what it names may be reopened where it lies in a closed term.
TO_CORRECT = frozenset({APPROVED, SENT, UNSENT, ANSWERED})


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of a record as it is shown: a stable key, its label and its value."""

    key: str
    label: str
    value: str


def transition(verb: str, status: str) -> str:
    """Give the state after ``verb`` from ``status``; Conflict where the passage does not exist."""
    sources, target = TRANSITIONS[verb]
    if status not in sources:
        raise Conflict(N_("The statement has moved on meanwhile: the page shows where it stands now. Nothing was changed."))
    return target


def verbs_from(status: str) -> tuple[str, ...]:
    """Give the verbs that start from ``status``, in the order of the table."""
    return tuple(verb for verb, (sources, _target) in TRANSITIONS.items() if status in sources)


def may_reopen(status: str, term_id: int | None) -> bool:
    """Tell whether a statement is a basis to reopen the closed term it speaks of."""
    return status in TO_CORRECT and term_id is not None


def due(status: str, since: date, days: Mapping[str, int], add: Callable[[date, int], date]) -> date | None:
    """Give the last day for the step that ``status`` waits for; None for a finished one.

    ``days`` are working days by state, ``add`` counts them in the college's calendar.
    """
    return add(since, days[status]) if status in days else None


def check_report(in_system: str, actual: str) -> None:
    """Refuse a report without what is right, or one that repeats what the record says."""
    if not actual:
        raise Invalid(N_("Write what is right."), field="actual")
    if normalise(in_system) == normalise(actual):
        raise Invalid(N_("This is what the record says already."), field="actual")


def check_window(days: int) -> None:
    """Refuse an edit window of no or of too many days."""
    if not 1 <= days <= LONGEST_WINDOW:
        raise Invalid(N_("The window is open from 1 to %(most)s days."), field="window_days", most=LONGEST_WINDOW)


def check_paper(number: str, day: date, earliest: date, today: date) -> None:
    """Refuse an outgoing letter or an answer without number, dated ahead or before what it follows (``earliest``)."""
    if not number:
        raise Invalid(N_("Type the number."), field="number")
    if day > today:
        raise Invalid(N_("The date lies in the future."), field="day")
    if day < earliest:
        raise Invalid(N_("The date is before %(day)s, when the step before was made."), field="day", day=f"{earliest:%d.%m.%Y}")


def require_other_person(stated_by: int | None, actor: int | None) -> None:
    """Refuse to decide on the own statement: who states does not approve."""
    if actor is not None and stated_by == actor:
        raise Forbidden(N_("The statement is decided by another person than the one who stated it."))


def check_correction(before: Mapping[str, str], after: Mapping[str, str], note: str) -> None:
    """Refuse a correction that changed nothing in the record, unless a note tells where it was made."""
    if before == after and not note:
        raise Invalid(
            N_("Nothing has changed in the record since the report. Correct it first, or write where the correction was made."),
            field="note",
        )
