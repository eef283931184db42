"""Reads of jobs: the owner's within the row limits, the worker's own book without them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import column, select, table
from sqlalchemy.orm import lazyload, selectinload

from app.access.identity import build_actor
from app.access.models import Account
from app.access.scope import unscoped
from app.core.actor import Actor
from app.core.clock import now, today
from app.core.errors import NotFound
from app.core.text import N_
from app.extensions import db
from app.jobs.models import Job, JobResult
from app.jobs.rules import ACTIVE, KEEP_DAYS, RUNNING

_employee = table("employee", column("id"), column("user_id"), column("dismissed_on"))
_organization = table("organization", column("id"), column("zone"))


def own(limit: int = 100) -> Sequence[Job]:
    """List the acting person's jobs, the newest first."""
    statement = select(Job).options(selectinload(Job.failures), selectinload(Job.result)).order_by(Job.id.desc())
    return db.session.scalars(statement.limit(limit)).all()


def own_job(job_id: int, *, fresh: bool = False) -> Job:
    """Give one of the acting person's jobs, locked when ``fresh``; NotFound for any other."""
    statement = select(Job).where(Job.id == job_id)
    if fresh:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound(N_("There is no such task."))
    return found


def result_of(job_id: int) -> tuple[JobResult, bytes]:
    """Give the file of a job (already found within the row limits) with its bytes; NotFound when it is too old."""
    row = db.session.execute(select(JobResult, JobResult.body).where(JobResult.job_id == job_id)).first()
    if row is None:
        raise NotFound(N_("The file of this task is no longer kept. Start the task again."))
    return row[0], row[1]


def unseen() -> Sequence[Job]:
    """List what the home page tells its owner: jobs under way and those that ended and were not looked at."""
    statement = select(Job).where(Job.seen_at.is_(None)).order_by(Job.id.desc()).limit(10)
    return db.session.scalars(statement).all()


def same(user_id: int, kind: str, arguments: str) -> Job | None:
    """Give the waiting or running job of this person with the same task."""
    return db.session.scalar(
        select(Job)
        .where(Job.user_id == user_id, Job.kind == kind, Job.arguments == arguments, Job.status.in_(ACTIVE))
        .execution_options(unscoped=True)
    )


# --- the worker's book -----------------------------------------------------------------------------------------------


def next_id() -> int | None:
    """Name the job whose turn it is: the one that has waited longest since its last part."""
    statement = select(Job.id).where(Job.status.in_(ACTIVE)).order_by(Job.beat_at.asc().nulls_first(), Job.id).limit(1)
    return db.session.scalar(statement.execution_options(unscoped=True))


def locked(job_id: int) -> Job | None:
    """Give a job for writing, read anew."""
    statement = select(Job).where(Job.id == job_id).with_for_update()
    return db.session.scalar(statement.execution_options(unscoped=True, populate_existing=True))


def read(job_id: int) -> Job | None:
    """Give a job as it is now."""
    statement = select(Job).where(Job.id == job_id).options(selectinload(Job.failures))
    return db.session.scalar(statement.execution_options(unscoped=True, populate_existing=True))


def abandoned() -> Sequence[Job]:
    """List the jobs inside whose step a worker ended."""
    statement = select(Job).where(Job.status == RUNNING, Job.is_taken)
    return db.session.scalars(statement.execution_options(unscoped=True)).all()


def outdated() -> Sequence[Job]:
    """List the jobs that ended too long ago to be kept."""
    line = now() - timedelta(days=KEEP_DAYS)
    return db.session.scalars(select(Job).where(Job.finished_at < line).execution_options(unscoped=True)).all()


def owner_of(user_id: int) -> Actor | None:
    """Give the owner of a job as an actor with the roles that hold now; None when the person has left or is switched off."""
    with unscoped():
        row = db.session.execute(
            select(User, Account, _employee.c.id, _employee.c.dismissed_on, _organization.c.zone)
            .join(Account, Account.user_id == User.id)
            .join(_organization, _organization.c.id == Account.organization_id)
            .outerjoin(_employee, _employee.c.user_id == User.id)
            .where(User.id == user_id)
            .options(lazyload(User.roles), lazyload(User.groups), lazyload(Account.user))
        ).first()
        if row is None or _has_left(row[0], row[1], row[3], row[4]):
            return None
        return build_actor(row[0], row[1].organization_id, row[2], row[4])


def _has_left(user: User, account: Account, dismissed: date | str | datetime | None, zone: str) -> bool:
    day = today(zone)
    gone = date.fromisoformat(dismissed) if isinstance(dismissed, str) else dismissed
    ended = account.ends_on is not None and account.ends_on <= day
    return not user.is_active or ended or (gone is not None and gone < day)
