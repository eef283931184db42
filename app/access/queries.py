"""Reads of accounts, grants and sessions; employees and departments lie higher and are reached by their tables' names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import column, func, or_, select, table
from sqlalchemy.orm import contains_eager

from app.access.models import Account, RoleGrant, UserSession
from app.access.scope import scoped_models
from app.core.clock import DEFAULT_ZONE
from app.extensions import db

_organization = table(
    "organization", column("id"), column("zone"), column("full_name"), column("short_name"), column("abbreviation")
)
_department = table("department", column("id"), column("organization_id"), column("name"), column("sort_key"))
_employee = table("employee", column("id"), column("user_id"), column("dismissed_on"))
UNSCOPED = {"unscoped": True}


@dataclass(frozen=True, slots=True)
class College:
    """What accounts need of a college: its id, names and time zone."""

    id: int
    full_name: str
    short_name: str
    abbreviation: str | None
    zone: str


def employee_model() -> Any:
    """Give the class of employees, which a higher floor defines."""
    return scoped_models()["employee"]


def organization_model() -> Any:
    """Give the class of colleges, which a higher floor defines."""
    return scoped_models()["organization"]


def account_by_login(key: str) -> Account | None:
    """Give the account with the login ``key`` (as ``rules.login_key`` makes it), of whatever college."""
    return db.session.scalar(
        select(Account)
        .join(Account.user)
        .where(User.username == key)
        .options(contains_eager(Account.user))
        .execution_options(**UNSCOPED, populate_existing=True)
    )


def account_of_user(user_id: int, *, fresh: bool = False) -> Account | None:
    """Give the account of ``user_id`` of whatever college; ``fresh`` reads and locks the row, inside a transaction."""
    statement = select(Account).join(Account.user).where(Account.user_id == user_id).options(contains_eager(Account.user))
    if fresh:
        statement = statement.with_for_update(of=Account)
    return db.session.scalar(statement.execution_options(**UNSCOPED, populate_existing=fresh))


def account(user_id: int) -> Account | None:
    """Give an account of the actor's college, None for a foreign or unknown one."""
    return db.session.scalar(select(Account).where(Account.user_id == user_id))


def college(organization_id: int) -> College:
    """Give names and zone of a college."""
    o = _organization.c
    row = db.session.execute(
        select(o.id, o.full_name, o.short_name, o.abbreviation, o.zone).where(o.id == organization_id),
        execution_options=UNSCOPED,
    ).one()
    return College(*row)


def zone_of(organization_id: int) -> str:
    """Give the time zone of a college."""
    found = db.session.scalar(
        select(_organization.c.zone).where(_organization.c.id == organization_id), execution_options=UNSCOPED
    )
    return found or DEFAULT_ZONE


def dismissed_before(user_id: int, day: date) -> bool:
    """Tell whether the employee behind ``user_id`` was dismissed before ``day``."""
    found = db.session.scalar(
        select(_employee.c.dismissed_on).where(_employee.c.user_id == user_id), execution_options=UNSCOPED
    )
    dismissed = date.fromisoformat(found) if isinstance(found, str) else found
    return dismissed is not None and dismissed < day


def any_user() -> bool:
    """Tell whether the installation has an account at all."""
    return db.session.scalar(select(User.id).limit(1)) is not None


def taken_logins(stems: Sequence[str]) -> set[str]:
    """Give the logins of the installation that begin with one of ``stems``."""
    if not stems:
        return set()
    found = db.session.scalars(select(User.username).where(or_(*(User.username.startswith(s, autoescape=True) for s in stems))))
    return set(found)


def employee(employee_id: int) -> Any | None:
    """Give an employee of the actor's college, or None."""
    model = employee_model()
    return db.session.scalar(select(model).where(model.id == employee_id))


def employee_of_user(user_id: int) -> Any | None:
    """Give the employee behind an account of the actor's college, or None."""
    model = employee_model()
    return db.session.scalar(select(model).where(model.user_id == user_id))


