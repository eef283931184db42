"""FAB's security manager with its doors closed: own sign-in, own sessions, rights from the matrix alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Flask, current_app, g, request
from flask_appbuilder.menu import MenuItem
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_limiter import Limiter
from flask_login import LoginManager, current_user
from sqlalchemy import func, select

from app.access import gate, sessions
from app.access.landing import unauthorized
from app.access.views import SignInView
from app.extensions import db

PREFIX = "can_"
STATIC = frozenset({"static", "appbuilder.static"})
# FAB registers these unless told otherwise; none of them exists here.
CLOSED = {
    "FAB_ADD_SECURITY_API": False,
    "FAB_ADD_MENU_API": False,
    "FAB_ADD_OPENAPI_VIEWS": False,
    "FAB_API_SWAGGER_UI": False,
    "FAB_API_KEY_ENABLED": False,
    "FAB_OPENAPI_SERVERS": [],
    "AUTH_USER_REGISTRATION": False,
}


class PublicRoleError(RuntimeError):
    """Somebody gave rights to the anonymous role: the installation refuses to start."""


class CollegeSecurityManager(SecurityManager):
    """Rights come from the actor's active grants and the matrix; FAB's role tables decide nothing."""

    authdbview = SignInView
    userstatschartview = None

    def __init__(self, appbuilder: Any) -> None:
        current_app.config.update(CLOSED)
        super().__init__(appbuilder)
        current_app.extensions["detour"] = sessions.detour

    def create_login_manager(self, app: Flask) -> LoginManager:
        """Give the login manager that asks our session table."""
        manager = LoginManager(app)
        manager.login_view = "SignInView.login"
        manager.login_message = None
        manager.user_loader(self.load_user)
        manager.unauthorized_handler(unauthorized)
        return manager

    def create_jwt_manager(self, app: Flask) -> None:
        """Make none: nobody signs in by a bearer token."""

    def create_limiter(self, app: Flask) -> Limiter:
        """Give a limiter that limits nothing: its counters would live in one worker; ours live in a table."""
        return Limiter(key_func=lambda: "", app=app, enabled=False, storage_uri="memory://")

    def register_views(self) -> None:
        """Register the sign-in alone: no users, roles, statistics, registration, reset, no security API."""
        self.auth_view = self.authdbview()
        self.appbuilder.add_view_no_menu(self.auth_view)

    @staticmethod
    def before_request() -> None:
        """Find out who asks before anything else does: menu, gate and error pages rely on ``g.actor``."""
        g.user = current_user
        if request.endpoint not in STATIC:
            bool(current_user)

    def load_user(self, pk: Any) -> Any | None:
        """Give the user behind the live session of this request, else None."""
        return sessions.load(str(pk))

    def load_user_jwt(self, _jwt_header: Any, _jwt_data: Any) -> None:
        """Give nobody: there are no bearer tokens."""

    def validate_api_key(self, api_key_string: str) -> None:
        """Give nobody: there are no API keys."""

    def auth_user_db(self, username: str, password: str) -> None:
        """Sign nobody in: the one way is ``signing_in``, which counts, checks the second factor and records."""

    @property
    def current_user(self) -> Any | None:
        """Give the signed-in user or None."""
        return g.user if current_user.is_authenticated else None

    def has_access(self, permission_name: str, view_name: str) -> bool:
        """Tell whether the actor's active grants allow the action on the resource."""
        actor = _actor()
        return actor is not None and actor.may(view_name, permission_name.removeprefix(PREFIX))

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        """Tell that nothing is public by permission; public routes are listed in the matrix module."""
        return False

    def get_user_menu_access(self, menu_names: list[str] | None = None) -> set[str]:
        """Give the names of menu entries whose pages the actor may open, and of categories that have any."""
        wanted = None if menu_names is None else set(menu_names)
        return {name for name in self._open_entries(self.appbuilder.menu.get_list()) if wanted is None or name in wanted}

    def _get_user_permission_view_menus(self, user: Any, permission_name: str, view_menus_name: list[str]) -> set[str]:
        if permission_name == "menu_access":
            return self.get_user_menu_access(view_menus_name)
        return {name for name in view_menus_name if self.has_access(permission_name, name)}

    def _open_entries(self, items: Iterable[MenuItem]) -> set[str]:
        found: set[str] = set()
        for item in items:
            inner = self._open_entries(item.childs)
            if inner or (not item.childs and _may_open(item)):
                found |= {item.name, *inner}
        return found

    def require_no_public_rights(self) -> None:
        """Raise PublicRoleError when the anonymous role holds a permission; asked at the start of the server."""
        role = self.role_model
        count = db.session.scalar(
            select(func.count()).select_from(role).join(role.permissions).where(role.name == self.auth_role_public)
        )
        if count:
            raise PublicRoleError(f"the role {self.auth_role_public} must hold no permission, it holds {count}")


def _actor() -> Any | None:
    return g.get("actor") if current_user.is_authenticated else None


def _may_open(item: MenuItem) -> bool:
    actor, view = _actor(), item.baseview
    if actor is None or view is None:
        return False
    needed = gate.requirement(current_app, f"{view.endpoint}.{view.default_view}")
    return needed is not None and bool(actor.may(needed.resource, needed.action))
