"""What had to be recorded, read from the data: one statement a source, narrowed to the person's reach by the session."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import and_, func, or_, select

from app.attestation.models import AttestationSheet
from app.audit.models import AuditEvent
from app.closing.models import Closing
from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm
from app.deadlines import defaults
from app.deadlines.rules import Event
from app.extensions import db
from app.gradebook.models import Mark
from app.organization.models import AcademicYear, Semester
from app.staff.models import Employee
from app.students.models import Placement, Student, StudyGroup
from app.teaching.models import Lesson, LoadTeacher, TeachingLoad
from app.terms.models import GroupTerm

WHOLE = "primary"


@dataclass(frozen=True, slots=True)
class Span:
    """Which events are asked for: their days, the academic year, whose (None: everybody's within reach), the zone."""

    since: date
    until: date
    year: AcademicYear
    employee_id: int | None
    zone: str

    def local(self, moment: datetime | None) -> date | None:
        """Give the day of a moment on the college's wall calendar."""
        return moment.astimezone(ZoneInfo(self.zone)).date() if moment is not None else None

    def has(self, day: date) -> bool:
        """Tell whether a day is asked for."""
        return self.since <= day <= self.until


def employees(span: Span) -> Iterable[Event]:
    """Hirings: due after the day of hiring."""
    rows = db.session.execute(
        select(Employee.id, Employee.last_name, Employee.first_name, Employee.hired_on, Employee.recorded_at).where(
            Employee.hired_on.between(span.since, span.until)
        )
    )
    for row in rows:
        what = _("Employee hired on %(day)s: %(name)s", day=_day(row.hired_on), name=f"{row.last_name} {row.first_name}")
        yield Event(defaults.EMPLOYEE, what, row.hired_on, span.local(row.recorded_at), None, ("EmployeeView.show", "pk", row.id))


def calendar(span: Span) -> Iterable[Event]:
    """The semesters of the year; entered when the log says so."""
    created = select(AuditEvent.object_id, func.min(AuditEvent.at).label("at")).where(
        AuditEvent.object_type == "semester", AuditEvent.action == "create", AuditEvent.chain == span.year.organization_id
    ).group_by(AuditEvent.object_id).subquery()  # fmt: skip
    rows = db.session.execute(
        select(Semester.id, Semester.number, created.c.at)
        .outerjoin(created, created.c.object_id == Semester.id)
        .where(Semester.academic_year_id == span.year.id)
    ).all()
    found = {row.number: row for row in rows}
    for number in (1, 2):
        row = found.get(number)
        # A semester that came before the log or with an import counts as entered at the begin of the year.
        done = None if row is None else span.local(row.at) or span.year.starts_on
        target = ("SemesterView.show", "pk", row.id) if row else ("SemesterView.list", "", 0)
        yield Event(defaults.CALENDAR_YEAR, _("Semester %(number)s of the year", number=number), span.year.starts_on, done, None, target)


def curricula(span: Span) -> Iterable[Event]:
    """Plans of the groups that study this year: due approved."""
    approved = select(AuditEvent.object_id, func.min(AuditEvent.at).label("at")).where(
        AuditEvent.object_type == "curriculum", AuditEvent.action.in_(("approve", "approve_curriculum")),
        AuditEvent.chain == span.year.organization_id,
    ).group_by(AuditEvent.object_id).subquery()  # fmt: skip
    studied = select(GroupTerm.curriculum_id).where(GroupTerm.academic_year_id == span.year.id)
    rows = db.session.execute(
        select(Curriculum.id, Curriculum.status, Curriculum.intake_year, approved.c.at)
        .outerjoin(approved, approved.c.object_id == Curriculum.id)
        .where(Curriculum.id.in_(studied))
    )
    for row in rows:
        done = (span.local(row.at) or span.year.starts_on) if row.status == "approved" else None
        what = _("Curriculum of the intake %(year)s, № %(id)s", year=row.intake_year, id=row.id)
        yield Event(defaults.CURRICULUM, what, span.year.starts_on, done, None, ("CurriculumView.show", "pk", row.id))


def loads(span: Span) -> Iterable[Event]:
    """Loads of terms: each has a teacher by the begin of the term."""
    given = select(LoadTeacher.load_id, func.min(LoadTeacher.recorded_at).label("at")).group_by(LoadTeacher.load_id).subquery()
    rows = db.session.execute(
        select(TeachingLoad.id, StudyGroup.name, CurriculumItem.name.label("item"), GroupTerm.id.label("term"), GroupTerm.starts_on, given.c.at)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .outerjoin(given, given.c.load_id == TeachingLoad.id)
        .where(GroupTerm.academic_year_id == span.year.id, GroupTerm.starts_on.between(span.since, span.until))
    )
    for row in rows:
        what = _("Teacher of %(item)s, group %(group)s", item=row.item, group=row.name)
        yield Event(defaults.LOAD, what, row.starts_on, span.local(row.at), None, ("LoadView.term", "pk", row.term))


def _placements(span: Span) -> Iterable[tuple[str, Event]]:
    rows = db.session.execute(
        select(Placement.starts_on, Placement.recorded_at, Student.id, Student.last_name, Student.first_name, StudyGroup.name)
        .join(Student, Student.id == Placement.student_id)
        .join(StudyGroup, StudyGroup.id == Placement.group_id)
        .where(Placement.starts_on.between(span.since, span.until))
    )
    for row in rows:
        enrolled = row.starts_on == span.year.starts_on
        code = defaults.ENROLMENT if enrolled else defaults.MOVEMENT
        person = f"{row.last_name} {row.first_name}"
        what = _("%(name)s in group %(group)s from %(day)s", name=person, group=row.name, day=_day(row.starts_on))
        yield code, Event(code, what, row.starts_on, span.local(row.recorded_at), None, ("StudentView.show", "pk", row.id))


def enrolment(span: Span) -> Iterable[Event]:
    """Students placed in a group from the first day of the year."""
    return (event for code, event in _placements(span) if code == defaults.ENROLMENT)


def movement(span: Span) -> Iterable[Event]:
    """Students placed in a group on another day."""
    return (event for code, event in _placements(span) if code == defaults.MOVEMENT)


def _lessons(span: Span, entered):  # type: ignore[no-untyped-def]
    person = func.coalesce(Lesson.held_by_id, _teacher(Lesson.load_id, Lesson.date))
    query = (
        select(
            Lesson.id, Lesson.date, Lesson.topic, Lesson.recorded_at, Lesson.load_id, StudyGroup.name, CurriculumItem.name.label("item"),
            person.label("person"), entered,
        )
        .join(TeachingLoad, TeachingLoad.id == Lesson.load_id)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .join(CurriculumTerm, CurriculumTerm.id == TeachingLoad.curriculum_term_id)
        .join(CurriculumItem, CurriculumItem.id == CurriculumTerm.item_id)
        .where(Lesson.date.between(span.since, span.until), GroupTerm.academic_year_id == span.year.id)
    )  # fmt: skip
    if span.employee_id is not None:
        query = query.where(person == span.employee_id)
    return query


def _teacher(load_id, day):  # type: ignore[no-untyped-def]
    """Give the teacher of a load on a day; of two the first entered one answers."""
    days = and_(LoadTeacher.starts_on <= day, or_(LoadTeacher.ends_on.is_(None), LoadTeacher.ends_on >= day))
    return select(func.min(LoadTeacher.employee_id)).where(LoadTeacher.load_id == load_id, days).scalar_subquery()


def topics(span: Span) -> Iterable[Event]:
    """Lessons held: the topic is due; a lesson without one is not recorded yet."""
    for row in db.session.execute(_lessons(span, Lesson.id.label("entered"))):
        what = _("Topic of the lesson of %(day)s: %(item)s, %(group)s", day=_day(row.date), item=row.item, group=row.name)
        done = span.local(row.recorded_at) if row.topic else None
        yield Event(defaults.TOPIC, what, row.date, done, row.person, ("JournalView.show", "load_id", row.load_id))


def cells(span: Span) -> Iterable[Event]:
    """Lessons with entries: the first of them counts. A lesson at which all were present and nobody was marked has none."""
    first = select(Mark.lesson_id, func.min(Mark.recorded_at).label("at")).group_by(Mark.lesson_id).subquery()
    query = _lessons(span, first.c.at.label("entered")).join(first, first.c.lesson_id == Lesson.id)
    for row in db.session.execute(query):
        what = _("Entries of the lesson of %(day)s: %(item)s, %(group)s", day=_day(row.date), item=row.item, group=row.name)
        yield Event(defaults.CELLS, what, row.date, span.local(row.entered), row.person, ("JournalView.show", "load_id", row.load_id))


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
        .where(day.between(span.since, span.until), AttestationSheet.status.in_(("issued", "signed", "closed")))
    )  # fmt: skip
    return query if span.employee_id is None else query.where(person == span.employee_id)


