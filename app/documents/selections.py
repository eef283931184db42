"""Lists on paper: they are about no row, so the choice that made a list is what it is registered under."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.access.scope import unscoped
from app.core.actor import Actor
from app.core.errors import Forbidden
from app.core.text import N_
from app.core.transaction import transaction
from app.documents.models import Document, PaperSelection
from app.documents.operations import issue_current
from app.extensions import db


def issue_selection(actor: Actor, kind: str, chosen: Mapping[str, object], paper: object) -> Document:
    """Issue a list made by a choice ({"group": 7}; empty values are left out), registered and archived.

    The same choice with other contents makes the next revision, another choice another paper. Call it outside
    ``transaction()``. Raises what ``operations.issue`` raises.
    """
    if actor.organization_id is None:
        raise Forbidden(N_("Papers are issued on behalf of a college."))
    choice = ";".join(f"{name}={value}" for name, value in sorted(chosen.items()) if value not in (None, ""))[:300]
    return issue_current(actor, kind, _selection(actor.organization_id, kind, choice), paper)


def _selection(organization_id: int, kind: str, choice: str) -> PaperSelection:
    found = _find(organization_id, kind, choice)
    if found is not None:
        return found
    with transaction():
        try:
            with db.session.begin_nested():
                db.session.add(PaperSelection(organization_id=organization_id, kind=kind, choice=choice))
        except IntegrityError:
            pass  # another process has made it a moment ago
    made = _find(organization_id, kind, choice)
    if made is None:
        raise RuntimeError(f"no selection {kind} {choice}")
    return made


def _find(organization_id: int, kind: str, choice: str) -> PaperSelection | None:
    with unscoped():  # a choice names ids only
        return db.session.scalar(
            select(PaperSelection).where(
                PaperSelection.organization_id == organization_id, PaperSelection.kind == kind, PaperSelection.choice == choice
            )
        )
