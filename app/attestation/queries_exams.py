"""Reads of the session timetable: exams of a group's term, and what other groups have on the same days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import joinedload

from app.access.scope import unscoped
from app.attestation import queries, queries_term
from app.attestation.exams import EXAM_FORMS, Policy, Sitting, minutes
from app.attestation.models_exams import ExamEvent
from app.attestation.queries_term import Line
from app.attestation.settings import CONSULTATION_MINUTES, EXAM_GAP, EXAM_MINUTES, ONE_A_DAY
from app.curricula.models import CurriculumTerm, TermControl
from app.extensions import db
from app.settings import queries as settings
from app.staff.models import Employee
from app.teaching.models import TeachingLoad
from app.terms import queries as terms
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class ExamLine:
    """An exam of the term with its place in the timetable, if it has one; the people are those who examine."""

    line: Line
    event: ExamEvent | None
    people: tuple[Employee, ...]


@dataclass(frozen=True, slots=True)
class Session:
    """The session of a group's term."""

    term: GroupTerm
    lines: tuple[ExamLine, ...]


def policy(organization_id: int) -> Policy:
    """Give the college's rules of the session."""
    chosen = settings.values(organization_id, "attestation.")
    return Policy(chosen[EXAM_MINUTES], chosen[CONSULTATION_MINUTES], chosen[EXAM_GAP], chosen[ONE_A_DAY])


def session(term_id: int) -> Session:
    """Give every exam that the plan names for the term and somebody teaches; a fixed number of statements."""
    found = queries_term.matrix(term_id)
    events = {(one.load_id, one.term_control_id): one for one in events_of([term_id])}
    lines = []
    for line in found.lines:
        if line.load is None or line.control.form not in EXAM_FORMS:
            continue
        event = events.get((line.load.id, line.control.id))
        named = (event.examiner,) if event is not None and event.examiner is not None else ()
        lines.append(ExamLine(line, event, named or tuple({one.employee.id: one.employee for one in line.teachers[-1:]}.values())))
    return Session(found.term, tuple(lines))


def events_of(term_ids: Collection[int]) -> Sequence[ExamEvent]:
    """Give the timetable of terms by day and time."""
    return db.session.scalars(
        select(ExamEvent)
        .where(ExamEvent.group_term_id.in_(list(term_ids)))
        .options(joinedload(ExamEvent.examiner))
        .order_by(ExamEvent.held_on, ExamEvent.starts_at, ExamEvent.id)
    ).all()  # fmt: skip


def lock_term(term_id: int) -> GroupTerm:
    """Give a term after locking its row, so that two people draw its timetable one after the other."""
    term = terms.term(term_id)
    db.session.execute(select(GroupTerm.id).where(GroupTerm.id == term_id).with_for_update())
    return term


def sittings_elsewhere(term: GroupTerm, days: Collection[date]) -> list[Sitting]:
    """Give the exams and consultations of the college's other groups on these days, whoever may read them; two statements."""
    return [one for one in sittings_on(term.organization_id, days) if one.term_id != term.id]


def sittings_on(organization_id: int, days: Collection[date], *, only: int | None = None) -> list[Sitting]:
    """Give the exams and consultations of the college, or of one term, on these days, whoever may read them; two statements."""
    own = true() if only is None else ExamEvent.group_term_id == only
    with unscoped():
        rows = db.session.scalars(
            select(ExamEvent)
            .where(
                ExamEvent.organization_id == organization_id, own,
                or_(ExamEvent.held_on.in_(days), ExamEvent.consult_on.in_(days)),
            )
            .options(
                joinedload(ExamEvent.examiner), joinedload(ExamEvent.group_term).joinedload(GroupTerm.group),
                joinedload(ExamEvent.load).joinedload(TeachingLoad.curriculum_term).joinedload(CurriculumTerm.item),
            )
        ).all()  # fmt: skip
        taught = queries.teachers({row.load_id for row in rows}) if rows else {}
        return [one for row in rows for one in sittings(row, _people(row, taught), row.load.curriculum_term.item.name, row.group_term.group.name)]


def _people(row: ExamEvent, taught: Mapping[int, Sequence[object]]) -> frozenset[int]:
    if row.examiner_id is not None:
        return frozenset({row.examiner_id})
    return frozenset(one.employee_id for one in list(taught.get(row.load_id, ()))[-1:])  # type: ignore[attr-defined]


def sittings(row: ExamEvent, people: frozenset[int], item: str, group: str) -> list[Sitting]:
    """Give the exam and the consultation of an event as the rules see them."""
    found = [Sitting(row.event_key, row.group_term_id, group, item, row.held_on, minutes(row.starts_at), row.room or "", people)]
    if row.consult_on is not None:
        found.append(
            Sitting(row.event_key, row.group_term_id, group, item, row.consult_on, minutes(row.consult_at), row.consult_room or "", people, False)
        )
    return found


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A group's term with how many of its exams have a day, and the first and last of these."""

    term: GroupTerm
    exams: int
    placed: int
    first: date | None
    last: date | None


def groups(found: Sequence[GroupTerm]) -> list[GroupLine]:
    """Give the terms with their exams; two statements whatever their number."""
    named = select(TeachingLoad.group_term_id, func.count(TermControl.id)).join(
        TermControl, TermControl.curriculum_term_id == TeachingLoad.curriculum_term_id
    )
    ids = [one.id for one in found]
    rows = db.session.execute(
        named.where(TeachingLoad.group_term_id.in_(ids), TermControl.form.in_(EXAM_FORMS)).group_by(TeachingLoad.group_term_id)
    )
    counts = dict(rows.tuples().all())
    days: dict[int, list[date]] = {}
    for event in events_of(ids):
        days.setdefault(event.group_term_id, []).append(event.held_on)
    return [
        GroupLine(one, counts.get(one.id, 0), len(held), min(held, default=None), max(held, default=None))
        for one in found
        if (held := days.get(one.id, [])) or counts.get(one.id)
    ]
