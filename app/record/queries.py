"""Reads of the academic record; a fixed number of statements whatever the number of students or results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager, joinedload

from app.attestation.controls import WITHOUT_SHEET
from app.attestation.models import AttestationEntry, AttestationSheet, SheetPart
from app.attestation.states import CLOSED, COMMISSION, RESIT
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.debts.models import AcademicDebt, Resit
from app.debts.rules import State
from app.extensions import db
from app.organization import queries as organization
from app.organization.models import AcademicYear, Semester
from app.record.models import CarriedResult, PlanDifference
from app.record.rules import Attempt, past_limit
from app.students.models import STUDYING, Placement, Student, StudyGroup
from app.terms import queries as terms
from app.terms import rules as term_rules
from app.terms.models import GroupTerm


@dataclass(frozen=True, slots=True)
class PlanControl:
    """A control of a plan with what is said of it: semester, index and name of the item, its hours there."""

    id: int
    form: str
    semester: int
    item_id: int
    item_key: str
    code: str
    name: str
    hours: Decimal
    position: int

    @property
    def title(self) -> str:
        """Give the item's index and name."""
        return f"{self.code} {self.name}".strip()


@dataclass(frozen=True, slots=True)
class Fact:
    """One result of a student: what it is of, the attempt, and the sheet or the paper behind it."""

    student_id: int
    control: PlanControl
    attempt: Attempt
    year: str = ""
    sheet_id: int | None = None
    sheet: str = ""
    carried: CarriedResult | None = None
    paper: str = ""


_CONTROL = (
    TermControl.id, TermControl.form, CurriculumTerm.plan_semester, CurriculumItem.id, CurriculumItem.item_key,
    CurriculumItem.code, CurriculumItem.name, CurriculumTerm.hours, CurriculumItem.position,
)  # fmt: skip


def controls_of(curriculum_id: int, before: int | None = None) -> list[PlanControl]:
    """Give the controls that a plan names and a sheet records, by semester and the order of the plan."""
    query = (
        select(*_CONTROL)
        .select_from(TermControl)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(CurriculumItem.curriculum_id == curriculum_id, CurriculumItem.is_counted, TermControl.form.not_in(WITHOUT_SHEET))
        .order_by(CurriculumTerm.plan_semester, CurriculumItem.position, TermControl.id)
    )
    if before is not None:
        query = query.where(CurriculumTerm.plan_semester < before)
    return [PlanControl(*row) for row in db.session.execute(query)]


