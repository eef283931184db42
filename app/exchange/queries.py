"""Reading of uploads."""

from datetime import datetime

from sqlalchemy import select

from app.core.actor import Actor
from app.exchange.models import Upload
from app.extensions import db


def waiting(actor: Actor, kind: str, upload_id: int) -> Upload | None:
    """Give the actor's own upload that waits for its confirmation; None for another's, a foreign or a finished one."""
    return db.session.scalar(
        select(Upload).where(Upload.id == upload_id, Upload.kind == kind, Upload.user_id == actor.user_id)
    )


def outdated(actor: Actor, kind: str, before: datetime) -> list[Upload]:
    """Give uploads of the college older than ``before`` and the actor's earlier ones of ``kind``."""
    own = (Upload.user_id == actor.user_id) & (Upload.kind == kind)
    return list(db.session.scalars(select(Upload).where((Upload.created_at < before) | own)))
