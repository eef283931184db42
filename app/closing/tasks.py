"""What closes put on the home page: terms that are announced, groups to confirm, what the person was reminded of."""

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.closing import queries, queries_board, queries_reopening, reminders
from app.closing.reopening_rules import REQUESTED
from app.closing.rules import BY_CODE
from app.core.actor import Actor
from app.core.clock import today
from app.terms.rules import CLOSING

ARGUMENTS = {
    "SheetView.show": "sheet_id", "SheetView.term": "term_id", "LoadView.term": "pk", "JournalView.show": "load_id",
    "GroupView.show": "pk", "ClosingView.show": "term_id", "MarkChangeView.list": "load",
    "OrderView.show": "order_id", "LessonPlanView.show": "load_id",
}  # fmt: skip


@register_tasks
def closing_tasks(actor: Actor) -> TaskSection | None:
    """Give the terms that wait for their close; one statement."""
    if not actor.may("closing", "announce"):
        return None
    announced = queries.waiting_terms().get(CLOSING, 0)
    if not announced:
        return None
    task = Task(_("Terms announced for closing"), url_for("BoardView.list", status=CLOSING), announced)
    return TaskSection(_("Close of terms"), (task,), order=25)


@register_tasks
def reminded_tasks(actor: Actor) -> TaskSection | None:
    """Give what somebody reminded this person of, as long as it is not done."""
    found = reminders.own(actor)
    if not found:
        return None
    groups = {one.id: one.group.name for one in queries_board.terms(ids={one.term_id for one in found})}
    tasks = tuple(
        Task(
            f"{groups[one.term_id]}: {_(BY_CODE[one.code].title)}", url_for(one.place[0], **{ARGUMENTS[one.place[0]]: one.place[1]}),
            one.count, due=one.since, note=_("The study office reminds you"),
        )
        for one in found
    )  # fmt: skip
    return TaskSection(_("Reminders"), tasks, order=5)


@register_tasks
def reopening_tasks(actor: Actor) -> TaskSection | None:
    """Give the corrections in closed terms that wait for this person: to confirm, to finish, or to make in an own item."""
    tasks = []
    if actor.may("reopening", "approve"):
        for one in queries_reopening.waiting():
            label = _("Confirm a reopening") if one.status == REQUESTED else _("A correction is going on")
            if one.status == REQUESTED or actor.may("reopening", "close"):
                tasks.append(Task(f"{label}: {one.group_term.group.name}", url_for("ReopeningView.show", reopening_id=one.id), due=one.until))
    if actor.employee_id is not None and actor.may("sheet", "sign"):
        for one in queries_reopening.to_correct(actor.employee_id, today(actor.zone)):
            place = ("SheetView.show", {"sheet_id": one.new_sheet_id}) if one.new_sheet_id else ("JournalView.show", {"load_id": one.load_id})
            tasks.append(Task(_("Make a correction: %(item)s", item=f"{one.group_term.group.name}, {one.load.curriculum_term.item.name}"),
                              url_for(place[0], **place[1]), due=one.until, note=one.basis))  # fmt: skip
    return TaskSection(_("Corrections in closed terms"), tuple(tasks), order=6) if tasks else None
