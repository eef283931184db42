"""Verbs on the personal file: identity documents, benefits, a changed name, the photograph."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core import secrets
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Invalid, NotFound
from app.core.integrity import explained
from app.core.text import N_, clean
from app.core.uploads import redrawn
from app.extensions import db
from app.students import file_rules, queries_file
from app.students.models import Student
from app.students.models_file import Benefit, FormerName, IdentityDocument, Photo

MOST_BYTES, MOST_PIXELS = 8 * 1024 * 1024, 40_000_000
PHOTO_SIZE = (480, 640)
FORMATS = ("JPEG", "PNG", "WEBP")


def add_identity(actor: Actor, student: Student, values: Mapping[str, Any]) -> IdentityDocument:
    """Enter an identity document: kind, number, issuer, issued_on, unit; the earlier ones stay in the file.

    Raises Invalid naming the field.
    """
    require(actor, Resource.PERSONAL_FILE, Action.UPDATE)
    kind = file_rules.one_of(file_rules.IDENTITY_KINDS)(values["kind"])
    number = file_rules.check_identity(kind, values["number"] or "")
    parts = [clean(values["issuer"] or "")]
    if values["issued_on"]:
        day = file_rules.check_issue_day(values["issued_on"], student.birth_date, today(actor.zone))
        parts.append(f"{day:%d.%m.%Y}")
    if values["unit"]:
        parts.append(f"код {file_rules.check_unit(values['unit'])}")
    made = IdentityDocument(
        organization_id=student.organization_id, student_id=student.id, kind=kind, number=number,
        number_index=secrets.blind_index(file_rules.number_key(number), student.organization_id),
        issued=", ".join(part for part in parts if part)[:500] or None,
    )  # fmt: skip
    db.session.add(made)
    changes = audit.changes_of(made)
    with explained():
        db.session.flush()
    audit.record(actor, "add_identity", student, changes={"kind": (None, kind), "number": changes["number"]})
    return made


def grant_benefit(actor: Actor, student: Student, what: str, paper: str | None, starts_on: date, ends_on: date | None) -> Benefit:
    """Enter a benefit; one of health goes encrypted and stands on screens as a health benefit only."""
    require(actor, Resource.BENEFIT, Action.CREATE)
    code = file_rules.one_of((*file_rules.PLAIN_BENEFITS, *file_rules.HEALTH_BENEFITS))(what)
    if ends_on is not None and ends_on < starts_on:
        raise Invalid(N_("The end lies before the begin."), field="ends_on")
    of_health = code in file_rules.HEALTH_BENEFITS
    made = Benefit(
        organization_id=student.organization_id, student_id=student.id, kind=file_rules.HEALTH if of_health else code,
        health=code if of_health else None, document=clean(paper or "")[:300] or None, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    db.session.add(made)
    changes = audit.changes_of(made)
    with explained():
        db.session.flush()
    audit.record(actor, "create", made, changes=changes)
    return made


def take_name(student: Student, last: str, first: str, middle: str | None, since: date, paper: str) -> None:
    """Give a student another name from a day on; the old one stays in the history and in the search.

    Called by the order that changes the name, which guards, flushes and audits. Declensions typed for the old name go.
    """
    former_name(student, student.last_name, student.first_name, student.middle_name, since, paper)
    student.last_name, student.first_name, student.middle_name = last, first, middle
    student.name_dative = student.name_genitive = student.name_accusative = None


def former_name(student: Student, last: str, first: str, middle: str | None, since: date, paper: str) -> None:
    """Keep a name that the student bore until the day before ``since``; it stays in the search."""
    former = FormerName(
        organization_id=student.organization_id, student_id=student.id, last_name=last, first_name=first, middle_name=middle,
        until=since - timedelta(days=1), basis=paper[:300],
    )  # fmt: skip
    db.session.add(former)
    student.former_names = "; ".join(part for part in (former.full_name, student.former_names) if part)[:300]


def photograph(sent: bytes) -> bytes:
    """Give a photograph as it is kept: a JPEG of at most 480 × 640; raises Invalid for what is no picture, or too large."""
    if len(sent) > MOST_BYTES:
        raise Invalid(N_("The photograph is larger than 8 MB."), field="photo")
    wrong = N_("Choose a photograph: JPEG, PNG or WebP.")
    return redrawn(sent, FORMATS, most_pixels=MOST_PIXELS, size=PHOTO_SIZE, quality=85, field="photo", wrong=wrong)


def keep_photo(actor: Actor, student: Student, body: bytes) -> None:
    """Keep a photograph as ``photograph`` made it."""
    require(actor, Resource.PERSONAL_FILE, Action.UPDATE)
    present = queries_file.photo(student.id)
    if present is None:
        db.session.add(Photo(organization_id=student.organization_id, student_id=student.id, body=body))
    else:
        present.body = body
    with explained():
        db.session.flush()
    audit.record(actor, "keep_photo", student)


def remove_photo(actor: Actor, student: Student) -> None:
    """Take the photograph out; raises NotFound where there is none."""
    require(actor, Resource.PERSONAL_FILE, Action.UPDATE)
    present = queries_file.photo(student.id)
    if present is None:
        raise NotFound(N_("There is no photograph."))
    db.session.delete(present)
    audit.record(actor, "remove_photo", student)
