"""Reads of debts; a fixed number of statements whatever the number of debts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from app.attestation import queries_results
from app.attestation.rules import Result
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.debts.models import AcademicDebt, Resit, ResitPermit
from app.debts.queries_examiners import examiners
from app.debts.queries_periods import excluded
from app.debts.rules import OPEN, OWED, Age, Event, Period, Trial, age_of, deadline
from app.extensions import db
from app.staff.models import Employee
from app.students.models import Placement, Student, StudyGroup

NOBODY = 0


@dataclass(frozen=True, slots=True)
class Owed:
    """A debt as lists show it: whose, of what, since when, until when, its re-sits and to whom it is settled."""

    debt: AcademicDebt
    student: Student
    group: StudyGroup | None
    item: str
    item_id: int
    form: str
    semester: int
    teachers: tuple[Employee, ...]
    last: date
    age: Age
    excluded: tuple[Period, ...]

    @property
    def ahead(self) -> Resit | None:
        """Give the appointed re-sit that has no outcome yet."""
        return next((one for one in self.debt.resits if one.outcome is None), None)

    @property
    def attempts(self) -> int:
        """Count the re-sits that were attempts: failed ones."""
        return sum(1 for one in self.debt.resits if one.outcome == Event.FAIL)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What debts a list shows; None and empty mean any, an employee NOBODY those with whom no teacher is known."""

    group_id: int | None = None
    item_id: int | None = None
    employee_id: int | None = None
    age: str = ""
    state: str = ""
    student_ids: Collection[int] | None = None
    debt_ids: Collection[int] | None = None
    states: Sequence[str] = field(default=OWED)


def owed(today: date, wanted: Wanted | None = None) -> list[Owed]:
    """Give debts within the reader's reach by group, name and semester; at most nine statements."""
    wanted = wanted or Wanted()
    rows = db.session.execute(_owed(wanted)).unique().all()
    taught = examiners([(debt, group.id if group else None) for debt, group in rows])
    left = excluded({debt.student_id for debt, *_ in rows})
    found = []
    for debt, group in rows:
        term = debt.control.term
        out = tuple(left.get(debt.student_id, ()))
        last = deadline(debt.opened_on, out)
        found.append(Owed(
            debt, debt.student, group, f"{term.item.code} {term.item.name}".strip(), term.item.id, debt.control.form,
            term.plan_semester, taught[debt.id], last, age_of(debt.opened_on, last, today), out,
        ))  # fmt: skip
    return [
        one for one in found
        if (not wanted.age or one.age == wanted.age)
        and (wanted.employee_id is None or wanted.employee_id in ({person.id for person in one.teachers} or {NOBODY}))
    ]  # fmt: skip


def _owed(wanted: Wanted) -> Select:  # type: ignore[type-arg]
    query = (
        select(AcademicDebt, StudyGroup)
        .join(AcademicDebt.student)
        .join(AcademicDebt.control)
        .join(TermControl.term)
        .join(CurriculumTerm.item)
        .outerjoin(Placement, (Placement.student_id == AcademicDebt.student_id) & Placement.ends_on.is_(None))
        .outerjoin(StudyGroup, StudyGroup.id == Placement.group_id)
        .options(
            contains_eager(AcademicDebt.student),
            contains_eager(AcademicDebt.control).contains_eager(TermControl.term).contains_eager(CurriculumTerm.item),
            selectinload(AcademicDebt.resits).selectinload(Resit.permit),
        )
        .where(AcademicDebt.state.in_([wanted.state] if wanted.state else list(wanted.states)))
        .order_by(StudyGroup.sort_key, Student.sort_key, AcademicDebt.student_id, CurriculumTerm.plan_semester, AcademicDebt.id)
        .execution_options(populate_existing=True)
    )
    if wanted.group_id is not None:
        query = query.where(StudyGroup.id == wanted.group_id)
    if wanted.item_id is not None:
        query = query.where(CurriculumItem.id == wanted.item_id)
    if wanted.student_ids is not None:
        query = query.where(AcademicDebt.student_id.in_(list(wanted.student_ids)))
    if wanted.debt_ids is not None:
        query = query.where(AcademicDebt.id.in_(list(wanted.debt_ids)))
    return query


def postponed(student_ids: Collection[int]) -> set[int]:
    """Give who waits for another day after an excused absence: no debt, yet not attested (art. 58, p. 8); one statement."""
    return {
        one.student_id for one in queries_results.results(student_ids=student_ids)
        if one.current is not None and one.current.result == Result.ABSENT_EXCUSED
    }  # fmt: skip


