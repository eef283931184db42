"""Counters of failed sign-ins per account and address: a pause after ten, never a lock (ASVS 6.3.1)."""

from __future__ import annotations

from datetime import datetime

from flask import request
from sqlalchemy import delete, func, select

from app.access.models import LoginAttempt
from app.access.rules import ATTEMPTS, ATTEMPTS_WINDOW
from app.core.clock import now
from app.core.errors import DomainError
from app.core.text import N_
from app.extensions import db


class TooManyAttempts(DomainError):
    """Ten failures within the window: wait."""

    status = 429


def client_address() -> str:
    """Give the address of the peer; forwarded headers count only where the factory trusts a proxy."""
    return (request.remote_addr or "unknown")[:45]


def is_blocked(account_key: str, address: str, at: datetime | None = None) -> bool:
    """Tell whether ``account_key`` failed too often from ``address`` since its last full sign-in."""
    moment = at or now()
    own = (LoginAttempt.account_key == account_key, LoginAttempt.address == address)
    last_good = select(func.max(LoginAttempt.id)).where(*own, LoginAttempt.ok).scalar_subquery()
    failures = db.session.scalar(
        select(func.count(LoginAttempt.id)).where(
            *own,
            LoginAttempt.ok.is_(False),
            LoginAttempt.at > moment - ATTEMPTS_WINDOW,
            LoginAttempt.id > func.coalesce(last_good, 0),
        )
    )
    return (failures or 0) >= ATTEMPTS


def require_free(account_key: str, address: str) -> None:
    """Raise TooManyAttempts while ``account_key`` is paused for ``address``, whether such an account exists or not."""
    if is_blocked(account_key, address):
        minutes = int(ATTEMPTS_WINDOW.total_seconds()) // 60
        raise TooManyAttempts(N_("Too many failed attempts. Wait %(minutes)s minutes and try again."), minutes=minutes)


def note(account_key: str, address: str, *, ok: bool) -> None:
    """Count an attempt, inside a transaction; what no window can see any more is swept away."""
    moment = now()
    db.session.add(LoginAttempt(account_key=account_key, address=address, at=moment, ok=ok))
    if ok:
        db.session.execute(delete(LoginAttempt).where(LoginAttempt.at < moment - 4 * ATTEMPTS_WINDOW))
