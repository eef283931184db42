"""Reads of programmes and curricula."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Select, exists, func, inspect, or_, select
from sqlalchemy.orm import selectinload

from app.access.scope import unscoped
from app.core.errors import NotFound
from app.core.text import N_
from app.curricula import checks
from app.curricula.models import (
    Curriculum,
    CurriculumItem,
    CurriculumTerm,
    PlanCompetence,
    Programme,
    Specialty,
    TermControl,
)
from app.curricula.plx_codes import is_physical_education
from app.curricula.tree import HOUR_KINDS, Competence, Control, Item, Plan, Term
from app.extensions import db


def curriculum(pk: int) -> Curriculum:
    """Give a curriculum of the actor's college; raises NotFound."""
    found = db.session.scalar(select(Curriculum).where(Curriculum.id == pk))
    if found is None:
        raise NotFound(N_("There is no such curriculum."))
    return found


def locked(pk: int) -> Curriculum:
    """Give a curriculum to be changed: who comes second waits, and sees what the first one left. Raises NotFound."""
    found = db.session.scalar(
        select(Curriculum).where(Curriculum.id == pk).with_for_update(of=Curriculum).execution_options(populate_existing=True)
    )
    if found is None:
        raise NotFound(N_("There is no such curriculum."))
    return found


def item(pk: int) -> CurriculumItem:
    """Give a line of a curriculum of the actor's college; raises NotFound."""
    found = db.session.scalar(
        select(CurriculumItem).where(CurriculumItem.id == pk).options(selectinload(CurriculumItem.curriculum))
    )
    if found is None:
        raise NotFound(N_("There is no such line in a curriculum."))
    return found


