"""Records about students: absences, names and benefits, checks of the files, schedules of re-sits; one statement a source."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import and_, func, or_, select

from app.access.permissions import Role
from app.core.text import N_
from app.curator.models import AbsenceNote
from app.deadlines import defaults
from app.deadlines.rules import Event
from app.deadlines.sources import Span, short, source
from app.debts.models import AcademicDebt, Resit
from app.debts.rules import OWED
from app.extensions import db
from app.students.models import Placement, Student, StudyGroup
from app.students.models_file import Benefit, FormerName
from app.teaching.models import TeachingLoad
from app.terms.models import GroupTerm


def _of_student(row_student, day, *columns):  # type: ignore[no-untyped-def]
    """Select columns with the student and the curator of the group in which the student is on ``day``."""
    return (
        select(*columns, Student.id.label("student_id"), Student.last_name, Student.first_name, StudyGroup.curator_id)
        .join(Student, Student.id == row_student)
        .outerjoin(
            Placement,
            and_(
                Placement.student_id == Student.id, Placement.group_id.is_not(None), Placement.starts_on <= day,
                or_(Placement.ends_on.is_(None), Placement.ends_on >= day),
            ),
        )
        .outerjoin(StudyGroup, StudyGroup.id == Placement.group_id)
    )  # fmt: skip


def _own(span: Span, query):  # type: ignore[no-untyped-def]
    return query if span.employee_id is None else query.where(StudyGroup.curator_id == span.employee_id)


@source(defaults.ABSENCE, Role.CURATOR)
def absences(span: Span) -> Iterable[Event]:
    """Papers that excuse absences: due after the day they were received."""
    query = _of_student(AbsenceNote.student_id, AbsenceNote.received_on, AbsenceNote.received_on, AbsenceNote.recorded_at)
    query = query.where(AbsenceNote.received_on.between(span.since, span.until), AbsenceNote.withdrawn_at.is_(None))
    for row in db.session.execute(_own(span, query)):
        what = _l("Paper about absences of %(name)s, received on %(day)s", name=f"{row.last_name} {row.first_name}", day=short(row.received_on))
        yield Event(
            defaults.ABSENCE, what, row.received_on, span.local(row.recorded_at), row.curator_id, ("StudentView.show", "pk", row.student_id)
        )


@source(defaults.FILE, Role.CURATOR)
def files(span: Span) -> Iterable[Event]:
    """Changes in personal files that have a day of their own: benefits from their first day, names from the last of the old one.

    Which benefit it is stays unsaid: a health one must not be told by its line here.
    """
    named = _of_student(FormerName.student_id, FormerName.until, FormerName.until.label("day"), FormerName.recorded_at)
    favoured = _of_student(Benefit.student_id, Benefit.starts_on, Benefit.starts_on.label("day"), Benefit.recorded_at)
    for query, day, text in (
        (named, FormerName.until, N_("Change of the name of %(name)s on %(day)s")), (favoured, Benefit.starts_on, N_("Benefit of %(name)s from %(day)s")),
    ):  # fmt: skip
        for row in db.session.execute(_own(span, query.where(day.between(span.since, span.until)))):
            what = _l(text, name=f"{row.last_name} {row.first_name}", day=short(row.day))
            yield Event(defaults.FILE, what, row.day, span.local(row.recorded_at), row.curator_id, ("StudentView.show", "pk", row.student_id))


@source(defaults.FILE_CHECK, Role.CURATOR)
def file_checks(span: Span) -> Iterable[Event]:
    """Groups of the year on the days of the check: each curator notes it as done."""
    days = span.rounds()
    studied = select(GroupTerm.group_id).where(GroupTerm.academic_year_id == span.year.id)
    query = select(StudyGroup.id, StudyGroup.name, StudyGroup.curator_id).where(StudyGroup.id.in_(studied), StudyGroup.curator_id.is_not(None))
    rows = db.session.execute(_own(span, query)).all() if days else []
    for day in days:
        for row in rows:
            what = _l("Check of the files of group %(group)s by %(day)s", group=row.name, day=short(day))
            yield Event(
                defaults.FILE_CHECK, what, day, span.done(day, row.id), row.curator_id, ("StudyGroupView.show", "pk", row.id), noted=row.id
            )


@source(defaults.RESITS)
def resit_schedules(span: Span) -> Iterable[Event]:
    """Groups with debts by the end of their term: every debt is due to have a re-sit appointed; the last one counts."""
    first = select(Resit.debt_id, func.min(Resit.recorded_at).label("at")).group_by(Resit.debt_id).subquery()
    rows = db.session.execute(
        select(
            GroupTerm.ends_on, StudyGroup.id, StudyGroup.name, func.count(AcademicDebt.id).label("debts"), func.count(first.c.at).label("appointed"),
            func.max(first.c.at).label("at"),
        )
        .join(TeachingLoad, TeachingLoad.id == AcademicDebt.load_id)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .outerjoin(first, first.c.debt_id == AcademicDebt.id)
        .where(
            GroupTerm.ends_on.between(span.since - timedelta(days=31), span.until),
            or_(first.c.at.is_not(None), AcademicDebt.state.in_(OWED)),
        )
        .group_by(GroupTerm.id, GroupTerm.ends_on, StudyGroup.id, StudyGroup.name)
    )  # fmt: skip
    for row in rows:
        what = _l("Schedule of re-sits of group %(group)s: %(count)s of %(debts)s appointed", group=row.name, count=row.appointed, debts=row.debts)
        done = span.local(row.at) if row.appointed == row.debts else None
        yield Event(defaults.RESITS, what, row.ends_on, done, None, ("DebtView.group", "group_id", row.id))
