"""The page of tasks in the background: one's own only."""

from __future__ import annotations

import io
import json
from typing import Any

from flask import flash, g, jsonify, redirect, send_file, url_for
from flask_appbuilder import BaseView, expose
from flask_appbuilder.security.decorators import permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.access.permissions import Resource
from app.audit.titles import register_acts, register_values
from app.core.transaction import transaction
from app.jobs import operations, queries
from app.jobs.models import Job

register_acts(
    {
        "enqueue_job": _l("left a task to the server"),
        "cancel_job": _l("cancelled a task"),
        "end_job": _l("task ended"),
        "forget_job": _l("removed an old task"),
    }
)
STATUS_TITLES = {
    "queued": _l("the task waits"), "running": _l("the task is under way"), "done": _l("the task is done"),
    "failed": _l("the task is not done"), "cancelled": _l("the task was stopped"),
}  # fmt: skip
register_values("job", "status", STATUS_TITLES)


def sentence(packed: str | None) -> str:
    """Give a kept refusal as a sentence."""
    if not packed:
        return ""
    told = json.loads(packed)
    msgid, params = told["msgid"], told["params"]
    return _(msgid, **params)


class JobView(BaseView):
    """Tasks in the background."""

    route_base = "/jobs"
    class_permission_name = Resource.JOB
    default_view = "list"

    @expose("/")
    @permission_name("read")
    def list(self) -> Any:
        """List own tasks with progress, refused rows and files."""
        rows = queries.own()
        return self.render_template(
            "jobs/list.html", title=_("Tasks in the background"), rows=rows, titles=STATUS_TITLES, sentence=sentence,
            active=any(row.is_active for row in rows),
        )  # fmt: skip

    @expose("/state")
    @permission_name("read")
    def state(self) -> Any:
        """Give the progress of own tasks to the page's script."""
        return jsonify([{"id": row.id, "status": row.status, "percent": row.percent, "words": words(row)} for row in queries.own(20)])

    @expose("/<int:job_id>/file", methods=["POST"])
    @permission_name("read")
    def file(self, job_id: int) -> Any:
        """Give the file of an own task."""
        with transaction():
            found, body = operations.take_result(g.actor, queries.own_job(job_id, fresh=True))
        return send_file(io.BytesIO(body), found.mimetype, as_attachment=True, download_name=found.name)

    @expose("/<int:job_id>/cancel", methods=["POST"])
    @permission_name("update")
    def cancel(self, job_id: int) -> Any:
        """Stop an own task."""
        with transaction():
            operations.cancel(g.actor, queries.own_job(job_id, fresh=True))
        flash(_("The task stops. What is done stays done."), "success")
        return redirect(url_for("JobView.list"), 303)

    @expose("/<int:job_id>/seen", methods=["POST"])
    @permission_name("update")
    def seen(self, job_id: int) -> Any:
        """Take an ended task off the home page."""
        with transaction():
            operations.dismiss(g.actor, queries.own_job(job_id, fresh=True))
        return redirect(url_for("JobView.list"), 303)


def words(job: Job) -> str:
    """Give the state of a task in words."""
    if job.status == "running" and job.total:
        return _("%(done)s of %(total)s", done=job.done, total=job.total)
    return str(STATUS_TITLES[job.status])
