"""Verbs of the local act: enter a version, publish it on the site, tick who has signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.access.operations import require
from app.access.permissions import Action, Resource
from app.acts import queries, rules
from app.acts.models import Acquaintance, LocalActVersion
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Invalid
from app.core.text import N_, clean
from app.core.uploads import check_file
from app.extensions import db
from app.staff.models import Employee


def add_version(
    actor: Actor, number: str, approved_on: date, note: str = "", address: str = "", published_on: date | None = None,
    file: tuple[str, bytes] | None = None,
) -> LocalActVersion:  # fmt: skip
    """Enter an approved version of the act; from now on everybody is asked to sign this one.

    Raises Conflict for the same number and date, Invalid for wrong days, half a publication or a file of another kind.
    """
    require(actor, Resource.LOCAL_ACT, Action.CREATE)
    number, address = clean(number)[:30], clean(address)[:500]
    rules.check_version(number, approved_on, published_on, address, today(actor.zone))
    if any(one.number == number and one.approved_on == approved_on for one in queries.versions()):
        raise Conflict(N_("This version is entered already."), field="number")
    row = LocalActVersion(
        organization_id=actor.organization_id, number=number, approved_on=approved_on, note=clean(note)[:500], address=address,
        published_on=published_on,
    )  # fmt: skip
    if file is not None:
        row.file_name, row.file_kind = check_file(*file)
        row.file_body = file[1]
    db.session.add(row)
    db.session.flush()
    changes = {name: (None, getattr(row, name)) for name in ("number", "approved_on", "address", "published_on", "file_name")}
    audit.record(actor, "create", row, changes=changes)
    return row


def publish(actor: Actor, version: LocalActVersion, address: str, published_on: date) -> None:
    """Note where and when a version was published on the site."""
    require(actor, Resource.LOCAL_ACT, Action.UPDATE)
    address = clean(address)[:500]
    if not address:
        raise Invalid(N_("Fill in this field."), field="address")
    rules.check_publication(published_on, address, version.approved_on, today(actor.zone))
    version.address, version.published_on = address, published_on
    audit.record(actor, "publish_act", version, changes=audit.changes_of(version))
    db.session.flush()


def tick_readers(actor: Actor, version: LocalActVersion, employees: Sequence[Employee], signed_on: date) -> int:
    """Tick who has signed the acquaintance sheet on paper; who is ticked already stays. Gives how many were added."""
    require(actor, Resource.LOCAL_ACT, Action.UPDATE)
    if not employees:
        raise Invalid(N_("Mark at least one employee."))
    rules.check_signed_on(signed_on, version.approved_on, today(actor.zone))
    added = [one for one in employees if not queries.has_signed(version.id, one.id)]
    for person in added:
        row = Acquaintance(
            organization_id=version.organization_id, version=version, employee=person, signed_on=signed_on, ticked_by_id=actor.user_id
        )
        db.session.add(row)
        db.session.flush()
        audit.record(actor, "tick_acquaintance", row, changes={"signed_on": (None, signed_on)}, label=person.full_name)
    return len(added)
