"""What debts put on the home page: no day of the re-sit, slips that expire, debts whose time is over."""

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Resource
from app.core.actor import Actor
from app.core.clock import today
from app.debts import queries


@register_tasks
def debt_tasks(actor: Actor) -> TaskSection | None:
    """Give what the office has to do about debts; three statements."""
    if not actor.may(Resource.DEBT, "create"):
        return None
    waiting, expiring, failed = queries.counts(today(actor.zone))
    tasks = []
    if waiting:
        tasks.append(Task(_("Debts without a day of the re-sit"), url_for("DebtView.list", state="active"), waiting))
    if expiring:
        tasks.append(Task(_("Examination slips that are not returned in time"), url_for("DebtView.list"), expiring, level="late"))
    if failed:
        tasks.append(Task(_("Debts not settled in time"), url_for("DebtView.list", state="failed"), failed, level="late"))
    return TaskSection(_("Debts"), tuple(tasks), order=25) if tasks else None
