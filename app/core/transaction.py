"""The only door through which the database is written."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy.orm import Session

from app.extensions import db

writing: ContextVar[bool] = ContextVar("writing", default=False)
# Told what was refused, once nothing of it is left: they may write in a transaction of their own.
on_refusal: list[Callable[[Exception], None]] = []


class UnauditedWriteError(RuntimeError):
    """A transaction changed audited rows and left no audit record: a defect of the code, never of the data."""


@contextmanager
def transaction() -> Iterator[Session]:
    """Open one write transaction on the scoped session; commit at the end, roll back on any exception.

    A nested call joins the outer transaction. Raises UnauditedWriteError when audited rows changed silently.
    """
    if writing.get():
        yield db.session()
        return
    try:
        with _own() as session:
            yield session
    except Exception as error:
        tell(error)
        raise


def tell(error: Exception) -> None:
    """Tell the listeners of a refusal, outside any transaction."""
    for listener in on_refusal:
        listener(error)


@contextmanager
def _own() -> Iterator[Session]:
    session = db.session()
    session.commit()  # ends the reading transaction, so that BEGIN IMMEDIATE sees the newest data
    token = writing.set(True)
    try:
        yield session
        session.flush()
        _require_audit(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("audited_tables", None)
        session.info.pop("audit_records", None)
        writing.reset(token)


def _require_audit(session: Session) -> None:
    touched = session.info.get("audited_tables")
    if touched and not session.info.get("audit_records"):
        raise UnauditedWriteError(f"written without an audit record: {', '.join(sorted(touched))}")
