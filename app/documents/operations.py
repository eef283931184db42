"""Issuing, replacing and annulling papers. A number is taken first, printed inside, and kept only with its paper."""

import hashlib
from datetime import timedelta

from flask import current_app, has_request_context, request
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from app.access.models import LoginAttempt
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, DomainError, Forbidden, Invalid, Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.documents import codes, handing, queries, registry, rendering, settings
from app.documents.dressing import written_number
from app.documents.models import Document, DocumentCounter, DocumentFile
from app.documents.queries import Subject
from app.documents.rules import Imprint
from app.extensions import db

RESERVED, ISSUED, SUPERSEDED, ANNULLED = "reserved", "issued", "superseded", "annulled"
# Longer than any press may work: a number reserved before that belongs to a process that died.
ABANDONED = timedelta(minutes=15)
CHECKS, CHECKS_WINDOW = 30, timedelta(minutes=1)
LOST = N_("The archived file of this paper is missing or was changed. Tell the technical administrator.")
INTERRUPTED = N_("The paper was changed while it was being printed. Print it again.")


class TooManyChecksError(DomainError):
    """An address tries codes faster than a person reads papers."""

    status = 429


def issue(
    actor: Actor, kind: str, subject: Subject, paper: object, *, revision: int = 1, series: str | None = None
) -> Document:
    """Issue a paper: take the next number, print it with its code, archive the bytes; gives the document.

    ``subject`` is the saved row the paper is about. The same paper of the same revision again gives the document that
    is there; a higher revision supersedes the earlier ones. Reserves and archives in two short transactions of its own
    and prints between them, so call it outside ``transaction()``; inside one everything joins it. A failure gives the
    number back. Raises Conflict for other contents under a revision already issued, Refused when it cannot be printed.
    """
    if actor.organization_id is None:
        raise Forbidden(N_("Papers are issued on behalf of a college."))
    declared = registry.kind_of(kind)
    content = codes.digest(declared.template, paper)
    with transaction():
        document = _reserve(actor, declared, subject, paper, revision, series, content)
    if document.status != RESERVED:
        return document
    try:
        pdf = rendering.render(declared.template, paper, imprint_of(document, subject))
    except BaseException:
        with transaction():
            _release(actor, document.id)
        raise
    with transaction():
        return _archive(actor, document.id, subject, content, pdf)


def issue_current(actor: Actor, kind: str, subject: Subject, paper: object) -> Document:
    """Issue a paper that follows its record: other contents than those of the newest revision make the next one."""
    newest = queries.of_subject(kind, subject)
    if newest is None:
        return issue(actor, kind, subject, paper)
    content = codes.digest(registry.kind_of(kind).template, paper)
    is_same = newest.status in (RESERVED, ISSUED) and newest.content_sha256 == content
    return issue(actor, kind, subject, paper, revision=newest.revision + (0 if is_same else 1))


def imprint_of(document: Document, subject: Subject) -> Imprint:
    """Give what is printed of the registration."""
    before = _earlier(document, subject)
    address = f"{_public_address()}/verify/{document.code}"
    return Imprint(
        document.full_number, document.issued_on, codes.grouped(document.code), address, document.revision,
        before.full_number if before else "",
    )  # fmt: skip


def _public_address() -> str:
    if current_app.config.get("PUBLIC_URL"):
        return str(current_app.config["PUBLIC_URL"]).rstrip("/")
    return request.host_url.rstrip("/") if has_request_context() else "http://127.0.0.1:8080"


def _earlier(document: Document, subject: Subject) -> Document | None:
    return queries.last_before(document, subject)


def _reserve(
    actor: Actor, declared: registry.PaperKind, subject: Subject, paper: object, revision: int, series: str | None,
    content: str,
) -> Document:  # fmt: skip
    present = queries.of_subject(declared.kind, subject, revision)
    if present is not None and present.status == ANNULLED:
        raise Conflict(N_("This revision of the paper was annulled. Issue the next revision."))
    if present is not None and present.status != RESERVED:
        if present.content_sha256 != content:
            raise Conflict(
                N_("The paper № %(number)s is already issued with other contents. Issue a new revision."),
                number=present.full_number,
            )
        return present
    if present is None:
        present = _new(actor, declared, subject, series or declared.series, revision)
    present.title = str(getattr(paper, "caption", "") or declared.kind)[:300]
    present.content_sha256 = content
    present.code = codes.cut(queries.mac_of(present))
    db.session.add(present)
    record(actor, "reserve_number", present, changes={"number": (None, present.full_number)})
    db.session.flush()
    return present


def _new(actor: Actor, declared: registry.PaperKind, subject: Subject, series: str, revision: int) -> Document:
    day = today(actor.zone)
    number = _take_number(actor, series, day.year)
    return Document(
        organization_id=actor.organization_id, kind=declared.kind, series=series, year=day.year, number=number, issued_on=day,
        printed_number=written_number(settings.number_template(actor.organization_id or 0), number, series, day.year),
        title="", status=RESERVED, revision=revision,
        subject_type=queries.subject_type(subject), subject_id=subject.id, created_at=now(),
        created_by_id=actor.user_id, created_by_name=actor.name[:200],
    )  # fmt: skip