def student(student_id: int) -> Student:
    """Give a student with the stays in groups; NotFound outside the reader's reach."""
    found = db.session.scalar(
        select(Student)
        .where(Student.id == student_id)
        .outerjoin(Student.placements)
        .outerjoin(Placement.group)
        .outerjoin(StudyGroup.curriculum)
        .options(
            contains_eager(Student.placements).contains_eager(Placement.group).contains_eager(StudyGroup.curriculum)
        )
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if found is None:
        raise NotFound(N_("There is no such student."))
    return found


def present_group(one: Student) -> StudyGroup | None:
    """Give the group the student is in, or was in last."""
    places = sorted(one.placements, key=lambda p: (p.ends_on is None, p.ends_on or date.max, p.starts_on))
    return places[-1].group if places else None


def facts(student_ids: Collection[int], *, terms: Collection[int] | None = None) -> list[Fact]:
    """Give every result of the students by closed sheets in force and by other papers, in order; three statements.

    ``terms`` narrows the sheets to those of some terms of groups.
    """
    ids = list(student_ids)
    query = (
        select(
            AttestationEntry.student_id, func.coalesce(AttestationEntry.final, AttestationEntry.result), AttestationSheet.kind,
            AttestationSheet.attempt,
            AttestationSheet.held_on, AttestationSheet.id, AttestationSheet.number, AcademicYear.label, *_CONTROL,
        )
        .select_from(AttestationEntry)
        .join(AttestationSheet, AttestationEntry.sheet_id == AttestationSheet.id)
        .join(GroupTerm, AttestationSheet.group_term_id == GroupTerm.id)
        .join(AcademicYear, GroupTerm.academic_year_id == AcademicYear.id)
        .join(SheetPart, AttestationEntry.part_id == SheetPart.id)
        .join(TermControl, SheetPart.term_control_id == TermControl.id)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(AttestationEntry.student_id.in_(ids), AttestationSheet.status == CLOSED, AttestationEntry.result.is_not(None))
    )  # fmt: skip
    if terms is not None:
        query = query.where(AttestationSheet.group_term_id.in_(list(terms)))
    found = [
        Fact(who, PlanControl(*control), Attempt(kind, result, held, attempt), year, sheet_id, number or "—")
        for who, result, kind, attempt, held, sheet_id, number, year, *control in db.session.execute(query)
    ]
    found += [_carried(row) for row in carried(ids)]
    found += _settled(ids)
    return sorted(found, key=lambda one: (one.control.semester, one.control.position, one.control.id, one.attempt.order))


def _settled(student_ids: Collection[int]) -> list[Fact]:
    """Give the re-sits that are settled by a paper, as those of debts carried over are; one statement."""
    rows = db.session.execute(
        select(Resit.student_id, Resit.number, Resit.held_on, Resit.result, Resit.paper, *_CONTROL)
        .select_from(Resit)
        .join(AcademicDebt, Resit.debt_id == AcademicDebt.id)
        .join(TermControl, AcademicDebt.term_control_id == TermControl.id)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(
            Resit.student_id.in_(list(student_ids)), Resit.sheet_id.is_(None), Resit.result.is_not(None),
            AcademicDebt.state != State.ANNULLED,
        )
    )  # fmt: skip
    return [
        Fact(who, PlanControl(*control), Attempt(COMMISSION if number == 2 else RESIT, result, held, number), paper=paper or "")
        for who, number, held, result, paper, *control in rows
    ]


def _carried(row: CarriedResult) -> Fact:
    one, term = row.control, row.control.term
    control = PlanControl(
        one.id, one.form, term.plan_semester, term.item.id, term.item.item_key, term.item.code, term.item.name,
        row.hours if row.hours is not None else term.hours, term.item.position,
    )  # fmt: skip
    return Fact(row.student_id, control, Attempt(row.origin, row.result, row.held_on or row.paper_date), carried=row)


def carried(student_ids: Iterable[int]) -> list[CarriedResult]:
    """Give the valid results without a sheet of the students, with control, semester and item; one statement."""
    return list(
        db.session.scalars(
            select(CarriedResult)
            .where(CarriedResult.student_id.in_(list(student_ids)), CarriedResult.annulled_at.is_(None))
            .options(joinedload(CarriedResult.control).joinedload(TermControl.term).joinedload(CurriculumTerm.item))
        )
    )


def carried_one(result_id: int) -> CarriedResult:
    """Give a result without a sheet, locked for change; NotFound outside the reader's reach."""
    found = db.session.scalar(
        select(CarriedResult)
        .where(CarriedResult.id == result_id)
        .with_for_update(of=CarriedResult)
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("There is no such result."))
    return found


def with_sheets(student_ids: Collection[int], control_ids: Collection[int]) -> dict[tuple[int, int], str]:
    """Give {(student, control): number of the sheet} of results that sheets of this system hold."""
    rows = db.session.execute(
        select(AttestationEntry.student_id, SheetPart.term_control_id, AttestationSheet.number)
        .join(AttestationSheet, AttestationEntry.sheet_id == AttestationSheet.id)
        .join(SheetPart, AttestationEntry.part_id == SheetPart.id)
        .where(
            AttestationEntry.student_id.in_(list(student_ids)), SheetPart.term_control_id.in_(list(control_ids)),
            AttestationSheet.status == CLOSED,
        )
    )  # fmt: skip
    return {(who, control): number or "—" for who, control, number in rows}


def present(group_id: int) -> list[Student]:
    """Give the students who are in the group now, by name."""
    return list(
        db.session.scalars(
            select(Student)
            .join(Student.placements)
            .where(Placement.group_id == group_id, Placement.ends_on.is_(None))
            .order_by(Student.sort_key, Student.id)
        )
    )


def first_kept(group: StudyGroup) -> int:
    """Give the first plan semester of a group that this system keeps itself; three statements."""
    kept = list(db.session.scalars(select(GroupTerm.plan_semester).where(GroupTerm.group_id == group.id)))
    year = organization.active_year()
    last = terms.last_plan_semesters().get(group.curriculum_id, 0)
    proposal = term_rules.propose(group.intake_year, year.starts_on.year, 1, last) if year else None
    return past_limit(kept, proposal.plan_semester if proposal else None)


@dataclass(frozen=True, slots=True)
class Balance:
    """How far the past of a group is carried over: controls of past semesters × students, and how many have a result."""

    group: StudyGroup
    semesters: int
    expected: int
    carried: int


def balances() -> list[Balance]:
    """Give the groups with a past before this system; six statements whatever their number."""
    groups = list(db.session.scalars(select(StudyGroup).order_by(StudyGroup.sort_key).options(joinedload(StudyGroup.curriculum))))
    first = dict(db.session.execute(select(GroupTerm.group_id, func.min(GroupTerm.plan_semester)).group_by(GroupTerm.group_id)).tuples().all())
    year, last = organization.active_year(), terms.last_plan_semesters()
    counts = _controls_by_semester()
    people = dict(
        db.session.execute(
            select(Placement.group_id, func.count(Placement.id)).where(Placement.ends_on.is_(None)).group_by(Placement.group_id)
        ).tuples().all()
    )
    done = _carried_by_group()
    found = []
    for group in groups:
        proposal = term_rules.propose(group.intake_year, year.starts_on.year, 1, last.get(group.curriculum_id, 0)) if year else None
        limit = past_limit([first[group.id]] if group.id in first else [], proposal.plan_semester if proposal else None)
        controls = sum(number for semester, number in counts.get(group.curriculum_id, {}).items() if semester < limit)
        if limit > 1 and controls and group.id in people:
            found.append(Balance(group, limit - 1, controls * people[group.id], done.get(group.id, 0)))
    return found


def _controls_by_semester() -> Mapping[int, Mapping[int, int]]:
    rows = db.session.execute(
        select(CurriculumItem.curriculum_id, CurriculumTerm.plan_semester, func.count(TermControl.id))
        .select_from(TermControl)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(CurriculumItem.is_counted, TermControl.form.not_in(WITHOUT_SHEET))
        .group_by(CurriculumItem.curriculum_id, CurriculumTerm.plan_semester)
    )
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for plan, semester, number in rows:
        found[plan][semester] = number
    return found


def _carried_by_group() -> dict[int, int]:
    rows = db.session.execute(
        select(Placement.group_id, func.count(CarriedResult.id))
        .select_from(CarriedResult)
        .join(Placement, (Placement.student_id == CarriedResult.student_id) & Placement.ends_on.is_(None))
        .where(CarriedResult.annulled_at.is_(None))
        .group_by(Placement.group_id)
    )
    return dict(rows.tuples().all())


def groups() -> list[StudyGroup]:
    """Give the groups that have students and a past before this system."""
    return [one.group for one in balances()]


def semester_now(group: StudyGroup) -> int:
    """Give the first plan semester of the group that is not closed: earlier ones must have results; four statements."""
    rows = db.session.execute(
        select(GroupTerm.plan_semester, GroupTerm.status).where(GroupTerm.group_id == group.id).order_by(GroupTerm.plan_semester)
    ).all()
    going = [semester for semester, status in rows if status != "closed"]
    return going[0] if going else rows[-1][0] + 1 if rows else first_kept(group)


def group(group_id: int) -> StudyGroup:
    """Give a group with its plan; NotFound outside the reader's reach."""
    found = db.session.scalar(select(StudyGroup).where(StudyGroup.id == group_id).options(joinedload(StudyGroup.curriculum)))
    if found is None:
        raise NotFound(N_("There is no such group."))
    return found


def all_groups() -> list[tuple[StudyGroup, int]]:
    """Give the groups within the reader's reach with the number of their students now; one statement."""
    rows = db.session.execute(
        select(StudyGroup, func.count(Placement.id))
        .outerjoin(Placement, (Placement.group_id == StudyGroup.id) & Placement.ends_on.is_(None))
        .group_by(StudyGroup.id)
        .order_by(StudyGroup.sort_key, StudyGroup.id)
    )
    return [(group, number) for group, number in rows]


@dataclass(frozen=True, slots=True)
class Member:
    """A student who is in a group now, with the group's term in the semester asked for."""

    student_id: int
    name: str
    record_book: str
    group: str
    course: int
    funding: str
    study_form: str
    term_id: int
    curriculum_id: int
    semester: int


def members_of(semester: Semester, group_ids: Collection[int]) -> list[Member]:
    """Give who studies now in those of the groups that have a term in the semester, by group and name; one statement."""
    query = (
        select(Student, Placement, StudyGroup, GroupTerm)
        .join(Placement, (Placement.student_id == Student.id) & Placement.ends_on.is_(None))
        .join(StudyGroup, StudyGroup.id == Placement.group_id)
        .join(GroupTerm, GroupTerm.group_id == StudyGroup.id)
        .where(GroupTerm.starts_on <= semester.ends_on, GroupTerm.ends_on >= semester.starts_on)
        .where(StudyGroup.id.in_(list(group_ids)), Placement.state == STUDYING)
        .order_by(StudyGroup.sort_key, Student.sort_key, Student.id)
    )
    return [
        Member(
            one.id, one.full_name, one.record_book or "", group.name, place.course or term.course, place.funding, place.study_form,
            term.id, term.curriculum_id, term.plan_semester,
        )
        for one, place, group, term in db.session.execute(query)
    ]  # fmt: skip


def required_controls(wanted: Collection[tuple[int, int]]) -> dict[tuple[int, int], list[tuple[int, str]]]:
    """Give {(curriculum, plan semester): [(control, form)]}; one statement."""
    rows = db.session.execute(
        select(CurriculumItem.curriculum_id, CurriculumTerm.plan_semester, TermControl.id, TermControl.form)
        .select_from(TermControl)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(
            CurriculumItem.is_counted, TermControl.form.not_in(WITHOUT_SHEET),
            CurriculumItem.curriculum_id.in_({plan for plan, _ in wanted}), CurriculumTerm.plan_semester.in_({one for _, one in wanted}),
        )
    )  # fmt: skip
    found: dict[tuple[int, int], list[tuple[int, str]]] = defaultdict(list)
    for plan, semester, control, form in rows:
        if (plan, semester) in wanted:
            found[plan, semester].append((control, form))
    return found


def differences(student_ids: Collection[int] | None = None, *, difference_id: int | None = None) -> list[PlanDifference]:
    """Give the differences of plans of students, or one by its id; one statement."""
    query = select(PlanDifference).order_by(PlanDifference.due_on, PlanDifference.id)
    if difference_id is not None:
        query = query.where(PlanDifference.id == difference_id)
    if student_ids is not None:
        query = query.where(PlanDifference.student_id.in_(list(student_ids)))
    return list(db.session.scalars(query))


def plans_of(student_ids: Collection[int]) -> dict[int, int]:
    """Give {student: the plan of the group the student is in now}; one statement."""
    rows = db.session.execute(
        select(Placement.student_id, StudyGroup.curriculum_id)
        .join(StudyGroup, StudyGroup.id == Placement.group_id)
        .where(Placement.student_id.in_(list(student_ids)), Placement.ends_on.is_(None))
    )
    return dict(rows.tuples().all())


def plan_controls(curriculum_ids: Collection[int]) -> dict[int, list[tuple[int, str]]]:
    """Give {curriculum: [(control, form)]} of everything the plans name and a sheet records; one statement."""
    rows = db.session.execute(
        select(CurriculumItem.curriculum_id, TermControl.id, TermControl.form)
        .select_from(TermControl)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(CurriculumItem.curriculum_id.in_(list(curriculum_ids)), CurriculumItem.is_counted, TermControl.form.not_in(WITHOUT_SHEET))
    )
    found: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for plan, control, form in rows:
        found[plan].append((control, form))
    return found
