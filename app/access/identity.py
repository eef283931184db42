"""Who signed in: one joined query for session, user, account and employee, one for the grants."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from hashlib import sha256

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Executable, bindparam, column, or_, select, table
from sqlalchemy.orm import lazyload

from app.access import permissions
from app.access.models import Account, RoleGrant, UserSession
from app.access.permissions import Role
from app.core.actor import Actor
from app.core.clock import today
from app.extensions import db

# Both lie on higher floors; identity needs three columns of them.
_employee = table("employee", column("id"), column("user_id"), column("dismissed_on"))
_organization = table("organization", column("id"), column("zone"))


@dataclass(frozen=True, slots=True)
class Identity:
    """A live session with its user, account and the actor it gives."""

    session: UserSession
    user: User
    account: Account
    actor: Actor


def token_hash(token: str) -> str:
    """Give the digest under which a session token is kept."""
    return sha256(token.encode()).hexdigest()


# Asked by every request: made once, which halves what they cost.
@cache
def _session() -> Executable:
    return (
        select(UserSession, User, Account, _employee.c.id, _employee.c.dismissed_on, _organization.c.zone)
        .join(User, User.id == UserSession.user_id)
        .join(Account, Account.user_id == User.id)
        .join(_organization, _organization.c.id == Account.organization_id)
        .outerjoin(_employee, _employee.c.user_id == User.id)
        .where(UserSession.token_hash == bindparam("digest"))
        .options(lazyload(User.roles), lazyload(User.groups), lazyload(Account.user))
        .execution_options(unscoped=True)
    )


@cache
def _grants() -> Executable:
    return (
        select(RoleGrant.role, RoleGrant.department_id)
        .where(
            RoleGrant.user_id == bindparam("user"),
            RoleGrant.revoked_at.is_(None),
            RoleGrant.valid_from <= bindparam("on"),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= bindparam("on")),
        )
        .execution_options(unscoped=True)
    )


def find_session(token: str) -> tuple[UserSession, User, Account, int | None, date | None, str] | None:
    """Give the session row with user, account, employee id, dismissal date and zone; None for an unknown token."""
    row = db.session.execute(_session(), {"digest": token_hash(token)}).first()
    if row is None:
        return None
    dismissed = date.fromisoformat(row[4]) if isinstance(row[4], str) else row[4]
    return row[0], row[1], row[2], row[3], dismissed, row[5]


def active_grants(user_id: int, on: date) -> list[tuple[str, int | None]]:
    """Give (role, department) of the grants of ``user_id`` that hold on ``on``."""
    rows = db.session.execute(_grants(), {"user": user_id, "on": on})
    return [(role, department) for role, department in rows]


def build_actor(
    user: User, organization_id: int, employee_id: int | None, zone: str,
    *, session_hash: str | None = None, address: str | None = None,
) -> Actor:  # fmt: skip
    """Give the actor of ``user`` with the roles that hold today in the college's zone."""
    grants = active_grants(user.id, today(zone))
    departments = tuple(sorted({d for role, d in grants if role == Role.HEAD_OF_DEPARTMENT and d is not None}))
    return Actor(
        user_id=user.id,
        name=f"{user.last_name} {user.first_name}".strip(),
        organization_id=organization_id,
        employee_id=employee_id,
        roles=frozenset(role for role, _ in grants),
        departments=departments,
        zone=zone,
        session_hash=session_hash,
        address=address,
        judge=permissions.allows,
    )


def identify(token: str, at: datetime, address: str | None = None) -> Identity | None:
    """Give the identity behind a session token, or None when it is unknown, revoked, expired or its owner left.

    Idle limits are the business of the sessions module, which sees ``last_seen_at``.
    """
    found = find_session(token)
    if found is None:
        return None
    session, user, account, employee_id, dismissed, zone = found
    if session.revoked_at is not None or session.expires_at <= at or not user.is_active:
        return None
    if dismissed is not None and dismissed < today(zone):
        return None
    actor = build_actor(user, account.organization_id, employee_id, zone, session_hash=session.token_hash, address=address)
    return Identity(session, user, account, actor)
