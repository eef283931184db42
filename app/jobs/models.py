"""Tables of background work."""

import json
from datetime import datetime
from typing import Any

from flask_appbuilder import Model
from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, column, select, table
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.clock import now
from app.core.rows import OrganizationRow, Reach
from app.core.types import UTCDateTime, in_range, one_of
from app.jobs import rules
from app.jobs.rules import QUEUED, STATUSES

# Employees lie on a higher floor; the scope needs whose account it is.
_employee = table("employee", column("id"), column("user_id"))


def _own(reach: Reach) -> Any:
    own, org = reach.own, reach.organization
    return lambda c: (c.organization_id == org) & c.user_id.in_(select(_employee.c.user_id).where(_employee.c.id == own))


class Job(OrganizationRow, Model):
    """A piece of work that a person left to the server; only its owner sees it.

    ``steps`` is JSON [[key, label], …], fixed when the work begins, ``done`` how many of them are behind. ``is_taken`` holds
    while the worker is at it: found at the worker's start, it means that a step took the worker down (``tries``).
    """

    __tablename__ = "job"
    __resource__ = "job"
    __scope__ = staticmethod(_own)
    # Progress is no change of records; that a job was left, cancelled or ended is recorded by its operations.
    __table_args__ = (
        one_of("status", STATUSES, "ck_job_status"),
        in_range("tries", 0, 100, "ck_job_tries"),
        Index("ix_job_waiting", "status", "beat_at"),
        Index("ix_job_owner", "user_id", "created_at"),
        {"info": {"audit": False}},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(300))
    arguments: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(String(10), default=QUEUED)
    steps: Mapped[str | None] = mapped_column(Text)
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    is_taken: Mapped[bool] = mapped_column(default=False)
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    message: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    failures: Mapped[list["JobFailure"]] = relationship(order_by="JobFailure.id", viewonly=True)
    result: Mapped["JobResult | None"] = relationship(viewonly=True)

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        """Tell whether it waits or runs."""
        return self.status in rules.ACTIVE

    @property
    def percent(self) -> int:
        """Give how much is done, 0 to 100."""
        return rules.percent(self.done, self.total)

    @property
    def told(self) -> Any:
        """Give the arguments as they were handed over."""
        return json.loads(self.arguments)


class JobFailure(Model):
    """A row of a job that was not done, and why: an English msgid with its parameters as JSON."""

    __tablename__ = "job_failure"
    __table_args__ = (Index("ix_job_failure_job", "job_id"), {"info": {"audit": False}})

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"))
    step_key: Mapped[str] = mapped_column(String(200))
    label: Mapped[str] = mapped_column(String(300))
    message: Mapped[str] = mapped_column(Text)


class JobResult(Model):
    """The file a job left, until it is too old."""

    __tablename__ = "job_result"
    __table_args__ = ({"info": {"audit": False}},)

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    mimetype: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    body: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
