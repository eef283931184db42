"""The one gate before every view: who asks, what the route needs, refused unless the matrix allows it."""

from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, redirect, request, url_for
from flask_login import current_user

from app.access import permissions
from app.core.errors import Forbidden
from app.core.text import N_


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a route needs: a resource and an action."""

    resource: str
    action: str


def requirement(app: Flask, endpoint: str) -> Requirement | None:
    """Give what ``endpoint`` needs, read from its view: class_permission_name and the method's action."""
    function: Any = app.view_functions[endpoint]
    view = getattr(function, "__self__", None)
    if view is None or not getattr(view, "class_permission_name", None):
        return None
    name = getattr(function, "_permission_name", None)
    if name is None:
        return None
    mapped = (getattr(view, "method_permission_name", None) or {}).get(name, name)
    return Requirement(str(view.class_permission_name), str(mapped))


def guard() -> Any:
    """Let a request pass, send it to sign-in, or refuse it; runs before every view."""
    if request.endpoint is None or request.endpoint in permissions.PUBLIC or request.endpoint in permissions.SIGN_IN:
        return None
    if not current_user.is_authenticated or g.get("actor") is None:
        return current_app.login_manager.unauthorized()
    detour = current_app.extensions["detour"](request.endpoint)
    if detour is not None:
        return redirect(url_for(detour))
    needed = requirement(current_app._get_current_object(), request.endpoint)
    if needed is None or not g.actor.may(needed.resource, needed.action):
        raise Forbidden(N_("You have no right to this page. Ask the coordinator of your college if you need it."))
    return None


def install(app: Flask) -> None:
    """Put the gate before every view; ``detour`` names the page a person must see first (a forced password change)."""
    app.extensions.setdefault("detour", lambda _endpoint: None)
    app.before_request(guard)
