"""Reads of a close: everything of a group's term in a fixed number of statements, closings, lists of terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.access.models import RoleGrant
from app.access.permissions import Role
from app.access.scope import led_by, unscoped
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.queries_own import Individual
from app.attestation.queries_plan import individual_in
from app.attestation.states import PRIMARY
from app.closing import settings
from app.closing.models import Closing, TermConfirmation
from app.closing.queries_waiting import unapplied_orders, unapproved_plans
from app.closing.rules import Policy
from app.core.clock import today
from app.core.errors import NotFound
from app.core.text import N_, full_name
from app.curricula.models import Curriculum, CurriculumTerm
from app.extensions import db
from app.gradebook import queries as gradebook
from app.gradebook.models import Mark
from app.gradebook.queries_changes import waiting_in
from app.gradebook.rules import Scoring, Standing
from app.gradebook.standings import standings_from
from app.movement.models import Order
from app.organization.models import Organization
from app.settings import queries as settings_queries
from app.staff.models import Employee
from app.students.endings import ended_by
from app.students.models import Placement, Student, StudyGroup
from app.studyplans.queries import own_controls
from app.studyplans.rules import OwnControls
from app.teaching import queries as teaching
from app.teaching.models import Lesson, Subgroup, SubgroupMember, TeachingLoad
from app.teaching.rules import Member
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class TermRows:
    """Everything of a group's term as it was read; the checks and the snapshot are made of the same rows."""

    term: GroupTerm
    college: Organization
    members: Sequence[Member]
    funding: Mapping[int, str]
    subgroups: Mapping[int, Collection[int]]
    plan: Sequence[CurriculumTerm]
    loads: Sequence[TeachingLoad]
    lessons: Sequence[Any]
    marks: Sequence[Any]
    sheets: Sequence[AttestationSheet]
    entries: Mapping[int, Sequence[Any]]
    scoring: Scoring
    people: Mapping[int, str]
    staff: Mapping[int, str]
    unconfirmed: bool
    waiting: Mapping[int, int]
    own: Mapping[int, Sequence[OwnControls]]
    individual: Sequence[Individual]
    orders: Sequence[Order]
    planless: Collection[int]
    left_by: Mapping[int, str]

    def members_of(self, load: TeachingLoad) -> list[Member]:
        """Give the students of a load's (sub)group."""
        if load.subgroup_id is None:
            return list(self.members)
        own = self.subgroups.get(load.subgroup_id, ())
        return [member for member in self.members if member.student_id in own]

    def standings(self) -> dict[int, dict[int, Standing]]:
        """Give {load id: {student id: standing}} by the rule of the journal."""
        lessons: dict[int, list[Any]] = defaultdict(list)
        for lesson in self.lessons:
            lessons[lesson.load_id].append(lesson)
        cells = {(mark.lesson_id, mark.student_id): mark for mark in self.marks}
        return {
            load.id: standings_from(
                self.members_of(load), lessons[load.id], cells, self.scoring, gradebook.is_pass_fail(load)
            )
            for load in self.loads
        }


def term(term_id: int, *, lock: bool = False) -> GroupTerm:
    """Give a group's term; with ``lock`` its row is locked against every writer of the term and read anew.

    Writers hold a share of this lock (the freeze triggers take it), so that a close waits for them and they for it.
    """
    query = (
        select(GroupTerm)
        .join(GroupTerm.group)
        .where(GroupTerm.id == term_id)
        .options(
            contains_eager(GroupTerm.group).options(joinedload(StudyGroup.curator), joinedload(StudyGroup.department)),
            joinedload(GroupTerm.academic_year),
            joinedload(GroupTerm.curriculum).joinedload(Curriculum.programme),
        )
    )
    if lock:
        query = query.with_for_update(of=GroupTerm).execution_options(populate_existing=True)
    found = db.session.scalar(query)
    if found is None:
        raise NotFound(N_("There is no such term of a group."))
    return found


