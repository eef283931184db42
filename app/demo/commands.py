"""The command ``demo``: fill an empty database once, tell who can sign in."""

import time
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from app.access.passwords import one_time_password
from app.backup.commands import data_dir
from app.core.clock import today
from app.demo import operations


def demo(size: str, seed: int) -> tuple[int, Any]:
    """Fill the database, or leave it as it is when it holds the demonstration already; gives (exit code, answer)."""
    if not operations.is_empty():
        return 0, _("The demonstration is in place already. Its logins were printed when it was filled.")
    started = time.monotonic()
    password = current_app.config["DEMO_PASSWORD"] or one_time_password()
    logins = operations.fill(size, seed, password, today())
    phrase = operations.make_phrase(data_dir())
    answer = {
        _("Password of all"): password,
        **{_(title): login for title, login, _password in logins},
        _("Recovery phrase"): phrase,
        _("Filled in seconds"): f"{time.monotonic() - started:.1f}",
    }
    return 0, answer
