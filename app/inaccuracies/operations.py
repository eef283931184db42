"""Verbs of a discrepancy statement: report, state, decide, send the letter, take the answer, correct, finish."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.access.operations import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.closing import reopening
from app.closing.models import Reopening
from app.closing.reopening import Order, Scope
from app.closing.reopening_rules import BY_STATEMENT, FINISHED, LIVE
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Invalid
from app.core.text import N_, clean
from app.extensions import db
from app.inaccuracies import queries, rules
from app.inaccuracies.models import DiscrepancyStatement
from app.inaccuracies.subjects import Subject
from app.mail import operations as mail
from app.terms.models import EditWindow
from app.terms.rules import CLOSED

TEXT, NUMBER = 1000, 30


def report(
    actor: Actor, subject: Subject, key: str, actual: str, cause: str = "", evidence: str = ""
) -> DiscrepancyStatement:
    """Report to the coordinator that a field of a record is wrong; ``key`` names it, empty for the whole record.

    The fields as they are now are kept. Raises Invalid without what is right, Conflict when the same is reported already.
    """
    require(actor, Resource.INACCURACY, Action.CREATE)
    fact = next((one for one in subject.facts if one.key == key), None)
    if key and fact is None:
        raise Invalid(N_("Choose one of the fields of the record."), field="key")
    label, in_system, right = fact.label if fact else "—", fact.value if fact else "", _text(actual)
    rules.check_report(in_system, right)
    if queries.same_open(subject.kind, subject.id, subject.part, label) is not None:
        raise Conflict(N_("An inaccuracy of this field has been reported already and is not finished yet."), field="key")
    place = subject.place
    row = DiscrepancyStatement(
        organization_id=actor.organization_id, status=rules.REPORTED, since=today(actor.zone), reporter_id=actor.employee_id,
        reporter_name=actor.name[:200], section=subject.section[:100], subject_type=subject.kind, subject_id=subject.id,
        subject_part=subject.part, record=subject.title[:400], student_id=subject.student_id,
        group_term_id=place.term.id if place else None, load_id=place.load_id if place else None,
        sheet_id=place.sheet_id if place else None, lesson_id=place.lesson_id if place else None, field=label[:200],
        in_system=in_system[:TEXT], actual=right, cause=_text(cause) or None, evidence=_text(evidence) or None,
        before=_stored(subject),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    changes = {"field": (None, row.field), "in_system": (None, row.in_system), "actual": (None, row.actual)}
    audit.record(actor, "report_inaccuracy", row, changes=changes, label=row.record)
    _tell(actor, row)
    return row


def state(
    actor: Actor, item: DiscrepancyStatement, cause: str, evidence: str, consequence: str = ""
) -> None:
    """State a confirmed report to the director as the coordinator; it gets its number of the year."""
    require(actor, Resource.INACCURACY, Action.UPDATE)
    status = rules.transition("state", item.status)
    item.cause, item.evidence, item.consequence = _needed(cause, "cause"), _needed(evidence, "evidence"), _text(consequence) or None
    day = today(actor.zone)
    item.number, item.year = queries.next_number(item.organization_id, day.year), day.year
    item.stated_on, item.stated_by_id, item.stated_by_name = day, actor.user_id, actor.name[:200]
    _pass(actor, item, "state_inaccuracy", status)


def dismiss(actor: Actor, item: DiscrepancyStatement, reason: str) -> None:
    """Tell the reporter that there is no inaccuracy, with the reason."""
    require(actor, Resource.INACCURACY, Action.UPDATE)
    status = rules.transition("dismiss", item.status)
    item.resolution = _needed(reason, "reason")
    _pass(actor, item, "dismiss_inaccuracy", status, reason=item.resolution)


def approve(actor: Actor, item: DiscrepancyStatement, resolution: str, window_days: int) -> None:
    """Approve a statement as the director: its record is open to correction until the end of the ``window_days``-th day.

    Raises Forbidden for the own statement, Invalid for a window out of range, Conflict when it has been decided.
    """
    status = _deciding(actor, item, "approve")
    rules.check_window(window_days)
    last = datetime.combine(today(actor.zone) + timedelta(days=window_days), time(23, 59, 59), ZoneInfo(actor.zone))
    item.window_until = last
    item.resolution = _text(resolution) or None
    _pass(actor, item, "approve_inaccuracy", status, reason=item.resolution)
    _open_cell(actor, item)


def _open_cell(actor: Actor, item: DiscrepancyStatement) -> None:
    """Let the teacher change exactly the stated cell of an open term; a closed one waits for its reopening."""
    if item.lesson_id is None or item.group_term_id is None or item.stated_by_id is None or actor.user_id is None:
        return
    if queries.status_of_term(item.group_term_id, locked=True) == CLOSED:
        return
    window = EditWindow(
        organization_id=item.organization_id, group_term_id=item.group_term_id, load_id=item.load_id, lesson_id=item.lesson_id,
        student_id=item.student_id, basis=f"заявление о неточности № {item.full_number}", reason=(item.cause or "")[:500],
        opened_by_id=actor.user_id, confirmed_by_id=item.stated_by_id, expires_at=item.window_until,
    )  # fmt: skip
    db.session.add(window)
    db.session.flush()
    audit.record(actor, "open_cell", window, changes={"ends_on": (None, item.window_until)}, label=item.record)


def reopen(actor: Actor, item: DiscrepancyStatement) -> Reopening:
    """Ask as the director to reopen exactly what an approved statement names in a closed term; a second person confirms.

    Raises Conflict where the statement is not approved, has its reopening already or its days are over, and whatever the
    request itself refuses (``closing.reopening.request``).
    """
    require(actor, Resource.INACCURACY, Action.APPROVE)
    before = queries.reopening(item.reopening_id)
    if not rules.may_reopen(item.status, item.group_term_id) or item.decided_on is None or item.window_until is None:
        raise Conflict(N_("Only an approved statement on something closed leads to a reopening."))
    if before is not None and before.status in (*LIVE, FINISHED):
        raise Conflict(N_("The reopening has been asked for already."))
    last = item.window_until.astimezone(ZoneInfo(actor.zone)).date()
    scope = Scope(item.sheet_id, None if item.sheet_id else item.load_id, item.lesson_id, item.student_id)
    reason = f"{item.field}: {item.actual}. {item.cause or ''}"[:500]
    order = Order(item.full_number, item.decided_on, reason, max(last, today(actor.zone)), BY_STATEMENT)
    made = reopening.request(actor, item.group_term_id or 0, scope, order)
    item.reopening_id = made.id
    audit.record(actor, "reopen_by_statement", item, changes={"until": (None, made.until)}, label=f"{item.full_number}: {item.section}")
    db.session.flush()
    return made


def reject(actor: Actor, item: DiscrepancyStatement, reason: str) -> None:
    """Reject a statement as the director, with the reason."""
    status = _deciding(actor, item, "reject")
    item.resolution = _needed(reason, "reason")
    _pass(actor, item, "reject_inaccuracy", status, reason=item.resolution)


def send(actor: Actor, item: DiscrepancyStatement, number: str, day: date) -> None:
    """Note that the director's letter went out under its outgoing number; the operator may read the statement from now on.

    The log names the student whose data were disclosed in it.
    """
    require(actor, Resource.INACCURACY, Action.ISSUE)
    status = rules.transition("send", item.status)
    number = clean(number)[:NUMBER]
    rules.check_paper(number, day, item.decided_on or item.since, today(actor.zone))
    item.letter_number, item.letter_date = number, day
    _pass(actor, item, "send_letter", status, reason=item.record if item.student_id else None)


def omit(actor: Actor, item: DiscrepancyStatement, reason: str) -> None:
    """Record the exception that no letter is sent, and why; the director's decision alone."""
    require(actor, Resource.INACCURACY, Action.APPROVE)
    status = rules.transition("omit", item.status)
    item.no_letter_reason = _needed(reason, "reason")
    _pass(actor, item, "omit_letter", status, reason=item.no_letter_reason)