def rows(group_term: GroupTerm) -> TermRows:
    """Read everything of a term; the number of statements does not depend on its size."""
    sheets = sheet_rows(group_term.id)
    lessons = lesson_rows(group_term.id)
    loads = teaching.loads_of_term(group_term, fresh=True)
    scoring, _ = gradebook.scoring_of(group_term)
    signers = {user for one in sheets for user in (one.signed_by_id, one.closed_by_id, one.issued_by_id) if user}
    college = db.session.get(Organization, group_term.organization_id)
    assert college is not None
    members = teaching.members_of_term(group_term.id)
    heads = policy(group_term.organization_id).heads_confirm
    unconfirmed = heads and group_term.id in unconfirmed_terms([group_term.id], today(college.zone))
    return TermRows(
        term=group_term, college=college, members=members, funding=_funding(group_term),
        subgroups=_subgroups(group_term.id), plan=teaching.plan_of_term(group_term), loads=loads, lessons=lessons,
        marks=mark_rows(group_term.id), sheets=sheets, entries=entry_rows(group_term.id), scoring=scoring,
        people=_people(signers), staff=_staff({one.held_by_id for one in lessons if one.held_by_id}),
        own=own_controls({one.student_id for one in members}), individual=individual_in([group_term]),
        unconfirmed=unconfirmed, waiting=waiting_in([one.id for one in loads]), orders=[order for order, _term in unapplied_orders([group_term.id])],
        planless={row.load_id for row in unapproved_plans([group_term.id])}, left_by=_left_by(group_term),
    )  # fmt: skip


LESSON_COLUMNS = (
    Lesson.id, Lesson.load_id, Lesson.date, Lesson.pair, Lesson.hours, Lesson.kind, Lesson.weight, Lesson.is_required,
    Lesson.topic, Lesson.homework, Lesson.held_by_id, Lesson.is_remote,
)  # fmt: skip
ENTRY_COLUMNS = (
    AttestationEntry.id, AttestationEntry.sheet_id, AttestationEntry.position, AttestationEntry.student_id,
    AttestationEntry.student_name, AttestationEntry.record_book, AttestationEntry.ticket, AttestationEntry.proposed,
    AttestationEntry.result, AttestationEntry.note, AttestationEntry.part_id, AttestationEntry.score, AttestationEntry.semester,
    AttestationEntry.final, AttestationEntry.reason,
)  # fmt: skip


def lesson_rows(term_id: int) -> Sequence[Any]:
    """Give the lessons of a term in the order of the journal."""
    return db.session.execute(
        select(*LESSON_COLUMNS).where(Lesson.group_term_id == term_id).order_by(Lesson.load_id, Lesson.date, Lesson.pair, Lesson.id)
    ).all()


def mark_rows(term_id: int) -> Sequence[Any]:
    """Give the cells of a term."""
    return db.session.execute(
        select(Mark.lesson_id, Mark.student_id, Mark.attendance, Mark.grades, Mark.minutes_late).where(Mark.group_term_id == term_id)
    ).all()


def sheet_rows(term_id: int) -> Sequence[AttestationSheet]:
    """Give the primary sheets of a term with their controls, superseded ones too."""
    return db.session.scalars(
        select(AttestationSheet)
        .where(AttestationSheet.group_term_id == term_id, AttestationSheet.kind == PRIMARY)
        .options(
            joinedload(AttestationSheet.control), selectinload(AttestationSheet.parts), selectinload(AttestationSheet.examiners)
        )
        .order_by(AttestationSheet.id)
        .execution_options(populate_existing=True)
    ).all()


