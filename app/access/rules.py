"""Rules of accounts, grants and sessions that need neither database nor web."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from app.core.errors import Forbidden, Invalid, Refused
from app.core.text import N_, clean

ONE_TIME_HOURS = 72
ATTEMPTS = 10
ATTEMPTS_WINDOW = timedelta(minutes=15)
TOUCH_EVERY = timedelta(seconds=60)
# A clock set back by more than this would revive sessions that have ended.
CLOCK_TOLERANCE = timedelta(minutes=5)
PENDING_FOR = timedelta(minutes=5)

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")
_BROWSERS = (
    ("YaBrowser", "Яндекс Браузер"),
    ("OPR/", "Opera"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_SOUNDS = "a b v g d e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_LATIN = dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюя", _SOUNDS.split(" "), strict=True))


def login_key(typed: str) -> str:
    """Give the form in which logins are compared: cleaned and case folded; look-alike letters stay different."""
    return clean(typed).casefold()[:100]


def check_login(typed: str) -> str:
    """Give the login to be stored; raises Invalid unless it is 3–64 Latin letters, digits, dots, dashes."""
    login = login_key(typed)
    if not _LOGIN.fullmatch(login):
        raise Invalid(
            N_("A login has 3 to 64 Latin letters, digits, dots, dashes, underscores; it begins with a letter or a digit."),
            field="login",
        )
    return login


def login_for(last: str, first: str, middle: str | None, taken: Collection[str]) -> str:
    """Make a login «ivanov.pp» out of a name, numbered where it is ``taken``."""
    initials = "".join(_transliterate(part)[:1] for part in (first, middle or ""))
    stem = re.sub(r"[^a-z0-9-]", "", _transliterate(last)).strip("-") or "user"
    base = f"{stem}.{initials}" if initials else stem
    base = base if len(base) >= 3 else f"{base}.user"
    login, number = base, 1
    while login in taken:
        number += 1
        login = f"{base}{number}"
    return login


def _transliterate(text: str) -> str:
    folded = clean(text).casefold().replace("ё", "е")
    return "".join("" if _LATIN.get(letter) == "-" else _LATIN.get(letter, letter) for letter in folded)


def require_may_grant(granter_rank: int, role_rank: int, *, own: bool, appointed: bool) -> None:
    """Refuse a grant to oneself, of a role not below the own rank, or of a role that only an appointment gives."""
    if own:
        raise Forbidden(N_("Nobody changes own rights. Ask a colleague of your rank."))
    if appointed:
        raise Refused(N_("The coordinator is appointed by an order of the director; the role is not granted by hand."), field="role")
    if role_rank >= granter_rank:
        raise Forbidden(N_("You may grant only roles below your own rank."))


def require_may_manage(manager_rank: int, person_rank: int, *, own: bool) -> None:
    """Refuse a change of the own account here, and of the account of a person of higher rank."""
    if own:
        raise Refused(N_("You cannot change your own account here. Use your profile."))
    if person_rank > manager_rank:
        raise Forbidden(N_("This person has a higher rank than you."))


def check_period(valid_from: date, valid_to: date | None) -> None:
    """Refuse an interval that ends before it begins."""
    if valid_to is not None and valid_to < valid_from:
        raise Invalid(N_("The last day is before the first one."), field="valid_to")


def is_live(
    *, at: datetime, last_seen_at: datetime, idle_until: datetime, expires_at: datetime, revoked_at: datetime | None
) -> bool:
    """Tell whether a session still holds at ``at``; a clock set back does not revive one."""
    if revoked_at is not None or at >= expires_at or at >= idle_until:
        return False
    return last_seen_at - at <= CLOCK_TOLERANCE


def browser_name(agent: str | None) -> str:
    """Give «Firefox, Windows» out of what a browser calls itself; the raw text where nothing is known, cut short."""
    if not agent:
        return ""
    # The order matters: most browsers also call themselves by the names below theirs.
    browser = next((name for mark, name in _BROWSERS if mark in agent), agent[:40])
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return f"{browser}, {system}" if system else browser


def local_path(target: str | None) -> str | None:
    """Give ``target`` when it is a path of this site, else None: no host, scheme, backslash or control character."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if "\\" in target or any(ord(letter) < 33 or ord(letter) == 127 for letter in target):
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target
