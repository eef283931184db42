"""Writing the log: one record per act, in the same transaction, linked to the one before by a keyed hash."""

from __future__ import annotations

import hashlib
import json
import os
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import Executable, bindparam, event, insert, inspect, select, text
from sqlalchemy.orm import Session

from app.audit.models import INSTALLATION, AuditEvent
from app.core import secrets
from app.core.actor import Actor
from app.core.clock import now
from app.extensions import db

GENESIS = "0" * 64
_INSERT = insert(AuditEvent.__table__)  # type: ignore[arg-type]
MASK = "•••"
Changes = dict[str, tuple[Any, Any]]


def record(
    actor: Actor,
    action: str,
    obj: Any,
    *,
    changes: Changes | None = None,
    reason: str | None = None,
    label: str | None = None,
    organization_id: int | None = None,
) -> None:
    """Leave one record of ``action`` on ``obj`` by ``actor``; written when the transaction flushes its log.

    ``changes`` maps a field to (old, new); ``reason`` is what the person gave; the chain is that of the actor's college,
    else ``organization_id``, else the installation's.
    """
    session = db.session()
    chain = actor.organization_id or organization_id or getattr(obj, "organization_id", None) or INSTALLATION
    details = {"label": _label(obj) if label is None else label, "changes": changes or {}, "reason": reason}
    session.info.setdefault("audit_buffer", []).append((chain, now(), actor, action, obj, details))
    session.info["audit_records"] = session.info.get("audit_records", 0) + 1


def _label(obj: Any) -> str:
    """Name a record; one that has no name of its own is told by its kind and number alone."""
    named: object = type(obj).__str__
    return "" if named is object.__str__ else str(obj)


def changes_of(obj: Any) -> Changes:
    """Give what the pending flush would change in ``obj``: {column: (old, new)}, special fields masked."""
    state = inspect(obj)
    found: Changes = {}
    for attribute in state.mapper.column_attrs:
        history = state.attrs[attribute.key].load_history()
        if not history.has_changes() or attribute.key in ("search_key", "sort_key", "row_version"):
            continue
        old = history.deleted[0] if history.deleted else None
        new = history.added[0] if history.added else None
        if attribute.columns[0].info.get("special"):
            old, new = (MASK if old is not None else None), (MASK if new is not None else None)
        found[attribute.key] = (old, new)
    return found


def head(chain: int) -> tuple[int, str]:
    """Give (seq, hash) of the last record of ``chain`` with what is still buffered written first."""
    session = db.session()
    flush_buffer(session)
    return _head(session, chain)


@cache
def _last() -> Executable:
    last = select(AuditEvent.seq, AuditEvent.hash).where(AuditEvent.chain == bindparam("chain")).order_by(AuditEvent.seq.desc())
    return last.limit(1).execution_options(constant=True)


def _head(session: Session, chain: int) -> tuple[int, str]:
    heads: dict[int, tuple[int, str]] = session.info.setdefault("audit_heads", {})
    if chain not in heads:
        if session.get_bind().dialect.name == "postgresql":  # one writer of a chain at a time; SQLite has one anyway
            session.execute(text("SELECT pg_advisory_xact_lock(20261, :chain)"), {"chain": chain})
        row = session.execute(_last(), {"chain": chain}).first()
        heads[chain] = (row.seq, row.hash) if row else (0, GENESIS)
    return heads[chain]


def flush_buffer(session: Session) -> None:
    """Write the buffered records in order; called by the transaction before its commit."""
    buffered = session.info.pop("audit_buffer", [])
    if not buffered:
        return
    session.flush()  # so that new objects have their ids
    rows = []
    for chain, at, actor, action, obj, details in buffered:
        seq, previous = _head(session, chain)
        row = _row(chain, seq + 1, at, actor, action, obj, details, previous)
        session.info["audit_heads"][chain] = (row["seq"], row["hash"])
        rows.append(row)
    session.execute(_INSERT, rows)


def _row(
    chain: int, seq: int, at: datetime, actor: Actor, action: str, obj: Any, details: dict[str, Any], previous: str
) -> dict[str, Any]:
    body = json.dumps(details, ensure_ascii=False, sort_keys=True, default=_plain)
    salt = os.urandom(16).hex()
    row: dict[str, Any] = {
        "chain": chain,
        "seq": seq,
        "at": at,
        "actor_id": actor.user_id,
        "actor_name": actor.name[:200],
        "action": action,
        "object_type": obj if isinstance(obj, str) else type(obj).__tablename__,
        "object_id": None if isinstance(obj, str) else _identity(obj),
        "salt": salt,
        "details": body,
        "digest": hashlib.sha256(f"{salt}{body}".encode()).hexdigest(),
        "previous": previous,
    }
    row["hash"] = link(row)
    return row


def link(row: dict[str, Any]) -> str:
    """Give the chain's hash of a record (a mapping with the columns of AuditEvent)."""
    signed = [
        row["chain"], row["seq"], row["at"].isoformat(timespec="microseconds"), row["actor_id"], row["actor_name"], row["action"],
        row["object_type"], row["object_id"], row["digest"], row["previous"],
    ]  # fmt: skip
    return secrets.audit_mac(json.dumps(signed, ensure_ascii=False).encode())


def _identity(obj: Any) -> int | None:
    key = inspect(obj).identity
    return key[0] if key and isinstance(key[0], int) else None


def _plain(value: Any) -> Any:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else repr(value)


@event.listens_for(Session, "before_commit")
def _write_log(session: Session) -> None:
    flush_buffer(session)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: Any) -> None:
    if transaction.parent is None:
        for key in ("audit_buffer", "audit_heads"):
            session.info.pop(key, None)


@event.listens_for(Session, "after_flush")
def _note_tables(session: Session, _context: Any) -> None:
    """Note which audited tables were written, for the law that no write goes unrecorded."""
    touched = {
        type(obj).__tablename__
        for obj in (*session.new, *session.dirty, *session.deleted)
        if type(obj).__table__.info.get("audit", True) and (obj not in session.dirty or session.is_modified(obj))
    }
    if touched:
        session.info.setdefault("audited_tables", set()).update(touched)
