"""Reads of the calendar chart; the statements of a page do not depend on its groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.core.errors import DomainError, NotFound
from app.core.text import N_, escape_like, normalise
from app.curricula.models import Curriculum
from app.extensions import db
from app.organization import queries as organization
from app.organization.models import AcademicYear, Semester
from app.students.models import StudyGroup
from app.studyyear import rules
from app.studyyear.models import CalendarRow, WeekKind
from app.studyyear.rules import CUSTOMARY, Kind, Planned
from app.terms import queries as terms
from app.terms.models import GroupTerm
from app.terms.rules import propose


@dataclass(frozen=True, slots=True)
class GroupYear:
    """A group in a year: course, row with its version (0: none yet), what its plan says, what disagrees."""

    group: StudyGroup
    course: int
    cells: tuple[str, ...]
    version: int
    is_draft: bool
    planned: Planned
    findings: tuple[DomainError, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The chart of a year: Mondays of its weeks, kinds, groups in order."""

    year: AcademicYear
    weeks: list[date]
    kinds: list[Kind]
    lines: list[GroupYear]


def year(year_id: int) -> AcademicYear:
    """Give an academic year; raises NotFound for a foreign one."""
    found = db.session.scalar(select(AcademicYear).where(AcademicYear.id == year_id))
    if found is None:
        raise NotFound(N_("There is no such academic year."))
    return found


def kinds() -> list[Kind]:
    """Give the college's kinds of weeks in order, the customary ones while it has none."""
    rows = db.session.scalars(select(WeekKind).order_by(WeekKind.position, WeekKind.id))
    return [Kind(row.letters, row.name, row.colour, row.used_as) for row in rows] or list(CUSTOMARY)


def has_kinds() -> bool:
    """Tell whether the college has chosen its kinds."""
    return db.session.scalar(select(WeekKind.id).limit(1)) is not None


def uses_of(letters: str) -> CalendarRow | None:
    """Give a row in which the letters stand."""
    mark = f"%,{escape_like(letters)},%"
    return db.session.scalar(
        select(CalendarRow)
        .where(("," + CalendarRow.weeks + ",").like(mark, escape="\\"))
        .options(joinedload(CalendarRow.group), joinedload(CalendarRow.academic_year))
        .limit(1)
    )


def rows_of(year_id: int, *, fresh: bool = False) -> dict[int, CalendarRow]:
    """Give {group id: its row} of a year."""
    query = select(CalendarRow).where(CalendarRow.academic_year_id == year_id)
    return {row.group_id: row for row in db.session.scalars(query.execution_options(populate_existing=fresh))}


def chart(academic_year: AcademicYear, q: str = "", course: int = 0) -> Chart:
    """Give the chart of the groups that study in the year; six statements whatever their number."""
    weeks, found = rules.weeks_of(academic_year.starts_on, academic_year.ends_on), kinds()
    uses = {kind.letters: kind.use for kind in found}
    rows, terms_by_group = rows_of(academic_year.id), _terms(academic_year.id)
    last = terms.last_plan_semesters()
    lines = []
    for group, plan_weeks in _groups(q):
        own = terms_by_group.get(group.id, [])
        numbers = _semesters(group, academic_year, own, last)
        if not numbers or (course and numbers[0][1] != course):
            continue
        row = rows.get(group.id)
        cells = rules.unpack(row.weeks if row else "", len(weeks))
        planned = _planned(
            plan_weeks or {}, [number for number, _course in numbers], own, last.get(group.curriculum_id, 0)
        )
        lines.append(
            GroupYear(
                group, numbers[0][1], cells, row.version if row else 0, bool(row and row.is_draft), planned,
                tuple(rules.findings(cells, weeks, uses, planned)),
            )
        )  # fmt: skip
    return Chart(academic_year, weeks, found, lines)


def semesters_of_plan(
    line: GroupYear, academic_year: AcademicYear, halves: list[Semester]
) -> list[tuple[date, date, dict[str, Decimal]]]:
    """Give (first day, last day, weeks by use) of the semesters that a group studies in a year."""
    weeks = line.group.curriculum.weeks or {}
    first = (line.course - 1) * 2
    days = (
        line.planned.terms if len(line.planned.terms) == 2 else tuple((half.starts_on, half.ends_on) for half in halves)
    )
    return [
        (begin, end, {use: Decimal(str(length)) for use, length in weeks.get(str(first + number), {}).items()})
        for number, (begin, end) in enumerate(days, start=1)
    ]


def cells_of(group_id: int, on: date) -> tuple[list[date], tuple[str, ...], dict[str, str]]:
    """Give (Mondays, letters, {letters: use}) of a group's year around ``on``; no letters where the chart is not drawn."""
    found = db.session.execute(
        select(AcademicYear, CalendarRow.weeks)
        .outerjoin(CalendarRow, (CalendarRow.academic_year_id == AcademicYear.id) & (CalendarRow.group_id == group_id))
        .where(AcademicYear.starts_on <= on, AcademicYear.ends_on >= on)
    ).first()
    if found is None:
        return [], (), {}
    weeks = rules.weeks_of(found[0].starts_on, found[0].ends_on)
    return weeks, rules.unpack(found[1] or "", len(weeks)), {kind.letters: kind.use for kind in kinds()}


def _terms(year_id: int) -> dict[int, list[GroupTerm]]:
    found: dict[int, list[GroupTerm]] = {}
    for term in db.session.scalars(
        select(GroupTerm).where(GroupTerm.academic_year_id == year_id).order_by(GroupTerm.plan_semester)
    ):
        found.setdefault(term.group_id, []).append(term)
    return found


def _groups(q: str) -> list[tuple[StudyGroup, dict | None]]:
    query = select(StudyGroup).options(
        joinedload(StudyGroup.curriculum).load_only(Curriculum.id, Curriculum.weeks, Curriculum.chart, Curriculum.programme_id)
    )
    for word in normalise(q).split()[:5]:
        query = query.where(StudyGroup.search_key.like(f"%{escape_like(word)}%", escape="\\"))
    return [(group, group.curriculum.weeks) for group in db.session.scalars(query.order_by(StudyGroup.sort_key))]


def _semesters(
    group: StudyGroup, academic_year: AcademicYear, own: list[GroupTerm], last: dict[int, int]
) -> list[tuple[int, int]]:
    """Give (plan semester, course) of a group in a year: as its terms say, else as the intake proposes."""
    if own:
        first = own[0].plan_semester - (own[0].plan_semester + 1) % 2
        return [(first, own[0].course), (first + 1, own[0].course)]
    found = [
        propose(group.intake_year, academic_year.starts_on.year, number, last.get(group.curriculum_id, 0))
        for number in (1, 2)
    ]
    return [(one.plan_semester, one.course) for one in found if one is not None]


def _planned(weeks: dict, numbers: list[int], own: list[GroupTerm], last: int) -> Planned:
    total: dict[str, Decimal] = {}
    for number in numbers:
        for use, length in weeks.get(str(number), {}).items():
            total[use] = total.get(use, Decimal()) + Decimal(str(length))
    return Planned(total, tuple((term.starts_on, term.ends_on) for term in own), last in numbers)


def active_or_newest(year_id: int | None) -> AcademicYear | None:
    """Give the year asked for, else the present one, else the newest."""
    if year_id is not None:
        return year(year_id)
    return organization.active_year() or next(iter(organization.years()), None)
