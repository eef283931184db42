"""Where a person lands after signing in: the page asked for, if it is one of this site that can be opened."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from app.access.rules import local_path
from app.core import errors_pages


def target(asked: str | None) -> str:
    """Give ``asked`` when it is a local path that answers GET, else the home page."""
    path = local_path(asked)
    return path if path is not None and _opens(path) else url_for("HomeView.index")


def _opens(path: str) -> bool:
    adapter = current_app.create_url_adapter(request)
    try:
        adapter.match(urlsplit(path).path, method="GET")  # type: ignore[union-attr]
    except RequestRedirect:
        return True
    except HTTPException:
        return False
    return True


def unauthorized() -> Any:
    """Send a page's visitor to sign in and back; tell a script in JSON, which cannot follow a page."""
    if errors_pages.wants_json():
        return errors_pages.answer(401, _("Your session has ended. Sign in again and repeat."))
    asked = request.full_path.rstrip("?") if request.method == "GET" else urlsplit(request.referrer or "").path
    wanted = None if asked in ("", "/") else local_path(asked)
    return redirect(url_for("SignInView.login", next=wanted))
