"""Records of the plans: the year with its chart and bells, curricula, work programmes, the timetable of each week."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import and_, case, func, select

from app.audit.models import AuditEvent
from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm
from app.curricula.models_programmes import WorkProgramme
from app.deadlines import defaults
from app.deadlines.rules import Event
from app.deadlines.sources import Span, first_logged, short, source
from app.extensions import db
from app.organization import queries as organization
from app.organization.models import BellTime, Semester
from app.studyyear import queries as studyyear
from app.studyyear.models import CalendarRow
from app.studyyear.rules import THEORY, unpack, weeks_of
from app.teaching.models import Lesson, TeachingLoad
from app.terms.models import GroupTerm

APPROVED = "approved"


@source(defaults.CALENDAR_YEAR)
def calendar(span: Span) -> Iterable[Event]:
    """The semesters of the year, the chart of its weeks and the bells; a semester is entered when the log says so."""
    created = first_logged("semester", span, "create")
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
    yield _chart(span)
    yield _bells(span)


def _chart(span: Span) -> Event:
    """The weeks of all groups of the year: the last drawn row counts, a copied one is a draft until it is looked at."""
    studied = select(GroupTerm.group_id).where(GroupTerm.academic_year_id == span.year.id).distinct().subquery()
    row = db.session.execute(
        select(func.count(studied.c.group_id), func.count(CalendarRow.id), func.max(CalendarRow.recorded_at))
        .select_from(studied)
        .outerjoin(
            CalendarRow,
            and_(
                CalendarRow.group_id == studied.c.group_id, CalendarRow.academic_year_id == span.year.id, CalendarRow.is_draft.is_(False)
            ),
        )
    ).one()  # fmt: skip
    what = _("Calendar chart of the year: %(count)s groups of %(all)s", count=row[1], all=row[0])
    done = span.local(row[2]) if row[1] == row[0] else None
    return Event(defaults.CALENDAR_YEAR, what, span.year.starts_on, done, None, ("ChartView.show", "", 0))


def _bells(span: Span) -> Event:
    created = select(func.min(AuditEvent.at)).where(
        AuditEvent.object_type == "bell_time", AuditEvent.action == "create", AuditEvent.chain == span.year.organization_id
    )
    lines, at = db.session.execute(select(select(func.count(BellTime.id)).scalar_subquery(), created.scalar_subquery())).one()
    done = (span.local(at) or span.year.starts_on) if lines else None
    return Event(defaults.CALENDAR_YEAR, _("Bell schedule"), span.year.starts_on, done, None, ("BellTimeView.list", "", 0))


@source(defaults.CURRICULUM)
def curricula(span: Span) -> Iterable[Event]:
    """Plans of the groups that study this year: due approved."""
    approved = first_logged("curriculum", span, "approve", "approve_curriculum")
    studied = select(GroupTerm.curriculum_id).where(GroupTerm.academic_year_id == span.year.id)
    rows = db.session.execute(
        select(Curriculum.id, Curriculum.status, Curriculum.intake_year, approved.c.at)
        .outerjoin(approved, approved.c.object_id == Curriculum.id)
        .where(Curriculum.id.in_(studied))
    )
    for row in rows:
        done = (span.local(row.at) or span.year.starts_on) if row.status == APPROVED else None
        what = _("Curriculum of the intake %(year)s, № %(id)s", year=row.intake_year, id=row.id)
        yield Event(defaults.CURRICULUM, what, span.year.starts_on, done, None, ("CurriculumView.show", "pk", row.id))


@source(defaults.WORK_PROGRAMME)
def work_programmes(span: Span) -> Iterable[Event]:
    """Plans taught this year: due an approved work programme of each line that is taught; the last of them counts."""
    taught = (
        select(CurriculumItem.curriculum_id, CurriculumItem.item_key)
        .join(CurriculumTerm, CurriculumTerm.item_id == CurriculumItem.id)
        .join(TeachingLoad, TeachingLoad.curriculum_term_id == CurriculumTerm.id)
        .join(GroupTerm, GroupTerm.id == TeachingLoad.group_term_id)
        .where(GroupTerm.academic_year_id == span.year.id)
        .distinct().subquery()
    )  # fmt: skip
    approved = (
        select(WorkProgramme.programme_id, WorkProgramme.item_key, func.min(WorkProgramme.approved_at).label("at"))
        .where(WorkProgramme.status == APPROVED)
        .group_by(WorkProgramme.programme_id, WorkProgramme.item_key).subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(
            Curriculum.id, Curriculum.intake_year, func.count(taught.c.item_key).label("lines"), func.count(approved.c.at).label("ready"),
            func.max(approved.c.at).label("at"),
        )
        .join(taught, taught.c.curriculum_id == Curriculum.id)
        .outerjoin(approved, and_(approved.c.programme_id == Curriculum.programme_id, approved.c.item_key == taught.c.item_key))
        .group_by(Curriculum.id, Curriculum.intake_year)
    )  # fmt: skip
    for row in rows:
        what = _(
            "Work programmes of the curriculum of the intake %(year)s, № %(id)s: %(count)s of %(all)s", year=row.intake_year, id=row.id, count=row.ready,
            all=row.lines,
        )  # fmt: skip
        done = span.local(row.at) if row.ready == row.lines else None
        yield Event(defaults.WORK_PROGRAMME, what, span.year.starts_on, done, None, ("WorkProgrammeView.show", "pk", row.id))


@source(defaults.PLAN_CHANGE)
def plan_changes(span: Span) -> Iterable[Event]:
    """New versions of a plan by the date of their order: due approved here; before there is an order nothing is due."""
    rows = db.session.execute(
        select(Curriculum.id, Curriculum.intake_year, Curriculum.version, Curriculum.order_number, Curriculum.order_date, Curriculum.approved_at).where(
            Curriculum.version > 1, Curriculum.order_date.between(span.since, span.until)
        )
    )
    for row in rows:
        what = _(
            "Version %(version)s of the curriculum of the intake %(year)s, order № %(number)s of %(day)s", version=row.version,
            year=row.intake_year, number=row.order_number or "—", day=short(row.order_date),
        )  # fmt: skip
        yield Event(defaults.PLAN_CHANGE, what, row.order_date, span.local(row.approved_at), None, ("CurriculumView.show", "pk", row.id))


@source(defaults.TIMETABLE)
def timetables(span: Span) -> Iterable[Event]:
    """Weeks since the college keeps its records here: the lessons of every group that has theory in it; the last group counts."""
    mondays = _mondays(max(span.since, span.year.starts_on, span.start), span.until)
    if not mondays:
        return
    studying, entered = _studying(span, mondays), _entered(span.year.organization_id, mondays)
    for number, monday in enumerate(mondays):
        groups = studying[monday]
        moments = [entered[number, term] for term in groups if (number, term) in entered]
        if groups:
            what = _("Timetable of the week from %(day)s: %(count)s groups of %(all)s", day=short(monday), count=len(moments), all=len(groups))
            done = span.local(max(moments)) if len(moments) == len(groups) else None
            yield Event(defaults.TIMETABLE, what, monday, done, None, ("TimetableView.week", "", 0))


def _mondays(since: date, until: date) -> list[date]:
    first = since + timedelta(days=-since.weekday() % 7)
    return [first + timedelta(weeks=number) for number in range((until - first).days // 7 + 1)]


def _studying(span: Span, mondays: list[date]) -> dict[date, list[int]]:
    """Give {Monday: the terms with theory in that week}; where no chart is drawn every week of study days has some."""
    days, weeks = organization.days_of(span.year.organization_id), weeks_of(span.year.starts_on, span.year.ends_on)
    theory = {kind.letters for kind in studyyear.kinds() if kind.use == THEORY}
    drawn = {group: dict(zip(weeks, unpack(row.weeks, len(weeks)), strict=True)) for group, row in studyyear.rows_of(span.year.id).items()}
    terms = db.session.execute(
        select(GroupTerm.id, GroupTerm.group_id, GroupTerm.starts_on, GroupTerm.ends_on).where(GroupTerm.academic_year_id == span.year.id)
    ).all()
    found: dict[date, list[int]] = {}
    for monday in mondays:
        held = [day for day in (monday + timedelta(days=number) for number in range(7)) if days.is_study_day(day)]
        found[monday] = [
            one.id for one in terms
            if any(one.starts_on <= day <= one.ends_on for day in held) and drawn.get(one.group_id, {}).get(monday) in (None, "", *theory)
        ]  # fmt: skip
    return found


def _entered(organization_id: int, mondays: list[date]) -> dict[tuple[int, int], datetime]:
    """Give {(number of the week, term): the moment of its first lesson}; one statement.

    Moments alone, whatever the reach of who asks: the dispatcher answers for the timetable and reads no journal.
    """
    week = case(*((Lesson.date < monday + timedelta(days=7), number) for number, monday in enumerate(mondays)))
    rows = db.session.execute(
        select(week, Lesson.group_term_id, func.min(Lesson.recorded_at))
        .where(Lesson.organization_id == organization_id, Lesson.date.between(mondays[0], mondays[-1] + timedelta(days=6)))
        .group_by(week, Lesson.group_term_id)
        .execution_options(unscoped=True)
    )
    return {(row[0], row[1]): row[2] for row in rows}
