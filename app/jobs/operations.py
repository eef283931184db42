"""Leaving work to the server, cancelling it, taking its file."""

from __future__ import annotations

import hashlib
import json

from app.audit.operations import record
from app.core.actor import Actor
from app.core.clock import now
from app.core.errors import Conflict, Forbidden, Refused
from app.core.text import N_
from app.extensions import db
from app.jobs import queries, registry
from app.jobs.models import Job, JobResult
from app.jobs.registry import Arguments
from app.jobs.rules import ACTIVE, CANCELLED, QUEUED

DAMAGED = N_("The file of this task was changed after it was made. Start the task again.")


def enqueue(actor: Actor, kind: str, arguments: Arguments, title: str) -> Job:
    """Leave work to the server, inside a transaction; gives the job, the waiting one when the same was left already.

    ``title`` is what its owner reads in the list. Raises Forbidden without the kind's right, Invalid for an unknown kind,
    Refused for an actor that is no person: a job acts with the rights its owner has when it runs.
    """
    declared = registry.kind_of(kind)
    require_right(actor, declared)
    if actor.user_id is None or actor.organization_id is None:
        raise Refused(N_("Only a person leaves work to the server."))
    told = json.dumps(arguments, ensure_ascii=False, sort_keys=True)
    waiting = queries.same(actor.user_id, kind, told)
    if waiting is not None:
        return waiting
    job = Job(
        organization_id=actor.organization_id, user_id=actor.user_id, kind=kind, title=title[:300], arguments=told,
        status=QUEUED, created_at=now(),
    )  # fmt: skip
    db.session.add(job)
    db.session.flush()
    record(actor, "enqueue_job", job, changes={"kind": (None, kind)})
    return job


def require_right(actor: Actor, kind: registry.Kind) -> None:
    """Raise Forbidden unless the matrix gives ``actor`` what ``kind`` needs."""
    if not actor.may(kind.resource, kind.action):
        raise Forbidden(N_("The owner of the task no longer has the right it needs."))


def cancel(actor: Actor, job: Job) -> None:
    """Stop a job of one's own: at once while it waits, after the present step while it runs; Conflict when it has ended."""
    if job.status not in ACTIVE:
        raise Conflict(N_("The task has already ended."))
    record(actor, "cancel_job", job, changes={"status": (job.status, CANCELLED)})
    job.cancel_asked = True
    if job.status == QUEUED:
        job.status, job.finished_at, job.seen_at = CANCELLED, now(), now()
    db.session.flush()


def take_result(actor: Actor, job: Job) -> tuple[JobResult, bytes]:
    """Give the file of a job of one's own and record that it was taken.

    Raises Forbidden when the owner lost the right since, NotFound when the file is no longer kept, Refused when altered.
    """
    require_right(actor, registry.kind_of(job.kind))
    found, body = queries.result_of(job.id)
    if hashlib.sha256(body).hexdigest() != found.sha256:
        raise Refused(DAMAGED)
    record(actor, "export", job, changes={"file": (None, found.name), "sha256": (None, found.sha256)})
    job.seen_at = now()
    return found, body


def dismiss(actor: Actor, job: Job) -> None:
    """Take an ended job off the home page of its owner; Conflict while it runs."""
    if job.is_active:
        raise Conflict(N_("The task is still under way."))
    job.seen_at = job.seen_at or now()
