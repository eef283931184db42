"""Attempts at what is closed, in use, hidden or forbidden: each leaves one record, though what was attempted leaves nothing."""

from __future__ import annotations

import logging

from flask import g, has_request_context, request
from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException

from app.access.scope import current_actor
from app.audit.operations import record
from app.core import integrity
from app.core.actor import Actor
from app.core.errors import DomainError, Frozen, InUse
from app.core.errors_pages import PAGES
from app.core.transaction import on_refusal, transaction
from app.extensions import db

log = logging.getLogger(__name__)
ATTEMPT, MOST_ADDRESS = "attempt", 200
_WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_REFUSED = frozenset({403, 404, 405})


def refused(error: Exception) -> None:
    """Leave a record of an attempt to write that ended in ``error``, one a request; other errors are nobody's attempt."""
    actor, said = current_actor(), _said(error)
    if actor is None or said is None:
        return
    if has_request_context():
        if request.method not in _WRITES or g.get("attempt_noted"):
            return
        g.attempt_noted = True
    _note(actor, said)


def _said(error: Exception) -> str | None:
    """Give the sentence of a refusal that is worth a record; a command is no stranger who tries addresses."""
    if isinstance(error, DBAPIError) and integrity.kind_of(error):
        error = integrity.explain(error)
    if isinstance(error, DomainError) and (error.is_recorded if has_request_context() else isinstance(error, (Frozen, InUse))):
        return str(_(error.msgid, **error.params))
    if isinstance(error, HTTPException) and error.code in _REFUSED:
        return str(_(PAGES[error.code][0]))
    return None


def _note(actor: Actor, said: str) -> None:
    db.session.rollback()
    try:
        with transaction():
            record(actor, ATTEMPT, ATTEMPT, label=request.path[:MOST_ADDRESS] if has_request_context() else "", reason=said)
    except SQLAlchemyError:  # a log that cannot be written does not hide the refusal
        log.exception("a refused attempt was not recorded")


on_refusal.append(refused)