def answer(actor: Actor, item: DiscrepancyStatement, number: str, day: date, text: str) -> None:
    """Record the answer to the letter; Conflict names the answer that is there already."""
    require(actor, Resource.INACCURACY, Action.UPDATE)
    if item.answer_number is not None and item.answer_date is not None:
        raise Conflict(
            N_("An answer has been recorded already: № %(number)s of %(day)s. Nothing was changed."),
            number=item.answer_number, day=f"{item.answer_date:%d.%m.%Y}",
        )  # fmt: skip
    status = rules.transition("answer", item.status)
    number = clean(number)[:NUMBER]
    rules.check_paper(number, day, item.letter_date or item.since, today(actor.zone))
    item.answer_number, item.answer_date, item.answer = number, day, _needed(text, "text")
    _pass(actor, item, "record_answer", status)


def correct(actor: Actor, item: DiscrepancyStatement, subject: Subject, note: str = "") -> None:
    """Note that the record is right now: its fields are kept beside those before.

    Raises Invalid when nothing has changed in it and no note tells where else it was corrected.
    """
    require(actor, Resource.INACCURACY, Action.UPDATE)
    status = rules.transition("correct", item.status)
    before = {fact.key: fact.value for fact in queries.facts(item.before)}
    told = _text(note)
    rules.check_correction(before, {fact.key: fact.value for fact in subject.facts}, told)
    item.after, item.correction_note = _stored(subject), told or None
    item.corrected_on, item.corrected_by_name = today(actor.zone), actor.name[:200]
    _pass(actor, item, "correct_inaccuracy", status, reason=told or None)


