"""The teacher's day on the home page: each lesson with its time and room, a click away from its journal."""

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.core.actor import Actor
from app.core.clock import today
from app.organization.queries import days_of, ringing
from app.timetable.queries import reached_loads
from app.timetable.weeks import day_of


@register_tasks
def lessons_today(actor: Actor) -> TaskSection | None:
    """Give the lessons of today; at most five statements. A journal out of reach (a substitute's, a curator's) is only named."""
    if actor.employee_id is None or not (actor.may("timetable", "read") and actor.may("journal", "read")):
        return None
    day = today(actor.zone)
    cells = day_of(actor, day)
    if not cells:
        return None
    bells = ringing([day], days_of(actor.organization_id or 0))[day]
    reached = reached_loads({cell.load_id for cell in cells})
    tasks = []
    for cell in cells:
        where = _("remotely") if cell.is_remote else _("room %(room)s", room=cell.room) if cell.room else ""
        time = bells.get(cell.pair, "")
        note = ", ".join(filter(None, (time, where)))
        name = _(
            "Pair %(pair)s: %(group)s, %(item)s",
            pair=cell.pair,
            group=cell.group + (f" / {cell.subgroup}" if cell.subgroup else ""),
            item=cell.title,
        )
        url = url_for("JournalView.show", load_id=cell.load_id) if cell.load_id in reached else ""
        tasks.append(Task(name, url, note=note))
    return TaskSection(_("My lessons today"), tuple(tasks), order=5)
