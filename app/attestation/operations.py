"""Verbs of sheets: the office issues and closes, the teacher of the load signs; who fills does not close."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.attestation import filling, queries
from app.attestation.controls import form_of
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.states import DRAFT, PRIMARY, transition
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.text import N_, clean
from app.curricula.models import TermControl
from app.documents.models import DocumentCounter
from app.extensions import db
from app.teaching import queries as teaching
from app.teaching.models import TeachingLoad
from app.teaching.rules import Member
from app.terms.models import GroupTerm
from app.terms.operations import ensure_open

SERIES = "sheet"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Proof that the acting person has just given the password or a code: a simple electronic signature.

    Made by whoever checked it (``app.access.signing_in.confirm``), before the transaction of the deed.
    """

    user_id: int | None
    at: datetime


def issue_sheet(actor: Actor, load: TeachingLoad, control: TermControl, held_on: date) -> AttestationSheet:
    """Issue the primary sheet of a load's control to the teacher, with the students of its (sub)group on ``held_on``.

    The same control issued twice gives the sheet there is. Raises Forbidden without the right to issue, Conflict in a
    closed term, Invalid for a control of another item or semester or a day outside the year, Refused when nobody is there.
    """
    require(actor, "issue")
    load = queries.load(load.id, lock=True)
    ensure_open(load.group_term)
    if control.curriculum_term_id != load.curriculum_term_id:
        raise Invalid(N_("The plan does not name this control for the item in this semester."), field="control")
    form = form_of(control.form)
    there = queries.live_sheet(load.id, control.id)
    if there is not None:
        return there
    _require_day(load.group_term, held_on)
    members = teaching.members(load, held_on)
    if not members:
        raise Refused(
            N_("Nobody is in the group on %(date)s: there is no one to draw the sheet up for."), date=f"{held_on:%d.%m.%Y}"
        )
    sheet = AttestationSheet(
        organization_id=load.organization_id, group_term_id=load.group_term_id, load_id=load.id, term_control_id=control.id,
        kind=PRIMARY, attempt=0, title=form.title, held_on=held_on, number=_next_number(load.organization_id, held_on.year),
        status=transition("issue", DRAFT), issued_at=now(), issued_by_id=actor.user_id,
    )  # fmt: skip
    return _insert(actor, sheet, [_line(position, member) for position, member in enumerate(members, start=1)])


def issue_all(actor: Actor, group_term: GroupTerm, held_on: date) -> list[AttestationSheet]:
    """Issue a sheet for every control of the term that has a load and no sheet yet; gives what was made."""
    require(actor, "issue")
    ensure_open(group_term)
    waiting = [line for line in queries.matrix(group_term.id).lines if line.load is not None and line.sheet is None]
    return [issue_sheet(actor, line.load, line.control, held_on) for line in waiting if line.load is not None]


def sign_sheet(actor: Actor, sheet_id: int, version: int, confirmation: Confirmation) -> AttestationSheet:
    """Sign a filled sheet as the teacher of its load; after it only the office can give it back.

    Raises Forbidden for another person or without a confirmation, Conflict for a changed sheet or a closed term, Refused
    while a line is empty.
    """
    require(actor, "sign")
    sheet = filling.own_sheet(actor, sheet_id)
    if confirmation.user_id != actor.user_id:
        raise Forbidden(N_("The signature was confirmed by another person."))
    require_version(sheet, version)
    status = transition("sign", sheet.status)
    lines = queries.entries(sheet.id)
    empty = [line.student_name for line in lines if not line.result]
    if empty:
        raise Refused(
            N_("Lines without a result: %(count)s (%(names)s). Fill them, then sign."), count=len(empty), names=_some(empty)
        )
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
    """Accept a signed sheet in the office; who fills it (or teaches its load) does not close it."""
    require(actor, "close")
    sheet = _sheet_of_open_term(sheet_id, version)
    if sheet.signed_by_id == actor.user_id or queries.ever_taught(sheet.load_id, actor.employee_id or 0):
        raise Refused(N_("Who fills a sheet does not close it. Ask a colleague of the study office."))
    status = transition("close", sheet.status)
    sheet.closed_at, sheet.closed_by_id = now(), actor.user_id
    _move(actor, "close_sheet", sheet, status)
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
    copied = ("organization_id", "group_term_id", "load_id", "term_control_id", "kind", "attempt", "number", "title", "held_on")
    fresh = AttestationSheet(
        **{name: getattr(sheet, name) for name in copied}, revision=revision, status=transition("issue", DRAFT),
        issued_at=now(), issued_by_id=actor.user_id,
    )  # fmt: skip
    return _insert(actor, fresh, [_copy(line) for line in queries.entries(sheet.id)], reason=said)


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


def _sheet_of_open_term(sheet_id: int, version: int) -> AttestationSheet:
    sheet = queries.sheet(sheet_id, lock=True)
    ensure_open(sheet.group_term)
    require_version(sheet, version)
    return sheet


def _require_day(term: GroupTerm, held_on: date) -> None:
    last = term.academic_year.ends_on
    if not term.starts_on <= held_on <= last:
        raise Invalid(
            N_("The day must lie between the begin of the term and the end of the year: %(first)s – %(last)s."),
            field="held_on", first=f"{term.starts_on:%d.%m.%Y}", last=f"{last:%d.%m.%Y}",
        )  # fmt: skip


def _next_number(organization_id: int, year: int) -> str:
    """Take the next number of the college's sheets in the calendar year of the event."""
    counter = db.session.scalar(
        select(DocumentCounter)
        .where(DocumentCounter.organization_id == organization_id, DocumentCounter.series == SERIES, DocumentCounter.year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if counter is None:
        counter = DocumentCounter(organization_id=organization_id, series=SERIES, year=year, last=0)
        db.session.add(counter)
    counter.last += 1
    db.session.flush()
    return f"{counter.last}/{year}"


def _line(position: int, member: Member) -> AttestationEntry:
    return AttestationEntry(
        position=position, student_id=member.student_id, student_name=member.name, record_book=member.record_book
    )


def _copy(line: AttestationEntry) -> AttestationEntry:
    kept = ("position", "student_id", "student_name", "record_book", "ticket", "proposed", "result", "note")
    return AttestationEntry(**{name: getattr(line, name) for name in kept})


def _insert(actor: Actor, sheet: AttestationSheet, lines: list[AttestationEntry], reason: str | None = None) -> AttestationSheet:
    db.session.add(sheet)
    db.session.flush()
    for line in lines:
        line.organization_id, line.group_term_id = sheet.organization_id, sheet.group_term_id
        line.sheet_id, line.sheet_kind = sheet.id, sheet.kind
    db.session.add_all(lines)
    db.session.flush()
    record(
        actor, "issue_sheet", sheet, reason=reason,
        changes={"number": (None, sheet.number), "held_on": (None, sheet.held_on), "students": (None, len(lines))},
    )  # fmt: skip
    return sheet


def _move(
    actor: Actor, act: str, sheet: AttestationSheet, status: str, *, reason: str | None = None,
    extra: dict[str, tuple[object, object]] | None = None,
) -> None:  # fmt: skip
    changes = {"status": (sheet.status, status)} | (extra or {})
    sheet.status = status
    sheet.version += 1
    db.session.flush()
    record(actor, act, sheet, changes=changes, reason=reason)


def _some(names: list[str]) -> str:
    return ", ".join(names[:3]) + (" …" if len(names) > 3 else "")
