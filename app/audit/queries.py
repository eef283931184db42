"""Reading the log: an object's history, the whole log by filters, and the check of the chain."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.audit.models import AuditEvent
from app.audit.operations import GENESIS, link
from app.extensions import db

# Columns that tell a person nothing.
_INNER = frozenset({"id", "organization_id", "row_version", "search_key", "sort_key", "recorded_at"})


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is shown."""

    seq: int
    at: datetime
    actor: str
    action: str
    object_type: str
    object_id: int | None
    label: str
    reason: str | None
    changes: dict[str, tuple[Any, Any]]

    def altered(self) -> list[tuple[str, Any, Any]]:
        """Give (column, old, new) of what a person is told: no inner columns, nothing that stayed as it was."""
        told = [(column, *pair) for column, pair in sorted(self.changes.items()) if column not in _INNER]
        return [(column, old, new) for column, old, new in told if (old if old != "" else None) != (new if new != "" else None)]


def shown(row: AuditEvent) -> Record:
    """Give a record as it is shown."""
    details = json.loads(row.details) if row.details else {}
    changes = {field: (pair[0], pair[1]) for field, pair in details.get("changes", {}).items()}
    return Record(
        row.seq, row.at, row.actor_name, row.action, row.object_type, row.object_id,
        details.get("label") or "", details.get("reason"), changes,
    )  # fmt: skip


def history(obj: Any, limit: int = 100) -> list[Record]:
    """Give the records of one object, the newest first."""
    return history_of(obj.organization_id, type(obj).__tablename__, obj.id, limit)


def history_of(chain: int, object_type: str, object_id: int, limit: int = 100) -> list[Record]:
    """Give the records of the object named by its table and id, the newest first."""
    found = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.object_type == object_type, AuditEvent.object_id == object_id, AuditEvent.chain == chain)
        .order_by(AuditEvent.seq.desc())
        .limit(limit)
    )
    return [shown(row) for row in found]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page of the log is narrowed to; an empty value narrows nothing. ``until`` is not included."""

    action: str = ""
    actor: str = ""
    object_type: str = ""
    object_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def log(chain: int, wanted: Wanted = Wanted(), *, before: int | None = None, limit: int = 100) -> list[Record]:
    """Give a page of the college's log, the newest first, older than seq ``before``; one statement."""
    query = select(AuditEvent).where(AuditEvent.chain == chain)
    if before is not None:
        query = query.where(AuditEvent.seq < before)
    for column in ("action", "object_type", "object_id"):
        value = getattr(wanted, column)
        if value not in ("", None):
            query = query.where(getattr(AuditEvent, column) == value)
    if wanted.actor:
        # Names are searched as they are written: the log keeps no folded copy, and SQLite folds Latin letters only.
        query = query.where(AuditEvent.actor_name.contains(wanted.actor, autoescape=True))
    if wanted.since is not None:
        query = query.where(AuditEvent.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEvent.at < wanted.until)
    return [shown(row) for row in db.session.scalars(query.order_by(AuditEvent.seq.desc()).limit(limit))]


def breaks() -> Iterator[str]:
    """Walk every chain and name each place where it does not hold; nothing when it is whole."""
    previous: dict[int, tuple[int, str]] = {}
    rows = db.session.execute(select(AuditEvent.__table__).order_by(AuditEvent.chain, AuditEvent.seq)).yield_per(2000)
    for row in rows.mappings():
        seq, last = previous.get(row["chain"], (0, GENESIS))
        place = f"chain {row['chain']}, record {row['seq']}"
        if row["seq"] != seq + 1:
            yield f"{place}: records are missing before it"
        elif row["previous"] != last or row["hash"] != link(dict(row)):
            yield f"{place}: the link is broken"
        elif row["details"] is not None and (
            hashlib.sha256(f"{row['salt']}{row['details']}".encode()).hexdigest() != row["digest"]
        ):
            yield f"{place}: the values were changed"
        previous[row["chain"]] = (row["seq"], row["hash"])


def heads() -> dict[int, tuple[int, str]]:
    """Give (seq, hash) of the last record of every chain: the anchor kept outside, in backups and acts."""
    last = select(AuditEvent.chain, func.max(AuditEvent.seq).label("seq")).group_by(AuditEvent.chain).subquery()
    rows = db.session.execute(
        select(AuditEvent.chain, AuditEvent.seq, AuditEvent.hash).join(
            last, (last.c.chain == AuditEvent.chain) & (last.c.seq == AuditEvent.seq)
        )
    )
    return {chain: (seq, digest) for chain, seq, digest in rows}
