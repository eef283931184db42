"""Records of the teaching: thematic plans, lessons, replacements, absences, sheets; one statement a source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, and_, case, func, or_, select

from app.access.permissions import Role
from app.attestation.models import AttestationSheet
from app.audit.models import AuditEvent
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.deadlines import defaults
from app.deadlines.rules import Event
from app.deadlines.sources import Span, short, source
from app.extensions import db
from app.gradebook.models import Mark
from app.lessonplans.models import LessonPlan
from app.lessonplans.rules import DRAFT
from app.students.models import StudyGroup
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.terms.models import GroupTerm

TEACHERS = (Role.TEACHER, Role.MASTER)
PRIMARY, DEMONSTRATION_EXAM = "primary", "ДЭ"
# Tasks on paper, which are marked at home; a slice is the diagnostics of the college.
PAPER_TASKS, SLICE_TASK = ("КР", "СР", "РФ", "ТТ"), "СЗ"


def _lessons(span: Span):  # type: ignore[no-untyped-def]
    person = func.coalesce(Lesson.held_by_id, _teacher(Lesson.load_id, Lesson.date))
    query = (
        select(
            Lesson.id, Lesson.date, Lesson.topic, func.coalesce(Lesson.topic_at, Lesson.recorded_at).label("topic_at"), Lesson.load_id,
            Lesson.task, StudyGroup.name, CurriculumItem.name.label("item"), person.label("person"),
        )
        .join(TeachingLoad, TeachingLoad.id == Lesson.load_id)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .where(Lesson.date.between(span.since, span.until), GroupTerm.academic_year_id == span.year.id)
    )  # fmt: skip
    if span.employee_id is not None:
        # The loads of the person first: asked of every lesson of the college, who holds it costs seconds in a large one.
        mine = select(LoadTeacher.load_id).where(LoadTeacher.employee_id == span.employee_id)
        query = query.where(or_(Lesson.held_by_id == span.employee_id, Lesson.load_id.in_(mine)), person == span.employee_id)
    return query


def _teacher(load_id, day):  # type: ignore[no-untyped-def]
    """Give the teacher of a load on a day; of two the first entered one answers."""
    days = and_(LoadTeacher.starts_on <= day, or_(LoadTeacher.ends_on.is_(None), LoadTeacher.ends_on >= day))
    return select(func.min(LoadTeacher.employee_id)).where(LoadTeacher.load_id == load_id, days).scalar_subquery()


@source(defaults.TOPIC, *TEACHERS)
def topics(span: Span) -> Iterable[Event]:
    """Lessons held: the topic is due; a lesson without one is not recorded yet."""
    for row in db.session.execute(_lessons(span)):
        what = _("Topic of the lesson of %(day)s: %(item)s, %(group)s", day=short(row.date), item=row.item, group=row.name)
        done = span.local(row.topic_at) if row.topic else None
        yield Event(defaults.TOPIC, what, row.date, done, row.person, ("JournalView.show", "load_id", row.load_id))


@dataclass(frozen=True, slots=True)
class First:
    """The first moments at which a lesson got an entry, an absence and a mark without one."""

    entry: datetime
    absence: datetime | None
    mark: datetime | None


def _first(span: Span, lessons: Sequence[Row[Any]]) -> dict[int, First]:
    """Give {lesson: its first entries}; read apart from the lessons, because joined with them SQLite reads them anew for each."""
    absent = case((Mark.attendance.is_not(None), Mark.recorded_at))
    graded = case((and_(Mark.grades != "", Mark.attendance.is_(None)), Mark.recorded_at))
    begin = datetime.combine(span.since - timedelta(days=1), time(), UTC)
    query = select(Mark.lesson_id, func.min(Mark.recorded_at), func.min(absent), func.min(graded)).group_by(Mark.lesson_id)
    query = query.where(Mark.recorded_at >= begin) if span.employee_id is None else query.where(Mark.lesson_id.in_([row.id for row in lessons]))
    return {row[0]: First(row[1], row[2], row[3]) for row in db.session.execute(query)}


@source(defaults.CELLS, *TEACHERS)
def cells(span: Span) -> Iterable[Event]:
    """Lessons with entries: the first of them counts, for a work on paper the first absence.

    A lesson at which all were present and nobody was marked has none.
    """
    lessons = db.session.execute(_lessons(span)).all()
    first = _first(span, lessons)
    for row in lessons:
        found = first.get(row.id)
        entered = found and (found.absence if row.task in (*PAPER_TASKS, SLICE_TASK) else found.entry)
        if not entered:
            continue
        what = _("Entries of the lesson of %(day)s: %(item)s, %(group)s", day=short(row.date), item=row.item, group=row.name)
        yield Event(defaults.CELLS, what, row.date, span.local(entered), row.person, ("JournalView.show", "load_id", row.load_id))


def _graded(span: Span, tasks: tuple[str, ...]) -> Iterable[Event]:
    """Lessons with work on paper up to today: due are its marks; cells with an absence do not count as marked."""
    lessons = db.session.execute(_lessons(span).where(Lesson.task.in_(tasks))).all()
    first = _first(span, lessons)
    for row in lessons:
        entered = first[row.id].mark if row.id in first else None
        what = _("Marks for the work of %(day)s: %(item)s, %(group)s", day=short(row.date), item=row.item, group=row.name)
        yield Event(span.duty.code, what, row.date, span.local(entered), row.person, ("JournalView.show", "load_id", row.load_id))


@source(defaults.WRITTEN, *TEACHERS)
def written_works(span: Span) -> Iterable[Event]:
    """Test papers, independent works, reports, quizzes: due are their marks."""
    return _graded(span, PAPER_TASKS)


@source(defaults.SLICE, *TEACHERS)
def slices(span: Span) -> Iterable[Event]:
    """Slices of knowledge, the diagnostics of the college: due are their marks."""
    return _graded(span, (SLICE_TASK,))


@source(defaults.LESSON_PLAN, *TEACHERS)
def lesson_plans(span: Span) -> Iterable[Event]:
    """Loads of terms: the thematic plan of each is due given for approval; the first time counts."""
    given = select(AuditEvent.object_id, func.min(AuditEvent.at).label("at")).where(
        AuditEvent.object_type == "lesson_plan", AuditEvent.action == "submit_plan", AuditEvent.chain == span.year.organization_id
    ).group_by(AuditEvent.object_id).subquery()  # fmt: skip
    person = _teacher(TeachingLoad.id, GroupTerm.starts_on)
    query = (
        select(
            TeachingLoad.id, StudyGroup.name, CurriculumItem.name.label("item"), GroupTerm.starts_on, person.label("person"),
            LessonPlan.status, given.c.at, LessonPlan.approved_at, LessonPlan.recorded_at,
        )
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .outerjoin(LessonPlan, LessonPlan.load_id == TeachingLoad.id)
        .outerjoin(given, given.c.object_id == LessonPlan.id)
        .where(GroupTerm.academic_year_id == span.year.id, GroupTerm.starts_on.between(span.since, span.until))
    )  # fmt: skip
    if span.employee_id is not None:
        query = query.where(person == span.employee_id)
    for row in db.session.execute(query):
        # A plan that came without the log (an import) counts from its approval or its beginning.
        entered = row.at or row.approved_at or (row.recorded_at if row.status not in (None, DRAFT) else None)
        what = _("Thematic plan: %(item)s, %(group)s", item=row.item, group=row.name)
        yield Event(defaults.LESSON_PLAN, what, row.starts_on, span.local(entered), row.person, ("LessonPlanView.show", "load_id", row.id))


@source(defaults.REPLACEMENT)
def replacements(span: Span) -> Iterable[Event]:
    """Teachers who took a load over from another: due before their first day."""
    first = select(LoadTeacher.load_id, func.min(LoadTeacher.starts_on).label("day")).group_by(LoadTeacher.load_id).subquery()
    rows = db.session.execute(
        select(LoadTeacher.starts_on, LoadTeacher.recorded_at, StudyGroup.name, CurriculumItem.name.label("item"), GroupTerm.id.label("term"))
        .join(first, first.c.load_id == LoadTeacher.load_id)
        .join(TeachingLoad, TeachingLoad.id == LoadTeacher.load_id)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .where(LoadTeacher.starts_on > first.c.day, LoadTeacher.starts_on.between(span.since, span.until))
    )
    for row in rows:
        what = _("Replacement of the teacher from %(day)s: %(item)s, %(group)s", day=short(row.starts_on), item=row.item, group=row.name)
        yield Event(defaults.REPLACEMENT, what, row.starts_on, span.local(row.recorded_at), None, ("LoadView.term", "pk", row.term))


def _sheets(span: Span, day):  # type: ignore[no-untyped-def]
    person = _teacher(AttestationSheet.load_id, day)
    query = (
        select(
            AttestationSheet.id, AttestationSheet.title, AttestationSheet.number, AttestationSheet.signed_at, StudyGroup.name,
            CurriculumItem.name.label("item"), day.label("day"), person.label("person"),
        )
        .join(GroupTerm, GroupTerm.id == AttestationSheet.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(TeachingLoad, TeachingLoad.id == AttestationSheet.load_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .join(TermControl, TermControl.id == AttestationSheet.term_control_id)
        .where(
            day.between(span.since, span.until), AttestationSheet.status.in_(("issued", "signed", "closed")),
            TermControl.form == DEMONSTRATION_EXAM if span.duty.code == defaults.FINAL_EXAM else TermControl.form != DEMONSTRATION_EXAM,
        )
    )  # fmt: skip
    return query if span.employee_id is None else query.where(person == span.employee_id)


@source(defaults.SHEET, *TEACHERS)
def sheets(span: Span) -> Iterable[Event]:
    """Sheets by the day they were held: due signed."""
    return _held(span)


@source(defaults.FINAL_EXAM, *TEACHERS)
def final_exams(span: Span) -> Iterable[Event]:
    """Sheets of demonstration exams, a part of the final attestation: due signed the next day."""
    return _held(span)


def _held(span: Span) -> Iterable[Event]:
    for row in db.session.execute(_sheets(span, AttestationSheet.held_on)):
        what = _(
            "%(title)s № %(number)s of %(day)s: %(item)s, %(group)s",
            title=row.title, number=row.number or "—", day=short(row.day), item=row.item, group=row.name,
        )  # fmt: skip
        yield Event(span.duty.code, what, row.day, span.local(row.signed_at), row.person, ("SheetView.show", "sheet_id", row.id))


@source(defaults.TERM_SHEETS, *TEACHERS)
def term_sheets(span: Span) -> Iterable[Event]:
    """Primary sheets by the end of their term: due signed."""
    query = _sheets(span, GroupTerm.ends_on).where(AttestationSheet.kind == PRIMARY)
    for row in db.session.execute(query):
        what = _("Final marks: %(item)s, %(group)s, the term ended on %(day)s", item=row.item, group=row.name, day=short(row.day))
        yield Event(defaults.TERM_SHEETS, what, row.day, span.local(row.signed_at), row.person, ("SheetView.show", "sheet_id", row.id))
