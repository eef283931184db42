"""Everything the system holds about one student: every table of the schema that points at the student, papers, the log.

152-ФЗ ст. 14 ч. 7: the person is told which data are processed, where they came from, who had access. A new table that points
at a student comes into the extract by itself.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import Column, Table, or_, select

from app.access.scope import unscoped
from app.audit import queries as audit
from app.audit.models import AuditEvent
from app.core import secrets
from app.documents.models import Document
from app.extensions import db
from app.privacy import called
from app.privacy.declared import DROPPED
from app.privacy.faking import SCANS
from app.students.models import Student
from app.students.models_file import Consent, ConsentScan

# Keys and digests that tell nothing a person could read; who leads a group is told by the group, not by the student.
SILENT = frozenset(
    {
        "organization_id", "row_version", "search_key", "sort_key", "snils_index", "number_index", "content_sha256", "pdf_sha256", "request_key",
        "created_by_id",
    }
)  # fmt: skip
NAMED = frozenset({"study_group", "employee", "programme", "curriculum", "attestation_sheet", "movement_order", *called.BY_ITEM})
OTHERS = frozenset({"study_group"})
FIRST = (
    "identity_document", "former_name", "student_photo", "representative", "prior_education", "study_contract", "benefit", "consent",
    "placement", "order_item", "certificate",
)  # fmt: skip
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one table about the student, values as the database holds them, opened where they are encrypted."""

    table: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Extract:
    """All parts that have rows, and the records of the log on them, the oldest first."""

    parts: tuple[Part, ...]
    records: tuple[audit.Record, ...]
    names: Mapping[tuple[str, int], str]


def tables() -> list[Table]:
    """Give the tables whose rows are about a student, the student's own first."""
    pointing = sorted(_pointing(), key=lambda table: FIRST.index(table.name) if table.name in FIRST else len(FIRST))
    own = [Model.metadata.tables[name] for name in ("student", "consent_scan", "document")]
    return [own[0], *pointing, *own[1:]]


def _pointing() -> list[Table]:
    return [
        table
        for table in Model.metadata.sorted_tables
        if table.name not in OTHERS | DROPPED and any(key.target_fullname == "student.id" for key in table.foreign_keys)
    ]


def extract(student: Student) -> Extract:
    """Gather everything about a student; the caller has found the student within the own reach. Two statements a table at most."""
    with unscoped():
        parts = tuple(part for table in tables() if (part := Part(table.name, tuple(_rows(table, student)))).rows)
        return Extract(parts, tuple(_records(student, parts)), called.names(_wanted(parts)))


def _wanted(parts: tuple[Part, ...]) -> dict[str, set[int]]:
    """Give {table: ids} of what the rows point at."""
    wanted: dict[str, set[int]] = {}
    for part in parts:
        for column in Model.metadata.tables[part.table].columns:
            target = points_at(column)
            if target:
                wanted.setdefault(target, set()).update(row[column.name] for row in part.rows if row.get(column.name) is not None)
    return wanted


def _rows(table: Table, student: Student) -> Iterator[Row]:
    query = select(*table.columns).where(_about(table, student.id)).order_by(*table.primary_key.columns)
    for row in db.session.execute(query).mappings():
        made = {column.name: row[column] for column in table.columns if column.name not in SILENT}
        if table.name in SCANS:
            made["body"] = secrets.decrypt_bytes(row["body"], SCANS[table.name])
        yield made


def _about(table: Table, student_id: int) -> Any:
    if table.name == "student":
        return table.c.id == student_id
    if table.name == ConsentScan.__tablename__:
        return table.c.consent_id.in_(select(Consent.id).where(Consent.student_id == student_id))
    if table.name == Document.__tablename__:
        own = [one for one in (Model.metadata.tables["student"], *_pointing()) if "id" in one.c]
        return or_(
            *((table.c.subject_type == one.name) & table.c.subject_id.in_(select(one.c.id).where(_about(one, student_id))) for one in own)
        )
    columns = [key.parent for key in table.foreign_keys if key.target_fullname == "student.id"]
    return or_(*(column == student_id for column in columns))


def _records(student: Student, parts: tuple[Part, ...]) -> Iterator[audit.Record]:
    ids = {part.table: [row["id"] for row in part.rows if row.get("id") is not None] for part in parts}
    own = or_(*((AuditEvent.object_type == table) & AuditEvent.object_id.in_(found) for table, found in ids.items() if found))
    query = select(AuditEvent).where(AuditEvent.chain == student.organization_id, own).order_by(AuditEvent.seq)
    yield from (audit.shown(row) for row in db.session.scalars(query))


def points_at(column: Column[Any]) -> str | None:
    """Give the table a column points at, where its name says more than a number."""
    targets = [key.column.table.name for key in column.foreign_keys if key.column.name in ("id", "user_id")]
    return next((target for target in targets if target in NAMED), None)


def plain(value: Any) -> Any:
    """Give a value as JSON holds it: days and moments in ISO, numbers as text, bytes in base64."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return str(value) if isinstance(value, Decimal) else value
