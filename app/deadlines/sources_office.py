"""Records of the office: staff, calendar, plans, load, contingent, close of terms, backups; one statement a source."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import func, select

from app.audit.models import INSTALLATION, AuditEvent
from app.closing.models import Closing
from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm
from app.deadlines import defaults, rules
from app.deadlines.rules import Event
from app.deadlines.sources import Span, short, source
from app.extensions import db
from app.movement.models import Order
from app.organization.models import Semester
from app.staff.models import Employee
from app.students.models import Placement, Student, StudyGroup
from app.teaching.models import LoadTeacher, TeachingLoad
from app.terms import queries as terms
from app.terms.models import GroupTerm


@source(defaults.EMPLOYEE)
def employees(span: Span) -> Iterable[Event]:
    """Hirings: due after the day of hiring."""
    rows = db.session.execute(
        select(Employee.id, Employee.last_name, Employee.first_name, Employee.hired_on, Employee.recorded_at).where(
            Employee.hired_on.between(span.since, span.until)
        )
    )
    for row in rows:
        what = _("Employee hired on %(day)s: %(name)s", day=short(row.hired_on), name=f"{row.last_name} {row.first_name}")
        yield Event(defaults.EMPLOYEE, what, row.hired_on, span.local(row.recorded_at), None, ("EmployeeView.show", "pk", row.id))


@source(defaults.CALENDAR_YEAR)
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


@source(defaults.CURRICULUM)
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


@source(defaults.LOAD)
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
        what = _("%(name)s in group %(group)s from %(day)s", name=person, group=row.name, day=short(row.starts_on))
        yield code, Event(code, what, row.starts_on, span.local(row.recorded_at), None, ("StudentView.show", "pk", row.id))


@source(defaults.ENROLMENT)
def enrolment(span: Span) -> Iterable[Event]:
    """Students placed in a group from the first day of the year."""
    return (event for code, event in _placements(span) if code == defaults.ENROLMENT)


@source(defaults.MOVEMENT)
def movement(span: Span) -> Iterable[Event]:
    """Students placed in a group on another day."""
    return (event for code, event in _placements(span) if code == defaults.MOVEMENT)


@source(defaults.TERM_CLOSE)
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
        what = _("Close of semester %(number)s of group %(group)s, which ended on %(day)s", number=row.plan_semester, group=row.name, day=short(row.ends_on))
        yield Event(defaults.TERM_CLOSE, what, row.ends_on, span.local(row.at), None, ("ClosingView.show", "term_id", row.id))


@source(defaults.PLAN_CHANGE)
def plan_changes(span: Span) -> Iterable[Event]:
    """New versions of a plan: due approved after they were begun."""
    approved = select(AuditEvent.object_id, func.min(AuditEvent.at).label("at")).where(
        AuditEvent.object_type == "curriculum", AuditEvent.action.in_(("approve", "approve_curriculum")),
        AuditEvent.chain == span.year.organization_id,
    ).group_by(AuditEvent.object_id).subquery()  # fmt: skip
    rows = db.session.execute(
        select(Curriculum.id, Curriculum.status, Curriculum.intake_year, Curriculum.version, Curriculum.recorded_at, approved.c.at)
        .outerjoin(approved, approved.c.object_id == Curriculum.id)
        .where(Curriculum.version > 1)
    )
    for row in rows:
        begun = span.local(row.recorded_at)
        if begun is None or not span.since <= begun <= span.until:
            continue
        done = (span.local(row.at) or begun) if row.status == "approved" else None
        what = _("Version %(version)s of the curriculum of the intake %(year)s", version=row.version, year=row.intake_year)
        yield Event(defaults.PLAN_CHANGE, what, begun, done, None, ("CurriculumView.show", "pk", row.id))


@source(defaults.ROLLOVER)
def rollover(span: Span) -> Iterable[Event]:
    """Terms of the groups in the first half-year: those opened, and the groups that are still without one."""
    first = db.session.scalar(select(Semester).where(Semester.academic_year_id == span.year.id, Semester.number == 1))
    if first is None:
        return
    opened = select(AuditEvent.object_id, func.min(AuditEvent.at).label("at")).where(
        AuditEvent.object_type == "group_term", AuditEvent.action == "create", AuditEvent.chain == span.year.organization_id
    ).group_by(AuditEvent.object_id).subquery()  # fmt: skip
    rows = db.session.execute(
        select(GroupTerm.id, StudyGroup.name, opened.c.at)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .outerjoin(opened, opened.c.object_id == GroupTerm.id)
        .where(GroupTerm.academic_year_id == span.year.id, GroupTerm.starts_on <= first.ends_on)
    )
    for row in rows:
        done = span.local(row.at) or span.year.starts_on
        yield Event(defaults.ROLLOVER, _term_of(row.name), span.year.starts_on, done, None, ("GroupTermView.show", "pk", row.id))
    for one in terms.openings(first):
        if one.proposal is not None:
            yield Event(defaults.ROLLOVER, _term_of(one.group.name), span.year.starts_on, None, None, ("StudyGroupView.show", "pk", one.group.id))


def _term_of(group: str) -> str:
    return _("Term of group %(group)s in the new year", group=group)


@source(defaults.REGISTER)
def graduates(span: Span) -> Iterable[Event]:
    """Applied orders on graduation: the sending of each to the federal register is noted by hand."""
    rows = db.session.execute(
        select(Order.id, Order.title, Order.number, Order.order_date).where(
            Order.kind == "GRADUATE", Order.state == "applied", Order.order_date.between(span.since, span.until)
        )
    )
    for row in rows:
        what = _("Graduates of the order № %(number)s of %(day)s", number=row.number, day=short(row.order_date))
        yield Event(defaults.REGISTER, what, row.order_date, span.done(row.order_date, row.id), None, ("OrderView.show", "order_id", row.id), noted=row.id)


@source(defaults.BACKUP)
def backups(span: Span) -> Iterable[Event]:
    """Days since the college keeps its records here: a backup of the installation was made on each."""
    rows = db.session.scalars(
        select(AuditEvent.at).where(
            AuditEvent.chain.in_((INSTALLATION, span.year.organization_id)), AuditEvent.action == "make_backup"
        )
    )
    made = {span.local(at) for at in rows}
    for day in span.rounds():
        last = rules.last_of_period(span.duty.unit, day)
        done = min((one for one in made if one is not None and day <= one <= last), default=None)
        yield Event(defaults.BACKUP, _("Backup of %(day)s", day=short(day)), day, done)
