"""Rules of letters: what may be an address, when a failed one is tried again, when the day's reminders are due; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

NONE, STARTTLS, TLS = SECURITIES = ("none", "starttls", "tls")
REMINDER, STATEMENT, TRIAL = KINDS = ("reminder", "statement", "trial")
MOST_TRIES = 5
KEEP_DAYS = 30
_ADDRESS = re.compile(r"[^@\s<>,;:\"'()\[\]\\]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,180}[A-Za-z0-9])?")


@dataclass(frozen=True, slots=True)
class Server:
    """How to reach the mail server, and whom letters come from."""

    host: str
    port: int
    security: str
    login: str
    password: str
    sender: str


def is_address(typed: str) -> bool:
    """Tell whether something can be an e-mail address; no line break or list ever is."""
    return bool(_ADDRESS.fullmatch(typed)) and len(typed) <= 200


def next_try(tries: int, moment: datetime) -> datetime | None:
    """Give when a letter that failed ``tries`` times is tried again: after 2, 4, 8, 16 minutes; None when it is given up."""
    return moment + timedelta(minutes=2**tries) if tries < MOST_TRIES else None


def is_due(local: datetime, hour: int, *, is_workday: bool) -> bool:
    """Tell whether the day's reminders are to go out by now."""
    return is_workday and local.hour >= hour
