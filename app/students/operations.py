"""Verbs on students: enter a student, enrol."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.access import crud_writing
from app.access.crud_writing import require
from app.access.permissions import Action, Resource
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid
from app.core.integrity import explained
from app.core.text import N_, clean
from app.extensions import db
from app.students import queries
from app.students.models import Placement, Student, StudyGroup
from app.students.rules import journal_numbers


def create_student(
    actor: Actor, values: Mapping[str, Any], group: StudyGroup, starts_on: date, basis: str | None, *, another: bool = False
) -> Student:
    """Enter a student and enrol into ``group``.

    Raises Conflict when a namesake is known and ``another`` does not say that this is a different person.
    """
    if not another:
        check_namesakes(values)
    student = crud_writing.create(actor, Student, values)
    enrol(actor, student, group, starts_on, basis)
    return student


def check_namesakes(values: Mapping[str, Any]) -> None:
    """Raise Conflict naming those who have the same full name."""
    known = queries.namesakes(values["last_name"], values["first_name"], values["middle_name"])
    if known:
        raise Conflict(
            N_("A namesake is already entered: %(name)s. Tick that this is another person, if so."),
            field="another", name="; ".join(_described(student) for student in known[:3]),
        )  # fmt: skip


def _described(student: Student) -> str:
    born = f" {student.birth_date:%d.%m.%Y}" if student.birth_date else ""
    group = next((f", {place.group_name}" for place in student.placements if place.ends_on is None and place.group), "")
    return f"{student.full_name}{born}{group}"


def enrol(actor: Actor, student: Student, group: StudyGroup, starts_on: date, basis: str | None) -> Placement:
    """Place a student into a group from a day on, with the next journal number; ``basis`` names the paper.

    Raises Conflict for who studies in a group already, Invalid without a basis.
    """
    require(actor, Resource.STUDENT, Action.CREATE)
    text = clean(basis or "")
    if not text:
        raise Invalid(N_("Name the paper: an order with its number and date."), field="basis")
    present = queries.open_placement(student.id)
    if present is not None:
        raise Conflict(
            N_("%(name)s already studies in %(group)s; a transfer is made by an order."),
            name=student.full_name, group=present.group_name or "—",
        )
    if any(place.order_item_id or place.ended_by_id for place in student.placements):
        raise Conflict(N_("%(name)s left by an order and comes back by an order only."), name=student.full_name)
    taken = queries.journal_numbers(group.id)
    number = journal_numbers(taken, 1, first_list=not any(taken))[0]
    placement = Placement(
        organization_id=student.organization_id, student=student, group=group, starts_on=starts_on, basis=text[:300],
        journal_number=number, funding=student.funding or "budget", study_form=group.curriculum.programme.study_form,
    )  # fmt: skip
    db.session.add(placement)
    with explained():
        db.session.flush()
    audit.record(
        actor, "enrol", student,
        changes={"group": (None, group.name), "starts_on": (None, starts_on), "journal_number": (None, number)}, reason=text[:300],
    )  # fmt: skip
    return placement
