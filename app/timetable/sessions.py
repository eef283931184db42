"""Exams and consultations of the session beside lessons: a group, a teacher and a room are not at both at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from app.attestation import queries_exams, scheduling
from app.attestation.exams import WARN, Finding
from app.core.actor import Actor
from app.core.workdays import Days
from app.extensions import db
from app.organization.queries import days_of, ringing
from app.terms.models import GroupTerm
from app.timetable import queries
from app.timetable.rules import SessionClash, Sitting, Slot, room_key, session_clashes, spans

Sittings = Mapping[date, tuple[Sitting, ...]]


def sittings(organization_id: int, on: Collection[date], term_id: int | None = None) -> Sittings:
    """Give {day: exams and consultations of the college that have a time}, of one term where it is named; three statements."""
    policy = queries_exams.policy(organization_id)
    found: dict[date, list[Sitting]] = {}
    for one in queries_exams.sittings_on(organization_id, on, only=term_id):
        if one.starts is not None and one.day in on:
            ends = one.starts + (policy.minutes if one.is_exam else policy.consultation)
            sitting = Sitting(one.key, one.day, (one.starts, ends), one.group, one.item, one.people, room_key(one.room), one.is_exam)
            if sitting not in found.setdefault(one.day, []):
                found[one.day].append(sitting)
    return {day: tuple(listed) for day, listed in found.items()}


def against(organization_id: int, days: Days, slots: Iterable[Slot]) -> list[SessionClash]:
    """Give the lessons that meet an exam or a consultation; five statements whatever the lessons, two where no exam has a day."""
    listed = list(slots)
    held = sittings(organization_id, {slot.day for slot in listed}) if listed else {}
    return list(session_clashes(listed, held, spans(ringing(held, days)))) if held else []


def first_clash(actor: Actor, days: Days, slot: Slot) -> SessionClash | None:
    """Give the exam or consultation that a lesson meets."""
    return next(iter(against(actor.organization_id or 0, days, [slot])), None)


@scheduling.register_check
def lessons_at_exams(term: GroupTerm) -> list[Finding]:
    """Warn whoever draws up the session of lessons that stand at the same time: the dispatcher moves or cancels them."""
    on = {day for event in queries_exams.events_of([term.id]) for day in (event.held_on, event.consult_on) if day}
    held = sittings(term.organization_id, on, term.id)
    if not held:
        return []
    college = Actor.system(term.organization_id, "timetable")
    first, last = min(held), max(held)
    loads = queries.loads_of(college, [one.id for one in queries.terms_between(college, first, last)])
    lessons = [one for one in queries.lessons_between(college, first, last) if one.date in held and one.load_id in loads]
    with db.session.no_autoflush:
        bells = spans(ringing(held, days_of(term.organization_id)))
    clashes = session_clashes([queries.slot_of(one, loads[one.load_id], one.id) for one in lessons], held, bells)
    return [Finding(WARN, one.sitting.key, one.lesson_msgid, one.lesson_params) for one in clashes]
