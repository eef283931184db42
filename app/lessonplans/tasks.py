"""Plans on the home page: to write for the teacher, to approve for those who judge."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.home import Task, TaskSection, register_tasks
from app.core.actor import Actor
from app.core.clock import today
from app.lessonplans import queries
from app.lessonplans.rules import SUBMITTED
from app.organization.queries import active_year


@register_tasks
def plan_tasks(actor: Actor) -> TaskSection | None:
    """Give the plans that wait for this person; at most three statements."""
    tasks = []
    if actor.employee_id is not None and actor.may("lesson_plan", "update"):
        count, returned = queries.unfinished_of(actor.employee_id, today(actor.zone))
        if count:
            note = ngettext("%(num)d was returned", "%(num)d were returned", returned) if returned else ""
            tasks.append(Task(_("Plans to write and hand in"), url_for("LessonPlanView.list"), count, note=note))
    if actor.may("lesson_plan", "approve") and (year := active_year()) is not None:
        waiting = queries.count_of(SUBMITTED, year.id)
        if waiting:
            tasks.append(Task(_("Plans to approve"), url_for("LessonPlanView.list", status=SUBMITTED), waiting))
    return TaskSection(_("Calendar-thematic plans"), tuple(tasks), order=30) if tasks else None
