"""Rules of the coordinator's appointment: its days, its states, and what the role waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Conflict, DomainError, Invalid, Refused
from app.core.text import N_, normalise

# States are computed; what an appointment waits for comes in this order.
AWAITS_UNDERTAKING, AWAITS_ACCOUNT, AHEAD, IN_FORCE, EXPIRED, ENDED = (
    "awaits_undertaking", "awaits_account", "ahead", "in_force", "expired", "ended",
)  # fmt: skip
# The wording of the undertaking that is signed now; another wording gets the next number.
TEXT_VERSION = "2"
STATE_TITLES = {
    AWAITS_UNDERTAKING: N_("waits for the signed undertaking"),
    AWAITS_ACCOUNT: N_("waits for an account"),
    AHEAD: N_("begins later"),
    IN_FORCE: N_("in force"),
    EXPIRED: N_("its days are over"),
    ENDED: N_("ended"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """The days of an appointment, both included; ``ended_on`` is the first day without it."""

    starts_on: date
    ends_on: date | None = None
    ended_on: date | None = None

    @property
    def last_day(self) -> date | None:
        """Give the last day in force, None for an open end; before ``starts_on`` for one that never began."""
        ended = self.ended_on - timedelta(days=1) if self.ended_on is not None else None
        known = [day for day in (self.ends_on, ended) if day is not None]
        return min(known) if known else None

    def overlaps(self, other: Term) -> bool:
        """Tell whether the two share a day."""
        return self.starts_on <= (other.last_day or date.max) and other.starts_on <= (self.last_day or date.max)


@dataclass(frozen=True, slots=True)
class Present:
    """An appointment that is there already."""

    employee_id: int
    name: str
    term: Term
    zone: str | None
    is_backup: bool


def appointment_problems(
    employee_id: int, order_date: date, term: Term, zone: str | None, is_backup: bool, others: Iterable[Present], today: date
) -> Iterator[DomainError]:
    """Give what forbids an appointment.

    The order is not dated ahead, the appointment begins with or after the order (nobody has powers before they were
    given) and is not over yet; a person has one appointment at a time and a zone one coordinator beside backups.
    """
    if order_date > today:
        yield Invalid(N_("The order is dated in the future."), field="order_date")
    if term.starts_on < order_date:
        yield Invalid(N_("The appointment cannot begin before its order."), field="starts_on")
    if term.ends_on is not None and term.ends_on < term.starts_on:
        yield Invalid(N_("The last day is before the first one."), field="ends_on")
    elif term.ends_on is not None and term.ends_on < today:
        yield Invalid(N_("The appointment would already be over."), field="ends_on")
    for one in others:
        if not term.overlaps(one.term):
            continue
        if one.employee_id == employee_id:
            yield Conflict(N_("%(name)s already has an appointment in these days."), field="employee", name=one.name)
        elif not is_backup and not one.is_backup and normalise(zone or "") == normalise(one.zone or ""):
            yield Conflict(
                N_(
                    "In these days the coordinator is %(name)s. End that appointment, name another zone,"
                    " or appoint the person as a stand-in."
                ),
                field="employee",
                name=one.name,
            )


def check_end(term: Term, on: date) -> None:
    """Refuse a day on which an appointment cannot end; ``on`` is the first day without it."""
    if term.ended_on is not None:
        raise Conflict(N_("The appointment has already been ended."))
    if on < term.starts_on:
        raise Invalid(N_("The appointment begins on %(day)s: it cannot end earlier."), field="on", day=f"{term.starts_on:%d.%m.%Y}")
    if term.ends_on is not None and on > term.ends_on + timedelta(days=1):
        raise Invalid(N_("The appointment ends by itself on %(day)s."), field="on", day=f"{term.ends_on:%d.%m.%Y}")


def check_signed_on(signed_on: date, today: date) -> None:
    """Refuse an undertaking that is signed in the future."""
    if signed_on > today:
        raise Invalid(N_("The undertaking is dated in the future."), field="signed_on")


def require_director_first(*, own: bool, director_signed: bool) -> None:
    """Refuse to tick the undertaking of others before the director's own (the director first)."""
    if not own and not director_signed:
        raise Refused(N_("The director signs first: tick your own undertaking before those of others."))


def state_of(term: Term, *, has_undertaking: bool, has_account: bool, today: date) -> str:
    """Give the state of an appointment on a day."""
    if term.ended_on is not None and term.ended_on <= today:
        return ENDED
    if term.last_day is not None and term.last_day < today:
        return EXPIRED
    if not has_undertaking:
        return AWAITS_UNDERTAKING
    if not has_account:
        return AWAITS_ACCOUNT
    return AHEAD if term.starts_on > today else IN_FORCE
