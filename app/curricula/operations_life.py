"""Verbs of the life of a version: begun, copied, approved by order, given back, deleted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Invalid
from app.core.integrity import explained
from app.core.text import N_, clean
from app.curricula import queries
from app.curricula.models import Curriculum
from app.curricula.operations import APPROVED, RESOURCE, ensure_editable
from app.curricula.storing import DRAFT, delete_row, store, store_competences
from app.curricula.tree import Plan
from app.extensions import db


def create_curriculum(actor: Actor, values: Mapping[str, Any]) -> Curriculum:
    """Begin a curriculum by hand: ``programme``, ``intake_year``, ``fgos_order``; the next version of its intake."""
    crud_writing.require(actor, RESOURCE, "create")
    version = queries.next_version(values["programme"].id, values["intake_year"])
    return crud_writing.create(actor, Curriculum, {**values, "version": version, "status": DRAFT})


def copy_curriculum(
    actor: Actor, curriculum: Curriculum, intake_year: int | None = None, *, individual: str | None = None
) -> Curriculum:
    """Make the next version as a draft, of the same intake or of another one; lines keep their keys.

    ``individual`` is the basis of a version for one student. Raises Invalid for a wrong year.
    """
    crud_writing.require(actor, RESOURCE, "create")
    year = intake_year or curriculum.intake_year
    if not 1990 <= year <= 2100:
        raise Invalid(N_("Type the year of admission, such as 2024."), field="intake_year")
    copy = store(actor, curriculum.programme, replace(queries.plan_of(curriculum), intake_year=year), year)
    copy.made_from_id, copy.is_individual, copy.note = curriculum.id, individual is not None, individual
    db.session.flush()
    audit.record(actor, "create", copy, changes={"copied_from": (None, str(curriculum))})
    return copy


def approve_curriculum(actor: Actor, curriculum: Curriculum, number: str, day: date, active_from: date | None = None) -> None:
    """Approve a plan with lines by an order; from now on it changes only as a new version. In force from 1 September by custom.

    Raises Conflict when it is approved already or empty, Invalid without number or for a day that has not come.
    """
    crud_writing.require(actor, RESOURCE, "approve")
    if curriculum.status == APPROVED:
        raise Conflict(N_("The plan is approved already."))
    if not queries.items_of(curriculum.id):
        raise Conflict(N_("The plan has no lines yet: there is nothing to approve."))
    typed = clean(number)
    if not typed or len(typed) > 30:
        raise Invalid(N_("Type the number of the order, at most 30 characters."), field="number")
    if day > today(actor.zone):
        raise Invalid(N_("The day of the order has not come yet."), field="day")
    curriculum.order_number, curriculum.order_date = typed, day
    curriculum.active_from = active_from or date(curriculum.intake_year, 9, 1)
    curriculum.approved_at, curriculum.approved_by_name = now(), actor.name[:200]
    _set_status(actor, curriculum, APPROVED, "approve")


def withdraw_approval(actor: Actor, curriculum: Curriculum) -> None:
    """Return an approved plan to the drafts; raises Conflict when groups study by it."""
    crud_writing.require(actor, RESOURCE, "approve")
    if curriculum.status != APPROVED:
        raise Conflict(N_("The plan is not approved."))
    if queries.is_used(curriculum.id):
        raise Conflict(N_("Groups study by this plan already. Make a new version and change that."))
    curriculum.order_number = curriculum.order_date = curriculum.active_from = curriculum.approved_at = curriculum.approved_by_name = None
    _set_status(actor, curriculum, DRAFT, "update")


def _set_status(actor: Actor, curriculum: Curriculum, status: str, action: str) -> None:
    curriculum.status = status
    changes = audit.changes_of(curriculum)
    db.session.flush()
    audit.record(actor, action, curriculum, changes=changes)


def delete_curriculum(actor: Actor, curriculum: Curriculum) -> None:
    """Delete a draft with all its lines; raises Conflict when it is approved or in use."""
    crud_writing.require(actor, RESOURCE, "delete")
    ensure_editable(curriculum)
    rows = queries.items_of(curriculum.id)
    label = str(curriculum)
    audit.record(actor, "delete", curriculum, label=label, changes={"lines": (len(rows), None)})
    for row in reversed(rows):  # children stand after their parents
        delete_row(row)
    store_competences(curriculum, Plan("", ""))
    db.session.delete(curriculum)
    with explained(label):
        db.session.flush()
