"""What the database refused, as a sentence: a repeated record, a record in use, a closed term."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from app.core.errors import Conflict, DomainError
from app.core.text import N_
from app.core.triggers import CLOSED_MESSAGE

_SQLITE = {"UNIQUE constraint": "23505", "FOREIGN KEY": "23503", "CHECK constraint": "23514", "NOT NULL": "23502"}


def kind_of(error: DBAPIError) -> str:
    """Give the SQLSTATE of a refusal on either engine (23505 repeated, 23503 in use, 23514 out of range …), or ''."""
    text = str(error.orig)
    if CLOSED_MESSAGE in text:
        return CLOSED_MESSAGE
    state = getattr(error.orig, "sqlstate", None)
    return state or next((code for words, code in _SQLITE.items() if words in text), "")


def explain(error: DBAPIError, subject: str | None = None) -> DomainError:
    """Turn a refusal of the database into a Conflict that says what to do; no SQL and no values of others in it."""
    kind, named = kind_of(error), {"name": subject or ""}
    if kind == CLOSED_MESSAGE:
        return Conflict(N_("The term is closed: its records can no longer be changed."))
    if kind == "23505":
        return Conflict(N_("Such a record already exists. Change what must not repeat, or open the existing record."))
    if kind == "23503" and subject:
        return Conflict(N_("«%(name)s» is used by other records and cannot be deleted."), **named)
    if kind == "23503":
        return Conflict(N_("The record is used by others, or one it refers to is gone. Open the page again."))
    if kind in ("23514", "23502"):
        return Conflict(N_("A value is missing or outside its limits. Check what was typed."))
    return Conflict(N_("The database did not accept the change. Nothing was saved."))


@contextmanager
def explained(subject: str | None = None) -> Iterator[None]:
    """Run a write; raise Conflict instead of the database's own error."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated or not kind_of(error):
            raise
        raise explain(error, subject) from error