def close(actor: Actor, item: DiscrepancyStatement) -> None:
    """Finish a corrected statement."""
    require(actor, Resource.INACCURACY, Action.UPDATE)
    status = rules.transition("close", item.status)
    item.closed_on = today(actor.zone)
    _pass(actor, item, "close_inaccuracy", status)


def reveal(actor: Actor, item: DiscrepancyStatement) -> None:
    """Leave a record that the operator opened a statement, which names a person."""
    require(actor, Resource.INACCURACY, Action.REVEAL)
    audit.record(actor, "reveal", item, label=f"{item.full_number}: {item.record}")


def _deciding(actor: Actor, item: DiscrepancyStatement, verb: str) -> str:
    require(actor, Resource.INACCURACY, Action.APPROVE)
    status = rules.transition(verb, item.status)
    rules.require_other_person(item.stated_by_id, actor.user_id)
    item.decided_on, item.decided_by_id, item.decided_by_name = today(actor.zone), actor.user_id, actor.name[:200]
    return status


def _pass(actor: Actor, item: DiscrepancyStatement, act: str, status: str, *, reason: str | None = None) -> None:
    item.status, item.since = status, today(actor.zone)
    changes = {k: v for k, v in audit.changes_of(item).items() if k not in ("after", "decided_by_id", "stated_by_id", "since")}
    audit.record(actor, act, item, changes=changes, reason=reason, label=f"{item.full_number}: {item.section}")
    db.session.flush()
    _tell(actor, item)


def _tell(actor: Actor, item: DiscrepancyStatement) -> None:
    """Write to whom the statement waits for now; the letter holds its number and state alone."""
    right = next((right for right, statuses in rules.WAITED.items() if item.status in statuses), None)
    if right is None:
        return
    subject = _("Statement of an inaccuracy № %(number)s: %(state)s", number=item.full_number, state=_(rules.STATUS_TITLES[item.status]))
    mail.tell(actor, Resource.INACCURACY, right, subject, subject, f"/inaccuracies/{item.id}")


def _stored(subject: Subject) -> str:
    return json.dumps([[fact.key, fact.label, fact.value] for fact in subject.facts], ensure_ascii=False)


def _text(typed: str | None) -> str:
    return clean(typed or "")[:TEXT]


def _needed(typed: str, field: str) -> str:
    text = _text(typed)
    if not text:
        raise Invalid(N_("Fill in this field."), field=field)
    return text
