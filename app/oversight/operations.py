"""Verbs of oversight: begin with the model measures, leave a record of a printed report."""

from __future__ import annotations

from app.access import crud_writing
from app.access.operations import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core.actor import Actor
from app.oversight import queries
from app.oversight.defaults import MEASURES
from app.oversight.models import ProtectionMeasure


def begin_measures(actor: Actor) -> int:
    """Enter the model measures that the college does not have yet; gives how many came."""
    require(actor, Resource.INCIDENT, Action.CREATE)
    known = {one.code for one in queries.measures()}
    missing = [one for one in MEASURES if one[0] not in known]
    for code, name, kept_by in missing:
        state = "done" if kept_by else "planned"
        crud_writing.create(actor, ProtectionMeasure, {"code": code, "name": name, "kept_by": kept_by or None, "state": state})
    return len(missing)


def record_print(actor: Actor, what: str) -> None:
    """Leave a record that a report of oversight was printed."""
    audit.record(actor, "print", "oversight", label=what)
