"""What the regulation puts on the home page: my late and near terms by duty, and what has come up to me as a controller."""

from __future__ import annotations

from collections import Counter
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Resource
from app.core.actor import Actor
from app.core.clock import today
from app.deadlines import queries, rules


@register_tasks
def terms(actor: Actor) -> TaskSection | None:
    """Give the duties with late or near records; a fixed number of statements."""
    if not actor.may(Resource.DEADLINE, "read") or actor.organization_id is None:
        return None
    day = today(actor.zone)
    counts: Counter[str] = Counter()
    nearest: dict[str, date] = {}
    for line in queries.lines(actor, queries.back(actor, 2), own=True):
        if line.verdict == rules.OVERDUE or rules.is_soon(line, day):
            counts[line.duty.action] += 1
            nearest[line.duty.action] = min(nearest.get(line.duty.action, date.max), line.due)
    tasks = [Task(action, url_for("DeadlineView.mine"), count, nearest[action]) for action, count in counts.items()]
    if actor.may(Resource.TIMELINESS, "read"):
        risen = sum(line.verdict == rules.OVERDUE and queries.is_controlled(actor, line) for line in queries.lines(actor, queries.back(actor, 2), own=False))
        if risen:
            tasks.append(Task(_("Late records of others that came up to you"), url_for("TimelinessView.late"), risen, level="late"))
    return TaskSection(_("Terms"), tuple(tasks), order=12) if tasks else None
