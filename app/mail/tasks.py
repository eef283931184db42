"""What mail puts on the home page: letters that do not go, for those who keep the settings."""

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Resource
from app.core.actor import Actor
from app.core.clock import now
from app.mail import queries


@register_tasks
def failures(actor: Actor) -> TaskSection | None:
    """Give the letters of the last days that were not sent; one statement."""
    if not actor.may(Resource.MAIL, "read") or actor.organization_id is None:
        return None
    count = queries.failed(now() - timedelta(days=3))
    return TaskSection(_("Mail"), (Task(_("Letters are not sent"), url_for("MailView.show"), count, level="late"),), order=9) if count else None
