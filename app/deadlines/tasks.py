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
from app.deadlines.rules import Line

# Controllers whose numbers are kept.
MOST_KEPT = 200


@register_tasks
def terms(actor: Actor) -> TaskSection | None:
    """Give the duties with late or near records; a fixed number of statements, over what is not entered yet alone.

    Who controls others and whose number is not kept reads the records of all once, and finds the own ones among them.
    """
    if not actor.may(Resource.DEADLINE, "read") or actor.organization_id is None:
        return None
    controls = actor.may(Resource.TIMELINESS, "read")
    risen = _kept(actor) if controls else 0
    found = queries.lines(actor, queries.back(actor, 2), own=risen is not None, only_left=True)
    if risen is None:
        risen = _keep(actor, sum(one.verdict == rules.OVERDUE and queries.is_controlled(actor, one) for one in found))
        found = [one for one in found if queries.is_mine(actor, one)]
    tasks = _own(found, today(actor.zone))
    if risen:
        tasks.append(Task(_("Late records of others that came up to you"), url_for("TimelinessView.late"), risen, level="late"))
    return TaskSection(_("Terms"), tuple(tasks), order=12) if tasks else None


def _own(found: list[Line], day: date) -> list[Task]:
    counts: Counter[str] = Counter()
    nearest: dict[str, date] = {}
    for line in found:
        if line.verdict == rules.OVERDUE or rules.is_soon(line, day):
            counts[line.duty.action] += 1
            nearest[line.duty.action] = min(nearest.get(line.duty.action, date.max), line.due)
    return [Task(action, url_for("DeadlineView.mine"), count, nearest[action]) for action, count in counts.items()]


def _kept(actor: Actor) -> int | None:
    """Give the kept number of late records of others that came up to ``actor``, None when it is to be counted anew.

    It is judged over the records of the whole college, and the home page is opened all day: the number is kept for some
    minutes. The page of late records always counts anew.
    """
    found = _numbers().get(_key(actor))
    fresh = found is not None and now() - found[0] < timedelta(seconds=current_app.config["COUNTS_KEPT_SECONDS"])
    return found[1] if found is not None and fresh else None


def _keep(actor: Actor, count: int) -> int:
    kept = _numbers()
    if len(kept) >= MOST_KEPT:
        kept.clear()
    kept[_key(actor)] = (now(), count)
    return count


def _numbers() -> dict[tuple[object, ...], tuple[datetime, int]]:
    return current_app.extensions.setdefault("late records", {})


def _key(actor: Actor) -> tuple[object, ...]:
    return actor.organization_id, actor.employee_id, actor.roles, actor.departments
