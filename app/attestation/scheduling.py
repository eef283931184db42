"""Drawing up the session timetable of a group's term: all its exams at once, checked against the college's other groups."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from app.attestation import exams, queries_exams
from app.attestation.exams import CLASH, Finding
from app.attestation.models_exams import ExamEvent
from app.attestation.queries_exams import ExamLine
from app.audit.operations import changes_of, record
from app.core.actor import Actor
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.text import N_, clean
from app.extensions import db
from app.teaching import queries as teaching
from app.terms.models import GroupTerm
from app.terms.operations import ensure_open


@dataclass(frozen=True, slots=True)
class Planned:
    """What was typed for an exam; an empty day takes it out of the timetable. ``version`` is 0 for a new one."""

    load_id: int
    control_id: int
    held_on: date | None
    starts_at: str = ""
    room: str = ""
    examiner_id: int | None = None
    consult_on: date | None = None
    consult_at: str = ""
    consult_room: str = ""
    version: int = 0


class ClashError(Refused):
    """Somebody or something would be in two places; ``findings`` lists all of it."""


TermCheck = Callable[[GroupTerm], list[Finding]]
_checks: list[TermCheck] = []


def register_check(found: TermCheck) -> TermCheck:
    """Let a higher floor add what it finds wrong with the session of a term, such as lessons at the same time."""
    if found not in _checks:
        _checks.append(found)
    return found


def schedule(actor: Actor, term_id: int, typed: Sequence[Planned]) -> list[Finding]:
    """Write the timetable of a term, all of it or nothing; gives what the college's rules warn of.

    Raises Forbidden without the right, NotFound outside the reach, Conflict in a closed term or when somebody has changed
    it meanwhile, Invalid for an exam that the plan does not name or a wrong time, ClashError when a teacher, room or group
    would be in two places.
    """
    if not actor.may("exam", "update"):
        raise Forbidden(N_("You have no right to draw up the session timetable."))
    term = queries_exams.lock_term(term_id)
    ensure_open(term)
    lines = {(one.line.load.id, one.line.control.id): one for one in queries_exams.session(term_id).lines if one.line.load}
    examiners = teaching.employees({one.examiner_id for one in typed if one.examiner_id})
    for one in typed:
        line = lines.get((one.load_id, one.control_id))
        if line is None or (one.examiner_id and one.examiner_id not in examiners):
            raise Invalid(N_("The plan does not name this exam for the term."), field="exam")
        _write(actor, term, line, one)
    db.session.flush()
    db.session.expire_all()
    found = check(term)
    clashes = [one for one in found if one.severity == CLASH]
    if clashes:
        raise ClashError(clashes[0].msgid, field=None, details=None, **clashes[0].params)
    return found


def check(term: GroupTerm) -> list[Finding]:
    """Give what is wrong with the timetable of a term as it stands."""
    found = queries_exams.session(term.id)
    own = [
        sitting
        for one in found.lines
        if one.event is not None
        for sitting in queries_exams.sittings(one.event, frozenset(p.id for p in one.people), one.line.item.name, found.term.group.name)
    ]
    others = queries_exams.sittings_elsewhere(term, {one.day for one in own}) if own else []
    mine = exams.findings(own, others, queries_exams.policy(term.organization_id), (term.starts_on, term.ends_on))
    return [*mine, *(one for told in _checks for one in told(term))]


def _write(actor: Actor, term: GroupTerm, line: ExamLine, one: Planned) -> None:
    event = line.event
    if (event.version if event else 0) != one.version:
        raise Conflict(N_("«%(item)s»: somebody has changed the timetable meanwhile. Open it again and repeat."), item=line.line.item.name)
    if one.held_on is None:
        if event is not None:
            record(actor, "unschedule_exam", event, changes={"held_on": (event.held_on, None)}, label=line.line.item.name)
            db.session.delete(event)
        return
    if event is None:
        event = ExamEvent(
            organization_id=term.organization_id, group_term_id=term.id, load_id=one.load_id, term_control_id=one.control_id,
            joint_key=line.line.control.joint_key, held_on=one.held_on, version=0,
        )  # fmt: skip
        db.session.add(event)
    values = {
        "held_on": one.held_on, "starts_at": exams.parse_time(one.starts_at, "starts_at"), "room": clean(one.room)[:30] or None,
        "examiner_id": one.examiner_id, "consult_on": one.consult_on,
        "consult_at": exams.parse_time(one.consult_at, "consult_at"), "consult_room": clean(one.consult_room)[:30] or None,
    }  # fmt: skip
    if one.consult_on is not None and one.consult_on > one.held_on:
        raise Invalid(N_("«%(item)s»: the consultation is after the exam."), field="consult_on", item=line.line.item.name)
    if event.version and all(getattr(event, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(event, name, value)
    event.version += 1
    changes = changes_of(event)
    db.session.flush()
    record(actor, "schedule_exam", event, changes=changes, label=line.line.item.name)
