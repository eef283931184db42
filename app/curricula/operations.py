"""Verbs of curricula: import a plan file, write a plan as a version; what may still be changed."""

from __future__ import annotations

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
    Programme,
    Specialty,
)
from app.curricula.rules import hours_by_semester, plain, settled
from app.curricula.storing import DRAFT as DRAFT
from app.curricula.storing import store
from app.curricula.tree import ZERO, Plan
from app.extensions import db

RESOURCE = Curriculum.__resource__
CREATED, NEW_VERSION, SAME = "created", "new_version", "same"
APPROVED = "approved"

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
