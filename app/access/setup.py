"""The first start: a one-time link makes the college and its director; no account with a known password ever exists."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import available_timezones

from flask_babel import gettext as _
from sqlalchemy import delete

from app.access import hashing, passwords, queries, rules
from app.access.grants import insert_grant
from app.access.identity import token_hash
from app.access.models import Account, SetupToken
from app.access.operations import new_account
from app.access.permissions import Role
from app.access.scope import unscoped
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Conflict, Invalid
from app.core.text import N_, clean, full_name
from app.core.transaction import transaction
from app.extensions import db

LINK_HOURS = 24
# The phrase of the backups, where that feature is installed; shown once, after the founding.
PhraseMaker = Callable[[int], str | None]
_phrase: list[PhraseMaker] = []


@dataclass(frozen=True, slots=True)
class Founding:
    """What the set-up page asks: the college and its director, whose password is typed by the person."""

    full_name: str
    short_name: str
    last_name: str
    first_name: str
    middle_name: str | None
    position: str
    zone: str
    login: str
    password: str


def register_phrase(maker: PhraseMaker) -> None:
    """Let the backup give its recovery phrase; called with the new college's id inside the founding transaction."""
    _phrase[:] = [maker]


def issue_link() -> str | None:
    """Make a one-time link to the set-up page and give its path; None when the installation has an account.

    An older unused link dies. Opens its own transaction; called by ``serve``, which prints the address.
    """
    if queries.any_user():
        return None
    token = secrets.token_urlsafe(32)
    with transaction():
        db.session.execute(delete(SetupToken).where(SetupToken.used_at.is_(None)))
        db.session.add(SetupToken(token_hash=token_hash(token), created_at=now()))
    return f"/setup/{token}"


def is_open(token: str) -> bool:
    """Tell whether the link may still be used: known, unused, younger than a day, and nobody has an account."""
    row = db.session.get(SetupToken, token_hash(token), populate_existing=True)
    if row is None or row.used_at is not None or now() - row.created_at > timedelta(hours=LINK_HOURS):
        return False
    return not queries.any_user()


def prepare(founding: Founding) -> tuple[str, str]:
    """Check what was typed and give (login, digest of the password); outside the transaction. Raises Invalid."""
    login = rules.check_login(founding.login)
    if founding.zone not in available_timezones():
        raise Invalid(N_("There is no such time zone."), field="zone")
    passwords.check(founding.password, login=login, context=(founding.short_name, founding.last_name))
    return login, hashing.hash_password(founding.password)


def establish(token: str, founding: Founding) -> tuple[Account, str | None]:
    """Check what was typed, then found the college in one transaction; see ``prepare`` and ``found``."""
    login, digest = prepare(founding)
    with transaction():
        return found(token, founding, login, digest)


def found(token: str, founding: Founding, login: str, digest: str) -> tuple[Account, str | None]:
    """Make the college, the director as employee, account and role, in the caller's transaction; the link is dead then.

    Gives the account and the recovery phrase of the backups, if there are any. Raises Conflict for a used link.
    """
    db.session.get(SetupToken, token_hash(token), with_for_update=True)  # of two racing people the second one waits
    if not is_open(token):
        raise Conflict(N_("The set-up link has been used or is too old. Start the server again to get a new one."))
    with unscoped():
        organization = _organization(founding)
        director = _director(founding, organization.id)
        account = new_account(director, login, digest, must_change=False)
        insert_grant(account, Role.DIRECTOR, today(founding.zone), _("First set-up of the system"))
        db.session.get_one(SetupToken, token_hash(token)).used_at = now()
        actor = Actor(account.user_id, director.full_name, organization.id, director.id, frozenset({Role.DIRECTOR}))
        audit.record(actor, "found_college", organization, label=organization.short_name)
        phrase = _phrase[0](organization.id) if _phrase else None
        db.session.flush()
    return account, phrase


def _organization(founding: Founding) -> Any:
    name = full_name(founding.last_name, founding.first_name, founding.middle_name)
    organization = queries.organization_model()(
        full_name=clean(founding.full_name),
        short_name=clean(founding.short_name),
        director_name=name,
        director_position=clean(founding.position),
        zone=founding.zone,
    )
    db.session.add(organization)
    db.session.flush()
    return organization


def _director(founding: Founding, organization_id: int) -> Any:
    director = queries.employee_model()(
        organization_id=organization_id,
        last_name=clean(founding.last_name),
        first_name=clean(founding.first_name),
        middle_name=clean(founding.middle_name or "") or None,
        position=clean(founding.position),
    )
    db.session.add(director)
    db.session.flush()
    return director
