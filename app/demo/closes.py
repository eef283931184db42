"""Two groups whose term is closed already: one in peace, the other with a mark corrected by an order afterwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from app.access.identity import build_actor
from app.access.permissions import Role
from app.access.scope import acting, unscoped
from app.attestation import filling, issuing
from app.attestation import operations as sheets
from app.attestation.controls import FORMS
from app.attestation.filling import Typed
from app.attestation.models import AttestationEntry, AttestationSheet
from app.attestation.operations import Confirmation
from app.closing import operations, reopening
from app.closing.reopening import Order, Scope
from app.core.actor import Actor
from app.core.clock import DEFAULT_ZONE, now, today
from app.core.transaction import transaction
from app.demo.world import Group, World
from app.extensions import db
from app.staff.models import Employee
from app.teaching.models import LoadTeacher
from app.terms.models import GroupTerm

RESULTS = ("5", "4", "4", "3", "5", "4", "3", "2")
REASON = "Преподаватель перенёс в ведомость отметку соседней строки"


def build(world: World) -> None:
    """Close the terms of two groups, or of more until one of them has an exam; correct a mark of it: its close has two revisions."""
    corrected = False
    for count, group in enumerate(reversed(world.groups[:-1]), start=1):
        _close(world, group)
        if not corrected and _marked(group) is not None:
            _correct(world, group)
            corrected = True
        if corrected and count > 1:
            break


def _marked(group: Group) -> AttestationSheet | None:
    """Give a sheet of the group that holds marks and not credits alone: many first terms have none."""
    with unscoped():
        return next((one for one in _sheets(group.term_id) if not FORMS[one.control.form].credit), None)


def _close(world: World, group: Group) -> None:
    office = _person(world, Role.SECRETARY)
    with acting(office), transaction():
        term = db.session.get_one(GroupTerm, group.term_id)
        made = [one.id for one in issuing.issue_all(office, term, min(world.today, term.ends_on))]
    for sheet in made:
        _fill(world, sheet)
        _accept(office, sheet)
    head, deputy = _person(world, Role.HEAD_OF_DEPARTMENT), _person(world, Role.DEPUTY)
    with acting(head), transaction():
        operations.confirm_group(head, group.term_id)
    with acting(deputy), transaction():
        operations.close_term(deputy, group.term_id)


def _fill(world: World, sheet_id: int) -> None:
    teacher = _teacher(world, sheet_id)
    with acting(teacher), transaction():
        credit = FORMS[_sheet(sheet_id).control.form].credit
        typed = [Typed(one, "зач" if credit else RESULTS[place % len(RESULTS)]) for place, one in enumerate(_students(sheet_id))]
        filling.fill_many(teacher, sheet_id, typed)
    _sign(teacher, sheet_id)


def _sign(teacher: Actor, sheet_id: int) -> None:
    with acting(teacher), transaction():
        sheets.sign_sheet(teacher, sheet_id, _sheet(sheet_id).version, Confirmation(teacher.user_id or 0, now()))


def _accept(office: Actor, sheet_id: int) -> None:
    with acting(office), transaction():
        sheets.close_sheet(office, sheet_id, _sheet(sheet_id).version)


def _correct(world: World, group: Group) -> None:
    """Go the way of a reopening: the director asks, the coordinator confirms, the teacher corrects, the deputy ends it."""
    director, coordinator, deputy = (_person(world, one) for one in (Role.DIRECTOR, Role.COORDINATOR, Role.DEPUTY))
    office = _person(world, Role.SECRETARY)
    with acting(director), transaction():
        sheet = _marked(group)
        assert sheet is not None
        student, day = _students(sheet.id)[3], today(DEFAULT_ZONE)
        order = Order("214-у", day, REASON, day + timedelta(days=3))
        asked = reopening.request(director, group.term_id, Scope(sheet_id=sheet.id, student_id=student), order).id
    with acting(coordinator), transaction():
        fresh = reopening.confirm(coordinator, asked).new_sheet_id or 0
    teacher = _teacher(world, fresh)
    with acting(teacher), transaction():
        filling.fill_many(teacher, fresh, [Typed(student, "4")])
    _sign(teacher, fresh)
    _accept(office, fresh)
    with acting(deputy), transaction():
        reopening.finish(deputy, asked)


def _teacher(world: World, sheet_id: int) -> Actor:
    """Give the teacher of a sheet; only one teacher of the demonstration has an account, on which all signatures hang."""
    day = today(DEFAULT_ZONE)
    with unscoped():
        found = db.session.scalars(
            select(LoadTeacher.employee_id)
            .join(AttestationSheet, AttestationSheet.load_id == LoadTeacher.load_id)
            .where(AttestationSheet.id == sheet_id, LoadTeacher.starts_on <= day, (LoadTeacher.ends_on.is_(None)) | (LoadTeacher.ends_on >= day))
        ).first()
    return replace(_person(world, Role.TEACHER), employee_id=found)


def _person(world: World, role: Role) -> Actor:
    """Give the person of a role with the reach of the college, for the demonstration's teacher has not every journal."""
    with unscoped():
        user = db.session.scalars(select(User).join(Employee, Employee.user_id == User.id).where(Employee.id == world.employees[role])).one()
        return replace(build_actor(user, world.organization_id, world.employees[role], DEFAULT_ZONE), is_system=True)


def _sheet(sheet_id: int) -> AttestationSheet:
    return db.session.get_one(AttestationSheet, sheet_id)


def _sheets(term_id: int) -> list[AttestationSheet]:
    return list(db.session.scalars(select(AttestationSheet).where(AttestationSheet.group_term_id == term_id).order_by(AttestationSheet.id)))


def _students(sheet_id: int) -> list[int]:
    query = select(AttestationEntry.student_id).where(AttestationEntry.sheet_id == sheet_id).order_by(AttestationEntry.position)
    return list(db.session.scalars(query))
