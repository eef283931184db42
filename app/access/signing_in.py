"""The steps of signing in: password, then a code where one is set up; every attempt is counted and recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.access import hashing, identity, passwords, queries, rules, sessions, throttle, totp
from app.access.models import Account
from app.audit import operations as audit
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import Invalid
from app.core.text import N_, clean
from app.core.transaction import transaction
from app.extensions import db

ANONYMOUS = Actor(user_id=None, name="—", organization_id=None)


@dataclass(frozen=True, slots=True)
class Caller:
    """Where a request comes from: the peer's address and what its browser calls itself."""

    address: str
    agent: str

    def as_pair(self) -> tuple[str, str]:
        """Give (address, agent)."""
        return self.address, self.agent


@dataclass(frozen=True, slots=True)
class Step:
    """What follows a right password: a session ``token``, or the question for a code."""

    account: Account
    token: str | None


def by_password(typed_login: str, password: str, caller: Caller) -> Step | None:
    """Check login and password; None when they do not fit, whatever the reason, in the same time.

    The slow check of the password is done before the write transaction; racing attempts are counted inside it.
    Raises TooManyAttempts while the pair of login and address is paused.
    """
    key = rules.login_key(typed_login)
    throttle.require_free(key, caller.address)
    account = queries.account_by_login(key)
    digest = account.user.password if account else None
    fits = hashing.verify_password(digest, password)
    with transaction():
        throttle.require_free(key, caller.address)
        # Read again under the lock: an initial password opens once, however many requests bring it.
        account = queries.account_of_user(account.user_id if account else 0, fresh=True)
        if account is None or not fits or account.user.password != digest or not _usable(account):
            _fail(key, account, caller, "password")
            return None
        if account.totp_secret is not None:
            return Step(account, None)
        return Step(account, _enter(account, key, caller))


def by_code(user_id: int, typed_code: str, caller: Caller) -> Step | None:
    """Check the one-time code of a person whose password was right a moment ago; None when it is wrong or repeated.

    Raises TooManyAttempts as ``by_password`` does; both share one counter.
    """
    with transaction():
        account = queries.account_of_user(user_id, fresh=True)
        if account is None or account.totp_secret is None or not _usable(account):
            return None
        key = rules.login_key(account.user.username)
        throttle.require_free(key, caller.address)
        step = totp.accepted_step(account.totp_secret, typed_code, now(), account.totp_last_step)
        if step is None:
            _fail(key, account, caller, "code")
            return None
        account.totp_last_step = step
        return Step(account, _enter(account, key, caller))


def confirm(actor: Actor, secret: str, caller: Caller) -> bool:
    """Tell whether ``secret`` is the actor's present password or a fresh code: how an official step is signed.

    Counted like a sign-in; raises TooManyAttempts. Opens its own short transaction, so call it before the deed's.
    """
    account = queries.account_of_user(actor.user_id or 0)
    if account is None:
        return False
    key = rules.login_key(account.user.username)
    throttle.require_free(key, caller.address)
    fits = hashing.verify_password(account.user.password, secret)
    with transaction():
        throttle.require_free(key, caller.address)
        account = queries.account_of_user(account.user_id, fresh=True) or account
        step = totp.accepted_step(account.totp_secret, secret, now(), account.totp_last_step) if account.totp_secret else None
        if step is not None:
            account.totp_last_step = step
        elif not fits:
            _fail(key, account, caller, "confirmation")
        return fits or step is not None


def own_password(account: Account, present: str, new: str, caller: Caller) -> str:
    """Verify the present password, check the new one against the rules and give its digest; before the transaction.

    Raises Invalid naming the field; a wrong present password is counted like a sign-in (TooManyAttempts).
    """
    key = rules.login_key(account.user.username)
    throttle.require_free(key, caller.address)
    if not hashing.verify_password(account.user.password, present):
        with transaction():
            _fail(key, account, caller, "confirmation")
        raise Invalid(N_("The present password is not right."), field="present")
    if present == new:
        raise Invalid(N_("The new password must differ from the present one."), field="password")
    college = queries.college(account.organization_id)
    words = (college.short_name, college.abbreviation or "", account.user.last_name)
    passwords.check(new, login=account.user.username, context=words)
    return hashing.hash_password(new)


def _usable(account: Account) -> bool:
    """Tell whether the account may be entered now: active, not ended, its initial password neither used nor too old."""
    zone = queries.zone_of(account.organization_id)
    if not account.user.active or (account.ends_on is not None and account.ends_on <= today(zone)):
        return False
    if queries.dismissed_before(account.user_id, today(zone)):
        return False
    return not account.must_change_password or (account.one_time_until is not None and account.one_time_until > now())


def _enter(account: Account, key: str, caller: Caller) -> str:
    zone = queries.zone_of(account.organization_id)
    actor = identity.build_actor(account.user, account.organization_id, None, zone)
    account.one_time_until = None  # an initial password opens the door once
    account.user.last_login = now().replace(tzinfo=None)
    account.user.login_count = (account.user.login_count or 0) + 1
    throttle.note(key, caller.address, ok=True)
    audit.record(actor, "sign_in", account, reason=caller.address)
    return sessions.begin(account, actor.roles, caller.address, caller.agent)


def _fail(key: str, account: Account | None, caller: Caller, what: str) -> None:
    """Count and record a failure; a typed login is not kept, people type passwords into the wrong field."""
    throttle.note(key, caller.address, ok=False)
    changes = {"attempt": (None, what)}
    organization = account.organization_id if account else None
    audit.record(
        ANONYMOUS,
        "sign_in_failed",
        account if account is not None else "sign_in",
        changes=changes,
        reason=clean(caller.address),
        label=str(account) if account is not None else "",
        organization_id=organization,
    )
    db.session.flush()


def pending_is_fresh(issued_at: float) -> bool:
    """Tell whether a right password, given at ``issued_at`` (seconds), may still be followed by a code."""
    age = timedelta(seconds=now().timestamp() - issued_at)
    return -rules.CLOCK_TOLERANCE < age < rules.PENDING_FOR
