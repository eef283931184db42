"""What the local act puts on the home page: the act itself for its keepers, the missing signature for everybody."""

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Resource
from app.acts import queries
from app.core.actor import Actor
from app.core.clock import today


@register_tasks
def local_act(actor: Actor) -> TaskSection | None:
    """Give what is missing of the newest version; at most three statements."""
    if not actor.may(Resource.LOCAL_ACT, "read") or actor.organization_id is None:
        return None
    newest, keeps = queries.in_force(), actor.may(Resource.LOCAL_ACT, "update")
    if newest is None:
        missing = (Task(_("Approve the local act and enter it"), url_for("LocalActView.list")),) if keeps else ()
        return TaskSection(_("Local act"), missing, order=14)
    address, tasks = url_for("LocalActView.show", pk=newest.id), []
    if keeps:
        left = sum(one.signed_on is None for one in queries.readers(newest.id, today(actor.zone)))
        if newest.published_on is None:
            tasks.append(Task(_("Publish the local act on the site and note its address"), address))
        if left:
            tasks.append(Task(_("Employees who have not signed the local act"), address, left))
    elif actor.employee_id is not None and not queries.has_signed(newest.id, actor.employee_id):
        tasks.append(Task(_("Read and sign the local act: %(act)s", act=str(newest)), address))
    return TaskSection(_("Local act"), tuple(tasks), order=14)
