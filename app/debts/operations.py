"""Verbs of debts: they open and are annulled with their results; re-sits are appointed, withdrawn, settled; slips issued."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.attestation.controls import form_of, parse_result
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Invalid, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.debts import queries, queries_periods
from app.debts.models import AcademicDebt, ExcludedPeriod, Resit
from app.debts.rules import (
    EXCLUSIONS,
    OPEN,
    Event,
    State,
    makes_debt,
    next_number,
    outcome_of,
    require_day,
    state_of,
    transition,
)
from app.extensions import db
from app.students.models import Student

FEWEST_IN_COMMISSION = 3


@dataclass(frozen=True, slots=True)
class Carried:
    """A result carried over that may be a debt: whose, of which control and form, from which paper, dated how."""

    student_id: int
    control_id: int
    form: str
    result: str
    paper: str
    opened_on: date


# ---- results without a sheet -------------------------------------------------------------------------------------


def open_carried(actor: Actor, organization_id: int, results: Sequence[Carried]) -> list[AcademicDebt]:
    """Open the debts among results that are carried over; called by whoever carries them over, in the same transaction."""
    made = [
        AcademicDebt(
            organization_id=organization_id, student_id=one.student_id, term_control_id=one.control_id, origin="opening",
            paper=one.paper[:300], result=one.result, opened_on=one.opened_on,
        )
        for one in results
        if makes_debt(one.form, one.result)
    ]  # fmt: skip
    db.session.add_all(made)
    with explained():
        db.session.flush()
    for debt in made:
        record(actor, "open_debt", debt, changes={"result": (None, debt.result), "opened_on": (None, debt.opened_on)})
    return made


def annul_carried(actor: Actor, student_id: int, control_id: int, reason: str) -> None:
    """Annul the debt of a carried result that was annulled itself; nothing where it was none."""
    debt = queries.of_control([student_id], control_id).get(student_id)
    if debt is not None and debt.origin == "opening" and debt.state != State.ANNULLED:
        move(actor, debt, transition(debt.state, Event.ANNUL), "annul_debt", reason)


# ---- re-sits -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Appointment:
    """A day of a re-sit: room, who examines (a chair first where it is a commission), the order of the commission."""

    held_on: date
    room: str = ""
    examiners: tuple[int, ...] = ()
    basis: str = ""


def appoint(actor: Actor, debt_ids: Collection[int], asked: Appointment) -> list[Resit]:
    """Appoint the re-sit that comes next for each of the debts, all or none.

    Raises Forbidden without the right, NotFound outside the reach, Invalid without examiners, Refused naming a student whose
    day cannot be, Conflict for a debt with a re-sit ahead. Where one of the re-sits is the second, a commission is needed.
    """
    require(actor, Resource.DEBT, Action.CREATE)
    if not debt_ids:
        raise Invalid(N_("Mark at least one debt."), field="debt")
    debts = queries.locked(debt_ids)
    left = queries_periods.excluded({debt.student_id for debt in debts})
    numbers_of = {debt.id: _require_free(debt) for debt in debts}
    names = _examiners(asked, commission=2 in numbers_of.values())
    made = []
    for debt in debts:
        require_day(debt.opened_on, queries.trials(debt), left.get(debt.student_id, ()), asked.held_on, debt.student.full_name)
        made.append(_resit(debt, numbers_of[debt.id], asked, names))
    db.session.add_all(made)
    db.session.flush()
    for debt, one in zip(debts, made, strict=True):
        move(actor, debt, transition(debt.state, Event.APPOINT), "appoint_resit", changes={"held_on": (None, one.held_on), "number": (None, one.number)})
    return made


def _require_free(debt: AcademicDebt) -> int:
    """Give the number of the attempt that comes next; Conflict for a settled debt or one with a re-sit ahead."""
    if debt.state not in OPEN:
        raise Conflict(N_("%(student)s: the debt is settled or its time is over."), student=debt.student.full_name)
    if any(one.outcome is None for one in debt.resits):
        raise Conflict(N_("%(student)s: a re-sit is appointed already."), student=debt.student.full_name)
    return next_number(queries.trials(debt))


def _examiners(asked: Appointment, *, commission: bool) -> str:
    people = queries.employees(asked.examiners)
    if not asked.examiners or len(people) != len(set(asked.examiners)):
        raise Invalid(N_("Say who examines."), field="examiner")
    if commission and (len(people) < FEWEST_IN_COMMISSION or len(clean(asked.basis)) < 3):
        raise Invalid(
            N_("The second re-sit is held by a commission: name its order, a chair and at least two members."), field="examiner"
        )
    return ", ".join(people[one].short_name for one in dict.fromkeys(asked.examiners))


def _resit(debt: AcademicDebt, number: int, asked: Appointment, names: str) -> Resit:
    return Resit(
        organization_id=debt.organization_id, debt_id=debt.id, student_id=debt.student_id, number=number, held_on=asked.held_on,
        room=clean(asked.room)[:50], examiners=names[:400], panel=",".join(map(str, dict.fromkeys(asked.examiners))), basis=clean(asked.basis)[:300],
    )  # fmt: skip


def withdraw(actor: Actor, resit_id: int, reason: str) -> Resit:
    """Take an appointed re-sit back; the attempt is not counted. Invalid without a reason, Conflict for a held one."""
    require(actor, Resource.DEBT, Action.UPDATE)
    one, said = queries.resit(resit_id), _reason(reason)
    require_ahead(one)
    if one.sheet_id is not None:
        raise Refused(N_("The re-sit has its sheet: enter «неявка (ув.)» there, then appoint another day."))
    return _outcome(actor, one, Event.WITHDRAW, None, None, "withdraw_resit", said)


def settle(actor: Actor, resit_id: int, typed: str, paper: str) -> Resit:
    """Enter the result of a re-sit of a carried debt from its signed slip or sheet on paper.

    Raises Invalid for what is no result of the control or without the paper, Refused where a sheet of this system holds it or
    the slip has expired on the day held, Conflict for one that is settled.
    """
    require(actor, Resource.DEBT, Action.UPDATE)
    one = queries.resit(resit_id)
    require_ahead(one)
    if one.sheet_id is not None or one.debt.load_id is not None:
        raise Refused(N_("The result of this re-sit is entered in its sheet, which is issued with the slips."))
    if one.held_on > today(actor.zone):
        raise Refused(N_("The day of the re-sit has not come yet."))
    result = parse_result(typed, form_of(one.debt.control.form), one.debt.student.full_name)
    said = clean(paper)[:300]
    if result is None or len(said) < 3:
        raise Invalid(N_("Enter the result and the paper it stands in."), field="result")
    return _outcome(actor, one, outcome_of(result), str(result), said, "settle_resit", said)


def require_ahead(one: Resit) -> None:
    """Refuse with Conflict a re-sit that has its outcome."""
    if one.outcome is not None:
        raise Conflict(N_("This re-sit has its outcome already."))


def _outcome(
    actor: Actor, one: Resit, outcome: Event, result: str | None, paper: str | None, act: str, reason: str
) -> Resit:
    one.outcome, one.result, one.paper = str(outcome), result, paper
    db.session.flush()
    permits_back(one)
    recompute(actor, one.debt, act, reason, one.held_on, {"result": (None, result)} if result else {})
    return one


def permits_back(one: Resit) -> None:
    """Take the slip of a re-sit that has its outcome as handed in: it is not looked for any more."""
    if one.permit is not None and one.permit.returned_at is None:
        one.permit.returned_at = now()
        db.session.flush()


def recompute(
    actor: Actor, debt: AcademicDebt, act: str, reason: str, day: date, changes: Mapping[str, tuple[object, object]] | None = None
) -> None:
    """Bring the state of a debt to what its re-sits lead to: also after a result was corrected."""
    move(actor, debt, state_of(queries.trials(debt)), act, reason, changes, day)


def move(
    actor: Actor, debt: AcademicDebt, state: State, act: str, reason: str | None = None,
    changes: Mapping[str, tuple[object, object]] | None = None, day: date | None = None,
) -> None:  # fmt: skip
    """Bring a debt to a state that the table allows, with its record."""
    told = dict(changes or {}) | {"status": (debt.state, str(state))}
    debt.state = str(state)
    debt.settled_on = day if state in (State.CLEARED, State.FAILED) else None
    with explained():
        db.session.flush()
    record(actor, act, debt, changes=told, reason=reason)


# ---- days that do not count --------------------------------------------------------------------------------------


def exclude(actor: Actor, student: Student, kind: str, starts_on: date, ends_on: date, paper: str) -> ExcludedPeriod:
    """Keep an illness or a leave of a student, whose days the year of the law does not count."""
    require(actor, Resource.DEBT, Action.UPDATE)
    said = clean(paper)[:300]
    if kind not in EXCLUSIONS or len(said) < 3:
        raise Invalid(N_("Name the kind and the paper: a medical certificate or an order with its number and date."), field="paper")
    if ends_on < starts_on:
        raise Invalid(N_("The last day is before the first one."), field="ends_on")
    found = ExcludedPeriod(
        organization_id=student.organization_id, student_id=student.id, kind=kind, starts_on=starts_on, ends_on=ends_on, paper=said
    )
    db.session.add(found)
    db.session.flush()
    record(actor, "exclude_days", found, changes={"starts_on": (None, starts_on), "ends_on": (None, ends_on)}, reason=said)
    return found


def include(actor: Actor, period_id: int, reason: str) -> None:
    """Take an excluded period entered by mistake away; it stays in the log with the reason."""
    require(actor, Resource.DEBT, Action.UPDATE)
    found, said = queries_periods.period(period_id), _reason(reason)
    record(actor, "include_days", found, changes={"starts_on": (found.starts_on, None), "ends_on": (found.ends_on, None)}, reason=said)
    db.session.delete(found)
    db.session.flush()


def _reason(reason: str) -> str:
    said = clean(reason)[:300]
    if len(said) < 3:
        raise Invalid(N_("Say the reason: it stays in the history of the debt."), field="reason")
    return said


