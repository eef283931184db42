"""What oversight puts on the home page: days of mass viewing, terms of open incidents."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Resource
from app.core.actor import Actor
from app.core.clock import now
from app.oversight import queries, rules
from app.oversight.settings import MASS
from app.settings import queries as settings


@register_tasks
def oversight(actor: Actor) -> TaskSection | None:
    """Give the alerts of the last week to who watches over personal data; three statements."""
    if not actor.may(Resource.OVERSIGHT, "read") or actor.organization_id is None:
        return None
    found = queries.accesses(actor, now() - timedelta(days=7), now() + timedelta(minutes=1))
    tasks = [
        Task(
            _("Mass viewing of personal data: %(name)s, %(day)s", name=name, day=f"{day:%d.%m.%Y}"),
            url_for("OversightView.log", who=name, kind=rules.VIEW), count, level="late",
        )
        for name, day, count in rules.mass_views(found, int(settings.value(actor.organization_id, MASS)))[:5]
    ]  # fmt: skip
    for one in queries.open_incidents():
        terms = rules.terms(one.found_at, one.noticed_at, one.answered_at, now())
        until = terms.notice_until if one.noticed_at is None else terms.result_until
        late = terms.notice_late if one.noticed_at is None else terms.result_late
        label = _("Incident: notify Roskomnadzor") if one.noticed_at is None else _("Incident: tell the result of the inquiry")
        if one.answered_at is None:
            local = until.astimezone(ZoneInfo(actor.zone))
            tasks.append(Task(label, url_for("IncidentView.show", pk=one.id), due=local.date(), note=f"{local:%d.%m %H:%M}", level="late" if late else "plain"))
    return TaskSection(_("Personal data"), tuple(tasks), order=8) if tasks else None
