"""Comparison of plans for a student who came from another one: re-credited, re-attested, or a difference with its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.attestation.controls import FORMS, parse_result
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.record import book, queries_results
from app.record.book import Line, Record
from app.record.models import CarriedResult, PlanDifference
from app.record.rules import DIFFERENCE, PASSED, REATTESTED, RECREDITED, Earned, compared

VERDICTS = (RECREDITED, REATTESTED, DIFFERENCE)


@dataclass(frozen=True, slots=True)
class Compared:
    """A control of the present plan without a result: what is proposed, what it rests on, the difference already set."""

    line: Line
    verdict: str
    earned: Earned | None
    difference: PlanDifference | None


@dataclass(frozen=True, slots=True)
class Decision:
    """What the commission decided on a control; ``result`` and ``hours`` as typed, empty for a difference."""

    control_id: int
    verdict: str
    result: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Protocol:
    """The papers behind the decisions: protocol with its day, the source paper, the day differences are due on."""

    number: str
    dated: date
    paper: str
    due_on: date | None = None


def comparison(found: Record) -> list[Compared]:
    """Compare what the present plan asks for the past semesters with what the student has earned by others."""
    plan = {line.control.id for line in found.due}
    earned = [
        Earned(line.control.name, line.control.hours, line.result) for line in found.lines if line.control.id not in plan and line.result
    ]
    set_before = {one.term_control_id: one for one in queries_results.differences([found.student.id])}
    return [
        Compared(line, *compared(line.control.name, line.control.hours, earned), set_before.get(line.control.id))
        for line in found.due if line.result is None
    ]  # fmt: skip


def decide(actor: Actor, student_id: int, decisions: Sequence[Decision], protocol: Protocol) -> int:
    """Write down what a commission decided, all or none; gives how many controls.

    Raises Forbidden without the right, NotFound outside the reach, Invalid for a result that is none, a missing protocol or
    day, Refused for a control that the plan does not ask or that has a result, Conflict when somebody was first.
    """
    require(actor, Resource.RECORD, Action.CREATE)
    found = book.record_of(student_id)
    named = _named(actor, protocol)
    if not decisions:
        raise Invalid(N_("Decide on at least one control."))
    waiting = {one.line.control.id: one for one in comparison(found)}
    for one in decisions:
        if one.control_id not in waiting or one.verdict not in VERDICTS:
            raise Refused(N_("The plan does not ask this control, or it has a result already. Open the page again."))
        _write(found, waiting[one.control_id], one, protocol, named)
    with explained():
        db.session.flush()
    told = {waiting[one.control_id].line.control.title: (None, [part for part in (one.verdict, one.result) if part]) for one in decisions}
    record(actor, "compare_plans", found.student, changes=told, reason=named)
    return len(decisions)


def _named(actor: Actor, protocol: Protocol) -> str:
    number = clean(protocol.number)[:60]
    if not number or len(clean(protocol.paper)) < 3:
        raise Invalid(N_("Name the protocol and the paper the results are taken from."), field="protocol")
    if protocol.dated > today(actor.zone):
        raise Invalid(N_("The date of the paper lies in the future."), field="dated")
    return f"протокол № {number} от {protocol.dated:%d.%m.%Y}"


def _write(found: Record, one: Compared, decided: Decision, protocol: Protocol, named: str) -> None:
    control, student = one.line.control, found.student
    if decided.verdict == DIFFERENCE:
        if protocol.due_on is None or protocol.due_on < protocol.dated:
            raise Invalid(N_("Say by which day the difference of plans is to be passed."), field="due_on")
        if one.difference is not None:
            raise Conflict(N_("The difference is set already: %(item)s."), item=control.title)
        db.session.add(PlanDifference(
            organization_id=student.organization_id, student_id=student.id, term_control_id=control.id, due_on=protocol.due_on,
            protocol=named,
        ))  # fmt: skip
        return
    result = parse_result(decided.result, FORMS[control.form], control.title)
    if result not in PASSED:
        raise Invalid(N_("%(item)s: only a passed result is credited."), item=control.title)
    db.session.add(CarriedResult(
        organization_id=student.organization_id, student_id=student.id, term_control_id=control.id, origin=decided.verdict,
        result=str(result), hours=_hours(decided.hours, control.title), paper=clean(protocol.paper)[:300], protocol=named,
        held_on=protocol.dated,
    ))  # fmt: skip


def _hours(typed: str, item: str) -> Decimal | None:
    text = clean(typed).replace(",", ".")
    if not text:
        return None
    try:
        value = Decimal(text)
    except ArithmeticError:
        value = Decimal(-1)
    if not value.is_finite() or not 0 <= value <= 10_000:
        raise Invalid(N_("%(item)s: the hours must be a number."), item=item)
    return value


def pass_difference(actor: Actor, difference_id: int, typed: str, paper: str, held_on: date) -> CarriedResult:
    """Enter the passed result of a difference of plans from its paper.

    Raises Forbidden without the right, NotFound outside the reach, Invalid for what is no passed result or without a paper,
    Conflict where the control has a result.
    """
    require(actor, Resource.RECORD, Action.CREATE)
    one = next((row for row in queries_results.differences(difference_id=difference_id)), None)
    if one is None:
        raise NotFound(N_("There is no such difference."))
    line = next(row for row in book.record_of(one.student_id).lines if row.control.id == one.term_control_id)
    result = parse_result(typed, FORMS[line.control.form], line.control.title)
    if result not in PASSED or len(clean(paper)) < 3 or held_on > today(actor.zone):
        raise Invalid(N_("Enter a passed result, its day and the paper it stands in."), field="result")
    if line.result in PASSED:
        raise Conflict(N_("This control has a result already."))
    made = CarriedResult(
        organization_id=one.organization_id, student_id=one.student_id, term_control_id=one.term_control_id, origin=DIFFERENCE,
        result=str(result), paper=clean(paper)[:300], paper_date=held_on, protocol=one.protocol, held_on=held_on,
    )  # fmt: skip
    db.session.add(made)
    with explained():
        db.session.flush()
    record(actor, "pass_difference", made, changes={"result": (None, made.result)}, reason=made.paper)
    return made
