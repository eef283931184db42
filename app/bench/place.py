"""The installation that is measured: a demonstration college in a folder of its own, with a signed-in client."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from app import schema
from app.access import sessions
from app.access.identity import build_actor
from app.access.models import Account
from app.access.scope import unscoped
from app.access.sync import sync
from app.core.actor import Actor
from app.core.clock import DEFAULT_ZONE, today
from app.core.engine import sqlite_module
from app.core.transaction import transaction
from app.demo import operations as demo
from app.demo.world import SIZES
from app.extensions import db
from app.factory import create_app
from app.staff.models import Employee
from app.teaching.models import Lesson, LoadTeacher

PASSWORD = "осенний лист на подоконнике"


def open_app(folder: Path) -> Flask:
    """Give the application over the database of ``folder``, as a server has it, without the form token."""
    return create_app(
        DATA_DIR=folder, SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'college.sqlite3'}", WTF_CSRF_ENABLED=False,
        TOTP_REQUIRED=False,
    )  # fmt: skip


def fill(app: Flask, size: str) -> None:
    """Make the schema and fill it with the college of ``size``, in which nothing is closed."""
    if size not in SIZES:
        raise ValueError(size)
    with app.app_context():
        schema.upgrade(db.engine)
        sync()
        demo.fill(size, 1, PASSWORD, today(), closed=False)
        db.session.remove()


def client_of(app: Flask, login: str) -> FlaskClient:
    """Give a client signed in as ``login``."""
    client = app.test_client()
    with app.app_context(), unscoped(), transaction() as session:
        account = session.scalar(select(Account).join(User, User.id == Account.user_id).where(User.username == login))
        assert account is not None
        user_id, token = account.user_id, sessions.begin(account, frozenset(), "127.0.0.1", "bench")
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["sid"], cookie["_fresh"] = str(user_id), token, True
    return client


def actor_of(login: str) -> Actor:
    """Give the actor behind a login; inside an application context."""
    with unscoped():
        row = db.session.execute(
            select(User, Employee.id, Employee.organization_id)
            .join(Employee, Employee.user_id == User.id)
            .where(User.username == login)
        ).one()
        return build_actor(row[0], row[2], row[1], DEFAULT_ZONE)


@dataclass(frozen=True, slots=True)
class Journal:
    """The fullest journal of the person who signs in as the teacher."""

    load_id: int
    lessons: tuple[int, ...]


def fullest_journal(app: Flask) -> Journal:
    """Find the teacher's journal with the most lessons."""
    with app.app_context(), unscoped():
        load_id = db.session.scalar(
            select(Lesson.load_id)
            .join(LoadTeacher, LoadTeacher.load_id == Lesson.load_id)
            .join(Employee, Employee.id == LoadTeacher.employee_id)
            .join(User, User.id == Employee.user_id)
            .where(User.username == "teacher")
            .group_by(Lesson.load_id)
            .order_by(func.count().desc())
            .limit(1)
        )
        assert load_id is not None
        held = db.session.scalars(select(Lesson.id).where(Lesson.load_id == load_id).order_by(Lesson.date, Lesson.pair))
        return Journal(load_id, tuple(held))


def bare(folder: Path) -> Any:
    """Open the database without the product: the same library and pragmas."""
    module = sqlite_module()
    connection = module.connect(folder / "college.sqlite3", isolation_level=None, timeout=30)
    for pragma in ("busy_timeout=30000", "foreign_keys=ON", "synchronous=FULL", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection
