"""Reads of the topics of course projects; no query a row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.attestation import queries
from app.attestation.models_topics import CourseTopic
from app.attestation.queries_own import takers
from app.curricula.models import TermControl
from app.extensions import db
from app.staff.models import Employee
from app.teaching.models import LoadTeacher, TeachingLoad
from app.teaching.rules import Member


@dataclass(frozen=True, slots=True)
class TopicList:
    """The students of a control with their topics, and who may supervise by default: the last teacher of the load."""

    load: TeachingLoad
    control: TermControl
    lines: tuple[tuple[Member, CourseTopic | None], ...]
    teacher: Employee | None

    @property
    def waiting(self) -> int:
        """Count the topics that no order has approved."""
        return sum(1 for _, one in self.lines if one is not None and not one.is_approved)

    @property
    def orders(self) -> list[str]:
        """Give the orders that approved topics."""
        return sorted({f"№ {one.order_number} от {one.order_date:%d.%m.%Y}" for _, one in self.lines if one is not None and one.is_approved})


def topics(load_id: int, control_id: int) -> dict[int, CourseTopic]:
    """Give {student: topic} of a control with supervisors, read anew; one statement."""
    rows = db.session.scalars(
        select(CourseTopic)
        .where(CourseTopic.load_id == load_id, CourseTopic.term_control_id == control_id)
        .options(joinedload(CourseTopic.supervisor))
        .execution_options(populate_existing=True)
    )
    return {one.student_id: one for one in rows}


def topic_list(load_id: int, control_id: int) -> TopicList:
    """Give the students of a load's (sub)group with their topics; NotFound outside the reader's reach."""
    load, control = queries.load(load_id), queries.control(control_id)
    found = topics(load_id, control_id)
    taught = queries.teachers([load_id])[load_id]
    lines = tuple((one, found.get(one.student_id)) for one in takers(load, control))
    return TopicList(load, control, lines, taught[-1].employee if taught else None)


def approved(control_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """Give {(control, student): topic} of the approved topics; one statement."""
    rows = db.session.execute(
        select(CourseTopic.term_control_id, CourseTopic.student_id, CourseTopic.topic).where(
            CourseTopic.term_control_id.in_(list(control_ids)), CourseTopic.order_number.is_not(None)
        )
    )
    return {(control, student): topic for control, student, topic in rows}


def teaches(load_id: int, employee_id: int, on: date) -> bool:
    """Tell whether the employee teaches the load on a day."""
    wanted = select(LoadTeacher.id).where(
        LoadTeacher.load_id == load_id, LoadTeacher.employee_id == employee_id, LoadTeacher.starts_on <= on,
        or_(LoadTeacher.ends_on.is_(None), LoadTeacher.ends_on >= on),
    )  # fmt: skip
    return db.session.scalar(wanted.limit(1)) is not None
