"""One part of one job: what the worker does between two looks at the queue. Every change of the book is a short transaction."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from flask import current_app

from app.access.scope import acting, unscoped
from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import DomainError, Forbidden, Refused
from app.core.text import N_
from app.core.transaction import transaction
from app.extensions import db
from app.jobs import operations, queries, registry, rules
from app.jobs.models import Job, JobFailure, JobResult
from app.jobs.rules import CANCELLED, FAILED, RUNNING, Result, Step

log = logging.getLogger(__name__)
SLICE_SECONDS = 5.0
LEFT = N_("The owner of the task has no access to the program any more.")
UNEXPECTED = N_("An error in the program. The technical administrator finds it in the server's log.")
POISON = N_("The server was stopped %(times)s times at this row; it was left out.")
TOO_MANY = N_("The task has more than %(most)s rows. Choose fewer.")


def recover() -> None:
    """Count a try against every step inside which a worker ended; called once at the worker's start."""
    with unscoped(), transaction():
        for job in queries.abandoned():
            job.is_taken, job.tries = False, job.tries + 1


def clean() -> None:
    """Remove jobs that ended long ago, with their files; the log keeps that they were."""
    with unscoped():
        gone = queries.outdated()
        db.session.rollback()
        if not gone:
            return
        with transaction() as session:
            for job in queries.outdated():
                record(Actor.system(job.organization_id, "jobs"), "forget_job", job)
                session.delete(job)


def advance(seconds: float = SLICE_SECONDS) -> bool:
    """Work for about ``seconds`` on the job whose turn it is; False when there is none. One step at least is done."""
    until = time.monotonic() + seconds
    try:
        job_id = queries.next_id()
        if job_id is None:
            return False
        if _begin(job_id):
            while _one_step(job_id) and time.monotonic() < until:
                pass
            _write(job_id, lambda job: setattr(job, "is_taken", False))
    finally:
        db.session.remove()  # an idle worker must not stay in its old reading transaction: it would see no new job
    return True


def _begin(job_id: int) -> bool:
    """Take the job; False when somebody ended it a moment ago."""
    with unscoped(), transaction():
        job = queries.locked(job_id)
        if job is None or not job.is_active:
            return False
        job.status, job.started_at, job.is_taken = RUNNING, job.started_at or now(), True
    return True


def _one_step(job_id: int) -> bool:
    """Do what is next of a job: its plan, a step or its end; False when it has ended."""
    job = queries.read(job_id)
    if job is None or not job.is_active:
        return False
    if job.cancel_asked:
        return _end(job_id, CANCELLED, None)
    owner = queries.owner_of(job.user_id)
    if owner is None:
        return _end(job_id, FAILED, Forbidden(LEFT))
    with acting(owner):
        try:
            return _next(job, registry.kind_of(job.kind), owner)
        except DomainError as refusal:
            return _end(job_id, FAILED, refusal)
        except Exception:
            log.exception("job %s (%s)", job_id, job.kind)
            return _end(job_id, FAILED, Refused(UNEXPECTED))


def _next(job: Job, kind: registry.Kind, owner: Actor) -> bool:
    operations.require_right(owner, kind)
    if job.steps is None:
        return _plan(job.id, kind, owner, job.told)
    if job.done < (job.total or 0):
        return _step(job.id, kind, owner, job)
    return _finish(job.id, kind, owner, job)


def _plan(job_id: int, kind: registry.Kind, owner: Actor, arguments: registry.Arguments) -> bool:
    steps = list(kind.plan(owner, arguments))
    if len(steps) > rules.MOST_STEPS:
        raise Refused(TOO_MANY, most=rules.MOST_STEPS)

    def write(job: Job) -> None:
        job.steps, job.total, job.done = rules.packed(steps), len(steps), 0

    return _write(job_id, write)


def _step(job_id: int, kind: registry.Kind, owner: Actor, job: Job) -> bool:
    # After a killed worker the steps go one by one, so that the one that kills is told from its neighbour.
    width = kind.together if job.tries == 0 else 1
    steps = rules.unpacked(job.steps or "[]")[job.done : job.done + width]
    refusals = _do_all(kind, owner, job.told, steps, job.tries)

    def write(job: Job) -> None:
        job.done += len(steps)
        for step, refusal in zip(steps, refusals, strict=True):
            if refusal is not None:
                db.session.add(JobFailure(job_id=job_id, step_key=step.key[:200], label=step.label[:300], message=_packed(refusal)))

    return _write(job_id, write)


def _do_all(
    kind: registry.Kind, owner: Actor, arguments: registry.Arguments, steps: list[Step], tries: int
) -> list[DomainError | None]:
    """Do steps at once, in threads where there are several; gives the refusal of each in their order."""
    if len(steps) == 1:
        return [_do(kind, owner, arguments, steps[0], tries)]
    db.session.rollback()  # this thread's reading must not hold up what the others write
    app = current_app._get_current_object()  # type: ignore[attr-defined]

    def apart(step: Step) -> DomainError | None:
        with app.app_context(), acting(owner):
            return _do(kind, owner, arguments, step, tries)

    with ThreadPoolExecutor(len(steps)) as pool:
        begun = [pool.submit(copy_context().run, apart, step) for step in steps]
        return [one.result() for one in begun]


def _do(kind: registry.Kind, owner: Actor, arguments: registry.Arguments, step: Step, tries: int) -> DomainError | None:
    """Do a step; gives the refusal that is told with its label."""
    if rules.is_poison(tries):
        return Refused(POISON, times=tries)
    try:
        kind.step(owner, arguments, step.key)
    except DomainError as refusal:
        return refusal
    except Exception:
        log.exception("step %s of %s", step.key, kind.kind)
        return Refused(UNEXPECTED)
    finally:
        db.session.rollback()
    return None


def _finish(job_id: int, kind: registry.Kind, owner: Actor, job: Job) -> bool:
    failed = {failure.step_key for failure in job.failures}
    steps = rules.unpacked(job.steps or "[]")
    keys = [step.key for step in steps if step.key[:200] not in failed]
    status = rules.ending(len(steps), len(steps) - len(keys))
    result = kind.finish(owner, job.told | {registry.JOB_ID: job.id}, keys) if keys or not steps else None
    return _end(job_id, status, None, result)


def _write(job_id: int, change: Callable[[Job], Any]) -> bool:
    with unscoped(), transaction():
        job = queries.locked(job_id)
        if job is None:
            return False
        change(job)
        job.tries, job.beat_at = 0, now()
    return True


def _end(job_id: int, status: str, refusal: DomainError | None, result: Result | None = None) -> bool:
    db.session.rollback()
    with unscoped(), transaction():
        job = queries.locked(job_id)
        if job is not None and job.is_active:
            job.message = _packed(refusal) if refusal else None
            if result is not None:
                digest = hashlib.sha256(result.body).hexdigest()
                db.session.add(
                    JobResult(job_id=job_id, name=result.name[:200], mimetype=result.mimetype, size=len(result.body), sha256=digest, body=result.body)
                )
            _close(job, status)
    return False


def _close(job: Job, status: str) -> None:
    system = Actor.system(job.organization_id, "jobs")
    record(system, "end_job", job, changes={"status": (job.status, status), "rows": (None, job.done)})
    job.status, job.finished_at, job.is_taken, job.tries = status, now(), False, 0
    if status == CANCELLED:
        job.seen_at = now()


def _packed(refusal: DomainError) -> str:
    params = {name: str(value) for name, value in refusal.params.items()}
    return json.dumps({"msgid": refusal.msgid, "params": params}, ensure_ascii=False)

