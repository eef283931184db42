"""Changes of marks entered too long ago: the teacher asks with a reason, the deputy director decides."""

from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.text import N_, clean
from app.extensions import db
from app.gradebook import queries_changes, queries_lines
from app.gradebook.cells import Cell, parse_cell
from app.gradebook.marking import Block, own_place
from app.gradebook.models import APPROVED, REFUSED, WAITING, Mark, MarkChange
from app.gradebook.outcomes import Typed
from app.gradebook.queries import scoring_of
from app.gradebook.rules import NeedsApproval
from app.gradebook.standings import cell_of
from app.teaching import queries as teaching
from app.terms.rules import require_open


def request_change(actor: Actor, load_id: int, typed: Typed, reason: str) -> MarkChange:
    """Ask for another value of a cell that the teacher may no longer change alone; a later request replaces a waiting one.

    Raises what ``set_marks`` refuses, Invalid without a reason, Refused where no approval is needed.
    """
    place = own_place(actor, load_id)
    if len(clean(reason)) < 3:
        raise Invalid(N_("Say why the mark is to be changed."), field="reason")
    members = {member.student_id: member for member in teaching.members(place.load, student_id=typed.student_id)}
    lines = queries_lines.lines_of(load_id, [typed.student_id])
    _, window = scoring_of(place.load.group_term)
    outcome = Block(actor, place, lines, members, today(actor.zone), window).judge(typed)
    if not isinstance(outcome.refusal, NeedsApproval):
        raise outcome.refusal or Refused(N_("This cell needs no approval: type the mark into it."))
    mark = lines.marks[typed.lesson_id, typed.student_id]
    change = queries_changes.waiting(typed.lesson_id, typed.student_id) or MarkChange(
        organization_id=mark.organization_id, group_term_id=mark.group_term_id, load_id=load_id, lesson_id=mark.lesson_id,
        student_id=mark.student_id, requested_by_id=actor.employee_id,
    )  # fmt: skip
    return _ask(actor, change, mark, parse_cell(typed.text), clean(reason)[:300])


def _ask(actor: Actor, change: MarkChange, mark: Mark, cell: Cell, reason: str) -> MarkChange:
    old = cell_of(mark).text()
    change.version, change.old_text, change.new_text, change.reason = mark.version, old, cell.text(), reason
    change.requested_by_id = actor.employee_id
    db.session.add(change)
    db.session.flush()
    record(actor, "request_mark_change", mark, changes={"request": (old, cell.text())}, reason=reason)
    return change


def approve_change(actor: Actor, change_id: int) -> MarkChange:
    """Approve a request and write its value into the cell in the same transaction.

    Raises Forbidden (no right, an own request), Conflict (decided already, closed term, the cell has changed since).
    """
    change = _to_decide(actor, change_id)
    term = change.load.group_term
    require_open(term.status, term.group.name, term.plan_semester)
    mark = queries_lines.mark_at(change.lesson_id, change.student_id)
    if mark is None or mark.version != change.version:
        raise Conflict(N_("The cell was changed after the request. Refuse it; the teacher may ask again."))
    before, cell = cell_of(mark), parse_cell(change.new_text)
    # recorded_at stays: the approval opens no new days for changes without one.
    for name, value in cell.columns().items():
        setattr(mark, name, value)
    _decide(actor, change, APPROVED)
    reason = f"{change.reason} ({change.requested_by.short_name})"
    record(actor, "approve_mark_change", mark, changes={"cell": (before.text(), cell.text())}, reason=reason)
    return change


def refuse_change(actor: Actor, change_id: int, answer: str) -> MarkChange:
    """Refuse a request with an answer to the teacher; the cell stays as it is."""
    change = _to_decide(actor, change_id)
    change.answer = clean(answer)[:300] or None
    _decide(actor, change, REFUSED)
    record(actor, "refuse_mark_change", change, changes={"request": (change.new_text, None)}, reason=change.answer)
    return change


def _to_decide(actor: Actor, change_id: int) -> MarkChange:
    if not actor.may("journal", "approve"):
        raise Forbidden(N_("Changes of marks are approved by the deputy director."))
    change = queries_changes.change(change_id)
    if change.status != WAITING:
        raise Conflict(N_("This request has already been decided. Refresh the page."))
    if actor.employee_id is not None and change.requested_by_id == actor.employee_id:
        raise Forbidden(N_("Nobody approves an own request: let the director decide it."))
    return change


def _decide(actor: Actor, change: MarkChange, status: str) -> None:
    change.status, change.decided_at, change.decided_by_id = status, now(), actor.employee_id
    db.session.flush()