def entry_rows(term_id: int) -> dict[int, list[Any]]:
    """Give {sheet id: lines in order} of the primary sheets of a term."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.execute(
        select(*ENTRY_COLUMNS)
        .where(AttestationEntry.group_term_id == term_id, AttestationEntry.sheet_kind == PRIMARY)
        .order_by(AttestationEntry.sheet_id, AttestationEntry.position)
    ):
        found[row.sheet_id].append(row)
    return found


def _left_by(group_term: GroupTerm) -> dict[int, str]:
    """Give {student id: the order by which the group was left in the term}; two statements."""
    ended = select(Placement.id, Placement.student_id).where(
        Placement.group_id == group_term.group_id, Placement.ends_on >= group_term.starts_on, Placement.ends_on <= group_term.ends_on
    )
    stays = dict(db.session.execute(ended.order_by(Placement.ends_on)).tuples().all())
    with unscoped():  # who prints a journal need not read orders
        orders = ended_by(list(stays))
    return {student: orders[stay] for stay, student in stays.items() if stay in orders}


def _funding(group_term: GroupTerm) -> dict[int, str]:
    query = (
        select(Student.id, Student.funding)
        .join(Placement, Placement.student_id == Student.id)
        .where(Placement.group_id == group_term.group_id)
    )
    return dict(db.session.execute(query).tuples().all())


def _subgroups(term_id: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    query = (
        select(SubgroupMember.subgroup_id, SubgroupMember.student_id)
        .join(Subgroup, Subgroup.id == SubgroupMember.subgroup_id)
        .where(Subgroup.group_term_id == term_id)
    )
    for subgroup_id, student_id in db.session.execute(query):
        found[subgroup_id].add(student_id)
    return found


def _people(ids: Iterable[int]) -> dict[int, str]:
    query = select(User.id, User.last_name, User.first_name).where(User.id.in_(list(ids)))
    return {row.id: f"{row.last_name} {row.first_name}".strip() for row in db.session.execute(query)}


def _staff(ids: Iterable[int]) -> dict[int, str]:
    query = select(Employee.id, Employee.last_name, Employee.first_name, Employee.middle_name).where(Employee.id.in_(list(ids)))
    return {row.id: full_name(row.last_name, row.first_name, row.middle_name) for row in db.session.execute(query)}


def last_closing(term_id: int) -> Closing | None:
    """Give the newest snapshot of a term."""
    return db.session.scalar(
        select(Closing).where(Closing.group_term_id == term_id).order_by(Closing.revision.desc()).limit(1)
    )


def first_revision(sheet: AttestationSheet) -> AttestationSheet:
    """Give the first revision of a sheet: the subject of its papers, so that a later one replaces the earlier."""
    if sheet.revision == 1:
        return sheet
    return db.session.scalars(
        led_by(select(AttestationSheet), AttestationSheet)
        .where(AttestationSheet.organization_id == sheet.organization_id, AttestationSheet.number == sheet.number)
        .order_by(AttestationSheet.revision)
        .limit(1)
    ).one()  # fmt: skip


def policy(organization_id: int) -> Policy:
    """Give what the local act of the college says of closes; one statement."""
    chosen = settings_queries.values(organization_id, "closing.")
    return Policy(
        frozenset(key.removeprefix(settings.BLOCKS) for key, value in chosen.items() if key.startswith(settings.BLOCKS) and value),
        chosen[settings.SIGN], chosen[settings.OFFICE], chosen[settings.TOPIC], chosen[settings.PLAN], chosen[settings.CONFIRM],
    )  # fmt: skip


def unconfirmed_terms(term_ids: Collection[int], day: date) -> dict[int, int]:
    """Give {term: its department} of those whose department has a head on ``day`` who has not confirmed the group."""
    heads = select(RoleGrant.department_id).where(
        RoleGrant.role == Role.HEAD_OF_DEPARTMENT, RoleGrant.revoked_at.is_(None), RoleGrant.department_id.is_not(None),
        RoleGrant.valid_from <= day, or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
    )  # fmt: skip
    confirmed = select(TermConfirmation.group_term_id).where(TermConfirmation.withdrawn_at.is_(None))
    rows = db.session.execute(
        select(GroupTerm.id, StudyGroup.department_id)
        .join(GroupTerm.group)
        .where(
            GroupTerm.id.in_(list(term_ids)), GroupTerm.status != "closed", StudyGroup.department_id.in_(heads),
            GroupTerm.id.not_in(confirmed),
        )
    )  # fmt: skip
    return dict(rows.tuples().all())


def confirmation(term_id: int) -> TermConfirmation | None:
    """Give the confirmation of a term that stands."""
    return db.session.scalar(
        select(TermConfirmation).where(TermConfirmation.group_term_id == term_id, TermConfirmation.withdrawn_at.is_(None))
    )


def closings() -> Iterable[Closing]:
    """Give every newest snapshot of the installation, a few at a time; for ``verify``."""
    last = select(Closing.group_term_id, func.max(Closing.revision).label("revision")).group_by(Closing.group_term_id).subquery()
    return db.session.scalars(
        select(Closing)
        .join(last, (last.c.group_term_id == Closing.group_term_id) & (last.c.revision == Closing.revision))
        .options(joinedload(Closing.group_term).joinedload(GroupTerm.group))
        .order_by(Closing.id)
        .execution_options(yield_per=20)
    )


def waiting_terms() -> dict[str, int]:
    """Count the terms within the reader's reach that are not closed, by state."""
    query = select(GroupTerm.status, func.count(GroupTerm.id)).where(GroupTerm.status != "closed").group_by(GroupTerm.status)
    return dict(db.session.execute(query).tuples().all())
