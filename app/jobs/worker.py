"""The process that works the queue off: one an installation, started with the server and again whenever it dies."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType

from flask import Flask
from sqlalchemy import text

from app.extensions import db
from app.jobs import chores, work

log = logging.getLogger(__name__)
POLL_SECONDS = 1.0
CLEAN_EVERY = 3600.0
LOCK_KEY = 20262
RUN = Path(__file__).resolve().parents[2] / "run.py"
NICENESS = 10


class Stopped(BaseException):
    """The server asked the worker to end; a step that is cut is done again after the next start."""


def run(app: Flask, parent: int | None = None) -> None:
    """Work the queue off until stopped, or until the process ``parent`` has gone; waits while another worker is at it."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server ends its worker itself
    with contextlib.suppress(Stopped), app.app_context(), _alone(app, parent):
        work.recover()
        cleaned = 0.0
        while _is_wanted(parent):
            if time.monotonic() - cleaned > CLEAN_EVERY or not cleaned:
                work.clean()
                cleaned = time.monotonic()
            chores.run_due()
            if not _advance():
                time.sleep(POLL_SECONDS)


def _advance() -> bool:
    """Work a part off; an error of the store itself (a lock, a lost connection) is tried again after a pause."""
    try:
        return work.advance()
    except Exception:
        log.exception("worker of jobs")
        db.session.remove()
        return False


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


def _is_wanted(parent: int | None) -> bool:
    return parent is None or os.getppid() == parent


@contextlib.contextmanager
def _alone(app: Flask, parent: int | None) -> Iterator[None]:
    """Hold the one place of a worker: a lock file beside an SQLite database, an advisory lock in PostgreSQL."""
    if db.engine.dialect.name == "sqlite":
        with open(Path(app.config["DATA_DIR"]) / "jobs.lock", "w") as file:
            while not _locked_file(file.fileno()):
                _pause(parent)
            yield
        return
    with db.engine.connect() as connection:
        connection.detach()  # the lock lives as long as the connection: it must not go back into a pool
        while not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": LOCK_KEY}).scalar():
            connection.rollback()
            _pause(parent)
        connection.rollback()  # the lock belongs to the connection, not to its transaction
        yield


def _locked_file(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pause(parent: int | None) -> None:
    if not _is_wanted(parent):
        raise Stopped
    time.sleep(POLL_SECONDS)


class Keeper:
    """Keeps one worker process alive beside the server."""

    PAUSE = 5.0  # between two starts, so that a worker that cannot live does not eat the machine

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._started = -self.PAUSE

    def keep(self) -> None:
        """Start the worker unless it lives or died a moment ago."""
        if self._process is not None and self._process.poll() is None:
            return
        if time.monotonic() - self._started < self.PAUSE:
            return
        self._started = time.monotonic()
        command = [sys.executable, str(RUN), "work", "--parent", str(os.getpid())]
        self._process = subprocess.Popen(command, preexec_fn=lambda: os.nice(NICENESS))  # noqa: S603 - our own script

    def end(self) -> None:
        """End the worker."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
            self._process.kill()
