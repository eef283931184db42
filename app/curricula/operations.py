"""Verbs of curricula: import a plan file, write a plan as a version; what may still be changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, DomainError, Invalid
from app.core.integrity import explained
from app.core.text import N_
from app.curricula import queries
from app.curricula.comparison import Change, carry_keys, difference
from app.curricula.models import (
    Curriculum,
    CurriculumItem,
    CurriculumTerm,
    PlanCompetence,
    Programme,
    Specialty,
    TermControl,
)
from app.curricula.plan_json import to_json
from app.curricula.rules import hours_by_semester, plain, settled
from app.curricula.tree import HOUR_KINDS, ZERO, Item, Plan
from app.extensions import db

RESOURCE = Curriculum.__resource__
CREATED, NEW_VERSION, SAME = "created", "new_version", "same"
DRAFT, APPROVED = "draft", "approved"
# An item before this place is free for a new line; places are renumbered after every insertion.
STEP = 10


@dataclass(frozen=True, slots=True)
class Proposal:
    """What importing a plan would do: ``outcome`` created, new_version or same; ``against`` the newest version now."""

    outcome: str
    plan: Plan
    against: Curriculum | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Imported:
    """What importing a plan did."""

    outcome: str
    curriculum: Curriculum
    changes: tuple[Change, ...] = ()


def propose(plan: Plan, intake_year: int) -> Proposal:
    """Compare a plan with the newest version stored for the intake; writes nothing.

    The names and the length of the programme are those of the college's own lists. Raises Invalid for a wrong year.
    """
    _check_head(plan, intake_year)
    plan = replace(plan, intake_year=intake_year)
    programme = queries.programme(plan)
    stored = queries.latest(programme.id, intake_year) if programme else None
    if stored is None:
        return Proposal(CREATED, plan)
    old = settled(queries.plan_of(stored))
    plan = replace(plan, specialty_name=old.specialty_name, years=old.years, months=old.months)
    plan = carry_keys(old, plan)
    changes = difference(old, settled(plan))
    return Proposal(NEW_VERSION if changes else SAME, plan, stored, changes)


def _check_head(plan: Plan, intake_year: int) -> None:
    if not 1990 <= intake_year <= 2100:
        raise Invalid(N_("Type the year of admission, such as 2024."), field="intake_year")
    if not plan.qualification:
        raise Invalid(N_("Type the qualification: the file does not name it."), field="qualification")
    if plan.base not in ("9", "11"):
        raise Invalid(N_("Choose the base: 9 or 11 classes."), field="base")


def import_plan(actor: Actor, plan: Plan, intake_year: int, *, against: int | None = None) -> Imported:
    """Save a plan as a new version of the intake's curriculum; an identical one changes nothing.

    ``against`` is the id of the version the person has seen the difference to (0: none); Conflict when another is the
    newest by now. Raises Invalid for a plan without qualification or with a wrong year, Forbidden without the right.
    """
    crud_writing.require(actor, RESOURCE, "import")
    proposal = propose(plan, intake_year)
    newest = proposal.against.id if proposal.against else 0
    if against is not None and against != newest:
        raise Conflict(N_("Another version was saved meanwhile. Look at the difference again."))
    if proposal.outcome == SAME and proposal.against is not None:
        return Imported(SAME, proposal.against)
    programme = _programme(actor, proposal.plan)
    curriculum = store(actor, programme, proposal.plan, intake_year)
    audit.record(actor, "import", curriculum, changes=_told(proposal))
    return Imported(proposal.outcome, curriculum, proposal.changes)


def _told(proposal: Proposal) -> dict[str, tuple[Any, Any]]:
    told: dict[str, tuple[Any, Any]] = {
        "lines": (None, len(proposal.plan.rows)),
        "hours": (None, str(plain(sum(hours_by_semester(proposal.plan), start=ZERO)))),
    }
    if proposal.against is not None:
        told["version"] = (proposal.against.version, proposal.against.version + 1)
        told["differences"] = (None, len(proposal.changes))
    return told


def _programme(actor: Actor, plan: Plan) -> Programme:
    """Give the programme of a plan, with its specialty; both are made when the college has none such."""
    programme = queries.programme(plan)
    if programme is not None:
        return programme
    specialty = queries.specialty(plan.specialty_code)
    if specialty is None:
        specialty = _add(actor, Specialty(code=plan.specialty_code, name=plan.specialty_name))
    return _add(
        actor,
        Programme(
            specialty=specialty,
            specialty_id=specialty.id,
            qualification=plan.qualification,
            base=plan.base,
            study_form=plan.study_form,
            years=plan.years,
            months=plan.months,
        ),
    )


def _add(actor: Actor, row: Any) -> Any:
    row.organization_id = actor.organization_id
    db.session.add(row)
    changes = audit.changes_of(row)
    with explained():
        db.session.flush()
    audit.record(actor, "create", row, changes=changes)
    return row


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


def programme_problems(years: int | None, months: int | None) -> Iterator[DomainError]:
    """Give what is wrong with the length of a programme."""
    if not (years or months):
        yield Invalid(N_("Type the length of study."), field="years")


def ensure_editable(curriculum: Curriculum) -> None:
    """Raise Conflict unless the plan is a draft that nothing outside it refers to."""
    if curriculum.status == APPROVED:
        raise Conflict(N_("The plan is approved. Make a new version and change that."))
    if queries.is_used(curriculum.id):
        raise Conflict(N_("Groups study by this plan already. Make a new version and change that."))


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