def _take_number(actor: Actor, series: str, year: int) -> int:
    """Give the smallest free number of the series; the counter's row is locked until the transaction ends."""
    organization_id = actor.organization_id or 0
    counter = locked_counter(organization_id, series, year)
    for document in queries.abandoned(organization_id, series, year, now() - ABANDONED):
        _release(actor, document.id)
    gap = queries.first_gap(organization_id, series, year, counter.last)
    if gap is not None:
        return gap
    counter.last += 1
    return counter.last


def locked_counter(organization_id: int, series: str, year: int) -> DocumentCounter:
    """Give the counter of a series in a year, made when there is none; its row stays locked until the transaction ends."""
    counter = queries.counter(organization_id, series, year)
    if counter is not None:
        return counter
    try:
        with db.session.begin_nested():
            db.session.add(DocumentCounter(organization_id=organization_id, series=series, year=year, last=0))
    except IntegrityError:
        pass  # another process has made it a moment ago
    made = queries.counter(organization_id, series, year)
    if made is None:
        raise RuntimeError(f"no counter for the series {series} of {year}")
    return made


def _release(actor: Actor, document_id: int) -> None:
    """Give a reserved number back; the next paper of the series takes it."""
    document = queries.one(document_id, fresh=True)
    if document is None or document.status != RESERVED:
        return
    record(actor, "release_number", document, changes={"number": (document.full_number, None)})
    db.session.delete(document)
    db.session.flush()


def _archive(actor: Actor, document_id: int, subject: Subject, content: str, pdf: bytes) -> Document:
    document = queries.one(document_id, fresh=True)
    if document is None or document.content_sha256 != content:
        raise Conflict(INTERRUPTED)
    if document.status != RESERVED:
        return document  # a second press of the same button came first
    before = _earlier(document, subject)
    document.pdf_sha256, document.status = hashlib.sha256(pdf).hexdigest(), ISSUED
    db.session.add(DocumentFile(document_id=document.id, body=pdf))
    changes = {"status": (RESERVED, ISSUED), "pdf_sha256": (None, document.pdf_sha256)}
    record(actor, "issue_document", document, changes=changes)
    handing.taken(document, first=True)
    if before is not None:
        _replace(actor, before, document)
    db.session.flush()
    return document


def _replace(actor: Actor, old: Document, new: Document, reason: str | None = None) -> None:
    changes = {"status": (old.status, SUPERSEDED), "replaced_by": (None, new.full_number)}
    old.status, old.superseded_by_id = SUPERSEDED, new.id
    record(actor, "supersede_document", old, changes=changes, reason=reason)


def supersede(actor: Actor, old: Document, new: Document, reason: str) -> None:
    """Mark ``old`` as replaced by ``new``; Conflict unless both are valid, Forbidden without the right."""
    _require_right(actor)
    if old.status != ISSUED or new.status != ISSUED or old.id == new.id:
        raise Conflict(N_("Only a valid paper can be replaced, and only by another valid one."))
    _replace(actor, old, new, _reason(reason))
    db.session.flush()


def outdate(actor: Actor, document: Document, reason: str) -> None:
    """Take a paper out of force because what it tells was corrected; the next revision will name itself as its successor.

    Called by features inside the act that corrected, so it asks for no right of its own. Conflict unless it is in force.
    """
    if document.status != ISSUED:
        raise Conflict(N_("Only a valid paper can be replaced, and only by another valid one."))
    record(actor, "outdate_document", document, changes={"status": (ISSUED, SUPERSEDED)}, reason=_reason(reason))
    document.status = SUPERSEDED
    db.session.flush()


def annul(actor: Actor, document: Document, reason: str) -> None:
    """Take a paper out of force; its bytes and number stay. Raises Conflict for one that is not in force, Invalid
    without a reason, Forbidden without the right."""
    _require_right(actor)
    if document.status != ISSUED:
        raise Conflict(N_("Only a valid paper can be annulled."))
    given = _reason(reason)
    record(actor, "annul_document", document, changes={"status": (ISSUED, ANNULLED)}, reason=given)
    document.status = ANNULLED
    db.session.flush()


def _require_right(actor: Actor) -> None:
    if not actor.may("document", "update"):
        raise Forbidden(N_("You have no right to change the registry of papers."))


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid(N_("Give the reason."), field="reason")
    return reason.strip()[:500]


def bytes_of(document: Document) -> bytes:
    """Give the archived bytes, the very ones that were issued; Refused when the archive no longer holds them.

    Within a request or ``handing.handed_out`` the person is recorded as having printed the paper.
    """
    body = queries.body_of(document.id)
    if body is None or hashlib.sha256(body).hexdigest() != document.pdf_sha256:
        raise Refused(LOST)
    handing.taken(document)
    return body


def count_check(address: str) -> None:
    """Count a code checked from ``address``, inside a transaction; TooManyChecksError above thirty a minute."""
    moment = now()
    if queries.checks_within(address, CHECKS_WINDOW, moment) >= CHECKS:
        raise TooManyChecksError(N_("Too many codes were checked from this address. Wait a minute and try again."))
    own = LoginAttempt.account_key == queries.CHECKS_KEY
    db.session.execute(delete(LoginAttempt).where(own, LoginAttempt.at < moment - 10 * CHECKS_WINDOW))
    db.session.add(LoginAttempt(account_key=queries.CHECKS_KEY, address=address, at=moment, ok=True))
