"""The journal on the home page: a teacher's own journals with lessons that lack a topic, changes to approve."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.access.home import Task, TaskSection, register_tasks
from app.core.actor import Actor
from app.core.clock import today
from app.gradebook import queries, queries_changes
from app.teaching.queries import loads_of_teacher
from app.terms.rules import CLOSED


@register_tasks
def own_journals(actor: Actor) -> TaskSection | None:
    """Give the open journals of the acting teacher with the number of lessons that have no topic yet."""
    if actor.employee_id is None or not actor.may("journal", "update"):
        return None
    day = today(actor.zone)
    loads = [load for load in loads_of_teacher(actor.employee_id, day) if load.group_term.status != CLOSED]
    bare = queries.lessons_without_topic([load.id for load in loads], day)
    return TaskSection(
        _("My journals"),
        tuple(
            Task(
                f"{load.group_term.group.name} · {load.curriculum_term.item.name}",
                url_for("JournalView.show", load_id=load.id),
                note=ngettext("%(num)d lesson has no topic", "%(num)d lessons have no topic", bare[load.id]) if load.id in bare else "",
            )
            for load in loads
        ),
        order=20,
    )


@register_tasks
def changes_to_approve(actor: Actor) -> TaskSection | None:
    """Give the number of requests to change marks to the one who decides them."""
    if not actor.may("journal", "approve"):
        return None
    waiting = queries_changes.count_waiting()
    if not waiting:
        return None
    return TaskSection(_("Journals"), (Task(_("Changes of marks to approve"), url_for("MarkChangeView.list"), waiting),), order=20)
