"""Slips with a one-time password: handed out once, so they are never numbered, archived or written to disk."""

from dataclasses import dataclass
from datetime import datetime

SLIPS_TEMPLATE = "login_slips.html"


@dataclass(frozen=True)
class LoginSlip:
    """What one person needs for the first sign-in; ``valid_until`` is the wall-clock time of the college."""

    name: str
    position: str
    login: str
    password: str
    valid_until: datetime | None = None


@dataclass(frozen=True)
class LoginSlips:
    """A page of slips to be cut apart: the college, the address of the system and the slips."""

    organization: str
    address: str
    slips: tuple[LoginSlip, ...]
