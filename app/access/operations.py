"""Verbs on accounts: make, change the password, second factor, switch off, end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask_appbuilder.security.sqla.models import User

from app.access import hashing, passwords, permissions, queries, rules, sessions, totp
from app.access.models import Account
from app.access.permissions import Action, Resource, Role
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Forbidden, Invalid, Refused
from app.core.text import N_
from app.extensions import db

SYSTEM_RANK = 4
LAST = {
    Role.DIRECTOR: N_("This is the last account of a director. Make another one first."),
    Role.COORDINATOR: N_("This is the last account of a coordinator. Appoint another coordinator first."),
}


@dataclass(frozen=True, slots=True)
class OneTime:
    """A one-time password and its digest; hashing is slow, so it is prepared before the write transaction."""

    password: str
    digest: str


def prepare() -> OneTime:
    """Make a one-time password with its digest; call it outside the transaction."""
    password = passwords.one_time_password()
    return OneTime(password, hashing.hash_password(password))


def require(actor: Actor, resource: str, *actions: str) -> None:
    """Raise Forbidden unless ``actor`` may do one of ``actions`` on ``resource``."""
    if not any(actor.may(resource, action) for action in actions):
        raise Forbidden(N_("You have no right to do this."))


def rank_of(actor: Actor) -> int:
    """Give the rank of the acting person; the system stands above all."""
    return SYSTEM_RANK if actor.is_system else permissions.rank(actor.roles)


def create_account(actor: Actor, employee: Any, login: str | None = None, *, secret: OneTime | None = None) -> tuple[Account, str]:
    """Make the account of ``employee`` and give it with its one-time password (72 hours, one use, then a change).

    Who may appoint a coordinator makes the account in the same step. Raises Conflict for a second account or a
    login in use, Refused for a dismissed person, Invalid for a wrong login.
    """
    if not actor.may(Resource.APPOINTMENT, Action.CREATE):
        require(actor, Resource.ACCOUNT, Action.CREATE)
    if employee.user_id is not None:
        raise Conflict(N_("%(name)s already has an account."), name=employee.full_name)
    if employee.dismissed_on is not None and employee.dismissed_on <= today(actor.zone):
        raise Refused(N_("%(name)s has been dismissed."), name=employee.full_name)
    chosen = _free_login(employee, login)
    secret = secret or prepare()
    account = new_account(employee, chosen, secret.digest, must_change=True)
    audit.record(actor, "create_account", account, changes={"login": (None, chosen)}, label=employee.full_name)
    return account, secret.password


def new_account(employee: Any, login: str, digest: str, *, must_change: bool) -> Account:
    """Insert user and account rows of ``employee`` and tie them; no guard and no record: for the verbs of this package."""
    user = User(
        first_name=" ".join(part for part in (employee.first_name, employee.middle_name) if part)[:64],
        last_name=employee.last_name[:64],
        username=login,
        email=f"{login}@account.invalid",  # FAB wants one; nothing is ever sent
        password=digest,
        active=True,
    )
    account = Account(user=user, organization_id=employee.organization_id, must_change_password=must_change)
    account.one_time_until = one_time_end() if must_change else None
    db.session.add(account)
    db.session.flush()
    employee.user_id = user.id
    return account


def one_time_end() -> datetime:
    """Give the moment until which a one-time password made now may be used."""
    return now() + timedelta(hours=rules.ONE_TIME_HOURS)


def _free_login(employee: Any, typed: str | None) -> str:
    if typed:
        login = rules.check_login(typed)
        if queries.taken_logins([login]) >= {login}:
            raise Conflict(N_("The login «%(login)s» is in use."), field="login", login=login)
        return login
    stem = rules.login_for(employee.last_name, employee.first_name, employee.middle_name, ())
    return rules.login_for(employee.last_name, employee.first_name, employee.middle_name, queries.taken_logins([stem]))


def _require_may_manage(actor: Actor, account: Account) -> None:
    require(actor, Resource.ACCOUNT, Action.UPDATE)
    person_rank = permissions.rank(queries.ranked_roles(account.user_id, today(actor.zone)))
    rules.require_may_manage(rank_of(actor), person_rank, own=actor.user_id == account.user_id)


def reset_password(actor: Actor, account: Account, *, secret: OneTime | None = None) -> str:
    """Give ``account`` a new one-time password and end its sessions; gives the password, which is kept nowhere."""
    _require_may_manage(actor, account)
    secret = secret or prepare()
    account.user.password = secret.digest
    account.must_change_password, account.one_time_until = True, one_time_end()
    sessions.revoke_all(account.user_id)
    audit.record(actor, "reset_password", account)
    return secret.password


def change_password(actor: Actor, account: Account, digest: str, keep_session: str | None) -> None:
    """Store the person's own new password and end all sessions but the present one.

    The present password was verified and the new one checked and hashed before the transaction
    (``signing_in.own_password``).
    """
    if actor.user_id != account.user_id:
        raise Forbidden(N_("You have no right to do this."))
    account.user.password = digest
    account.must_change_password, account.one_time_until = False, None
    sessions.revoke_all(account.user_id, but=keep_session)
    audit.record(actor, "change_password", account)


def enrol_totp(actor: Actor, account: Account, secret: str, code: str) -> None:
    """Switch the second factor on after its first code; raises Invalid for a wrong code, Conflict when it is on."""
    if actor.user_id != account.user_id:
        raise Forbidden(N_("You have no right to do this."))
    if account.totp_secret is not None:
        raise Conflict(N_("The second factor is already on."))
    step = totp.accepted_step(secret, code, now(), None)
    if step is None:
        raise Invalid(N_("The code does not fit. Check the clock of the phone and type the newest code."), field="code")
    account.totp_secret, account.totp_last_step = secret, step
    audit.record(actor, "enrol_totp", account)


def reset_totp(actor: Actor, account: Account) -> None:
    """Take the second factor off an account whose phone is lost and end its sessions."""
    _require_may_manage(actor, account)
    if account.totp_secret is None:
        raise Conflict(N_("The second factor is not on."))
    account.totp_secret = account.totp_last_step = None
    sessions.revoke_all(account.user_id)
    audit.record(actor, "reset_totp", account)


def deactivate(actor: Actor, account: Account, reason: str) -> None:
    """Switch an account off at once; raises Refused for the own account and for the last director or coordinator."""
    _require_may_manage(actor, account)
    require_not_last(account, actor, Role.DIRECTOR)
    require_not_last(account, actor, Role.COORDINATOR)
    account.user.active = False
    sessions.revoke_all(account.user_id)
    audit.record(actor, "deactivate_account", account, changes={"active": (True, False)}, reason=reason)


def activate(actor: Actor, account: Account) -> None:
    """Switch an account on again; its sessions and an ended access do not come back by themselves."""
    _require_may_manage(actor, account)
    account.user.active = True
    account.ends_on = None
    audit.record(actor, "activate_account", account, changes={"active": (False, True)})


def end_sessions(actor: Actor, account: Account) -> None:
    """End every session of a person, who may sign in again."""
    if actor.user_id != account.user_id:
        _require_may_manage(actor, account)
    sessions.revoke_all(account.user_id, but=actor.session_hash if actor.user_id == account.user_id else None)
    audit.record(actor, "end_sessions", account)


def end_own_session(actor: Actor, account: Account, token_hash: str) -> bool:
    """End one of the person's own sessions; False when there is no such live one."""
    if not sessions.revoke(actor.user_id or 0, token_hash):
        return False
    audit.record(actor, "end_session", account)
    return True


