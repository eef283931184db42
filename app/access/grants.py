"""Verbs on dated roles: grant by hand, grant by appointment, end."""

from __future__ import annotations

from datetime import date, timedelta

from app.access import permissions, queries, rules
from app.access.models import Account, RoleGrant
from app.access.operations import rank_of, require, require_not_last
from app.access.permissions import Action, Resource, Role
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.text import N_, clean
from app.extensions import db

# What is given by hand to employees; students, parents and the operator come with their own issues.
STAFF_ROLES = tuple(role for role in Role if role not in (Role.STUDENT, Role.PARENT, Role.OPERATOR))
BASIS_LENGTH = 300
DELEGATION, LONGEST_DELEGATION = "delegation", 60


def grantable(actor: Actor) -> list[Role]:
    """Give the roles the actor may grant by hand, in the order of the matrix."""
    own = rank_of(actor)
    return [role for role in STAFF_ROLES if role != Role.COORDINATOR and permissions.rank(frozenset({role})) < own]


def grant_role(
    actor: Actor,
    account: Account,
    role: str,
    *,
    department: int | None = None,
    valid_from: date,
    valid_to: date | None = None,
    basis: str,
) -> RoleGrant:
    """Give ``account`` a role for the days [valid_from, valid_to] on a ``basis`` (an order, words of a decision).

    One grants only below the own rank and never to oneself; the coordinator comes from an appointment alone.
    A head of department needs the department. Raises Forbidden, Refused, Invalid, Conflict.
    """
    require(actor, Resource.ROLE_GRANT, Action.CREATE)
    chosen = _staff_role(role)
    rules.require_may_grant(
        rank_of(actor),
        permissions.rank(frozenset({chosen})),
        own=actor.user_id == account.user_id,
        appointed=chosen == Role.COORDINATOR,
    )
    rules.check_period(valid_from, valid_to)
    return _insert(actor, account, chosen, _department(account, chosen, department), valid_from, valid_to, _basis(basis), None)


def grant_by_appointment(
    actor: Actor, user_id: int, *, valid_from: date, valid_to: date | None = None, basis: str, source: str
) -> RoleGrant:
    """Give the coordinator's role by an active appointment; ``source`` names the appointment («appointment:5»).

    Called by the appointment itself, so its right decides. Raises NotFound without an account, Forbidden for oneself.
    """
    require(actor, Resource.APPOINTMENT, Action.CREATE, Action.UPDATE)
    account = queries.account_of_user(user_id)
    if account is None or (actor.organization_id is not None and account.organization_id != actor.organization_id):
        raise NotFound(N_("This employee has no account yet."))
    rules.require_may_grant(rank_of(actor), permissions.rank(frozenset({Role.COORDINATOR})), own=actor.user_id == user_id, appointed=False)
    rules.check_period(valid_from, valid_to)
    return _insert(actor, account, Role.COORDINATOR, None, valid_from, valid_to, _basis(basis), source)


def delegate_direction(actor: Actor, account: Account, *, valid_from: date, valid_to: date, basis: str) -> RoleGrant:
    """Let another person act for the director in the days [valid_from, valid_to], at most 60, on the basis of an order.

    Only the director proper delegates, never who acts by delegation. Raises Forbidden, Invalid for wrong days, Conflict.
    """
    require(actor, Resource.APPOINTMENT, Action.CREATE)
    day = today(actor.zone)
    own = [grant for grant in queries.grants_holding(actor.user_id or 0, day) if grant.role == Role.DIRECTOR]
    if actor.user_id == account.user_id or not any(grant.source != DELEGATION for grant in own):
        raise Forbidden(N_("Only the director delegates the direction, and to another person."))
    rules.check_period(valid_from, valid_to)
    if valid_from < day:
        raise Invalid(N_("A delegation begins today or later."), field="valid_from")
    if (valid_to - valid_from).days >= LONGEST_DELEGATION:
        raise Invalid(N_("A delegation lasts at most %(most)s days."), field="valid_to", most=LONGEST_DELEGATION)
    return _insert(actor, account, Role.DIRECTOR, None, valid_from, valid_to, _basis(basis), DELEGATION)


def end_delegation(actor: Actor, grant: RoleGrant, reason: str) -> None:
    """End a delegation before its last day; the director takes the direction back."""
    require(actor, Resource.APPOINTMENT, Action.UPDATE)
    if grant.source != DELEGATION or grant.user_id == actor.user_id:
        raise Forbidden(N_("Only the director delegates the direction, and to another person."))
    _end(actor, grant, _basis(reason))


