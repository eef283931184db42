"""Several clients at once, each a process of its own: saves of marks against bare transactions in the same run."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from itertools import count, cycle
from queue import Empty
from typing import Any

from flask import Flask

from app.access.scope import acting
from app.bench import cases, place
from app.bench.measure import Row
from app.core.transaction import transaction
from app.extensions import db
from app.gradebook import operations

CLIENTS, SECONDS, LEAST_SHARE = 4, 3.0, 0.6

Maker = Callable[[Flask, int], Callable[[], Any]]


def _saver(app: Flask, number: int) -> Callable[[], Any]:
    """Give the work of one client: a request that saves a cell."""
    return cases.saving(place.client_of(app, "teacher"), place.fullest_journal(app), student=number + 1)


def _operator(app: Flask, number: int) -> Callable[[], Any]:
    """Give the bare transaction of a save: the operation with its rules, audit record and commit, without the web."""
    journal, client = place.fullest_journal(app), place.client_of(app, "teacher")
    student, lesson = cases.free_cell(client, journal, number + 1 + CLIENTS)
    values, versions = cycle("54"), count()
    with app.app_context():
        actor = place.actor_of("teacher")

    def work() -> None:
        with app.app_context():
            with acting(actor), transaction():
                operations.set_mark(actor, journal.load_id, lesson, student, next(values), next(versions))
            db.session.remove()

    return work


def _run(make: Maker, app: Flask, number: int, start: Any, counts: Any) -> None:
    cases.engine_of(app).dispose(close=False)  # the connections are the parent's
    work = make(app, number)
    work()
    start.wait()
    ends, done = time.monotonic() + SECONDS, 0
    while time.monotonic() < ends:
        work()
        done += 1
    counts.put(done)


def rate(make: Maker, app: Flask) -> float:
    """Give how many times a second all clients together did the work; RuntimeError when one of them failed."""
    context = multiprocessing.get_context("fork")
    start, counts = context.Barrier(CLIENTS), context.Queue()
    workers = [context.Process(target=_run, args=(make, app, number, start, counts)) for number in range(CLIENTS)]
    for worker in workers:
        worker.start()
    try:
        total = sum(counts.get(timeout=60) for _ in workers)
    except Empty:
        raise RuntimeError("a client of the measurement failed") from None
    finally:
        for worker in workers:
            worker.join(10)
            worker.kill()
    return total / SECONDS


def saves_at_once(app: Flask) -> Row:
    """Measure the rate of saves with several clients against that of the bare transaction."""
    row = Row("saves at once", "")
    saves, bare = rate(_saver, app), rate(_operator, app)
    row.note = f"{CLIENTS} clients: {saves:.0f}/s, bare transaction {bare:.0f}/s, share {saves / bare:.0%}"
    row.ratio = bare / saves
    row.gate("bare / saves", row.ratio, 1 / LEAST_SHARE)
    return row
