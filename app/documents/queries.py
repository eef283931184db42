"""Reads of the registry and the archive."""

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import and_, func, or_, select

from app.access.models import LoginAttempt
from app.access.scope import unscoped
from app.audit import queries as audit
from app.audit.models import AuditEvent
from app.audit.queries import Record
from app.core import secrets, text
from app.core.actor import Actor
from app.core.checks import Problem, register_check
from app.core.text import N_
from app.documents import codes
from app.documents.models import Document, DocumentCounter, DocumentFile
from app.extensions import db

VALID, SUPERSEDED, ANNULLED, UNKNOWN = "issued", "superseded", "annulled", "unknown"
CHECKS_KEY = "page:verify"


class Subject(Protocol):
    """The saved row a paper is about: any model with an id."""

    __tablename__: str
    id: Any


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the verification page may tell anybody: never a name, a subject or a mark."""

    status: str
    kind: str = ""
    number: str = ""
    issued_on: date | None = None
    revision: int = 1
    replaced_by: str = ""
    pdf_sha256: str = ""


def one(document_id: int, *, fresh: bool = False) -> Document | None:
    """Give a document within the row limits; ``fresh`` reads and locks it for writing."""
    statement = select(Document).where(Document.id == document_id)
    if fresh:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(statement)


def issued_by_job(actor: Actor, job_id: int) -> set[int]:
    """Give the ids of the papers that ``actor`` has issued since the job was left to the server.

    Told by the order of the log: clocks of two processes may differ.
    """
    own = (AuditEvent.chain == (actor.organization_id or 0), AuditEvent.actor_id == actor.user_id)
    left = select(func.max(AuditEvent.seq)).where(
        *own, AuditEvent.object_type == "job", AuditEvent.object_id == job_id, AuditEvent.action == "enqueue_job"
    )
    issued = select(AuditEvent.object_id).where(
        *own, AuditEvent.object_type == Document.__tablename__, AuditEvent.action == "issue_document",
        AuditEvent.seq > left.scalar_subquery(),
    )  # fmt: skip
    return set(db.session.scalars(issued))


def of_subject(kind: str, subject: Subject, revision: int | None = None, status: str | None = None) -> Document | None:
    """Give the newest document of ``kind`` about ``subject``, of this revision and status if named."""
    statement = select(Document).where(
        Document.kind == kind, Document.subject_type == subject_type(subject), Document.subject_id == subject.id
    )
    if revision is not None:
        statement = statement.where(Document.revision == revision)
    if status is not None:
        statement = statement.where(Document.status == status)
    return db.session.scalar(statement.order_by(Document.revision.desc(), Document.id.desc()).limit(1))


def issued(kind: str, subject: Subject, revision: int | None = None) -> Document | None:
    """Give the valid document of ``kind`` about ``subject``: what a reprint serves; None when there is none."""
    return of_subject(kind, subject, revision, VALID)


def last_before(document: Document, subject: Subject) -> Document | None:
    """Give the earlier revision that ``document`` replaces: one in force, or one out of force without a successor yet."""
    waits = or_(Document.status == VALID, and_(Document.status == SUPERSEDED, Document.superseded_by_id.is_(None)))
    return db.session.scalar(
        select(Document)
        .where(
            Document.kind == document.kind, Document.subject_type == subject_type(subject), Document.subject_id == subject.id,
            Document.revision < document.revision, waits,
        )
        .order_by(Document.revision.desc())
        .limit(1)
    )  # fmt: skip


def in_force(subject: str, ids: Collection[int]) -> list[Document]:
    """Give the papers in force about rows of the table ``subject`` with these ids, in the order of their issue."""
    return list(
        db.session.scalars(
            select(Document)
            .where(Document.subject_type == subject, Document.subject_id.in_(list(ids)), Document.status == VALID)
            .order_by(Document.id)
        )
    )


# Acts of the log that hand a paper to a person: its issue, which is the first print, and every print after it.
HANDED = ("issue_document", "print")
MOST_PRINTS = 200


def prints(organization_id: int, *, document_id: int | None = None, who: str = "", what: str = "") -> list[Record]:
    """Give the newest prints of papers: of one document, by the name of who printed, by number or contents; one statement."""
    query = select(AuditEvent).where(
        AuditEvent.chain == organization_id, AuditEvent.object_type == Document.__tablename__, AuditEvent.action.in_(HANDED)
    )
    if document_id is not None:
        query = query.where(AuditEvent.object_id == document_id)
    if who:
        query = query.where(AuditEvent.actor_name.contains(who, autoescape=True))
    if what:
        found = select(Document.id).where(Document.search_key.contains(text.search_key(what), autoescape=True))
        query = query.where(AuditEvent.object_id.in_(found))
    return [audit.shown(row) for row in db.session.scalars(query.order_by(AuditEvent.seq.desc()).limit(MOST_PRINTS))]


def subject_type(subject: Subject) -> str:
    """Give the name under which a subject stands in the registry."""
    return type(subject).__tablename__


def body_of(document_id: int) -> bytes | None:
    """Give the archived bytes."""
    return db.session.scalar(select(DocumentFile.body).where(DocumentFile.document_id == document_id))


def counter(organization_id: int, series: str, year: int) -> DocumentCounter | None:
    """Give the counter of a series and year, locked against a second taker of numbers."""
    return db.session.scalar(
        select(DocumentCounter)
        .where(
            DocumentCounter.organization_id == organization_id,
            DocumentCounter.series == series,
            DocumentCounter.year == year,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def first_gap(organization_id: int, series: str, year: int, last: int) -> int | None:
    """Give the smallest number up to ``last`` that no document holds; None when there is no gap."""
    own = (Document.organization_id == organization_id, Document.series == series, Document.year == year)
    if db.session.scalar(select(func.count(Document.id)).where(*own)) == last:
        return None
    taken = set(db.session.scalars(select(Document.number).where(*own)))
    return min(set(range(1, last + 1)) - taken, default=None)


def abandoned(organization_id: int, series: str, year: int, before: datetime) -> list[Document]:
    """List numbers reserved before ``before`` whose paper never came: their process was killed."""
    return list(
        db.session.scalars(
            select(Document).where(
                Document.organization_id == organization_id,
                Document.series == series,
                Document.year == year,
                Document.status == "reserved",
                Document.created_at < before,
            )
        )
    )


def mac_of(document: Document) -> bytes:
    """Give the keyed digest a document's code is cut from: contents, number and revision, so none can be exchanged."""
    parts = (
        document.organization_id, document.kind, document.series, document.year, document.number, document.revision,
        document.content_sha256,
    )  # fmt: skip
    return secrets.verification_mac("\x1f".join(map(str, parts)).encode())


