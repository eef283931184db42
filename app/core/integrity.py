"""What the database refused, as a sentence: a repeated record, a record in use, a closed term."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError

from app.core.errors import Conflict, DomainError, Frozen, InUse
from app.core.seals import SEALED_MESSAGE
from app.core.text import N_
from app.core.triggers import CLOSED_MESSAGE

REPEATED, IN_USE, MISPLACED = "repeated", "in use", "misplaced"
# PostgreSQL tells RESTRICT (23001) from a missing parent (23503); too long and out of range are 22001 and 22003.
_STATES = {
    "23505": REPEATED,
    "23503": IN_USE,
    "23001": IN_USE,
    "23514": MISPLACED,
    "23502": MISPLACED,
    "22001": MISPLACED,
    "22003": MISPLACED,
}
_SQLITE = {
    "UNIQUE constraint": REPEATED,
    "FOREIGN KEY": IN_USE,
    "CHECK constraint": MISPLACED,
    "NOT NULL": MISPLACED,
}


def kind_of(error: DBAPIError) -> str:
    """Give what the database refused on either engine: a closed term, REPEATED, IN_USE, MISPLACED; '' for a defect."""
    text = str(error.orig)
    if CLOSED_MESSAGE in text:
        return CLOSED_MESSAGE
    if SEALED_MESSAGE in text:
        return SEALED_MESSAGE
    state = getattr(error.orig, "sqlstate", None)
    if state:
        return _STATES.get(state, "")
    if isinstance(error, DataError):  # a character that PostgreSQL does not keep is refused before it is sent
        return MISPLACED
    return next((kind for words, kind in _SQLITE.items() if words in text), "")


def explain(error: DBAPIError, subject: str | None = None) -> DomainError:
    """Turn a refusal of the database into a Conflict that says what to do; no SQL and no values of others in it.

    ``subject`` is the name of the record that was to be deleted.
    """
    kind = kind_of(error)
    if kind == CLOSED_MESSAGE:
        return Frozen(N_("The term is closed: its records can no longer be changed."))
    if kind == SEALED_MESSAGE:
        return Frozen(N_("The order is signed: it is corrected or cancelled by another order only."))
    if kind == REPEATED:
        return Conflict(N_("Such a record already exists. Change what must not repeat, or open the existing record."))
    if kind == IN_USE and subject:
        return InUse(N_("«%(name)s» is used by other records and cannot be deleted."), name=subject)
    if kind == IN_USE:
        return Conflict(N_("The record is used by others, or one it refers to is gone. Open the page again."))
    if kind == MISPLACED:
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
