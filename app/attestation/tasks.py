"""What sheets put on the home page: to fill and sign for the teacher, to close for the office."""

from flask import url_for
from flask_babel import gettext as _

from app.access.home import Task, TaskSection, register_tasks
from app.attestation import queries_list
from app.attestation.states import ISSUED, SIGNED
from app.core.actor import Actor
from app.core.clock import today


@register_tasks
def sheet_tasks(actor: Actor) -> TaskSection | None:
    """Give the sheets that wait for this person; one statement a role."""
    tasks = []
    if actor.may("sheet", "sign") and actor.employee_id:
        waiting = queries_list.count_by_status(actor.employee_id, today(actor.zone)).get(ISSUED, 0)
        if waiting:
            tasks.append(Task(_("Sheets to fill and sign"), url_for("SheetView.list", status=ISSUED), waiting))
    if actor.may("sheet", "close"):
        signed = queries_list.count_by_status().get(SIGNED, 0)
        if signed:
            tasks.append(Task(_("Signed sheets to close"), url_for("SheetView.list", status=SIGNED), signed))
    return TaskSection(_("Attestation"), tuple(tasks), order=20) if tasks else None
