"""What closed sheets tell debts: a bad result opens one, a corrected sheet annuls it, a re-sit settles it or is an attempt."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.access.scope import unscoped
from app.attestation.models import AttestationEntry, AttestationSheet, SheetPart
from app.attestation.registry import register_closed, register_superseded
from app.attestation.states import ATTEMPTS, COMMISSION, DEFERRED, PRIMARY, RESIT
from app.audit.operations import record
from app.core.actor import Actor
from app.debts import queries
from app.debts.models import AcademicDebt, Resit
from app.debts.operations import move, permits_back, recompute
from app.debts.rules import OWED, Event, State, makes_debt, outcome_of, transition
from app.extensions import db


@register_closed
def sheet_closed(actor: Actor, sheet: AttestationSheet) -> None:
    """Bring the debts of a closed sheet's students to what its results say; also for a corrected revision."""
    with unscoped():
        for part, lines in _parts(sheet):
            if sheet.kind in (PRIMARY, DEFERRED):
                _attested(actor, sheet, part, lines)
            elif sheet.kind in (RESIT, COMMISSION):
                _resat(actor, sheet, part, lines)


@register_superseded
def sheet_superseded(actor: Actor, sheet: AttestationSheet) -> None:
    """Take the outcomes of a re-sit's sheet back while its next revision is being filled."""
    with unscoped():
        for one in db.session.scalars(select(Resit).where(Resit.sheet_id == sheet.id, Resit.outcome.is_not(None))).all():
            debt = queries.locked([one.debt_id])[0]
            one.outcome = one.result = None
            db.session.flush()
            recompute(actor, debt, "reopen_resit", f"ведомость № {sheet.number} исправляется", one.held_on)


def _parts(sheet: AttestationSheet) -> list[tuple[SheetPart, list[AttestationEntry]]]:
    parts = db.session.scalars(select(SheetPart).where(SheetPart.sheet_id == sheet.id).order_by(SheetPart.position)).all()
    lines = db.session.scalars(
        select(AttestationEntry).where(AttestationEntry.sheet_id == sheet.id).order_by(AttestationEntry.position)
    ).all()
    return [(part, [line for line in lines if line.part_id == part.id]) for part in parts]


def _attested(actor: Actor, sheet: AttestationSheet, part: SheetPart, lines: Sequence[AttestationEntry]) -> None:
    """Open, keep or annul the debts of the attestation itself; the debt is dated by the day held."""
    there, same = queries.of_control([line.student_id for line in lines], part.term_control_id), _revisions(sheet)
    for line in lines:
        debt, bad = there.get(line.student_id), makes_debt(part.control.form, line.result)
        own = debt is not None and debt.sheet_id in same and debt.state != State.ANNULLED
        if bad and not own and (debt is None or debt.state not in OWED):
            _open(actor, sheet, part, line)
        elif bad and own and debt is not None and debt.sheet_id != sheet.id:
            told = {"result": (debt.result, line.result)}
            debt.sheet_id, debt.result = sheet.id, line.result or debt.result
            db.session.flush()
            record(actor, "open_debt", debt, changes=told, reason=f"ведомость № {sheet.number}")
        elif not bad and debt is not None and (debt.state in OWED or own):
            move(actor, debt, transition(debt.state, Event.ANNUL), "annul_debt", f"ведомость № {sheet.number}: {line.result}")


def _revisions(sheet: AttestationSheet) -> set[int]:
    """Give the ids of a sheet and its other revisions: they have one number."""
    return set(db.session.scalars(
        select(AttestationSheet.id).where(
            AttestationSheet.organization_id == sheet.organization_id, AttestationSheet.number == sheet.number
        )
    ))  # fmt: skip


def _open(actor: Actor, sheet: AttestationSheet, part: SheetPart, line: AttestationEntry) -> None:
    debt = AcademicDebt(
        organization_id=sheet.organization_id, student_id=line.student_id, term_control_id=part.term_control_id,
        load_id=part.load_id, sheet_id=sheet.id, origin="sheet", paper=f"{sheet.title} № {sheet.number}"[:300], result=line.result,
        opened_on=sheet.held_on,
    )  # fmt: skip
    db.session.add(debt)
    db.session.flush()
    record(actor, "open_debt", debt, changes={"result": (None, debt.result), "opened_on": (None, debt.opened_on)})


def _resat(actor: Actor, sheet: AttestationSheet, part: SheetPart, lines: Sequence[AttestationEntry]) -> None:
    """Give the re-sits of a closed sheet their outcomes; one that was not appointed beforehand is written down now."""
    debts = queries.of_control([line.student_id for line in lines], part.term_control_id)
    same = _revisions(sheet)
    for line in lines:
        debt = debts.get(line.student_id)
        if debt is None or debt.state == State.ANNULLED:
            continue
        one = next((resit for resit in debt.resits if resit.sheet_id in same), None) or _unappointed(sheet, debt)
        one.sheet_id, one.result, one.outcome = sheet.id, line.result, str(outcome_of(line.result))
        db.session.flush()
        permits_back(one)
        recompute(actor, debt, "settle_resit", f"ведомость № {sheet.number}", one.held_on, {"result": (None, line.result)})


def _unappointed(sheet: AttestationSheet, debt: AcademicDebt) -> Resit:
    """Write down a re-sit whose sheet was issued without an appointment here."""
    assert sheet.held_on is not None
    waiting = next((one for one in debt.resits if one.outcome is None and one.sheet_id is None), None)
    if waiting is not None:
        waiting.held_on = sheet.held_on
        return waiting
    names = ", ".join(one.name for one in sheet.examiners)[:400]
    made = Resit(
        organization_id=debt.organization_id, student_id=debt.student_id, number=ATTEMPTS[sheet.kind],
        held_on=sheet.held_on, examiners=names, basis=sheet.basis or "", sheet_id=sheet.id,
    )  # fmt: skip
    debt.resits.append(made)
    return made