def insert_grant(account: Account, role: Role, valid_from: date, basis: str, granted_by: int | None = None) -> RoleGrant:
    """Insert a grant without guard or record: for set-up and recovery, whose own records name it."""
    row = RoleGrant(
        organization_id=account.organization_id,
        user_id=account.user_id,
        role=role,
        valid_from=valid_from,
        basis=basis,
        granted_by_id=granted_by,
    )
    db.session.add(row)
    return row


def revoke_grant(actor: Actor, grant: RoleGrant, reason: str) -> None:
    """Take a role away at once; the row stays as history. The appointment ends the coordinator's role, not this verb."""
    require(actor, Resource.ROLE_GRANT, Action.UPDATE)
    rules.require_may_grant(
        rank_of(actor),
        permissions.rank(frozenset({grant.role})),
        own=actor.user_id == grant.user_id,
        appointed=grant.role == Role.COORDINATOR,
    )
    _end(actor, grant, reason)


def end_by_appointment(actor: Actor, grant: RoleGrant, on: date, reason: str) -> None:
    """End a coordinator's grant with the appointment: its last day is ``on``, or at once when that day has passed."""
    require(actor, Resource.APPOINTMENT, Action.UPDATE, Action.CREATE)
    if on < today(actor.zone):
        _end(actor, grant, reason)
        return
    before = grant.valid_to
    grant.valid_to = max(on, grant.valid_from)
    audit.record(actor, "end_grant", grant, changes={"valid_to": (before, grant.valid_to)}, reason=reason, label=_label(grant))


def _end(actor: Actor, grant: RoleGrant, reason: str) -> None:
    if grant.revoked_at is not None:
        raise Conflict(N_("The role has already been taken away."))
    day = today(actor.zone)
    if grant.role == Role.DIRECTOR and grant.valid_from <= day:
        account = queries.account_of_user(grant.user_id)
        if account is not None:
            require_not_last(account, actor, Role.DIRECTOR)
    grant.revoked_at = now()
    if grant.valid_to is None or grant.valid_to > day:
        before, grant.valid_to = grant.valid_to, max(day - timedelta(days=1), grant.valid_from)
        changes = {"valid_to": (before, grant.valid_to)}
    else:
        changes = {}
    audit.record(actor, "revoke_grant", grant, changes=changes, reason=reason, label=_label(grant))


def _insert(
    actor: Actor, account: Account, role: Role, department: int | None,
    valid_from: date, valid_to: date | None, basis: str, source: str | None,
) -> RoleGrant:  # fmt: skip
    _refuse_overlap(account, role, department, valid_from, valid_to)
    row = insert_grant(account, role, valid_from, basis, actor.user_id)
    row.department_id, row.valid_to, row.source = department, valid_to, source
    db.session.flush()
    changes = {"role": (None, role.value), "valid_from": (None, valid_from), "valid_to": (None, valid_to)}
    audit.record(actor, "grant_role", row, changes=changes, reason=basis, label=f"{account}: {role.value}")
    return row


def _refuse_overlap(account: Account, role: Role, department: int | None, valid_from: date, valid_to: date | None) -> None:
    for row in queries.grants_of(account.user_id):
        same = row.role == role and row.department_id == department and row.revoked_at is None
        if same and row.valid_from <= (valid_to or date.max) and (row.valid_to or date.max) >= valid_from:
            raise Conflict(N_("The person already has this role in these days."), field="role")


def _staff_role(role: str) -> Role:
    if role not in set(STAFF_ROLES):
        raise Invalid(N_("There is no such role."), field="role")
    return Role(role)


def _department(account: Account, role: Role, department: int | None) -> int | None:
    if role != Role.HEAD_OF_DEPARTMENT:
        return None
    if department not in {found for found, _ in queries.departments(account.organization_id)}:
        raise Invalid(N_("Choose the department that the person heads."), field="department")
    return department


def _basis(typed: str) -> str:
    basis = clean(typed)[:BASIS_LENGTH]
    if not basis:
        raise Invalid(N_("Name the basis: an order, its number and date, or a decision."), field="basis")
    return basis


def _label(grant: RoleGrant) -> str:
    account = queries.account_of_user(grant.user_id)
    return f"{account}: {grant.role}"


__all__ = ["delegate_direction", "end_by_appointment", "end_delegation", "grant_by_appointment", "grant_role", "grantable", "insert_grant", "revoke_grant"]
