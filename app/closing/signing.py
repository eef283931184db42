"""The one way in which an act is prepared and signed, whether of a half-year or of a year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from app.attestation.operations import Confirmation
from app.audit import operations as audit
from app.closing import rules, snapshot
from app.closing.operations import require
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Forbidden
from app.core.text import N_
from app.extensions import db


def columns(actor: Actor, before: Any, lines: Iterable[tuple[str, str, str, str]], told: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns of the act that follows ``before``: its revision, the root over ``lines``, its text, who prepares it."""
    found, (_, head) = list(lines), audit.head(actor.organization_id or 0)
    root = rules.root_sha256(found)
    return {
        "organization_id": actor.organization_id, "revision": (before.revision if before else 0) + 1, "root_sha256": root, "audit_head": head,
        "content": snapshot.canonical({"lines": found, "root": root, "audit_head": head, **told}),
        "prepared_at": now(), "prepared_by_id": actor.user_id, "prepared_by_name": actor.name[:200],
    }  # fmt: skip


def told(act: Any) -> dict[str, tuple[None, Any]]:
    """Give what the log says of a prepared act."""
    return {"revision": (None, act.revision), "sha256": (None, act.root_sha256)}


def require_signer(actor: Actor, confirmation: Confirmation) -> None:
    """Raise Forbidden unless ``actor`` has the right to sign and confirmed it in person."""
    require(actor, "sign")
    if actor.user_id is None or confirmation.user_id != actor.user_id:
        raise Forbidden(N_("The signature was confirmed by another person."))


def sign(model: type, actor: Actor, act: Any, confirmation: Confirmation) -> Any:
    """Write the signature of the kind ``model`` under ``act``."""
    made = model(
        organization_id=act.organization_id, act_id=act.id, signed_at=confirmation.at, signed_by_id=actor.user_id,
        signed_by_name=actor.name[:200],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made
