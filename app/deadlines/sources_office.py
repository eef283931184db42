"""Records of the office: staff, load, contingent, close of terms, storage; one statement a source."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select

from app.audit.models import INSTALLATION, AuditEvent
from app.closing.models import ActSignature, Closing, SemesterAct
from app.core.text import N_
from app.curricula.models import CurriculumItem, CurriculumTerm
from app.deadlines import defaults, rules
from app.deadlines.rules import Event
from app.deadlines.sources import Span, first_logged, short, source
from app.extensions import db
from app.movement.models import Order
from app.movement.rules import APPLIED, CANCELLED, CARRIED_OVER, SIGNED
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
        what = _l("Employee hired on %(day)s: %(name)s", day=short(row.hired_on), name=f"{row.last_name} {row.first_name}")
        yield Event(defaults.EMPLOYEE, what, row.hired_on, span.local(row.recorded_at), None, ("EmployeeView.show", "pk", row.id))


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
        what = _l("Teacher of %(item)s, group %(group)s", item=row.item, group=row.name)
        yield Event(defaults.LOAD, what, row.starts_on, span.local(row.at), None, ("LoadView.term", "pk", row.term))


@source(defaults.ENROLMENT)
def enrolment(span: Span) -> Iterable[Event]:
    """Students placed in a group from the first day of the year; who was carried over when the college came is not asked for."""
    rows = db.session.execute(
        select(Placement.starts_on, Placement.recorded_at, Student.id, Student.last_name, Student.first_name, StudyGroup.name)
        .join(Student, Student.id == Placement.student_id)
        .join(StudyGroup, StudyGroup.id == Placement.group_id)
        .where(
            Placement.starts_on == span.year.starts_on, or_(Placement.order_item_id.is_not(None), Placement.starts_on >= span.start)
        )
    )
    for row in rows:
        person = f"{row.last_name} {row.first_name}"
        what = _l("%(name)s in group %(group)s from %(day)s", name=person, group=row.name, day=short(row.starts_on))
        yield Event(defaults.ENROLMENT, what, row.starts_on, span.local(row.recorded_at), None, ("StudentView.show", "pk", row.id))


@source(defaults.MOVEMENT)
def movement(span: Span) -> Iterable[Event]:
    """Signed orders on students by their dates: due applied; enrolments from the first day of the year have a term of their own.

    Orders of the time before the college came, entered to carry the past over, are not asked for.
    """
    rows = db.session.execute(
        select(Order.id, Order.title, Order.number, Order.series, Order.order_date, Order.state, Order.applied_at).where(
            Order.state.in_((SIGNED, APPLIED, CANCELLED)), Order.order_date.between(span.since, span.until),
            func.coalesce(Order.batch, "") != CARRIED_OVER,
            or_(Order.kind != "ENROLL", Order.effective_on != span.year.starts_on),
        )
    )
    for row in rows:
        done = None if row.state == SIGNED else span.local(row.applied_at) or row.order_date
        number = "-".join(filter(None, (row.number, row.series))) or "—"
        what = _l("Order № %(number)s of %(day)s: %(title)s", number=number, day=short(row.order_date), title=row.title)
        yield Event(defaults.MOVEMENT, what, row.order_date, done, None, ("OrderView.show", "order_id", row.id))


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
        what = _l("Close of semester %(number)s of group %(group)s, which ended on %(day)s", number=row.plan_semester, group=row.name, day=short(row.ends_on))
        yield Event(defaults.TERM_CLOSE, what, row.ends_on, span.local(row.at), None, ("ClosingView.show", "term_id", row.id))


@source(defaults.ROLLOVER)
def rollover(span: Span) -> Iterable[Event]:
    """Terms of the groups in the first half-year: those opened, and the groups that are still without one."""
    first = db.session.scalar(select(Semester).where(Semester.academic_year_id == span.year.id, Semester.number == 1))
    if first is None:
        return
    opened = first_logged("group_term", span, "create")
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
    return _l("Term of group %(group)s in the new year", group=group)


@source(defaults.DIPLOMA)
def diplomas(span: Span) -> Iterable[Event]:
    """Applied orders on graduation: the diplomas of each are noted by hand as made out and entered in the book."""
    return _graduations(span, N_("Diplomas by the order № %(number)s of %(day)s"))


@source(defaults.REGISTER)
def graduates(span: Span) -> Iterable[Event]:
    """Applied orders on graduation: the sending of each to the federal register is noted by hand."""
    return _graduations(span, N_("Graduates of the order № %(number)s of %(day)s"))


def _graduations(span: Span, told: str) -> Iterable[Event]:
    query = select(Order.id, Order.number, Order.order_date).where(
        Order.kind == "GRADUATE", Order.state == APPLIED, Order.order_date.between(span.since, span.until),
        func.coalesce(Order.batch, "") != CARRIED_OVER,
    )  # fmt: skip
    for row in span.once("graduations", lambda: db.session.execute(query).all()):
        what = _l(told, number=row.number, day=short(row.order_date))
        yield Event(span.duty.code, what, row.order_date, span.done(row.order_date, row.id), None, ("OrderView.show", "order_id", row.id), noted=row.id)


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
        yield Event(defaults.BACKUP, _l("Backup of %(day)s", day=short(day)), day, done)


@source(defaults.ARCHIVE)
def archives(span: Span) -> Iterable[Event]:
    """Signed acts of half-years: due the package for storage, made of exactly what the act names."""
    packed = first_logged("semester_act", span, "pack_semester")
    rows = db.session.execute(
        select(SemesterAct.id, Semester.id.label("semester"), Semester.number, ActSignature.signed_at, packed.c.at)
        .join(ActSignature, ActSignature.act_id == SemesterAct.id)
        .join(Semester, Semester.id == SemesterAct.semester_id)
        .outerjoin(packed, packed.c.object_id == SemesterAct.id)
    )
    for row in rows:
        signed = span.local(row.signed_at)
        if signed is not None and span.since <= signed <= span.until:
            what = _l("Package of half-year %(number)s, whose act was signed on %(day)s", number=row.number, day=short(signed))
            yield Event(defaults.ARCHIVE, what, signed, span.local(row.at), None, ("SemesterCloseView.show", "semester_id", row.semester))
