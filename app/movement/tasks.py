"""What orders put on the home page: drafts to go on with, orders to endorse, to sign, to number, to apply."""

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Action, Resource
from app.core.actor import Actor
from app.core.clock import today
from app.movement import departures, queries
from app.movement.rules import DRAFT, ON_APPROVAL, SIGNED


@register_tasks
def order_tasks(actor: Actor) -> TaskSection | None:
    """Give the orders that wait for this person; one statement."""
    wanted = {
        DRAFT: (_("Drafts of orders"), actor.may("order", "update")),
        ON_APPROVAL: (_("Orders on approval"), any(actor.may("order", action) for action in ("approve", "sign", "update"))),
        SIGNED: (_("Signed orders to number and to apply"), actor.may("order", "update")),
    }
    if not any(mine for _title, mine in wanted.values()):
        return None
    found = queries.counts(tuple(state for state, (_title, mine) in wanted.items() if mine))
    tasks = [
        Task(title, url_for("OrderView.list", state=state), found[state]) for state, (title, _mine) in wanted.items() if found.get(state)
    ]
    return TaskSection(_("Orders on students"), tuple(tasks), order=15) if tasks else None


SHOWN = 10


@register_tasks
def certificates_due(actor: Actor) -> TaskSection | None:
    """Give those who left by an order and have no certificate of training yet, each with its day; one statement."""
    if not actor.may(Resource.CERTIFICATE, Action.ISSUE):
        return None
    found = departures.without_certificate(today(actor.zone), SHOWN)
    tasks = [
        Task(
            _("Certificate of training: %(name)s", name=line.student.short_name), url_for("CertificateView.new", student=line.student_id),
            due=line.effective_on + departures.TERM,
        )
        for line in found
    ]  # fmt: skip
    return TaskSection(_("Certificates to the expelled"), tuple(tasks), order=16) if tasks else None
