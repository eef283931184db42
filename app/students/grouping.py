"""Verbs on groups: change one, and keep who was its curator from which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.access import crud_writing
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Invalid
from app.core.text import N_, clean
from app.extensions import db
from app.students import queries
from app.students.models import GroupCurator, StudyGroup


def create_group(actor: Actor, values: Mapping[str, Any]) -> StudyGroup:
    """Make a group; raises Conflict for a name in use, Invalid for a plan that is a draft."""
    _require_approved(values)
    group = crud_writing.create(actor, StudyGroup, {**values, "name": clean(values["name"])})
    if group.curator_id is not None:
        _begin(group, group.curator_id, today(actor.zone))
    return group


def change_group(actor: Actor, group: StudyGroup, values: Mapping[str, Any]) -> StudyGroup:
    """Change a group; another curator begins today, the one before ends yesterday.

    Raises Invalid for a monitor who is not in the group today, for a plan that is a draft, and for another version where
    students study already: that step lists its effect on a page of its own.
    """
    chosen = values.get("curriculum", group.curriculum)
    if chosen is not None and chosen is not group.curriculum:
        _require_approved(values)
        if queries.placements_of_group(group.id):
            raise Invalid(
                N_(
                    "Students study in the group: the deputy director puts it on another version from the card of that version, "
                    "«Groups», where the effect is listed."
                ),
                field="curriculum",
            )
    day, before = today(actor.zone), group.curator_id
    monitor = values.get("monitor")
    if monitor is not None and monitor is not group.monitor and not queries.is_in(monitor.id, group.id, day):
        raise Invalid(N_("%(name)s is not in this group today."), field="monitor", name=monitor.full_name)
    changed = crud_writing.change(actor, group, values)
    if changed.curator_id != before:
        _end(changed, before, day)
        if changed.curator_id is not None:
            _begin(changed, changed.curator_id, day)
    return changed


def _require_approved(values: Mapping[str, Any]) -> None:
    chosen = values.get("curriculum")
    if chosen is not None and chosen.status != "approved":
        raise Invalid(N_("The plan is a draft: groups study by an approved one."), field="curriculum")


def _begin(group: StudyGroup, employee_id: int, day: date) -> None:
    db.session.add(GroupCurator(organization_id=group.organization_id, group_id=group.id, employee_id=employee_id, starts_on=day))
    db.session.flush()


def _end(group: StudyGroup, before: int | None, day: date) -> None:
    present = queries.open_curator(group.id)
    if present is None and before is not None:
        present = GroupCurator(organization_id=group.organization_id, group_id=group.id, employee_id=before)
        db.session.add(present)
    if present is None:
        return
    if present.starts_on is not None and present.starts_on >= day:
        db.session.delete(present)  # appointed and replaced on one day: a slip, not a curatorship
    else:
        present.ends_on = day - timedelta(days=1)
    db.session.flush()
