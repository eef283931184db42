"""Reads of what plans ask: their controls, by semester and item; a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from app.attestation.controls import WITHOUT_SHEET
from app.curricula.models import CurriculumItem, CurriculumTerm, TermControl
from app.extensions import db
from app.students.models import Placement, StudyGroup


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
    kind: str = ""

    @property
    def title(self) -> str:
        """Give the item's index and name."""
        return f"{self.code} {self.name}".strip()


CONTROL = (
    TermControl.id, TermControl.form, CurriculumTerm.plan_semester, CurriculumItem.id, CurriculumItem.item_key,
    CurriculumItem.code, CurriculumItem.name, CurriculumTerm.hours, CurriculumItem.position, CurriculumItem.kind,
)  # fmt: skip


def controls_of(curriculum_id: int, before: int | None = None) -> list[PlanControl]:
    """Give the controls that a plan names and a sheet records, by semester and the order of the plan."""
    query = (
        select(*CONTROL)
        .select_from(TermControl)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(CurriculumItem.curriculum_id == curriculum_id, CurriculumItem.is_counted, TermControl.form.not_in(WITHOUT_SHEET))
        .order_by(CurriculumTerm.plan_semester, CurriculumItem.position, TermControl.id)
    )
    if before is not None:
        query = query.where(CurriculumTerm.plan_semester < before)
    return [PlanControl(*row) for row in db.session.execute(query)]


def hours_of(curriculum_id: int) -> dict[int, Decimal]:
    """Give {item: its hours over all semesters} of a plan; one statement."""
    query = (
        select(CurriculumTerm.item_id, func.sum(CurriculumTerm.hours))
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(CurriculumItem.curriculum_id == curriculum_id)
        .group_by(CurriculumTerm.item_id)
    )
    return {item: Decimal(hours) for item, hours in db.session.execute(query)}


def controls_by_id(ids: Collection[int]) -> dict[int, PlanControl]:
    """Give {id: control}; one statement."""
    query = (
        select(*CONTROL)
        .select_from(TermControl)
        .join(CurriculumTerm, TermControl.curriculum_term_id == CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(TermControl.id.in_(list(ids)))
    )
    return {row[0]: PlanControl(*row) for row in db.session.execute(query)}


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
