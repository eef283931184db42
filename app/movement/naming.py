"""Names of groups that carry their course («ИСП-21» is a second course): the next year's name and the way back; pure."""

from __future__ import annotations

import re

_NUMBERED = re.compile(r"^(.*?[-–— ]?)(\d)(\d{1,2}[а-яёa-z]?)$", re.IGNORECASE)


def renamed(name: str, course: int, to: int) -> str | None:
    """Give the name with the digit of ``course`` turned into that of ``to``; None where the name does not carry its course."""
    found = _NUMBERED.match(name)
    if found is None or found[2] != str(course) or not 1 <= to <= 9:
        return None
    return f"{found[1]}{to}{found[3]}"


def left(name: str, course: int, year: int) -> str | None:
    """Give the name of a group that graduates: with its year, so that the next one may bear the name."""
    return f"{name}/{year}" if renamed(name, course, course) else None
