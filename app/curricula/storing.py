"""How a plan becomes rows: a version with its lines, hours, controls and competences; how lines go again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from app.core.actor import Actor
from app.core.integrity import explained
from app.curricula import queries
from app.curricula.models import Curriculum, CurriculumItem, CurriculumTerm, PlanCompetence, Programme, TermControl
from app.curricula.plan_json import to_json
from app.curricula.rules import settled
from app.curricula.tree import HOUR_KINDS, Item, Plan
from app.extensions import db

DRAFT = "draft"
# An item before this place is free for a new line; places are renumbered after every insertion.
STEP = 10


def store(actor: Actor, programme: Programme, plan: Plan, intake_year: int) -> Curriculum:
    """Write a plan as the next version of its intake, a draft."""
    curriculum = Curriculum(
        organization_id=actor.organization_id,
        programme=programme,
        programme_id=programme.id,
        intake_year=intake_year,
        version=queries.next_version(programme.id, intake_year),
        status=DRAFT,
        fgos_order=plan.fgos_order or None,
        source_sha256=digest(plan),
        weeks={
            str(semester): {use: float(length) for use, length in uses.items()}
            for semester, uses in plan.calendar.items()
        },
        chart=dict(plan.chart) or None,
    )
    db.session.add(curriculum)
    with explained():
        db.session.flush()
    _store_items(curriculum, settled(plan))
    store_competences(curriculum, plan)
    return curriculum


def store_competences(curriculum: Curriculum, plan: Plan) -> None:
    """Make the competences that a plan names those of its value."""
    for row in queries.competences_of(curriculum.id):
        db.session.delete(row)
    db.session.flush()
    db.session.add_all(
        PlanCompetence(
            organization_id=curriculum.organization_id, curriculum_id=curriculum.id, position=place, code=each.code, title=each.title
        )
        for place, each in enumerate(plan.competences, start=1)
    )
    db.session.flush()


def digest(plan: Plan) -> str:
    """Give SHA-256 of the content of a plan, whatever its findings."""
    content = {name: value for name, value in to_json(plan).items() if name not in ("findings", "chart", "fgos_hours")}
    content["findings"] = []  # the digest of plans kept before charts were read is the same
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _store_items(curriculum: Curriculum, plan: Plan) -> None:
    """Write all lines: parents are flushed level by level, so that children know their ids."""
    rows: dict[str, CurriculumItem] = {}
    for level in _levels(plan):
        for place, item in level:
            parent = rows[item.parent].id if item.parent else None
            row = CurriculumItem(
                organization_id=curriculum.organization_id,
                curriculum_id=curriculum.id,
                parent_id=parent,
                position=place * STEP,
                item_key=item.key,
                **columns_of(item),
            )
            row.terms = terms_of(item, curriculum.organization_id)
            rows[item.key] = row
        db.session.add_all([rows[item.key] for _, item in level])
        with explained():
            db.session.flush()


def _levels(plan: Plan) -> Iterator[list[tuple[int, Item]]]:
    numbered = list(enumerate(plan.items, start=1))
    depths = plan.depths()
    for depth in range(max(depths.values(), default=-1) + 1):
        yield [(place, item) for place, item in numbered if depths[item.key] == depth]


def columns_of(item: Item) -> dict[str, Any]:
    """Give the columns of a line that come from its value."""
    return {
        "code": item.code,
        "name": item.name,
        "kind": item.kind,
        "is_variable": item.is_variable,
        "is_counted": item.is_counted,
        "hours": item.total if item.hours is None else item.hours,
        "competences": ", ".join(item.competences) or None,
        "commission": item.commission,
    }


def terms_of(item: Item, organization_id: int) -> list[CurriculumTerm]:
    """Make the rows of hours and controls of a line."""
    return [
        CurriculumTerm(
            organization_id=organization_id,
            plan_semester=term.semester,
            hours=term.hours,
            **{kind: getattr(term, kind) for kind in (*HOUR_KINDS, "practical_training")},
            controls=[
                TermControl(organization_id=organization_id, form=each.form, joint_key=each.joint_key)
                for each in term.controls
            ],
        )
        for term in item.terms
    ]


def delete_row(row: CurriculumItem) -> None:
    """Delete a line with its hours and controls; the lines below must be gone."""
    clear_terms(row)
    db.session.delete(row)
    db.session.flush()


def clear_terms(row: CurriculumItem) -> None:
    """Delete the hours and controls of a line."""
    for term in row.terms:
        for control in term.controls:
            db.session.delete(control)
    db.session.flush()
    for term in row.terms:
        db.session.delete(term)
    db.session.flush()
    db.session.expire(row, ["terms"])
