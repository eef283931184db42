"""Sign-ins that can be ended from the server: a random token in the cookie, its digest in a table."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import cast

from flask import current_app, g, session
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import update

from app.access import identity, permissions, rules, throttle
from app.access.identity import Identity
from app.access.models import Account, UserSession
from app.access.permissions import Role
from app.access.settings import IDLE_MINUTES, IDLE_MINUTES_PRIVILEGED, SESSION_HOURS, TOTP_REQUIRED
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.transaction import transaction, writing
from app.extensions import db
from app.settings import queries as settings

TOKEN = "sid"  # noqa: S105 - the name of a key
PASSWORD_PAGE = "ProfileView.password"  # noqa: S105 - the name of a page
TOTP_PAGE = "ProfileView.totp"
# Pages a person may open before the required step is done.
FREE = frozenset({PASSWORD_PAGE, TOTP_PAGE, "SignInView.logout"})
TOTP_ROLES = (Role.DIRECTOR, Role.COORDINATOR)


def begin(account: Account, roles: frozenset[str], address: str, agent: str) -> str:
    """Make a session row for ``account`` inside a transaction and give its token, which is kept nowhere else."""
    token = secrets.token_urlsafe(32)
    moment = now()
    chosen = settings.values(account.organization_id, "access.")
    privileged = bool(roles & permissions.PRIVILEGED)
    db.session.add(
        UserSession(
            token_hash=identity.token_hash(token),
            user_id=account.user_id,
            created_at=moment,
            last_seen_at=moment,
            idle_until=moment + _idle(chosen, privileged),
            expires_at=moment + timedelta(hours=chosen[SESSION_HOURS]),
            privileged=privileged,
            address=address[:45],
            agent=agent[:200],
        )
    )
    return token


def _idle(chosen: dict[str, int], privileged: bool) -> timedelta:
    return timedelta(minutes=chosen[IDLE_MINUTES_PRIVILEGED if privileged else IDLE_MINUTES])


def load(user_id: str) -> User | None:
    """Give the user of the present cookie and put actor and identity into ``g``; None when the session is over.

    A session that has just been found idle or expired is ended for good, so that no clock can revive it.
    """
    token = session.get(TOKEN)
    moment = now()
    found = identity.identify(token, moment, throttle.client_address()) if isinstance(token, str) else None
    if found is None or str(found.user.id) != user_id or _has_left(found):
        return None
    row = found.session
    if not rules.is_live(
        at=moment, last_seen_at=row.last_seen_at, idle_until=row.idle_until, expires_at=row.expires_at, revoked_at=row.revoked_at
    ):
        _write(row, revoked_at=moment)
        return None
    if moment - row.last_seen_at >= rules.TOUCH_EVERY:
        _touch(found, moment)
    g.identity, g.actor = found, found.actor
    return cast(User, found.user)


def _has_left(found: Identity) -> bool:
    ends_on = found.account.ends_on
    return ends_on is not None and ends_on <= today(found.actor.zone)


def _touch(found: Identity, moment: datetime) -> None:
    """Note that the person is there, at most once a minute: the only write a GET may cause here."""
    privileged = bool(found.actor.roles & permissions.PRIVILEGED)
    chosen = settings.values(found.account.organization_id, "access.")
    _write(found.session, last_seen_at=moment, idle_until=moment + _idle(chosen, privileged), privileged=privileged)


def _write(row: UserSession, **values: object) -> None:
    if writing.get():
        return
    with transaction():
        for name, value in values.items():
            setattr(row, name, value)


def revoke_all(user_id: int, *, but: str | None = None) -> None:
    """End every session of ``user_id`` except the one with digest ``but``; inside a transaction."""
    statement = update(UserSession).where(UserSession.user_id == user_id, UserSession.revoked_at.is_(None))
    if but is not None:
        statement = statement.where(UserSession.token_hash != but)
    db.session.execute(statement.values(revoked_at=now()))


def revoke(user_id: int, token_hash: str) -> bool:
    """End one session of ``user_id``; False when there is no such live one. Inside a transaction."""
    row = db.session.get(UserSession, token_hash)
    if row is None or row.user_id != user_id or row.revoked_at is not None:
        return False
    row.revoked_at = now()
    return True


def needs_totp(account: Account, actor: Actor) -> bool:
    """Tell whether this person must still set up the second factor."""
    if account.totp_secret is not None or not actor.has_role(*TOTP_ROLES) or not current_app.config.get("TOTP_REQUIRED", True):
        return False
    return bool(settings.value(account.organization_id, TOTP_REQUIRED))


def detour(endpoint: str) -> str | None:
    """Name the page that comes before ``endpoint``: a forced change of password, then the second factor."""
    if endpoint in FREE:
        return None
    found: Identity = g.identity
    if found.account.must_change_password:
        return PASSWORD_PAGE
    return TOTP_PAGE if needs_totp(found.account, found.actor) else None
