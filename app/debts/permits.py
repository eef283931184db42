"""Examination slips and the sheets of re-sits that examiners get with them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.attestation import queries as attestation
from app.attestation.later import Panel, issue_joint
from app.attestation.states import COMMISSION, RESIT
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import today
from app.core.integrity import explained
from app.debts import numbers, queries
from app.debts.models import AcademicDebt, Resit, ResitPermit
from app.debts.operations import require_ahead
from app.debts.settings import permit_days
from app.extensions import db


def issue_permits(actor: Actor, resit_ids: Collection[int]) -> list[ResitPermit]:
    """Issue an examination slip for each appointed re-sit that has none; gives all of them, old ones too.

    A slip is for one student, one item, one attempt; it is valid for the days the college has set. With the slips the
    examiner gets the sheet of the re-sit, one for everybody who comes to the same control on the same day. Raises Forbidden
    without the right, Conflict for a re-sit with an outcome.
    """
    require(actor, Resource.DEBT, Action.ISSUE)
    day, given = today(actor.zone), []
    chosen = [queries.resit(resit_id) for resit_id in sorted(set(resit_ids))]
    for one in chosen:
        require_ahead(one)
    _issue_sheets(actor, chosen)
    for one in chosen:
        if one.permit is None:
            number = numbers.take(one.organization_id, day.year)
            valid = max(day, one.held_on) + timedelta(days=permit_days(one.organization_id))
            one.permit = ResitPermit(
                organization_id=one.organization_id, student_id=one.student_id, number=number, issued_on=day, valid_until=valid,
                issued_by_id=actor.user_id,
            )  # fmt: skip
            with explained():
                db.session.flush()
            record(actor, "issue_permit", one.permit, changes={"number": (None, number), "valid_to": (None, valid)})
        given.append(one.permit)
    return given


def _issue_sheets(actor: Actor, resits: Sequence[Resit]) -> None:
    """Issue the sheets of re-sits whose debt arose in a sheet of this system; one carried over has its paper alone.

    Re-sits of a complex control on one day before the same people are one sheet with a mark an item.
    """
    events: dict[tuple[object, ...], list[Resit]] = {}
    for one in resits:
        if one.sheet_id is None and one.debt.load_id is not None:
            events.setdefault((*_event_of(one.debt), one.number, one.held_on, one.panel, one.basis), []).append(one)
    for found in events.values():
        first = found[0]
        people = [int(part) for part in first.panel.split(",")]
        commission = first.number == 2
        panel = Panel((), people[0], tuple(people[1:])) if commission else Panel(tuple(people))
        wanted: dict[tuple[int, int], list[int]] = {}
        for one in found:
            wanted.setdefault((one.debt.load_id or 0, one.debt.term_control_id), []).append(one.student_id)
        sheet = issue_joint(actor, wanted, COMMISSION if commission else RESIT, first.held_on, panel, first.basis)
        for one in found:
            one.sheet_id = sheet.id
        db.session.flush()


def _event_of(debt: AcademicDebt) -> tuple[object, ...]:
    """Give what the debts of one event share: the parts of a complex control of a term, else the control of the load."""
    if debt.control.joint_key is None:
        return debt.load_id, debt.term_control_id
    return attestation.load(debt.load_id or 0).group_term_id, debt.control.form, debt.control.joint_key
