"""Reads of the personal file: documents, benefits, former names, the photo, who looked at special fields."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select

from app.audit import queries as audit
from app.audit.queries import Record, Wanted
from app.core.actor import Actor
from app.extensions import db
from app.students.models_file import (
    Benefit,
    Consent,
    FormerName,
    IdentityDocument,
    Photo,
    PriorEducation,
    Representative,
    StudyContract,
)


def identities(student_id: int) -> list[IdentityDocument]:
    """Give the identity documents of a student, the newest first."""
    rows = select(IdentityDocument).where(IdentityDocument.student_id == student_id)
    return list(db.session.scalars(rows.order_by(IdentityDocument.id.desc())))


def benefits(student_id: int) -> list[Benefit]:
    """Give the benefits of a student, the newest first."""
    rows = select(Benefit).where(Benefit.student_id == student_id)
    return list(db.session.scalars(rows.order_by(Benefit.starts_on.desc(), Benefit.id.desc())))


def row_of(model: Any, row_id: int | None, student_id: int) -> Any | None:
    """Give a row of a student's file by id; None for one of another student."""
    return db.session.scalar(select(model).where(model.id == row_id, model.student_id == student_id))


def former_names(student_id: int) -> list[FormerName]:
    """Give the names a student bore before, the latest first."""
    rows = select(FormerName).where(FormerName.student_id == student_id)
    return list(db.session.scalars(rows.order_by(FormerName.until.desc(), FormerName.id.desc())))


def photo(student_id: int) -> Photo | None:
    """Give the photograph of a student."""
    return db.session.scalar(select(Photo).where(Photo.student_id == student_id))


def has_photo(student_id: int) -> bool:
    """Tell whether there is a photograph, without reading it."""
    return bool(db.session.scalar(select(func.count(Photo.student_id)).where(Photo.student_id == student_id)))


def has_representative(student_id: int) -> bool:
    """Tell whether a legal representative is entered."""
    return bool(db.session.scalar(select(func.count(Representative.id)).where(Representative.student_id == student_id)))


def contracts(student_id: int) -> list[StudyContract]:
    """Give the contracts of a student, the earliest first."""
    return list(db.session.scalars(select(StudyContract).where(StudyContract.student_id == student_id).order_by(StudyContract.dated, StudyContract.id)))


def has_contract(student_id: int) -> bool:
    """Tell whether a contract on the studies is entered."""
    return bool(db.session.scalar(select(func.count(StudyContract.id)).where(StudyContract.student_id == student_id)))


def consents(student_id: int) -> list[Consent]:
    """Give the consents on a student, the earliest first."""
    return list(db.session.scalars(select(Consent).where(Consent.student_id == student_id).order_by(Consent.given_on, Consent.id)))


def representatives(student_id: int) -> list[Representative]:
    """Give the legal representatives of a student."""
    rows = select(Representative).where(Representative.student_id == student_id)
    return list(db.session.scalars(rows.order_by(Representative.id)))


def representatives_of(student_ids: Collection[int]) -> dict[int, list[Representative]]:
    """Give {student: legal representatives}; one statement."""
    found: dict[int, list[Representative]] = {}
    for one in db.session.scalars(select(Representative).where(Representative.student_id.in_(list(student_ids))).order_by(Representative.id)):
        found.setdefault(one.student_id, []).append(one)
    return found


def educations(student_id: int) -> list[PriorEducation]:
    """Give the documents of education of a student."""
    rows = select(PriorEducation).where(PriorEducation.student_id == student_id)
    return list(db.session.scalars(rows.order_by(PriorEducation.id)))


def looks_at(actor: Actor, student_id: int) -> list[Record]:
    """Give the last looks at special fields of a student."""
    wanted = Wanted(action="reveal", object_type="student", object_id=student_id)
    return audit.log(actor.organization_id or 0, wanted, limit=30)
