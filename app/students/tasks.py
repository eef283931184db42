"""What the personal files put on the home page: withdrawn consents, after which the processing must be stopped."""

from __future__ import annotations

from datetime import timedelta

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Action, Resource
from app.core.actor import Actor
from app.extensions import db
from app.students.models_file import Consent

# 152-ФЗ ст. 21 ч. 5: within thirty days.
TERM = timedelta(days=30)
SHOWN = 10


@register_tasks
def withdrawn_consents(actor: Actor) -> TaskSection | None:
    """Give the consents that were withdrawn and not acted on yet; one statement."""
    if not (actor.may(Resource.PERSONAL_FILE, Action.UPDATE) and actor.may(Resource.PERSONAL_FILE, Action.CREATE)):
        return None
    waiting = select(Consent).where(Consent.withdrawn_on.is_not(None), Consent.handled_on.is_(None)).options(joinedload(Consent.student))
    found = db.session.scalars(waiting.order_by(Consent.withdrawn_on, Consent.id).limit(SHOWN)).all()
    tasks = [
        Task(
            _("%(name)s withdrew the consent: %(kind)s", name=one.student.short_name, kind=one), url_for("ConsentView.show", pk=one.id),
            due=one.withdrawn_on + TERM if one.withdrawn_on else None, note=_("stop the processing and say what was done"),
        )
        for one in found
    ]  # fmt: skip
    return TaskSection(_("Withdrawn consents"), tuple(tasks), order=18) if tasks else None