def sheets(span: Span) -> Iterable[Event]:
    """Sheets by the day they were held: due signed."""
    for row in db.session.execute(_sheets(span, AttestationSheet.held_on)):
        what = _(
            "%(title)s № %(number)s of %(day)s: %(item)s, %(group)s",
            title=row.title, number=row.number or "—", day=_day(row.day), item=row.item, group=row.name,
        )  # fmt: skip
        yield Event(defaults.SHEET, what, row.day, span.local(row.signed_at), row.person, ("SheetView.show", "sheet_id", row.id))


def term_sheets(span: Span) -> Iterable[Event]:
    """Primary sheets by the end of their term: due signed."""
    query = _sheets(span, GroupTerm.ends_on).where(AttestationSheet.kind == WHOLE)
    for row in db.session.execute(query):
        what = _("Final marks: %(item)s, %(group)s, the term ended on %(day)s", item=row.item, group=row.name, day=_day(row.day))
        yield Event(defaults.TERM_SHEETS, what, row.day, span.local(row.signed_at), row.person, ("SheetView.show", "sheet_id", row.id))


def closes(span: Span) -> Iterable[Event]:
    """Terms that ended: due closed; the first close counts."""
    first = select(Closing.group_term_id, func.min(Closing.closed_at).label("at")).group_by(Closing.group_term_id).subquery()
    rows = db.session.execute(
        select(GroupTerm.id, GroupTerm.ends_on, GroupTerm.plan_semester, StudyGroup.name, first.c.at)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .outerjoin(first, first.c.group_term_id == GroupTerm.id)
        .where(GroupTerm.academic_year_id == span.year.id, GroupTerm.ends_on.between(span.since, span.until))
    )
    for row in rows:
        what = _("Close of semester %(number)s of group %(group)s, which ended on %(day)s", number=row.plan_semester, group=row.name, day=_day(row.ends_on))
        yield Event(defaults.TERM_CLOSE, what, row.ends_on, span.local(row.at), None, ("ClosingView.show", "term_id", row.id))


SOURCES: dict[str, Callable[[Span], Iterable[Event]]] = {
    defaults.EMPLOYEE: employees, defaults.CALENDAR_YEAR: calendar, defaults.CURRICULUM: curricula, defaults.LOAD: loads,
    defaults.ENROLMENT: enrolment, defaults.MOVEMENT: movement, defaults.TOPIC: topics, defaults.CELLS: cells, defaults.SHEET: sheets,
    defaults.TERM_SHEETS: term_sheets, defaults.TERM_CLOSE: closes,
}  # fmt: skip
# Whose person the data name; the others are asked of the role in the matrix.
PERSONAL = frozenset({defaults.TOPIC, defaults.CELLS, defaults.SHEET, defaults.TERM_SHEETS})


def _day(value: date) -> str:
    return f"{value:%d.%m}"
