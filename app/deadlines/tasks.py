"""What the regulation puts on the home page: my late and near terms by duty, and what has come up to me as a controller."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta

from flask import current_app, url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.access.permissions import Resource
from app.core.actor import Actor
from app.core.clock import now, today
from app.deadlines import queries, rules

# Controllers whose numbers are kept.
MOST_KEPT = 200


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
        risen = _risen(actor)
        if risen:
            tasks.append(Task(_("Late records of others that came up to you"), url_for("TimelinessView.late"), risen, level="late"))
    return TaskSection(_("Terms"), tuple(tasks), order=12) if tasks else None


def _risen(actor: Actor) -> int:
    """Count the late records of others that came up to ``actor``.

    It is judged over the records of the whole college, half a second for twelve groups and seconds for two hundred, and the
    home page is opened all day: the number is kept for some minutes. The page of late records always counts anew.
    """
    kept: dict[tuple[object, ...], tuple[datetime, int]] = current_app.extensions.setdefault("late records", {})
    key = (actor.organization_id, actor.employee_id, actor.roles, actor.departments)
    found = kept.get(key)
    if found is None or now() - found[0] >= timedelta(seconds=current_app.config["COUNTS_KEPT_SECONDS"]):
        lines = queries.lines(actor, queries.back(actor, 2), own=False)
        found = (now(), sum(line.verdict == rules.OVERDUE and queries.is_controlled(actor, line) for line in lines))
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[key] = found
    return found[1]
