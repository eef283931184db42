"""Verbs of the load: give out the hours of a group's term, replace a teacher from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.errors import Conflict, Invalid, Refused
from app.core.text import N_, clean
from app.extensions import db
from app.staff.models import Employee
from app.teaching import assigning, queries, rules
from app.teaching.models import LoadTeacher, TeachingLoad
from app.teaching.reaching import require_whole
from app.terms.models import GroupTerm
from app.terms.operations import ensure_open

BASIS_LENGTH = 300


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of an item's semester: for the whole group (``subgroup`` None) or for a named subgroup with its members.

    ``hours`` None takes the plan's; ``members`` None keeps those the subgroup has; ``kinds`` None keeps the division of the
    hours by kind while their sum stays, otherwise it sums to the hours.
    """

    employee_id: int | None = None
    hours: int | None = None
    subgroup: str | None = None
    members: frozenset[int] | None = None
    kinds: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class LoadRow:
    """All parts of one item's semester as they shall be; ``starts_on`` None begins with the term."""

    curriculum_term_id: int
    parts: tuple[PartRow, ...]
    starts_on: date | None = None


def assign_loads(
    actor: Actor, group_term: GroupTerm, rows: Sequence[LoadRow], *, version: str | None = None
) -> list[TeachingLoad]:
    """Make the loads of a term what ``rows`` say, item by item; items that are not named stay. Gives the term's loads.

    Where there are lessons the teacher is not changed here but replaced, and the load is not taken away. ``version``
    (``state_of``) is what the page was drawn from. Raises Conflict for a closed term or a changed load, Refused for
    lessons, Invalid for wrong hours, people or members; a refusal of an item names its field «id-hours», «id-teacher».
    """
    crud_writing.require(actor, TeachingLoad.__resource__, "update")
    require_whole(actor, group_term)
    ensure_open(group_term)
    items = queries.items_of_term(group_term, fresh=True)
    if version is not None and version != state_of(items):
        raise Conflict(N_("Somebody has changed the load of this group meanwhile. Open the page again."))
    work = assigning.Assignment(actor, group_term, items, rows)
    for row in rows:
        work.assign(row)
    db.session.flush()
    return queries.loads_of_term(group_term, fresh=True)


def replace_teacher(actor: Actor, load: TeachingLoad, employee: Employee, from_date: date, basis: str) -> LoadTeacher:
    """Hand a load over from ``from_date`` on, on a ``basis`` (an order); the former teacher keeps the earlier days.

    Raises Conflict for a closed term, Refused where nobody has the load yet, Invalid for a wrong day or person.
    """
    crud_writing.require(actor, TeachingLoad.__resource__, "update")
    require_whole(actor, load.group_term)
    ensure_open(load.group_term)
    present = queries.teacher_of(load)
    if present is None:
        raise Refused(N_("Nobody teaches this yet: choose the teacher in the load of the group."))
    if present.employee_id == employee.id:
        raise Invalid(N_("%(name)s teaches it already."), field="employee", name=employee.full_name)
    reason = clean(basis)[:BASIS_LENGTH]
    if not reason:
        raise Invalid(N_("Name the basis: an order with its number and date."), field="basis")
    last_day = rules.replacement_end(
        (present.starts_on, present.ends_on), from_date, (load.group_term.starts_on, load.group_term.ends_on)
    )
    assigning.require_works(employee, from_date)
    present.ends_on = last_day
    added = LoadTeacher(
        organization_id=load.organization_id, load_id=load.id, employee_id=employee.id, starts_on=from_date, basis=reason
    )
    added.employee = employee
    db.session.add(added)
    changes = {"teacher": (present.employee.full_name, employee.full_name), "starts_on": (None, from_date)}
    audit.record(actor, "replace_teacher", load, changes=changes, reason=reason, label=assigning.label_of(load))
    db.session.flush()
    return added


def state_of(items: Sequence[queries.ItemLoad]) -> str:
    """Give a short digest of the loads of a term: what a page was drawn from."""
    return assigning.digest(items)
