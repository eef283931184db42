"""Recovery from the command line: an account when nobody can sign in any more; it leaves an audit record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.access import queries, rules, sessions
from app.access.grants import insert_grant
from app.access.models import Account
from app.access.operations import OneTime, new_account, one_time_end, prepare
from app.access.permissions import Role
from app.access.scope import unscoped
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import today
from app.core.errors import Invalid, NotFound
from app.core.text import N_, clean
from app.core.transaction import transaction
from app.extensions import db


@dataclass(frozen=True, slots=True)
class Recovery:
    """Whom to let in: a login (made or repaired), a role, a college, and the name for a new account."""

    login: str
    role: str = Role.DIRECTOR
    organization_id: int | None = None
    last_name: str = ""
    first_name: str = ""
    middle_name: str | None = None
    position: str = ""


def create_user(recovery: Recovery) -> tuple[str, str]:
    """Make or repair an account with ``role`` and give (login, one-time password of 72 hours).

    A known login gets a new password, no second factor and no sessions; an unknown one is made with its employee.
    Opens its own transaction. Raises Invalid for a wrong login or role, NotFound for a college that does not exist.
    """
    login = rules.check_login(recovery.login)
    if recovery.role not in set(Role):
        raise Invalid(N_("There is no such role."), field="role")
    secret = prepare()
    with transaction(), unscoped():
        account = queries.account_by_login(login)
        actor = Actor.system(account.organization_id if account else _organization_id(recovery), name="create-user")
        if account is None:
            account = _make(recovery, login, secret, actor)
        else:
            _repair(account, secret)
        _give_role(account, Role(recovery.role))
        audit.record(actor, "recover_account", account, changes={"role": (None, recovery.role)}, reason=_basis())
    return login, secret.password


def _organization_id(recovery: Recovery) -> int:
    model = queries.organization_model()
    found: Any = db.session.query(model).order_by(model.id)
    if recovery.organization_id is not None:
        found = found.filter(model.id == recovery.organization_id)
    organization = found.first()
    if organization is None:
        raise NotFound(N_("There is no such college. Use the set-up link of the first start."))
    return int(organization.id)


def _make(recovery: Recovery, login: str, secret: OneTime, actor: Actor) -> Account:
    if not (clean(recovery.last_name) and clean(recovery.first_name)):
        raise Invalid(N_("A new account needs the last and the first name."), field="last_name")
    employee = queries.employee_model()(
        organization_id=actor.organization_id,
        last_name=clean(recovery.last_name),
        first_name=clean(recovery.first_name),
        middle_name=clean(recovery.middle_name or "") or None,
        position=clean(recovery.position) or "—",
    )
    db.session.add(employee)
    db.session.flush()
    return new_account(employee, login, secret.digest, must_change=True)


def _repair(account: Account, secret: OneTime) -> None:
    account.user.password, account.user.active = secret.digest, True
    account.must_change_password, account.one_time_until, account.ends_on = True, one_time_end(), None
    account.totp_secret = account.totp_last_step = None
    sessions.revoke_all(account.user_id)


def _give_role(account: Account, role: Role) -> None:
    day = today(queries.zone_of(account.organization_id))
    if role not in {grant.role for grant in queries.grants_holding(account.user_id, day)}:
        insert_grant(account, role, day, _basis())


def _basis() -> str:
    return str(_("Access recovered from the command line"))
