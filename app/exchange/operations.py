"""Verbs on uploads: keep a file until its preview is confirmed, choose its columns, discard it."""

import base64
import json
from collections.abc import Mapping
from datetime import timedelta

from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Forbidden
from app.core.text import N_
from app.exchange import queries
from app.exchange.models import Upload
from app.exchange.writing import file_name
from app.extensions import db

KEPT = timedelta(days=1)


def keep(actor: Actor, kind: str, name: str, data: bytes, target_id: int | None = None) -> Upload:
    """Keep a file for its preview; the person's earlier ones of the same kind and whatever is a day old go."""
    if actor.user_id is None:
        raise Forbidden(N_("You have no right to do this."))
    for old in queries.outdated(actor, kind, now() - KEPT):
        db.session.delete(old)
    upload = Upload(
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        kind=kind,
        target_id=target_id,
        file_name=file_name(name)[:200],
        content=base64.b64encode(data).decode(),
    )
    db.session.add(upload)
    db.session.flush()
    return upload


def content_of(upload: Upload) -> bytes:
    """Give the file."""
    return base64.b64decode(upload.content)


def choose_columns(upload: Upload, mapping: Mapping[int, str]) -> None:
    """Keep the person's choice of columns, {column index: key}."""
    upload.mapping = json.dumps({str(index): key for index, key in sorted(mapping.items())})


def chosen_columns(upload: Upload) -> dict[int, str] | None:
    """Give the person's choice of columns; None while the recognised ones hold."""
    return None if upload.mapping is None else {int(index): key for index, key in json.loads(upload.mapping).items()}


def discard(upload: Upload) -> None:
    """Forget a file that was imported or given up."""
    db.session.delete(upload)