def newest_item(programme_id: int, item_key: str) -> int:
    """Give the id of a line in the newest version that has it; raises NotFound."""
    found = db.session.scalar(
        select(CurriculumItem.id)
        .join(Curriculum, CurriculumItem.curriculum_id == Curriculum.id)
        .where(Curriculum.programme_id == programme_id, CurriculumItem.item_key == item_key)
        .order_by(CurriculumItem.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotFound(N_("There is no such line in a curriculum."))
    return int(found)


def specialty(code: str) -> Specialty | None:
    """Give the specialty with ``code``."""
    return db.session.scalar(select(Specialty).where(Specialty.code == code))


def programme(plan: Plan) -> Programme | None:
    """Give the programme that a plan belongs to: specialty, base, form of study and qualification."""
    return db.session.scalar(
        select(Programme)
        .join(Specialty, Programme.specialty_id == Specialty.id)
        .where(
            Specialty.code == plan.specialty_code,
            Programme.base == plan.base,
            Programme.study_form == plan.study_form,
            Programme.qualification == plan.qualification,
        )
    )


def latest(programme_id: int, intake_year: int) -> Curriculum | None:
    """Give the newest version of the curriculum of an intake; those of single students aside."""
    return db.session.scalar(
        select(Curriculum)
        .where(Curriculum.programme_id == programme_id, Curriculum.intake_year == intake_year, Curriculum.is_individual.is_(False))
        .order_by(Curriculum.version.desc())
        .limit(1)
    )


def next_version(programme_id: int, intake_year: int) -> int:
    """Give the number of the next version of an intake."""
    last = db.session.scalar(
        select(func.max(Curriculum.version)).where(Curriculum.programme_id == programme_id, Curriculum.intake_year == intake_year)
    )
    return (last or 0) + 1


def versions(programme_id: int) -> list[Curriculum]:
    """Give all versions of a programme's plan, the newest intake first; those of single students aside."""
    return list(
        db.session.scalars(
            select(Curriculum)
            .where(Curriculum.programme_id == programme_id, Curriculum.is_individual.is_(False))
            .order_by(Curriculum.intake_year.desc(), Curriculum.version.desc())
        )
    )


def drafts() -> list[Curriculum]:
    """Give the drafts that nothing outside refers to, the newest first."""
    found = db.session.scalars(select(Curriculum).where(Curriculum.status == "draft").order_by(Curriculum.id.desc()))
    return [one for one in found if not is_used(one.id)]


def before(found: Curriculum) -> Curriculum | None:
    """Give the version that a plan is compared with first: the one it was made from, else the newest earlier one."""
    if found.made_from is not None:
        return found.made_from
    older = [one for one in versions(found.programme_id) if (one.intake_year, one.version) < (found.intake_year, found.version)]
    return older[0] if older else None


def items_of(curriculum_id: int) -> list[CurriculumItem]:
    """Give the lines in display order with their terms and controls; three statements, whatever the size."""
    return list(
        db.session.scalars(
            select(CurriculumItem)
            .where(CurriculumItem.curriculum_id == curriculum_id)
            .order_by(CurriculumItem.position, CurriculumItem.id)
            .options(selectinload(CurriculumItem.terms).selectinload(CurriculumTerm.controls))
        )
    )


def competences_of(curriculum_id: int) -> list[PlanCompetence]:
    """Give the competences that a plan names, in its order."""
    return list(
        db.session.scalars(
            select(PlanCompetence).where(PlanCompetence.curriculum_id == curriculum_id).order_by(PlanCompetence.position)
        )
    )


def terms_of_semester(curriculum_id: int, plan_semester: int) -> list[CurriculumTerm]:
    """Give what a curriculum teaches in a semester, in the plan's order, items and controls loaded."""
    return list(
        db.session.scalars(
            select(CurriculumTerm)
            .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
            .where(
                CurriculumItem.curriculum_id == curriculum_id,
                CurriculumItem.is_counted.is_(True),
                CurriculumTerm.plan_semester == plan_semester,
            )
            .order_by(CurriculumItem.position, CurriculumItem.id)
            .options(selectinload(CurriculumTerm.item), selectinload(CurriculumTerm.controls))
        )
    )


def is_used(curriculum_id: int) -> bool:
    """Tell whether anything outside the plan refers to it or to its lines: groups, terms, load, sheets."""
    within = {
        "curriculum": select(Curriculum.id).where(Curriculum.id == curriculum_id),
        "curriculum_item": select(CurriculumItem.id).where(CurriculumItem.curriculum_id == curriculum_id),
        "curriculum_term": _term_ids(curriculum_id),
        "term_control": select(TermControl.id).where(TermControl.curriculum_term_id.in_(_term_ids(curriculum_id))),
    }
    references = [
        exists().where(column.in_(within[key.column.table.name]))
        for mapper in Model.registry.mappers
        if mapper.local_table.name not in within and not getattr(mapper.class_, "__leaves_plan_open__", False)
        for column in inspect(mapper.local_table).columns
        for key in column.foreign_keys
        if key.column.table.name in within
    ]
    with unscoped():  # nothing is shown of what refers to it
        return bool(references) and bool(db.session.scalar(select(or_(*references))))


def _term_ids(curriculum_id: int) -> Select[Any]:
    return (
        select(CurriculumTerm.id)
        .join(CurriculumItem, CurriculumTerm.item_id == CurriculumItem.id)
        .where(CurriculumItem.curriculum_id == curriculum_id)
    )


def plan_of(found: Curriculum) -> Plan:
    """Give the stored curriculum as a tree with the findings of the checks."""
    return plan_with(found, items_of(found.id))


def plan_with(found: Curriculum, rows: list[CurriculumItem]) -> Plan:
    """Give the tree of a curriculum whose lines are loaded already, with the findings of the checks."""
    keys = {row.id: row.item_key for row in rows}
    programme = found.programme
    plan = Plan(
        specialty_code=programme.specialty.code,
        specialty_name=programme.specialty.name,
        qualification=programme.qualification,
        intake_year=found.intake_year,
        base=programme.base,
        study_form=programme.study_form,
        years=programme.years,
        months=programme.months,
        fgos_order=found.fgos_order or "",
        fgos_hours=programme.fgos_hours,
        items=tuple(_item(row, keys) for row in rows),
        competences=tuple(Competence(row.code, row.title) for row in competences_of(found.id)),
        calendar=_calendar(found.weeks or {}),
        chart=found.chart or {},
    )
    return checks.checked(plan)


def _calendar(weeks: dict[str, dict[str, float]]) -> dict[int, dict[str, Decimal]]:
    return {
        int(semester): {use: Decimal(str(length)) for use, length in uses.items()} for semester, uses in weeks.items()
    }


def _item(row: CurriculumItem, keys: dict[int, str]) -> Item:
    return Item(
        key=row.item_key,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent=keys.get(row.parent_id) if row.parent_id else None,
        hours=Decimal(row.hours),
        is_variable=row.is_variable,
        is_counted=row.is_counted,
        is_physical=is_physical_education(row.name),
        commission=row.commission,
        competences=tuple(row.competences.split(", ")) if row.competences else (),
        terms=tuple(_term(term) for term in row.terms),
    )


def _term(row: CurriculumTerm) -> Term:
    hours = {kind: Decimal(getattr(row, kind)) for kind in (*HOUR_KINDS, "practical_training")}
    controls = tuple(Control(control.form, control.joint_key) for control in row.controls)
    has_kinds = any(hours[kind] for kind in HOUR_KINDS)
    return Term(row.plan_semester, stated=None if has_kinds else Decimal(row.hours) or None, controls=controls, **hours)
