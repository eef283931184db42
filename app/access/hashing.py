"""Argon2id for passwords, put in the place of FAB's own hashing."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# The memory OWASP names as the least (19 MiB), one pass more than it asks: a small server survives many sign-ins at once.
_hasher = PasswordHasher(time_cost=3, memory_cost=19 * 1024, parallelism=1)


def hash_password(password: str, *_args: Any, **_options: Any) -> str:
    """Give the argon2id digest; NFC first, because keyboards compose «й» in two ways. Extra arguments are FAB's."""
    return _hasher.hash(unicodedata.normalize("NFC", password))


def verify_password(digest: str | None, password: str) -> bool:
    """Tell whether ``password`` made ``digest``; an unset or foreign digest never matches."""
    try:
        return _hasher.verify(digest or fake_digest(), unicodedata.normalize("NFC", password)) and bool(digest)
    except (VerificationError, InvalidHashError):
        return False


@lru_cache(maxsize=1)
def fake_digest() -> str:
    """Give a digest nobody knows the password of: unknown logins must cost as much time as known ones."""
    return _hasher.hash("no account has this password")


def install(config: dict[str, Any]) -> None:
    """Make every hashing call of FAB use argon2id; ``config`` is the application's."""
    from flask_appbuilder.security import manager, views
    from flask_appbuilder.security.sqla import manager as sqla_manager

    for module in (manager, views, sqla_manager):
        module.generate_password_hash = hash_password
        if hasattr(module, "check_password_hash"):
            module.check_password_hash = verify_password
    config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"] = fake_digest()
