"""What jobs put on the home page of their owner: those under way, and those that ended since."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.home import Task, TaskSection, register_tasks
from app.core.actor import Actor
from app.jobs import queries
from app.jobs.models import Job
from app.jobs.rules import DONE


@register_tasks
def job_tasks(actor: Actor) -> TaskSection | None:
    """Give the tasks in the background that their owner has not looked at since they ended; one or two statements."""
    if not actor.may("job", "read"):
        return None
    tasks = tuple(_task(job) for job in queries.unseen())
    return TaskSection(_("Tasks in the background"), tasks, order=8) if tasks else None


def _task(job: Job) -> Task:
    return Task(job.title, url_for("JobView.list", _anchor=f"job-{job.id}"), note=_note(job))


def _note(job: Job) -> str:
    if job.is_active:
        return _("the task is under way: %(percent)s %%", percent=job.percent) if job.total else _("the task waits for its turn")
    if job.status == DONE and not job.failures:
        return _("the task is done")
    if job.status == DONE:
        left_out = ngettext("%(num)s row was left out", "%(num)s rows were left out", len(job.failures))
        return f"{_('the task is done')}, {left_out}"
    return _("the task is not done")
