"""Small work that comes round by itself: features tell it at start-up, the worker does it between two jobs."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from app.extensions import db

log = logging.getLogger(__name__)


@dataclass
class Chore:
    """A deed without an owner, done every so many seconds; it opens its own transactions and must bear being repeated."""

    name: str
    seconds: float
    deed: Callable[[], object]
    done: float = float("-inf")


_chores: dict[str, Chore] = {}


def register_chore(name: str, seconds: float, deed: Callable[[], object]) -> None:
    """Tell the worker of a chore; the last telling counts."""
    _chores[name] = Chore(name, seconds, deed)


def run_due() -> None:
    """Do the chores whose time has come; one that fails is told to the log and does not stop the others."""
    for chore in _chores.values():
        if time.monotonic() - chore.done < chore.seconds:
            continue
        try:
            chore.deed()
        except Exception:
            log.exception("chore %s", chore.name)
        finally:
            chore.done = time.monotonic()
            db.session.remove()
