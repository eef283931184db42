"""Several people at one deed at the same moment, each in a thread of the own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flask import Flask

from app.access.scope import acting
from app.core import clock
from app.core.actor import Actor
from app.core.errors import DomainError
from app.core.transaction import transaction
from app.extensions import db
from tests.conftest import NOON


def race(app: Flask, *deeds: tuple[Actor, Callable[[Actor], Any]]) -> list[str]:
    """Do all deeds (actor, function) at once; give what each came to, in order of words: "done", or its refusal."""
    start = threading.Barrier(len(deeds))

    def run(actor: Actor, deed: Callable[[Actor], Any]) -> str:
        with app.app_context(), clock.frozen(NOON), acting(actor):
            start.wait()
            try:
                with transaction():
                    deed(actor)
                return "done"
            except DomainError as refusal:
                return refusal.msgid
            finally:
                db.session.remove()

    db.session.remove()
    with ThreadPoolExecutor(len(deeds)) as pool:
        return sorted(one.result(60) for one in [pool.submit(run, *deed) for deed in deeds])
