"""Academic debts by art. 58 of 273-ФЗ: a state machine, the year without excluded days, what may be appointed; pure.

Art. 58: p. 2, a debt is a bad result or an attestation missed without a good reason; p. 5, two attempts at most, within a
year of its formation, without the time of illness, academic leave and maternity leave; p. 6, the second attempt before a
commission; p. 8, transfer on condition; p. 11, expulsion of who has not settled it in time. The local act adds
that a re-sit missed for a good reason is no attempt and that three people are a commission.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.attestation.controls import DEBTS, FORMS
from app.attestation.rules import Result
from app.core.errors import Conflict, Refused
from app.core.text import N_


class State(StrEnum):
    """Where a debt is: to be appointed, first re-sit appointed, second one (a commission) due, settled or not."""

    ACTIVE = "active"
    RETAKE1 = "retake1"
    RETAKE2 = "retake2_commission"
    CLEARED = "cleared"
    FAILED = "failed"
    EXPULSION = "expulsion"
    ANNULLED = "annulled"


class Event(StrEnum):
    """What happens to a debt."""

    APPOINT = "appoint"
    WITHDRAW = "withdraw"
    PASS = "pass"  # noqa: S105 - a result, not a secret
    FAIL = "fail"
    EXCUSED = "excused"
    YEAR_OVER = "year_over"
    PROPOSE = "propose"
    ANNUL = "annul"


STATE_TITLES = {
    State.ACTIVE: N_("re-sit to be appointed"),
    State.RETAKE1: N_("first re-sit appointed"),
    State.RETAKE2: N_("second re-sit before a commission"),
    State.CLEARED: N_("settled"),
    State.FAILED: N_("not settled in time"),
    State.EXPULSION: N_("expulsion proposed"),
    State.ANNULLED: N_("annulled: the result was corrected"),
}
OPEN = (State.ACTIVE, State.RETAKE1, State.RETAKE2)
# Not settled: they stand in the way of a stipend, a diploma and an unconditional transfer.
OWED = (*OPEN, State.FAILED, State.EXPULSION)

TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.ACTIVE, Event.APPOINT): State.RETAKE1,
    (State.RETAKE1, Event.WITHDRAW): State.ACTIVE,
    (State.RETAKE1, Event.EXCUSED): State.ACTIVE,
    (State.RETAKE1, Event.PASS): State.CLEARED,
    (State.RETAKE1, Event.FAIL): State.RETAKE2,
    (State.RETAKE2, Event.APPOINT): State.RETAKE2,
    (State.RETAKE2, Event.WITHDRAW): State.RETAKE2,
    (State.RETAKE2, Event.EXCUSED): State.RETAKE2,
    (State.RETAKE2, Event.PASS): State.CLEARED,
    (State.RETAKE2, Event.FAIL): State.FAILED,
    **{(state, Event.YEAR_OVER): State.FAILED for state in OPEN},
    (State.FAILED, Event.PROPOSE): State.EXPULSION,
    **{(state, Event.ANNUL): State.ANNULLED for state in OWED},
    (State.CLEARED, Event.ANNUL): State.ANNULLED,
}


def transition(state: str, event: Event) -> State:
    """Give the state after ``event``; Conflict where the table has no such passage."""
    found = TRANSITIONS.get((State(state), event))
    if found is None:
        raise Conflict(N_("The debt is already in another state. Refresh the page to see what has changed."))
    return found


@dataclass(frozen=True, slots=True)
class Trial:
    """An appointed re-sit: which attempt (1 or 2), its day, and what came of it; None while it is ahead."""

    number: int
    held_on: date
    outcome: Event | None = None


def state_of(trials: Iterable[Trial]) -> State:
    """Give the state that re-sits lead to, one after another: after a corrected sheet the debt is computed anew."""
    state = State.ACTIVE
    for one in trials:
        state = transition(state, Event.APPOINT)
        if one.outcome is not None:
            state = transition(state, one.outcome)
    return state


def next_number(trials: Iterable[Trial]) -> int:
    """Give the attempt that comes next: 1, or 2 after a failed first one; Refused after both."""
    failed = sum(1 for one in trials if one.outcome is Event.FAIL)
    if failed >= 2:
        raise Refused(N_("Both re-sits allowed by the law have been held."))
    return failed + 1


def outcome_of(result: str | None) -> Event:
    """Tell what a result of a re-sit is: an absence for a good reason is no attempt, an exemption settles."""
    if result == Result.ABSENT_EXCUSED:
        return Event.EXCUSED
    return Event.FAIL if result in DEBTS or result == Result.NOT_ATTESTED or result is None else Event.PASS


def makes_debt(form: str, result: str | None) -> bool:
    """Tell whether a result of a control named in the plan is a debt (flag of the form)."""
    known = FORMS.get(form)
    return known is not None and known.makes_debt and (result in DEBTS or result == Result.NOT_ATTESTED)


# ---- the year ----------------------------------------------------------------------------------------------------

ILLNESS, ACADEMIC, MATERNITY = "illness", "academic", "maternity"
EXCLUSIONS = (ILLNESS, ACADEMIC, MATERNITY)
EXCLUSION_TITLES = {
    ILLNESS: N_("illness"),
    ACADEMIC: N_("academic leave"),
    MATERNITY: N_("maternity leave"),
}
DAY = timedelta(days=1)
Period = tuple[date, date | None]
"""First and last day, both included; None for one that goes on."""


def union(periods: Iterable[Period], until: date) -> list[tuple[date, date]]:
    """Join periods into separate ones by the day they end on, so that a day in two of them counts once."""
    found: list[tuple[date, date]] = []
    for begin, end in sorted((begin, min(end or until, until)) for begin, end in periods):
        if end < begin:
            continue
        if found and begin <= found[-1][1] + DAY:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return found


def deadline(formed: date, excluded: Sequence[Period], *, years: int = 1) -> date:
    """Give the last day of the year in which the debt may be settled, excluded days not counted.

    The year ends on the same date of the next one (29 February: on 28 February); each excluded day after the formation
    moves it by one, also a day that falls into the prolonged part.
    """
    last = _same_day(formed, formed.year + years)
    while True:
        days = sum(
            (end - max(begin, formed + DAY)).days + 1 for begin, end in union(excluded, last) if end > formed
        )
        moved = _same_day(formed, formed.year + years) + timedelta(days=days)
        if moved == last:
            return last
        last = moved


def _same_day(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def is_over(formed: date, excluded: Sequence[Period], today: date) -> bool:
    """Tell whether the year is over; never while the student is ill or on leave."""
    return today > deadline(formed, excluded)


def covering(excluded: Iterable[Period], day: date) -> bool:
    """Tell whether a day lies in an excluded period."""
    return any(begin <= day and (end is None or day <= end) for begin, end in excluded)


def require_day(formed: date, trials: Iterable[Trial], excluded: Sequence[Period], held_on: date, student: str) -> None:
    """Refuse a day of a re-sit before the debt or the last re-sit, in an excluded period, or after the year."""
    last_trial = max((one.held_on for one in trials if one.outcome in (Event.FAIL, Event.EXCUSED)), default=formed)
    if held_on < last_trial:
        raise Refused(
            N_("%(student)s: the day must not be before %(day)s, when the debt arose or was last tried."),
            student=student, day=f"{last_trial:%d.%m.%Y}",
        )  # fmt: skip
    if covering(excluded, held_on):
        raise Refused(N_("%(student)s: is ill or on leave on this day."), student=student)
    last = deadline(formed, excluded)
    if held_on > last:
        raise Refused(N_("%(student)s: the year of the law ends on %(day)s."), student=student, day=f"{last:%d.%m.%Y}")


# ---- next course and age -----------------------------------------------------------------------------------------


class Age(StrEnum):
    """How old a debt is, in the steps by which an office looks at them."""

    FRESH = "fresh"
    MONTH = "month"
    QUARTER = "quarter"
    ENDING = "ending"
    OVER = "over"


AGE_TITLES = {
    Age.FRESH: N_("up to 30 days"),
    Age.MONTH: N_("31–90 days"),
    Age.QUARTER: N_("more than 90 days"),
    Age.ENDING: N_("the year ends within 30 days"),
    Age.OVER: N_("the year is over"),
}


def age_of(formed: date, last: date, today: date) -> Age:
    """Give the step of a debt formed on ``formed`` whose year ends on ``last``."""
    if today > last:
        return Age.OVER
    if (last - today).days <= 30:
        return Age.ENDING
    days = (today - formed).days
    return Age.FRESH if days <= 30 else Age.MONTH if days <= 90 else Age.QUARTER


class Course(StrEnum):
    """What is proposed for the next course (art. 58, p. 8, 9)."""

    TRANSFERRED = "transferred"
    CONDITIONAL = "conditional"
    NOT = "not"


def next_course(states: Iterable[str], *, waits: bool = False) -> Course:
    """Propose the transfer by the states of a student's debts; ``waits`` for a date after an excused absence.

    Without a debt: transferred. With debts whose time has not run out, or with an attestation put off for a good reason:
    on condition. With a debt not settled in time: not transferred (expulsion is proposed by an order of its own).
    """
    owed = [State(one) for one in states if one in OWED]
    if any(one in (State.FAILED, State.EXPULSION) for one in owed):
        return Course.NOT
    return Course.CONDITIONAL if owed or waits else Course.TRANSFERRED
