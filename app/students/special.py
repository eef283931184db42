"""The special fields of a student's personal file, by the one mechanism of ``app.access.special``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.access.special import Hidden, SpecialField, disclose, hidden_in
from app.audit import operations as audit
from app.core import secrets
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.identity import check_inn, check_snils, format_snils, mask_snils
from app.core.integrity import explained
from app.core.text import N_
from app.extensions import db
from app.students import file_rules, queries, queries_file
from app.students.models import Student
from app.students.models_file import Benefit, IdentityDocument

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


def hidden_of(actor: Actor, student: Student) -> list[Hidden]:
    """Give the special values of a student whose kind the actor may see masked; three statements."""
    rows = (student, *queries_file.identities(student.id), *queries_file.benefits(student.id))
    return hidden_in(actor, FIELDS, rows)


def reveal(actor: Actor, student: Student, what: str, reason: str) -> str:
    """Give a special value of a student for a stated reason, as ``disclose`` does."""

    def row_of(field: SpecialField, row_id: int | None) -> Any | None:
        if field.model is Student:
            return student if row_id == student.id else None
        return queries_file.row_of(field.model, row_id, student.id)

    return disclose(actor, student, FIELDS, what, reason, row_of)


def keep(actor: Actor, student: Student, typed: Mapping[str, str | None]) -> bool:
    """Keep СНИЛС, ИНН and the health group of a student; empty ones keep the present. Gives whether anything changed.

    Raises Invalid for a mistyped value, Conflict when another student of the college has the СНИЛС.
    """
    require(actor, Resource.PERSONAL_FILE, Action.UPDATE)
    checks = {"snils": check_snils, "inn": check_inn, "health_group": file_rules.one_of(file_rules.HEALTH_GROUPS)}
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


def disclose_health_groups(actor: Actor, students: Iterable[Student], reason: str) -> dict[int, str]:
    """Give {student id: code of the health group} of those who have one, each look logged as ``disclose`` does.

    Raises Forbidden without the right, Invalid without a reason.
    """
    field = "student.health_group"
    require(actor, FIELDS[field].resource, Action.REVEAL)
    return {
        one.id: disclose(actor, one, FIELDS, f"{field}:{one.id}", reason, lambda _field, _id, row=one: row)
        for one in students
        if one.health_group
    }


def keep_health_groups(actor: Actor, typed: Iterable[tuple[Student, str]]) -> int:
    """Keep the health groups of several students, empty ones as they are; gives how many changed. Raises what ``keep`` does."""
    return sum(keep(actor, student, {"health_group": code}) for student, code in typed if code)


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
