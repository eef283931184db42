"""What statements of inaccuracies put on the home page: whom each step waits for and until when; the link on every card."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.access.crud_card import Button, register_button, register_field_link
from app.access.home import Task, TaskSection, register_tasks
from app.core.actor import Actor
from app.inaccuracies import queries, rules
from app.inaccuracies.subjects import address_of


@register_tasks
def statements(actor: Actor) -> TaskSection | None:
    """Give the steps that wait for this person with the nearest last day; two statements."""
    wanted = [status for right, statuses in rules.WAITED.items() if actor.may("inaccuracy", right) for status in statuses]
    if not wanted or actor.organization_id is None:
        return None
    steps = queries.terms(actor.organization_id)
    nearest: dict[str, Any] = {}
    counted: dict[str, int] = {}
    for status, since in queries.waiting(wanted):
        last = steps.due(status, since)
        counted[status] = counted.get(status, 0) + 1
        nearest[status] = min(filter(None, (nearest.get(status), last)))
    tasks = tuple(
        Task(_(rules.STATUS_TITLES[s])[:1].upper() + _(rules.STATUS_TITLES[s])[1:], url_for("InaccuracyView.list", status=s), counted[s], nearest[s])
        for s in wanted
        if s in counted
    )  # fmt: skip
    return TaskSection(_("Inaccuracies"), tasks, order=15) if tasks else None


@register_button
def report_button(actor: Actor, view: Any, item: Any) -> Button | None:
    """Put «Report an inaccuracy» on the card of every record."""
    if not actor.may("inaccuracy", "create"):
        return None
    return Button(_("Report an inaccuracy"), address_of(view.datamodel.obj.__tablename__, item.id, None), kind="link")


@register_field_link
def report_at_the_field(actor: Actor, view: Any, item: Any, name: str) -> Button | None:
    """Lead from a field of a card to the report of this very field."""
    if not actor.may("inaccuracy", "create"):
        return None
    return Button(_("Report an inaccuracy"), address_of(view.datamodel.obj.__tablename__, item.id, None, name), kind="link")
