"""Verbs of an issued sheet: its teacher or chair signs, the office returns and closes; who fills does not close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.attestation import filling, issuing, proposing, queries, registry
from app.attestation.models import AttestationEntry, AttestationSheet, SheetExaminer, SheetPart
from app.attestation.settings import closing_basis
from app.attestation.states import CHAIR, DRAFT, transition
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Proof that the acting person has just given the password or a code: a simple electronic signature.

    Made by whoever checked it (``app.access.signing_in.confirm``), before the transaction of the deed.
    """

    user_id: int | None
    at: datetime


def sign_sheet(actor: Actor, sheet_id: int, version: int, confirmation: Confirmation) -> AttestationSheet:
    """Sign a filled sheet as its teacher, or as the chair of its commission; after it only the office can give it back.

    The signature confirms the semester and final marks that are proposed for the lines where nobody typed others. Raises
    Forbidden for another person or without a confirmation, Conflict for a changed sheet or a closed term, Refused before
    the day of the sheet and while a line is empty.
    """
    require(actor, "sign")
    sheet = filling.own_sheet(actor, sheet_id)
    _require_signer(actor, sheet)
    if confirmation.user_id != actor.user_id:
        raise Forbidden(N_("The signature was confirmed by another person."))
    require_version(sheet, version)
    status = transition("sign", sheet.status)
    if sheet.held_on and sheet.held_on > today(actor.zone):
        raise Refused(N_("The sheet is dated %(day)s: it is signed on that day or later."), day=f"{sheet.held_on:%d.%m.%Y}")
    lines = queries.entries(sheet.id)
    empty = [line.student_name for line in lines if not line.result]
    if empty:
        raise Refused(
            N_("Lines without a result: %(count)s (%(names)s). Fill them, then sign."), count=len(empty), names=_some(empty)
        )
    proposing.confirm_marks(sheet, lines)
    sheet.signed_at, sheet.signed_by_id = confirmation.at, actor.user_id
    _move(actor, "sign_sheet", sheet, status, extra={"results": (None, filling.digest(lines))})
    return sheet


def return_to_teacher(actor: Actor, sheet_id: int, version: int, reason: str) -> AttestationSheet:
    """Give a signed sheet back to be corrected; the reason is what the teacher reads. Raises Invalid without one."""
    require(actor, "close")
    sheet = _sheet_of_open_term(sheet_id, version)
    status, said = transition("return_to_teacher", sheet.status), require_reason(reason)
    sheet.signed_at = sheet.signed_by_id = None
    _move(actor, "return_sheet", sheet, status, reason=said)
    return sheet


def close_sheet(actor: Actor, sheet_id: int, version: int) -> AttestationSheet:
    """Accept a signed sheet in the office; who fills it (or examines in it) does not close it.

    The college may except itself by an order (a setting): then the order stays in the history of the sheet. Whoever waits
    for results is told in the same transaction (``registry.closed``).
    """
    require(actor, "close")
    sheet = _sheet_of_open_term(sheet_id, version)
    basis = None
    if sheet.signed_by_id == actor.user_id or queries.ever_examined(sheet, actor.employee_id or 0):
        basis = closing_basis(sheet.organization_id) or None
        if basis is None:
            raise Refused(N_("Who fills a sheet does not close it. Ask a colleague of the study office."))
    status = transition("close", sheet.status)
    sheet.closed_at, sheet.closed_by_id = now(), actor.user_id
    _move(actor, "close_sheet", sheet, status, reason=basis)
    registry.closed(actor, sheet)
    return sheet


def supersede_sheet(actor: Actor, sheet_id: int, version: int, reason: str) -> AttestationSheet:
    """Replace a closed sheet by its next revision, which the teacher corrects and signs again; the old one stays.

    Gives the new revision. Raises Invalid without a reason, Conflict in a closed term.
    """
    require(actor, "approve")
    sheet = _sheet_of_open_term(sheet_id, version)
    status, said = transition("supersede", sheet.status), require_reason(reason)
    revision = queries.last_revision(sheet) + 1
    _move(actor, "supersede_sheet", sheet, status, reason=said)
    copied = (
        "organization_id", "group_term_id", "load_id", "term_control_id", "kind", "attempt", "number", "title", "held_on", "basis",
    )  # fmt: skip
    fresh = AttestationSheet(
        **_kept(sheet, *copied), revision=revision, status=transition("issue", DRAFT), issued_at=now(), issued_by_id=actor.user_id
    )
    db.session.add(fresh)
    db.session.flush()
    issuing.told_issue(actor, fresh, _copy(sheet, fresh), said)
    registry.superseded(actor, sheet)
    return fresh


def require(actor: Actor, action: str) -> None:
    """Raise Forbidden unless the actor may do ``action`` on sheets."""
    if not actor.may("sheet", action):
        raise Forbidden(N_("You have no right to do this with sheets."))


def require_version(sheet: AttestationSheet, version: int) -> None:
    """Raise Conflict when the sheet has changed since the page was drawn."""
    if sheet.version != version:
        raise Conflict(N_("Somebody has changed the sheet meanwhile. Look at it again and repeat."))


def require_reason(reason: str) -> str:
    """Give the cleaned reason; Invalid without one."""
    said = clean(reason)[:500]
    if len(said) < 3:
        raise Invalid(N_("Say the reason: it stays in the history of the sheet."), field="reason")
    return said


def _require_signer(actor: Actor, sheet: AttestationSheet) -> None:
    chair = next((one.employee_id for one in sheet.examiners if one.role == CHAIR), None)
    if chair is not None and chair != actor.employee_id:
        raise Forbidden(N_("The sheet of a commission is signed by its chair."))


def _sheet_of_open_term(sheet_id: int, version: int) -> AttestationSheet:
    sheet = queries.sheet(sheet_id, lock=True)
    filling.require_writable(sheet)
    require_version(sheet, version)
    return sheet


def _copy(sheet: AttestationSheet, fresh: AttestationSheet) -> int:
    """Give the new revision the parts, examiners and lines of the old one; gives the number of students."""
    common = issuing.common_of(fresh) | {"sheet_id": fresh.id}
    parts = {one.id: SheetPart(**_kept(one, "load_id", "term_control_id", "position"), **common) for one in sheet.parts}
    db.session.add_all([*parts.values(), *(SheetExaminer(**_kept(one, *_EXAMINER), **common) for one in sheet.examiners)])
    db.session.flush()
    lines = queries.entries(sheet.id)
    db.session.add_all(AttestationEntry(part_id=parts[one.part_id].id, **_kept(one, *_LINE), **common) for one in lines)
    db.session.flush()
    return len({one.student_id for one in lines})


_EXAMINER = ("employee_id", "role", "position", "name", "signed_as")
_LINE = (
    "position", "student_id", "student_name", "record_book", "ticket", "score", "proposed", "semester", "result", "final",
    "reason", "note",
)  # fmt: skip


def _kept(row: object, *names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}


def _move(
    actor: Actor, act: str, sheet: AttestationSheet, status: str, *, reason: str | None = None,
    extra: dict[str, tuple[object, object]] | None = None,
) -> None:  # fmt: skip
    changes = {"status": (sheet.status, status)} | (extra or {})
    sheet.status = status
    sheet.version += 1
    with explained():  # the term may have been closed since its state was read: the database knows
        db.session.flush()
    record(actor, act, sheet, changes=changes, reason=reason)


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
