"""Reads behind ``verify``."""

import hashlib
from collections.abc import Iterable, Iterator

from sqlalchemy import func, select, tuple_

from app.audit.models import AuditEvent
from app.closing.models import Closing
from app.extensions import db
from app.organization.models import Organization
from app.students.models import StudyGroup
from app.terms.models import GroupTerm


def colleges() -> int:
    """Count the colleges of the installation."""
    return db.session.scalar(select(func.count(Organization.id)).execution_options(unscoped=True)) or 0


def hashes(places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], str]:
    """Give the hashes of the log's records at (chain, seq); what is not there is missing from the answer."""
    wanted = sorted(set(places))
    found: dict[tuple[int, int], str] = {}
    for at in range(0, len(wanted), 400):
        part = wanted[at : at + 400]
        rows = db.session.execute(
            select(AuditEvent.chain, AuditEvent.seq, AuditEvent.hash).where(
                tuple_(AuditEvent.chain, AuditEvent.seq).in_(part)
            )
        )
        found |= {(chain, seq): digest for chain, seq, digest in rows}
    return found


def broken_closings() -> Iterator[tuple[str, int, int]]:
    """Give (group, plan semester, revision) of the snapshots that do not match their SHA-256."""
    rows = db.session.execute(
        select(StudyGroup.name, GroupTerm.plan_semester, Closing.revision, Closing.snapshot, Closing.sha256)
        .join(GroupTerm, GroupTerm.id == Closing.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .order_by(Closing.id)
        .execution_options(yield_per=20, unscoped=True)
    )
    for group, semester, revision, snapshot, digest in rows:
        if hashlib.sha256(snapshot.encode()).hexdigest() != digest:
            yield group, semester, revision


def unanchored_closings() -> list[tuple[str, int]]:
    """Give (group, plan semester) of the snapshots whose place in the log is gone."""
    rows = db.session.execute(
        select(StudyGroup.name, GroupTerm.plan_semester)
        .select_from(Closing)
        .join(GroupTerm, GroupTerm.id == Closing.group_term_id)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .where(
            ~select(AuditEvent.seq).where(AuditEvent.hash == Closing.audit_head).exists(),
            Closing.audit_head != "0" * 64,
        )
        .execution_options(unscoped=True)
    )
    return [(group, semester) for group, semester in rows]


def terms_without_snapshot() -> list[tuple[str, int]]:
    """Give (group, plan semester) of the closed terms that have no snapshot."""
    rows = db.session.execute(
        select(StudyGroup.name, GroupTerm.plan_semester)
        .select_from(GroupTerm)
        .join(StudyGroup, StudyGroup.id == GroupTerm.group_id)
        .outerjoin(Closing, Closing.group_term_id == GroupTerm.id)
        .where(GroupTerm.status == "closed", Closing.id.is_(None))
        .execution_options(unscoped=True)
    )
    return [(group, semester) for group, semester in rows]
