"""Special fields of a personal file: one mechanism to keep and to reveal them, whatever the row they lie in.

A special field is encrypted in the database, masked on every screen and paper, found by equality at most, and shown only
by ``reveal``, which leaves a record: who, of whom, which field, why (152-ФЗ ст. 19).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.access.crud_interface import parse_id
from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core import secrets
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, NotFound, Refused
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.students import file_rules, queries, queries_file
from app.students.models import Student
from app.students.models_file import Benefit, IdentityDocument
from app.students.rules import check_snils, format_snils, mask_snils

SHORTEST_REASON, LONGEST_REASON = 5, 300


@dataclass(frozen=True, slots=True)
class SpecialField:
    """A field of ``model``: who may reveal it (``resource``), how it is masked and written out."""

    model: type
    name: str
    label: str
    resource: Resource
    mask: Callable[[str | None], str] = file_rules.masked
    written: Callable[[str], str] = str


FIELDS = {
    "student.snils": SpecialField(Student, "snils", N_("SNILS"), Resource.PERSONAL_FILE, mask_snils, format_snils),
    "student.inn": SpecialField(Student, "inn", N_("INN"), Resource.PERSONAL_FILE),
    "student.health_group": SpecialField(Student, "health_group", N_("Health group for physical education"), Resource.BENEFIT),
    "identity_document.number": SpecialField(IdentityDocument, "number", N_("series and number"), Resource.PERSONAL_FILE),
    "identity_document.issued": SpecialField(IdentityDocument, "issued", N_("issued by, day, code"), Resource.PERSONAL_FILE),
    "benefit.health": SpecialField(Benefit, "health", N_("health benefit"), Resource.BENEFIT),
    "benefit.document": SpecialField(Benefit, "document", N_("document of the benefit"), Resource.BENEFIT),
}  # fmt: skip


# How the printed card calls them; papers are Russian.
PRINTED = {
    "student.snils": "СНИЛС", "student.inn": "ИНН", "student.health_group": "Группа здоровья",
    "identity_document.number": "серия и номер", "identity_document.issued": "кем и когда выдан",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Hidden:
    """A special value on a card: what is sent to reveal it, the field, the row it lies in, the masked text."""

    what: str
    field: str
    row: Any
    masked: str


def hidden_of(actor: Actor, student: Student) -> list[Hidden]:
    """Give the special values of a student whose kind the actor may see masked; three statements."""
    found = []
    for row in (student, *queries_file.identities(student.id), *queries_file.benefits(student.id)):
        for key, field in FIELDS.items():
            value = getattr(row, field.name) if isinstance(row, field.model) else None
            if value and actor.may(field.resource, Action.READ):
                found.append(Hidden(f"{key}:{row.id}", key, row, field.mask(value)))
    return found


def reveal(actor: Actor, student: Student, what: str, reason: str) -> str:
    """Give a special value of a student for a stated reason; every time is logged.

    ``what`` is «table.field:id». Raises Invalid without a reason, Forbidden without the right to this field, NotFound for
    a row of another student, Refused where there is no value.
    """
    key, _, number = what.partition(":")
    field = FIELDS.get(key)
    if field is None:
        raise NotFound(N_("There is no such field."))
    require(actor, field.resource, Action.REVEAL)
    text = clean(reason)
    if len(text) < SHORTEST_REASON:
        raise Invalid(N_("Say what the data are needed for, in a few words."), field="reason")
    row = student if field.model is Student else queries_file.row_of(field.model, parse_id(number), student.id)
    if row is None or (row is student and parse_id(number) != student.id):
        raise NotFound(N_("There is no such field."))
    value = getattr(row, field.name)
    if not value:
        raise Refused(N_("Nothing is entered in this field."))
    audit.record(actor, "reveal", student, changes={"field": (None, key)}, reason=text[:LONGEST_REASON])
    return field.written(value)


def keep(actor: Actor, student: Student, typed: Mapping[str, str | None]) -> bool:
    """Keep СНИЛС, ИНН and the health group of a student; empty ones keep the present. Gives whether anything changed.

    Raises Invalid for a mistyped value, Conflict when another student of the college has the СНИЛС.
    """
    require(actor, Resource.PERSONAL_FILE, Action.UPDATE)
    checks = {"snils": check_snils, "inn": file_rules.check_inn, "health_group": file_rules.one_of(file_rules.HEALTH_GROUPS)}
    for name, check in checks.items():
        text = (typed.get(name) or "").strip()
        if text:
            _set(student, name, _checked(check, text, name))
    changes = audit.changes_of(student)
    changes.pop("snils_index", None)
    if not changes:
        return False
    with explained():
        db.session.flush()
    audit.record(actor, "update", student, changes=changes)
    return True


def _checked(check: Callable[[str], str], text: str, name: str) -> str:
    try:
        return check(text)
    except Invalid as refusal:
        refusal.field = name
        raise


def _set(student: Student, name: str, value: str) -> None:
    if getattr(student, name) == value:
        return
    if name == "snils":
        index = secrets.blind_index(value, student.organization_id)
        holder = queries.holder_of_snils(index)
        if holder is not None and holder.id != student.id:
            raise Conflict(N_("This SNILS belongs to %(name)s."), field="snils", name=holder.full_name)
        student.snils_index = index
    setattr(student, name, value)
