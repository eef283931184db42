"""One-time password slips, made in the very answer that made the passwords: they are kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, render_template, request, send_file
from flask_babel import gettext as _

from app.access import queries
from app.access.models import Account
from app.access.papers import SLIPS_TEMPLATE, LoginSlip, LoginSlips
from app.core.errors import Refused

# The engine of papers lies on a higher floor and registers its renderer: (template, paper) → PDF.
Press = Callable[[str, object], bytes]
_press: list[Press] = []


def register_press(press: Press) -> None:
    """Let the engine of papers render the slips."""
    _press[:] = [press]


def paper(made: Sequence[tuple[Account, str]], organization_id: int) -> LoginSlips:
    """Build the page of slips for (account, one-time password) pairs of one college."""
    college = queries.college(organization_id)
    people = queries.employees_of_users([account.user_id for account, _password in made])
    zone = ZoneInfo(college.zone)
    slips = tuple(
        LoginSlip(
            name=people[account.user_id].full_name if account.user_id in people else str(account),
            position=people[account.user_id].position if account.user_id in people else "",
            login=account.login,
            password=password,
            valid_until=account.one_time_until.astimezone(zone) if account.one_time_until else None,
        )
        for account, password in made
    )
    return LoginSlips(college.short_name, str(current_app.config.get("PUBLIC_URL") or request.host_url).rstrip("/"), slips)


def answer(made: Sequence[tuple[Account, str]], organization_id: int) -> Any:
    """Give the slips as PDF; where PDF is unavailable, as a page to be printed from the browser.

    The passwords exist in this answer alone, so a failing press must not lose them.
    """
    slips = paper(made, organization_id)
    try:
        pdf = _press[0](SLIPS_TEMPLATE, slips) if _press else None
    except Refused:
        pdf = None
    if pdf is None:
        return render_template("access/slips.html", title=_("One-time passwords"), paper=slips)
    return send_file(BytesIO(pdf), "application/pdf", download_name="slips.pdf", max_age=0)
