"""The application, made in a handful of calls."""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_appbuilder import AppBuilder
from sqlalchemy.engine import make_url
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from app import features, language, menu
from app.access import gate, hashing, headers, refusals, scope  # noqa: F401 - importing scope limits every session, refusals listens to it
from app.access.security import CollegeSecurityManager
from app.core import display, engine, errors_pages, routing, secrets
from app.extensions import csrf, db, migrate

MIGRATIONS = Path(__file__).parent / "migrations"
SHORTEST_KEY = 32


class UnsafeConfigurationError(RuntimeError):
    """The settings would open the installation: it refuses to start."""


def create_app(**overrides: Any) -> Flask:
    """Make the application from the environment; ``overrides`` replace configuration keys (tests, commands)."""
    app = Flask(__name__, template_folder="templates", static_folder="static")
    app.config.update(config.load() | overrides)
    _prepare(app)
    routing.init_app(app)
    language.compile_stale()
    hashing.install(app.config)
    csrf.init_app(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(MIGRATIONS))
    with app.app_context():
        engine.install(db.engine, _queue_file(app))
        _install_fab(app)
        menu.install(app)
    gate.install(app)
    headers.init_app(app)
    display.init_app(app)
    errors_pages.init_app(app)
    features.install(app)
    return app


def _prepare(app: Flask) -> None:
    logging.getLogger("flask_appbuilder").setLevel(logging.ERROR)  # its warnings are about column types it has no filter for
    keys = secrets.load(Path(app.config["DATA_DIR"]))
    app.config["SECRET_KEY"] = app.config["SECRET_KEY"] or keys.session
    if len(str(app.config["SECRET_KEY"])) < SHORTEST_KEY:
        raise UnsafeConfigurationError(f"SECRET_KEY must have at least {SHORTEST_KEY} characters")
    if app.debug and not app.testing:
        raise UnsafeConfigurationError("debug mode shows internals to anybody: unset FLASK_DEBUG")
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine.engine_options(str(app.config["SQLALCHEMY_DATABASE_URI"]))
    public_host = urlsplit(str(app.config["PUBLIC_URL"])).hostname
    hosts = ["127.0.0.1", "localhost", "[::1]", *app.config["ALLOWED_HOSTS"], *([public_host] if public_host else [])]
    app.config["TRUSTED_HOSTS"] = app.config["FAB_SAFE_REDIRECT_HOSTS"] = hosts
    if app.config["TRUSTED_PROXIES"]:
        hops = int(app.config["TRUSTED_PROXIES"])
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def _queue_file(app: Flask) -> Path | None:
    url = make_url(str(app.config["SQLALCHEMY_DATABASE_URI"]))
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database + ".queue")


class CollegeAppBuilder(AppBuilder):
    """FAB without the views nobody asked for: back links, language switch, menu and OpenAPI endpoints."""

    def _add_admin_views(self) -> None:
        self._indexview = self.add_view_no_menu(self.indexview)
        self.sm.register_views()


def _install_fab(app: Flask) -> None:
    CollegeAppBuilder(app, db.session, security_manager_class=CollegeSecurityManager, indexview=menu.home_view())
    app.extensions["babel"].locale_selector = lambda: "ru"