def employees_without_account(day: date) -> list[Any]:
    """Give the employees who work on ``day`` and have no account, in alphabetical order."""
    model = employee_model()
    works = or_(model.dismissed_on.is_(None), model.dismissed_on >= day)
    return list(db.session.scalars(select(model).where(model.user_id.is_(None), works).order_by(model.sort_key, model.id)))


def count_without_account(day: date) -> int:
    """Count the employees who work on ``day`` and have no account."""
    model = employee_model()
    works = or_(model.dismissed_on.is_(None), model.dismissed_on >= day)
    return db.session.scalar(select(func.count(model.id)).where(model.user_id.is_(None), works)) or 0


def employees_of_users(user_ids: Sequence[int]) -> dict[int, Any]:
    """Give {user id: employee} for accounts of the actor's college."""
    model = employee_model()
    return {row.user_id: row for row in db.session.scalars(select(model).where(model.user_id.in_(user_ids)))}


def departments(organization_id: int) -> list[tuple[int, str]]:
    """Give (id, name) of the departments of a college."""
    d = _department.c
    rows = db.session.execute(
        select(d.id, d.name).where(d.organization_id == organization_id).order_by(d.sort_key), execution_options=UNSCOPED
    )
    return [(row.id, row.name) for row in rows]


def grant(grant_id: int) -> RoleGrant | None:
    """Give a grant of the actor's college, or None."""
    return db.session.scalar(select(RoleGrant).where(RoleGrant.id == grant_id))


def grants_of(user_id: int) -> list[RoleGrant]:
    """Give all grants of a person, the newest first, past and revoked ones included."""
    return list(
        db.session.scalars(
            select(RoleGrant).where(RoleGrant.user_id == user_id).order_by(RoleGrant.valid_from.desc(), RoleGrant.id.desc())
        )
    )


def holding(day: date) -> tuple[Any, ...]:
    """Give the conditions under which a grant holds on ``day``."""
    return (
        RoleGrant.revoked_at.is_(None),
        RoleGrant.valid_from <= day,
        or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
    )


def grants_holding(user_id: int, day: date) -> list[RoleGrant]:
    """Give the grants of a person that hold on ``day``."""
    return list(
        db.session.scalars(select(RoleGrant).where(RoleGrant.user_id == user_id, *holding(day)).order_by(RoleGrant.id))
    )


def ranked_roles(user_id: int, day: date) -> frozenset[str]:
    """Give the roles of a person that hold on ``day`` or will hold later: what the rank is counted from."""
    rows = db.session.scalars(
        select(RoleGrant.role).where(
            RoleGrant.user_id == user_id,
            RoleGrant.revoked_at.is_(None),
            or_(RoleGrant.valid_to.is_(None), RoleGrant.valid_to >= day),
        ),
        execution_options=UNSCOPED,
    )
    return frozenset(rows)


def others_with_role(organization_id: int, role: str, day: date, but_user: int) -> int:
    """Count the active accounts of a college that hold ``role`` on ``day``, without ``but_user``."""
    return (
        db.session.scalar(
            select(func.count(func.distinct(RoleGrant.user_id)))
            .join(User, User.id == RoleGrant.user_id)
            .where(
                RoleGrant.organization_id == organization_id,
                RoleGrant.role == role,
                RoleGrant.user_id != but_user,
                User.active,
                *holding(day),
            ),
            execution_options=UNSCOPED,
        )
        or 0
    )


def live_sessions(user_id: int, at: datetime) -> list[UserSession]:
    """Give the sessions of a person that still hold at ``at``, the last used first."""
    return list(
        db.session.scalars(
            select(UserSession)
            .where(
                UserSession.user_id == user_id,
                UserSession.revoked_at.is_(None),
                UserSession.expires_at > at,
                UserSession.idle_until > at,
            )
            .order_by(UserSession.last_seen_at.desc())
        )
    )
