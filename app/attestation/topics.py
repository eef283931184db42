"""Topics of course projects: set by the supervisor or the office, approved by an order, put into the sheet of the defence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.attestation import queries, queries_topics
from app.attestation.controls import form_of
from app.attestation.models import SheetPart
from app.attestation.models_topics import CourseTopic
from app.attestation.queries_own import takers
from app.attestation.states import ISSUED
from app.attestation.typed import LONGEST_TOPIC
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.curricula.models import TermControl
from app.extensions import db
from app.teaching import queries as teaching
from app.teaching.assigning import label_of
from app.teaching.models import TeachingLoad


@dataclass(frozen=True, slots=True)
class TypedTopic:
    """What was typed for a student: the topic (empty takes it away), the supervisor, the version drawn (0: none yet)."""

    student_id: int
    topic: str
    supervisor_id: int | None
    version: int = 0


def may_set(actor: Actor, load_id: int) -> bool:
    """Tell whether the actor sets topics of the load: its teacher of today, or the office that issues sheets."""
    if actor.may("sheet", "issue"):
        return True
    return actor.may("sheet", "update") and actor.employee_id is not None and queries_topics.teaches(load_id, actor.employee_id, today(actor.zone))


def set_topics(actor: Actor, load_id: int, control_id: int, typed: Sequence[TypedTopic]) -> int:
    """Write the topics of a control, all or none; gives how many changed. A changed one waits for approval again.

    Raises Forbidden for who neither teaches the load nor issues sheets, NotFound outside the reach, Invalid for a control
    without topics, a topic without a supervisor or too long, Refused for a student of another group, Conflict for a topic
    that somebody changed meanwhile.
    """
    load, control = _place(load_id, control_id)
    if not may_set(actor, load.id):
        raise Forbidden(N_("Topics are set by the supervisor of the item or the study office."))
    people = {one.student_id: one.name for one in takers(load, control)}
    there = queries_topics.topics(load.id, control.id)
    known = teaching.employees({one.supervisor_id for one in typed if one.supervisor_id})
    changed: dict[str, tuple[object, object]] = {}
    for one in typed:
        if one.student_id not in people:
            raise Refused(N_("The form names a student who is not in this group. Nothing was saved; open the page again."))
        before = there.get(one.student_id)
        told = _checked(one, people[one.student_id], known)
        if (before.version if before else 0) != one.version:
            raise Conflict(N_("%(student)s: somebody has changed the topic meanwhile. Open the page again."), student=people[one.student_id])
        if _write(load, control, before, one, told):
            changed[people[one.student_id]] = (before.topic if before else None, told or None)
    with explained():
        db.session.flush()
    if changed:
        record(actor, "set_topics", load, changes=changed, label=label_of(load))
    return len(changed)


def approve_topics(actor: Actor, load_id: int, control_id: int, number: str, dated: date) -> int:
    """Approve every topic that waits by an order, and put them into the open sheet of the defence; gives how many.

    Raises Forbidden without the right, Invalid without the order's number or for a day to come, Refused where none waits.
    """
    if not actor.may("sheet", "approve"):
        raise Forbidden(N_("You have no right to approve topics."))
    load, control = _place(load_id, control_id)
    said = clean(number)[:30]
    if not said or dated > today(actor.zone):
        raise Invalid(N_("Give the number and the date of the order."), field="order_number")
    waiting = [one for one in queries_topics.topics(load.id, control.id).values() if not one.is_approved]
    if not waiting:
        raise Refused(N_("No topic waits for approval."))
    for one in waiting:
        one.order_number, one.order_date = said, dated
        one.version += 1
    db.session.flush()
    record(actor, "approve_topics", load, changes={"order": (None, f"№ {said} от {dated:%d.%m.%Y}"), "topics": (None, len(waiting))}, label=label_of(load))
    _into_sheet(actor, load.id, control.id, {one.student_id: one.topic for one in waiting})
    return len(waiting)


def approved(parts: Sequence[SheetPart]) -> dict[tuple[int, int], str]:
    """Give {(control, student): approved topic} for the parts of sheets that are being issued; one statement."""
    return queries_topics.approved({one.term_control_id for one in parts})


def _place(load_id: int, control_id: int) -> tuple[TeachingLoad, TermControl]:
    load, control = queries.load(load_id, lock=True), queries.control(control_id)
    if not queries.belongs(control, load) or not form_of(control.form).topics:
        raise Invalid(N_("This control has no topics."), field="control")
    return load, control


def _checked(one: TypedTopic, student: str, known: Mapping[int, object]) -> str:
    topic = clean(one.topic)
    if len(topic) > LONGEST_TOPIC:
        raise Invalid(N_("%(student)s: the text is longer than %(longest)s characters."), student=student, longest=LONGEST_TOPIC)
    if topic and one.supervisor_id not in known:
        raise Invalid(N_("%(student)s: choose the supervisor of the topic."), student=student)
    return topic


def _write(load: TeachingLoad, control: TermControl, before: CourseTopic | None, one: TypedTopic, topic: str) -> bool:
    if before is None:
        if topic:
            db.session.add(CourseTopic(
                organization_id=load.organization_id, group_term_id=load.group_term_id, load_id=load.id, term_control_id=control.id,
                student_id=one.student_id, topic=topic, supervisor_id=one.supervisor_id,
            ))  # fmt: skip
        return bool(topic)
    if not topic:
        db.session.delete(before)
        return True
    if (before.topic, before.supervisor_id) == (topic, one.supervisor_id):
        return False
    before.topic, before.supervisor_id = topic, one.supervisor_id or before.supervisor_id
    before.order_number = before.order_date = None
    before.version += 1
    return True


def _into_sheet(actor: Actor, load_id: int, control_id: int, told: Mapping[int, str]) -> None:
    """Write approved topics into the lines of the open sheet that have none."""
    sheet = queries.live_sheet(load_id, control_id)
    if sheet is None or sheet.status != ISSUED:
        return
    lines = [one for one in queries.entries(sheet.id) if one.student_id in told and not one.note]
    for line in lines:
        line.note = told[line.student_id]
        line.version += 1
    if lines:
        sheet.version += 1
        db.session.flush()
        record(actor, "fill_sheet", sheet, changes={line.student_name: (None, line.note) for line in lines})