def student(student_id: int) -> Student:
    """Give a student; NotFound outside the reader's reach."""
    found = db.session.scalar(select(Student).where(Student.id == student_id))
    if found is None:
        raise NotFound(N_("There is no such student."))
    return found


def group(group_id: int) -> StudyGroup:
    """Give a group; NotFound outside the reader's reach."""
    found = db.session.scalar(select(StudyGroup).where(StudyGroup.id == group_id))
    if found is None:
        raise NotFound(N_("There is no such group."))
    return found


def locked(debt_ids: Collection[int]) -> list[AcademicDebt]:
    """Give debts with their students and re-sits, locked in the order of their ids; NotFound when one is out of reach."""
    ids = sorted(set(debt_ids))
    found = list(
        db.session.scalars(
            select(AcademicDebt)
            .where(AcademicDebt.id.in_(ids))
            .order_by(AcademicDebt.id)
            .options(
                selectinload(AcademicDebt.resits), joinedload(AcademicDebt.student, innerjoin=True),
                joinedload(AcademicDebt.control, innerjoin=True).joinedload(TermControl.term, innerjoin=True).joinedload(CurriculumTerm.item),
            )
            .with_for_update(of=AcademicDebt)
            .execution_options(populate_existing=True)
        )
    )  # fmt: skip
    if len(found) != len(ids):
        raise NotFound(N_("There is no such debt."))
    return found


def resit(resit_id: int) -> Resit:
    """Give a re-sit with its debt, the debt locked; NotFound outside the reader's reach."""
    found = db.session.scalar(select(Resit).where(Resit.id == resit_id).execution_options(populate_existing=True))
    if found is None:
        raise NotFound(N_("There is no such re-sit."))
    locked([found.debt_id])
    return found


def of_control(student_ids: Collection[int], control_id: int) -> dict[int, AcademicDebt]:
    """Give {student: the debt in a control that is owed or was annulled}, locked; the one owed comes first."""
    rows = db.session.scalars(
        select(AcademicDebt)
        .where(AcademicDebt.student_id.in_(list(student_ids)), AcademicDebt.term_control_id == control_id)
        .order_by(AcademicDebt.state.in_(list(OWED)), AcademicDebt.id)
        .options(selectinload(AcademicDebt.resits))
        .with_for_update(of=AcademicDebt)
        .execution_options(populate_existing=True)
    )
    return {row.student_id: row for row in rows}


def trials(debt: AcademicDebt) -> list[Trial]:
    """Give the re-sits of a debt as rules see them, in order of their days."""
    return [
        Trial(one.number, one.held_on, Event(one.outcome) if one.outcome else None)
        for one in sorted(debt.resits, key=lambda one: (one.held_on, one.id))
    ]


def counts(today: date) -> tuple[int, int, int]:
    """Give (debts without a day of the re-sit, permits that expire within two days or have expired, debts failed)."""
    waiting = select(func.count(AcademicDebt.id)).where(
        AcademicDebt.state.in_(list(OPEN)),
        ~select(Resit.id).where(Resit.debt_id == AcademicDebt.id, Resit.outcome.is_(None)).exists(),
    )
    failed = select(func.count(AcademicDebt.id)).where(AcademicDebt.state == "failed")
    return db.session.scalar(waiting) or 0, _expiring(today), db.session.scalar(failed) or 0


def _expiring(today: date) -> int:
    query = (
        select(func.count(ResitPermit.id))
        .join(ResitPermit.resit)
        .where(Resit.outcome.is_(None), ResitPermit.returned_at.is_(None), ResitPermit.valid_until <= today)
    )
    return db.session.scalar(query) or 0


def employees(ids: Collection[int]) -> dict[int, Employee]:
    """Give {id: employee} of those who work here."""
    found = db.session.scalars(select(Employee).where(Employee.id.in_(list(ids)), Employee.dismissed_on.is_(None)))
    return {one.id: one for one in found}


def staff() -> list[Employee]:
    """Give everybody who may examine, by name."""
    return list(db.session.scalars(select(Employee).where(Employee.dismissed_on.is_(None)).order_by(Employee.sort_key, Employee.id)))


def resit_of(resit_id: int) -> Resit:
    """Give a re-sit to look at; NotFound outside the reader's reach."""
    found = db.session.scalar(select(Resit).where(Resit.id == resit_id))
    if found is None:
        raise NotFound(N_("There is no such re-sit."))
    return found
