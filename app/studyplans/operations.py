"""Verbs: put groups on a version, give a student an own version, end it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from app.access import crud_writing
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Conflict, Invalid, NotFound
from app.core.text import N_, clean
from app.curricula import operations_life
from app.curricula import queries as curricula
from app.curricula.operations import APPROVED
from app.extensions import db
from app.students.models import StudyGroup
from app.studyplans import queries
from app.studyplans.models import StudentPlan

RESOURCE = StudentPlan.__resource__


def assign(actor: Actor, version_id: int, group_ids: Collection[int]) -> list[StudyGroup]:
    """Put groups on an approved version of their programme and intake; begun terms keep theirs. Gives the groups moved.

    Raises Conflict for a draft or an individual version, Invalid when no group is chosen or one does not belong there.
    """
    crud_writing.require(actor, RESOURCE, "approve")
    version = curricula.locked(version_id)
    if version.status != APPROVED or version.is_individual:
        raise Conflict(N_("Groups are put only on an approved version that is not one student's own."))
    lines = {line.group.id: line for line in queries.groups_for(version)}
    if not group_ids:
        raise Invalid(N_("Mark at least one group."), field="group")
    moved = []
    for group_id in group_ids:
        if group_id not in lines:
            raise NotFound(N_("There is no such group of this programme and intake."))
        group, old = lines[group_id].group, lines[group_id].group.curriculum
        if group.curriculum_id == version.id:
            continue
        group.curriculum = version
        db.session.flush()
        audit.record(actor, "assign_plan", group, changes={"curriculum": (str(old), str(version))})
        moved.append(group)
    return moved


def begin_own(actor: Actor, student_id: int, basis: str, day: date) -> StudentPlan:
    """Give a student an own version: a draft copy of the group's plan, changed in the same editor.

    Raises Invalid without a basis, Conflict when there is one already or the student is in no group.
    """
    crud_writing.require(actor, RESOURCE, "create")
    student, group, said = queries.student(student_id), queries.group_of(student_id), clean(basis)[:300]
    if len(said) < 5:
        raise Invalid(N_("Name the basis, such as the order on the individual plan."), field="basis")
    if group is None:
        raise Conflict(N_("The student is in no group: there is no plan to begin from."))
    if queries.own_plans([student.id]):
        raise Conflict(N_("The student has an own plan already."))
    copy = operations_life.copy_curriculum(actor, group.curriculum, group.intake_year, individual=said)
    made = StudentPlan(organization_id=student.organization_id, student=student, curriculum=copy, starts_on=day, basis=said)
    made.student_id, made.curriculum_id = student.id, copy.id
    db.session.add(made)
    db.session.flush()
    audit.record(actor, "begin_own_plan", student, changes={"curriculum": (str(group.curriculum), str(copy))}, reason=said)
    return made


def end_own(actor: Actor, student_id: int) -> StudentPlan:
    """End the own plan of a student: from today the group's one holds again. NotFound when there is none."""
    crud_writing.require(actor, RESOURCE, "create")
    student = queries.student(student_id)
    found = next((one for one in queries.history(student.id) if one.ends_on is None), None)
    if found is None:
        raise NotFound(N_("The student has no own plan."))
    found.ends_on = max(today(actor.zone), found.starts_on)
    db.session.flush()
    audit.record(actor, "end_own_plan", student, changes={"ends_on": (None, found.ends_on)})
    return found
