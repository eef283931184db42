"""Handing the extract out: by right, for a stated reason, recorded before it leaves."""

from __future__ import annotations

from dataclasses import dataclass

from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.access.special import LONGEST_REASON, SHORTEST_REASON
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Invalid
from app.core.text import N_, clean
from app.documents import rendering
from app.organization import queries as organization
from app.privacy import subject, told
from app.privacy.papers import EXTRACT_TEMPLATE
from app.students.models import Student

PAPER, MACHINE = "pdf", "json"
FORMS = (PAPER, MACHINE)


@dataclass(frozen=True, slots=True)
class Handed:
    """The file and how many records it tells."""

    body: bytes
    rows: int


def extract(actor: Actor, student: Student, form: str, reason: str) -> Handed:
    """Give everything the system holds about a student, special values in full; inside a transaction, which keeps the record.

    Raises Forbidden without the right, Invalid without a reason or for an unknown form.
    """
    require(actor, Resource.SUBJECT_EXTRACT, Action.EXPORT)
    text = clean(reason)[:LONGEST_REASON]
    if len(text) < SHORTEST_REASON:
        raise Invalid(N_("Say what the data are needed for, in a few words."), field="reason")
    if form not in FORMS:
        raise Invalid(N_("Choose one of the offered values."), field="form")
    found, college = subject.extract(student), organization.own_organization(actor)
    rows = sum(len(part.rows) for part in found.parts)
    audit.record(actor, "export_subject", student, changes={"file": (None, form), "rows": (None, rows)}, reason=text)
    if form == MACHINE:
        return Handed(told.machine(actor, college, student, found, text), rows)
    return Handed(rendering.render(EXTRACT_TEMPLATE, told.paper(actor, college, student, found, text)), rows)
