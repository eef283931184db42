"""The signed paper of a consent: taken, checked, made anew where it is a picture, kept encrypted; a found document."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, or_, select

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core import secrets
from app.core.actor import Actor
from app.core.errors import Invalid, NotFound
from app.core.integrity import explained
from app.core.text import N_
from app.core.uploads import redrawn
from app.extensions import db
from app.students import file_rules
from app.students.models import Student
from app.students.models_file import Consent, ConsentScan, IdentityDocument

MOST_BYTES, MOST_PIXELS, PAGE = 5 * 1024 * 1024, 60_000_000, (1754, 2480)
PURPOSE = "consent_scan.body"
PDF, JPEG = "application/pdf", "image/jpeg"
SHORTEST = 4
# Kind and bytes. A picture takes up to a second to be made anew: it is done before the database is locked for writing.
Scan = tuple[str, bytes]


def keep_scan(actor: Actor, consent: Consent, found: Scan) -> None:
    """Keep the scan of a consent as ``checked`` gave it; the earlier one is replaced."""
    require(actor, Resource.PERSONAL_FILE, Action.UPDATE)
    put(db.session.get(ConsentScan, consent.id) or ConsentScan(organization_id=consent.organization_id, consent_id=consent.id), found, PURPOSE)
    audit.record(actor, "keep_scan", consent)


def put(row: Any, found: Scan, purpose: str) -> None:
    """Put a checked scan, encrypted for its ``purpose``, into its row, a new one or one that is there."""
    row.media, body = found
    row.body = secrets.encrypt_bytes(body, purpose)
    db.session.add(row)
    with explained():
        db.session.flush()


def scan(consent: Consent) -> Scan:
    """Give the kind and the bytes of a scan; raises NotFound where there is none."""
    found = db.session.get(ConsentScan, consent.id)
    if found is None:
        raise NotFound(N_("There is no scan of this consent."))
    return found.media, secrets.decrypt_bytes(found.body, PURPOSE)


def has_scan(consent_id: int) -> bool:
    """Tell whether there is a scan, without reading it."""
    return bool(db.session.scalar(select(func.count(ConsentScan.consent_id)).where(ConsentScan.consent_id == consent_id)))


def checked(sent: bytes) -> Scan:
    """Give the kind and the bytes of a scan as it is kept, a picture made anew; raises Invalid for anything else."""
    if len(sent) > MOST_BYTES:
        raise Invalid(N_("The scan is larger than 5 MB."), field="scan")
    if sent.startswith(b"%PDF-") and b"%%EOF" in sent[-2048:]:
        return PDF, sent
    wrong = N_("Choose a scan: PDF, JPEG or PNG.")
    return JPEG, redrawn(sent, ("JPEG", "PNG"), most_pixels=MOST_PIXELS, size=PAGE, quality=80, field="scan", wrong=wrong)


def holders_of(actor: Actor, typed: str) -> list[Student]:
    """Give the students within the person's reach whose document or СНИЛС has exactly this number; the look is logged.

    Found by a keyed digest: a part of a number finds nothing. Raises Invalid for too short a number, Forbidden without the
    right to reveal documents.
    """
    require(actor, Resource.PERSONAL_FILE, Action.REVEAL)
    key = file_rules.number_key(typed)
    if len(key) < SHORTEST:
        raise Invalid(N_("Type the whole number of the document, with its series."), field="number")
    index = secrets.blind_index(key, actor.organization_id or 0)
    mine = select(IdentityDocument.student_id).where(IdentityDocument.number_index == index)
    found = list(db.session.scalars(select(Student).where(or_(Student.id.in_(mine), Student.snils_index == index)).order_by(Student.sort_key).limit(20)))
    for student in found:
        audit.record(actor, "find_by_document", student)
    return found
