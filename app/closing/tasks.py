"""What closes put on the home page: terms that are announced and not closed."""

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.closing import queries
from app.core.actor import Actor
from app.terms.rules import CLOSING


@register_tasks
def closing_tasks(actor: Actor) -> TaskSection | None:
    """Give the terms that wait for their close; one statement."""
    if not actor.may("closing", "announce"):
        return None
    announced = queries.waiting_terms().get(CLOSING, 0)
    if not announced:
        return None
    task = Task(_("Terms announced for closing"), url_for("ClosingView.list", status=CLOSING), announced)
    return TaskSection(_("Close of terms"), (task,), order=25)