def end_access(actor: Actor, user_id: int, on: date) -> None:
    """End the access of a dismissed person: ``on`` is the first day without it; a past or present day acts at once.

    Called by the dismissal, so the right to change employees is enough. Raises Refused for the last director or coordinator.
    """
    if not actor.may(Resource.EMPLOYEE, Action.UPDATE):
        require(actor, Resource.ACCOUNT, Action.UPDATE)
    account = queries.account_of_user(user_id)
    if account is None or (actor.organization_id is not None and account.organization_id != actor.organization_id):
        return
    require_not_last(account, actor, Role.DIRECTOR)
    require_not_last(account, actor, Role.COORDINATOR)
    account.ends_on = on
    if on <= today(actor.zone):
        sessions.revoke_all(user_id)
    ended = _end_roles(user_id, on, today(actor.zone))
    audit.record(actor, "end_access", account, changes={"ends_on": (None, on), "roles": (", ".join(ended) or None, None)})


def _end_roles(user_id: int, on: date, day: date) -> list[str]:
    """End the roles of a person with the day before ``on``; give which. An account switched on again has none of them."""
    ended = []
    for grant in queries.grants_of(user_id):
        if grant.revoked_at is not None or (grant.valid_to is not None and grant.valid_to < on):
            continue
        if on <= day or on <= grant.valid_from:
            grant.revoked_at = now()
        grant.valid_to = max(on - timedelta(days=1), grant.valid_from)
        ended.append(grant.role)
    return ended


def require_not_last(account: Account, actor: Actor, role: Role) -> None:
    """Raise Refused when the account is the only one of its college that holds ``role`` today."""
    day = today(actor.zone)
    holds = role in queries.ranked_roles(account.user_id, day)
    if holds and not queries.others_with_role(account.organization_id, role, day, account.user_id):
        raise Refused(LAST[role])