def verdict(code: str) -> Verdict:
    """Tell what the registry knows of a code (tidy form), without row limits: the page is for anybody."""
    with unscoped():
        document = db.session.scalar(select(Document).where(Document.code == code))
        if document is None or document.status == "reserved" or codes.cut(mac_of(document)) != code:
            return Verdict(UNKNOWN)
        successor = one(document.superseded_by_id) if document.superseded_by_id else None
    return Verdict(
        document.status, document.kind, document.full_number, document.issued_on, document.revision,
        successor.full_number if successor else "", document.pdf_sha256 or "",
    )  # fmt: skip


def checks_within(address: str, window: timedelta, at: datetime) -> int:
    """Count the codes checked from ``address`` within ``window`` before ``at``."""
    own = (LoginAttempt.account_key == CHECKS_KEY, LoginAttempt.address == address, LoginAttempt.at > at - window)
    return db.session.scalar(select(func.count(LoginAttempt.id)).where(*own)) or 0


def problems() -> Iterator[Problem]:
    """Find issued documents whose archived bytes or code are not those they were issued with."""
    statement = select(Document).where(Document.status.in_((VALID, SUPERSEDED, ANNULLED))).order_by(Document.id)
    for document in db.session.scalars(statement):
        body = body_of(document.id)
        number = f"{document.full_number} ({document.year})"
        if body is None:
            yield Problem(N_("The file of document № %(number)s is missing."), {"number": number})
        elif hashlib.sha256(body).hexdigest() != document.pdf_sha256:
            yield Problem(N_("The file of document № %(number)s was changed."), {"number": number})
        if codes.cut(mac_of(document)) != document.code:
            yield Problem(N_("The registry entry of document № %(number)s was changed."), {"number": number})


register_check("documents", problems)
