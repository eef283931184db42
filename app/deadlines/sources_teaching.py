"""Records of the teaching: thematic plans, replacements, sheets; one statement a source."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from app.attestation.models import AttestationSheet
from app.audit.models import AuditEvent
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.deadlines import defaults
from app.deadlines.rules import Event
from app.deadlines.sources import Span, short, source
from app.deadlines.sources_lessons import TEACHERS, teacher_of
from app.extensions import db
from app.lessonplans.models import LessonPlan
from app.lessonplans.rules import DRAFT
from app.students.models import StudyGroup
from app.teaching.models import LoadTeacher, TeachingLoad
from app.terms.models import GroupTerm

PRIMARY, DEMONSTRATION_EXAM = "primary", "ДЭ"


@source(defaults.LESSON_PLAN, *TEACHERS)
def lesson_plans(span: Span) -> Iterable[Event]:
    """Loads of terms: the thematic plan of each is due given for approval; the first time counts."""
    given = select(AuditEvent.object_id, func.min(AuditEvent.at).label("at")).where(
        AuditEvent.object_type == "lesson_plan", AuditEvent.action == "submit_plan", AuditEvent.chain == span.year.organization_id
    ).group_by(AuditEvent.object_id).subquery()  # fmt: skip
    person = teacher_of(TeachingLoad.id, GroupTerm.starts_on)
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
        what = _l("Thematic plan: %(item)s, %(group)s", item=row.item, group=row.name)
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
        what = _l("Replacement of the teacher from %(day)s: %(item)s, %(group)s", day=short(row.starts_on), item=row.item, group=row.name)
        yield Event(defaults.REPLACEMENT, what, row.starts_on, span.local(row.recorded_at), None, ("LoadView.term", "pk", row.term))


def _sheets(span: Span, day):  # type: ignore[no-untyped-def]
    person = teacher_of(AttestationSheet.load_id, day)
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
        what = _l(
            "%(title)s № %(number)s of %(day)s: %(item)s, %(group)s",
            title=row.title, number=row.number or "—", day=short(row.day), item=row.item, group=row.name,
        )  # fmt: skip
        yield Event(span.duty.code, what, row.day, span.local(row.signed_at), row.person, ("SheetView.show", "sheet_id", row.id))


@source(defaults.TERM_SHEETS, *TEACHERS)
def term_sheets(span: Span) -> Iterable[Event]:
    """Primary sheets by the end of their term: due signed."""
    query = _sheets(span, GroupTerm.ends_on).where(AttestationSheet.kind == PRIMARY)
    for row in db.session.execute(query):
        what = _l("Final marks: %(item)s, %(group)s, the term ended on %(day)s", item=row.item, group=row.name, day=short(row.day))
        yield Event(defaults.TERM_SHEETS, what, row.day, span.local(row.signed_at), row.person, ("SheetView.show", "sheet_id", row.id))
