"""Everything a curator's report tells, from the functions of the screens: one place for page, paper and export."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.core.actor import Actor
from app.curator import queries, reporting, rules
from app.curator.debts import debts_of
from app.curator.models import CuratorReport
from app.curator.queries_attendance import hours_missed
from app.curator.queries_standing import GroupStanding, group_standing
from app.curator.reporting import Move, ReportTexts, Results, Stay
from app.curator.rules import AttendanceLine
from app.extensions import db
from app.organization.models import Organization
from app.students.models import STUDYING, Placement, StudyGroup
from app.students.models_file import Benefit
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a term of the group: its days, the term it lies in, how it is asked for."""

    start: date
    end: date
    term: GroupTerm | None
    is_term: bool


@dataclass(frozen=True, slots=True)
class GroupReport:
    """The report of a period; ``saved`` holds what the curator wrote, None before."""

    group: StudyGroup
    college: Organization
    period: Period
    terms: list[GroupTerm]
    at_start: int
    at_end: int
    moves: list[Move]
    results: Results
    mean: Any
    missed: AttendanceLine
    absent: list[AttendanceLine]
    debts: list[tuple[str, list[str]]]
    benefits: Mapping[str, int]
    saved: CuratorReport | None

    @property
    def texts(self) -> ReportTexts:
        """Give what the curator wrote."""
        one = self.saved
        return ReportTexts(one.parents, one.events, one.conclusions) if one else ReportTexts()


def group_report(actor: Actor, group_id: int, month: date, term_id: int | None, today: date) -> GroupReport:
    """Give the report of the group for a term, or for a month when none is named; NotFound for a foreign group."""
    standing = group_standing(actor, group_id, term_id)
    period = _period(standing, month, term_id)
    until = min(period.end, today)
    standing = group_standing(actor, group_id, period.term.id if period.term else None, until)
    stays = _stays(group_id, period)
    lines, totals = rules.attendance_lines(dict(_names(stays)), hours_missed([group_id], period.start, period.end))
    present = reporting.there(stays, until)
    debts = debts_of(present, until)
    names = dict(_names(stays))
    return GroupReport(
        group=standing.group, college=standing.college, period=period, terms=standing.terms,
        at_start=len(reporting.there(stays, period.start)), at_end=len(present), moves=reporting.moves(stays, period.start, period.end),
        results=reporting.results(standing.lines, [str(one.item) for one in standing.items]), mean=standing.mean,
        missed=totals, absent=[one for one in lines if one.reasons.get(rules.TRUANCY)],
        debts=sorted((names[one], list(debts[one])) for one in present if debts.get(one)),
        benefits=reporting.counted(_benefits(present, until)), saved=_saved(group_id, period),
    )  # fmt: skip


def _period(standing: GroupStanding, month: date, term_id: int | None) -> Period:
    if term_id is not None and standing.term is not None and standing.term.id == term_id:
        return Period(standing.term.starts_on, standing.term.ends_on, standing.term, True)
    end = rules.last_day(month)
    term = next((one for one in reversed(standing.terms) if one.starts_on <= end and one.ends_on >= month), None)
    return Period(month, end, term, False)


def _stays(group_id: int, period: Period) -> list[Stay]:
    """Give the stays that touch the period, and those that ended the day before it: they tell a move from a mere change."""
    rows = db.session.scalars(
        select(Placement)
        .where(
            Placement.group_id == group_id, Placement.state == STUDYING, Placement.starts_on <= period.end + timedelta(days=1),
            or_(Placement.ends_on.is_(None), Placement.ends_on >= period.start - timedelta(days=1)),
        )
        .options(joinedload(Placement.student))
        .order_by(Placement.starts_on, Placement.id)
    )  # fmt: skip
    return [Stay(one.student_id, one.student.full_name, one.starts_on, one.ends_on, one.basis) for one in rows]


def _names(stays: list[Stay]) -> list[tuple[int, str]]:
    return sorted({one.student_id: one.name for one in stays}.items(), key=lambda pair: pair[1])


def _benefits(student_ids: set[int], day: date) -> list[str]:
    """Give the kinds of benefits in force, without names: those that the reader may see."""
    rows = select(Benefit.kind).where(
        Benefit.student_id.in_(student_ids), Benefit.starts_on <= day, or_(Benefit.ends_on.is_(None), Benefit.ends_on >= day)
    )
    return list(db.session.scalars(rows))


def _saved(group_id: int, period: Period) -> CuratorReport | None:
    return db.session.scalar(
        select(CuratorReport).where(
            CuratorReport.group_id == group_id, CuratorReport.starts_on == period.start, CuratorReport.ends_on == period.end
        )
    )


def report(report_id: int) -> CuratorReport | None:
    """Give a kept report, read anew."""
    return db.session.scalar(select(CuratorReport).where(CuratorReport.id == report_id).execution_options(populate_existing=True))


__all__ = ["GroupReport", "Period", "group_report", "queries", "report"]
